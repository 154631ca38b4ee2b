"""Somebody is new, or has another name, zone or status."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.parts import Parts
from integrations.slack.chat import read_person


def register(app: AsyncApp, parts: Parts) -> None:
    """Keep what we know of people true."""

    async def changed(event: dict[str, Any]) -> None:
        person = read_person(event["user"])
        await parts.team.changed(person)
        if person.gone:
            await parts.standups.look_who_left(person=person.id)

    app.event("user_change")(changed)
    app.event("team_join")(changed)
