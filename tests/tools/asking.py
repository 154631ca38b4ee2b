"""Asks a tool of the app on its stage, as a model or a rule would."""

from typing import Any

from bot.demo.stage import Stage
from bot.tools.tool import Asking, Finding
from integrations.chat import PlaceKind
from integrations.markdown.plain_text import to_plain
from tests.stage import BACKEND

DM = "a direct message"


async def finding(
    stage: Stage, tool: str, who: str = "Ana", where: str = BACKEND, *, alone: bool = False, **arguments: Any
) -> Finding:
    """What a tool finds for somebody, asked in a channel or in `DM`."""
    parts = stage.app.parts
    person = stage.workspace.member(who)
    place = person.dm_with_app.id if where == DM else stage.workspace.channel(where).id
    channel = await parts.team.channel(place)
    kind = PlaceKind.DIRECT if where == DM else channel.kind if channel else None
    zone = await parts.team.zone(person.id)
    asking = Asking(person.id, place, kind, stage.now(), zone=zone, alone=alone)
    return await parts.toolbox.call(tool, asking, arguments)


async def told(
    stage: Stage, tool: str, who: str = "Ana", where: str = BACKEND, *, alone: bool = False, **arguments: Any
) -> str:
    """The same in plain words, as a reader of that zone sees them."""
    found = await finding(stage, tool, who, where, alone=alone, **arguments)
    words = to_plain(found.post(await stage.app.parts.team.zone(stage.workspace.member(who).id)))
    for each in (await stage.app.parts.team.known_channels()).values():
        words = words.replace(f"#{each.id}", f"#{each.name}")
    return words
