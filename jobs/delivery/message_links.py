"""Names in what we say that lead to a message of ours: its address is asked for when the post is sent."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.chat import ChatError, ChatLinks
from integrations.database import Database
from integrations.database.tables.delivery import MessageState, outbox
from integrations.post import Link, Post

log = structlog.get_logger()

LIMIT_S = 5
"""What a post waits for addresses; a name without one is a name."""
AT_ONCE = 8
"""Questions to the chat at a time."""
REMEMBERED = 2_000
"""Addresses; that of a message never changes."""

Place = tuple[str, str]
"""A message: where it is, and its id there."""


class MessageLinks:
    """Finds the addresses of our own messages."""

    def __init__(self, db: Database, links: ChatLinks) -> None:
        """`db` has the outbox; `links` knows the addresses."""
        self._db = db
        self._links = links
        self._known: OrderedDict[Place, str] = OrderedDict()

    async def enrich(self, post: Post) -> Post:
        """The post, with each name a link that leads to a message; one not sent yet is found in its thread."""
        drawn = post.model_dump(mode="json")
        named = list(_named(drawn))
        if not named:
            return post
        places = await self._places({str(each["said"]) for each in named})
        await self._ask(set(places.values()) - self._known.keys())
        for each in named:
            url = self._known.get(places.get(str(each["said"]), ("", "")))
            if url is not None:
                link = Link(url=url, label=str(each["name"])).model_dump(mode="json")
                each.clear()
                each.update(link)
        return Post.model_validate(drawn)

    async def _places(self, keys: set[str]) -> Mapping[str, Place]:
        """Where the messages of those keys are, or the ones below which they will be."""
        root = outbox.alias("root")
        is_sent = outbox.c.state == MessageState.SENT
        query = (
            sa.select(
                outbox.c.key,
                sa.case((is_sent, outbox.c.sent_channel), else_=root.c.sent_channel).label("place"),
                sa.case((is_sent, outbox.c.message_id), else_=root.c.message_id).label("message_id"),
            )
            .outerjoin(root, sa.and_(root.c.key == outbox.c.thread_of, root.c.state == MessageState.SENT))
            .where(outbox.c.key.in_(keys))
        )
        rows = (await self._db.fetch(query)).all()
        return {row.key: (row.place, row.message_id) for row in rows if row.place and row.message_id}

    async def _ask(self, places: Sequence[Place] | set[Place]) -> None:
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(place: Place) -> None:
            async with turns:
                url = await self._links.permalink(*place)
            if url:
                self._known[place] = url

        try:
            async with asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as group:
                for place in places:
                    group.create_task(one(place))
        except* (ChatError, TimeoutError) as problem:
            log.info("addresses_not_found", why=str(problem.exceptions[0]) or "no answer in time")
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _named(drawn: Any) -> Iterator[dict[str, Any]]:
    """The names in a post, as JSON, that lead to a message."""
    if isinstance(drawn, list):
        for each in drawn:
            yield from _named(each)
    elif isinstance(drawn, dict):
        if drawn.get("span") == "person" and drawn.get("said"):
            yield drawn
        else:
            for each in drawn.values():
                yield from _named(each)
