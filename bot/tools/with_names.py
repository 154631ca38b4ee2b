"""What a tool found as a model reads it: people and channels by their names, as far as those who hear may know them."""

from typing import Any

import sqlalchemy as sa

from bot.tools.scope import name_of
from bot.tools.tool import Asking
from integrations.database import Database
from integrations.database.tables.team import channels
from integrations.post import Post
from jobs.people.audience import tellable
from jobs.people.directory import Directory


async def with_names(post: Post, asking: Asking, db: Database, team: Directory) -> Post:
    """Return the post with names in the place of references.

    Those to channels stay whose name somebody who hears the answer may not know.
    """
    dumped = post.model_dump(mode="json")
    if not (told := set(_references(dumped))):
        return post
    ids = [of for kind, of in told if kind == "channel"]
    open_here = channels.c.id.in_(tellable(asking.person, asking.place, alone=asking.private))
    query = sa.select(channels.c.id, channels.c.name).where(
        channels.c.id.in_(ids), sa.or_(open_here, channels.c.id == asking.place)
    )
    async with db.read() as tx:
        names = {("channel", each.id): f"#{each.name}" for each in (await tx.execute(query)).all() if each.name}
    for kind, of in told:
        if kind == "mention":
            names[kind, of] = f"@{await name_of(team, of)}"
    return Post.model_validate(_renamed(dumped, names))


def _references(value: Any) -> list[tuple[str, str]]:
    """The channels and people that are referred to, by their ids."""
    if isinstance(value, list):
        return [each for part in value for each in _references(part)]
    if not isinstance(value, dict):
        return []
    match value.get("span"):
        case "channel":
            return [("channel", value["channel"])]
        case "mention":
            return [("mention", value["user"])]
    return [each for part in value.values() for each in _references(part)]


def _renamed(value: Any, names: dict[tuple[str, str], str]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("span")
    if kind in ("channel", "mention"):
        return names.get((kind, value["channel" if kind == "channel" else "user"]), value)
    return {key: _renamed(each, names) for key, each in value.items()}
