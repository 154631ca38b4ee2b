"""What was sent to ask one person: the question in their DM and its reminders, drawn as things stand."""

from collections.abc import Iterable

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import outbox
from integrations.post import Post
from jobs.letters import Letter
from jobs.standup import posts
from jobs.standup.model import Round
from jobs.standup.ports import Mail

_THERE = ("waiting", "sending", "uncertain", "sent")


def reminder_key(round_: str, number: int, person: str) -> str:
    """The key of a person's reminder."""
    return f"standup:{round_}:remind:{number}:{person}"


async def withdraw_reminders(tx: Tx, mail: Mail, round_: Round, person: str) -> None:
    """Take back reminders whose reason is gone."""
    for number in range(1, round_.reminders + 1):
        await mail.withdraw(tx, reminder_key(round_.key, number, person))


async def redraw(tx: Tx, mail: Mail, round_: Round, people: Iterable[str], how: str, post: Post) -> None:
    """Have what asked `people` say `post` instead, where it has gone out or is about to; `how` names the change."""
    keys = {
        key: person
        for person in people
        for key in (
            posts.asking_key(round_.key, person),
            *(reminder_key(round_.key, number, person) for number in range(1, round_.reminders + 1)),
        )
    }
    if not keys:
        return
    query = sa.select(outbox.c.key).where(outbox.c.key.in_(keys), outbox.c.state.in_(_THERE)).order_by(outbox.c.id)
    for key in (await tx.execute(query)).scalars().all():
        person = keys[key]
        await mail.put(tx, Letter(f"{key}:{how}", person, post, sort="reply", person=person, replaces=key))
