"""What a tool found as a model reads it: people and channels by their names, as far as those who hear may know them."""

from typing import Any

from bot.tools.tool import Asking
from integrations.database import Database
from integrations.post import Post
from jobs.people.directory import Directory, name_of
from jobs.people.told_channels import names_told


async def with_names(post: Post, asking: Asking, db: Database, team: Directory) -> Post:
    """Return the post with names in the place of references.

    Those to channels stay whose name somebody who hears the answer may not know.
    """
    dumped = post.model_dump(mode="json")
    if not (told := set(_references(dumped))):
        return post
    ids = [of for kind, of in told if kind == "channel"]
    async with db.read() as tx:
        called = await names_told(tx, asking.person, asking.place, ids, alone=asking.private)
    names = {("channel", of): f"#{name}" for of, name in called.items() if name}
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
