"""A name in a post leads to what that person said, as soon as there is an address for it."""

from datetime import UTC, datetime

import pytest

from integrations.chat import ChatRefused, ChatUncertain
from integrations.database import Database
from integrations.database.tables.delivery import MessageState, Priority, outbox
from integrations.post import Bullets, Link, Paragraph, Person, Post
from jobs.delivery.message_links import MessageLinks

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Links:
    def __init__(self, problem: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.problem = problem

    async def permalink(self, channel: str, message_id: str) -> str | None:
        self.asked.append(message_id)
        if self.problem is not None:
            raise self.problem
        return f"https://chat.example/{channel}/{message_id}" if message_id != "gone" else None


async def kept(db: Database, key: str, message_id: str | None, thread_of: str | None = None) -> None:
    """Put a message into the outbox; with a `message_id` it is sent."""
    state = MessageState.SENT if message_id else MessageState.WAITING
    row = {"key": key, "channel": "C1", "post": {}, "state": state, "message_id": message_id, "thread_of": thread_of}
    row |= {
        "sent_channel": "C1" if message_id else None,
        "priority": Priority.REPLY,
        "not_before": NOW,
        "created_at": NOW,
    }
    async with db.write() as tx:
        await tx.execute(outbox.insert().values(**row))


def post(said: str | None) -> Post:
    ana = Person(user="U1", name="Ana", said=said)
    return Post(headline=(ana, " is first"), blocks=(Paragraph(text=("x",)), Bullets(items=((ana, ": tea"),))))


async def leads_to(db: Database, said: str | None, links: Links) -> str | None:
    """Where Ana's name leads, in the headline and in the list alike."""
    sent = await MessageLinks(db, links).enrich(post(said))
    (block,) = [each for each in sent.blocks if isinstance(each, Bullets)]
    spans = (sent.headline[0], block.items[0][0])
    assert spans[0] == spans[1]
    assert block.items[0][1] == ": tea"
    return spans[0].url if isinstance(spans[0], Link) and spans[0].label == "Ana" else None


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("sent", "https://chat.example/C1/1.1"),
        ("waits", "https://chat.example/C1/1.0"),
        ("lone", None),
        ("deleted", None),
        ("unknown", None),
        (None, None),
    ],
)
async def test_a_name_leads_to_the_message_or_else_to_its_thread_or_nowhere(
    db: Database, said: str | None, url: str | None
) -> None:
    await kept(db, "root", "1.0")
    await kept(db, "sent", "1.1", "root")
    await kept(db, "waits", None, "root")
    await kept(db, "lone", None)
    await kept(db, "deleted", "gone", "root")
    assert await leads_to(db, said, Links()) == url


@pytest.mark.parametrize("problem", [ChatUncertain("no_answer"), ChatRefused("not_allowed_token_type")])
async def test_a_chat_that_does_not_answer_keeps_no_post_back(db: Database, problem: Exception) -> None:
    await kept(db, "sent", "1.1")
    assert await leads_to(db, "sent", Links(problem)) is None


async def test_an_address_is_asked_for_once(db: Database) -> None:
    await kept(db, "sent", "1.1")
    asked = Links()
    links = MessageLinks(db, asked)
    for _ in range(3):
        await links.enrich(post("sent"))
    assert asked.asked == ["1.1"]
