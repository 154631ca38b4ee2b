"""A rehearsal for programs."""

from collections.abc import Sequence
from typing import Any

from bot.rehearsal.happened import Happened, PlayedMessage
from bot.rehearsal.rehearsal import Rehearsal


def as_json(rehearsal: Rehearsal, channel: str | None = None) -> dict[str, Any]:
    """Return it as JSON can say it; with a `channel`, only what is said in it, and by its rituals."""
    return {
        "from": rehearsal.span.first.isoformat(),
        "to": rehearsal.span.last.isoformat(),
        "file": str(rehearsal.file),
        "prune": rehearsal.prune,
        "not_known": list(rehearsal.unknown),
        "holidays": {day.isoformat(): name for day, name in rehearsal.holidays.items()},
        "away": {day.isoformat(): list(people) for day, people in rehearsal.away.items()},
        "people": {
            id_: {"name": name, **_interruptions(rehearsal, id_, channel)}
            for id_, name in rehearsal.people.items()
            if rehearsal.now.interruptions(id_) or rehearsal.then.interruptions(id_)
        },
        "now": _played(rehearsal.now, channel),
        "then": _played(rehearsal.then, channel),
        "differences": [
            {
                "ritual": each.ritual,
                "what": each.what.name.lower(),
                "channel": each.channel,
                "people": list(each.people),
                "moved": [
                    {"from": before, "to": after, "times": number} for (before, after), number in each.change.moved
                ],
                "gone": each.change.gone,
                "new": each.change.new,
                "same": each.change.same,
                "at": list(each.change.at),
            }
            for each in rehearsal.differences
            if channel in (None, each.channel)
        ],
    }


def _interruptions(rehearsal: Rehearsal, person: str, channel: str | None) -> dict[str, Any]:
    return {
        name: len([each for each in played.interruptions(person) if channel in (None, each.channel)])
        for name, played in (("now", rehearsal.now), ("then", rehearsal.then))
    }


def _played(played: Happened, channel: str | None) -> dict[str, Any]:
    return {
        "rituals": [
            {
                "name": each.name,
                "kind": each.kind,
                "channel": each.channel,
                "at": each.at,
                "days": list(each.days),
                "timezone": each.timezone,
                "state": each.state.value,
            }
            for each in played.rituals.values()
            if channel in (None, each.channel)
        ],
        "messages": _messages([each for each in played.messages if channel in (None, each.channel)]),
    }


def _messages(messages: Sequence[PlayedMessage]) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at.isoformat(),
            "day": each.day.isoformat(),
            "clock": each.clock,
            "ritual": each.ritual,
            "what": each.what.name.lower(),
            "channel": each.channel,
            "person": each.person,
            "in_thread": each.in_thread,
            "mentions": list(each.mentions),
            "at_most": each.at_most,
            "held_since": each.held_since.isoformat() if each.held_since else None,
            "held_by": each.held_by or None,
            "not_sent": each.not_sent or None,
        }
        for each in messages
    ]
