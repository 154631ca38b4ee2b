"""New people and new channels, which a workspace gets after it has begun."""

import asyncio
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

from integrations.workspace.changes import Change
from integrations.workspace.errors import Refused
from integrations.workspace.model import COLORS, Conversation, Member

if TYPE_CHECKING:
    from integrations.workspace.workspace import Workspace

_NAME = re.compile(r"[^\s@#:<>][^@#:<>\n]{0,79}")
_CHANNEL = re.compile(r"[a-z0-9_-]{1,80}")


async def add_person(workspace: "Workspace", name: str, zone: str = "", *, is_guest: bool = False) -> Member:
    """Add somebody to the team, in the team's zone where none is given; the app and the pages are told.

    Raises Refused: `invalid_name`, `name_taken`, `invalid_zone`.
    """
    state = workspace.state
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise Refused("invalid_name")
    if any(each.name.casefold() == name.casefold() for each in state.members.values()):
        raise Refused("name_taken")
    zone = zone.strip() or state.team.zone
    try:
        await asyncio.to_thread(state.zones.get, zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("invalid_zone") from None
    member = Member(
        id=state.timestamps.id("U"),
        name=name,
        real_name=name,
        email=f"{re.sub(r'[^a-z0-9]+', '.', name.casefold()).strip('.') or 'somebody'}@team.example",
        tz=zone,
        color=COLORS[len(state.members) % len(COLORS)],
        is_guest=is_guest,
    )
    state.members[member.id] = member
    workspace.events.joined_team(member)
    workspace.changes.tell(Change("member", {"user": member.id}))
    return member


def add_channel(workspace: "Workspace", name: str, by: Member, *, private: bool = False) -> Conversation:
    """Make a channel whose only member is `by`. Raises Refused: `invalid_name`, `name_taken`."""
    state = workspace.state
    name = name.strip().removeprefix("#")
    if not _CHANNEL.fullmatch(name):
        raise Refused("invalid_name_specials")
    if any(each.name == name for each in state.conversations.values() if each.kind in ("public", "private")):
        raise Refused("name_taken")
    made = Conversation(
        id=state.timestamps.id("G" if private else "C"),
        name=name,
        kind="private" if private else "public",
        creator=by.id,
        created=state.timestamps.seconds(),
        members={by.id: None},
    )
    state.conversations[made.id] = made
    workspace.events.channel_made(made, by.id)
    workspace.show_channel(made)
    return made
