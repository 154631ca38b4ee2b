"""Changes what was sent to ask somebody: the question in their direct messages, and its reminders."""

from collections.abc import Iterable

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import MessageState, outbox
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.standup import message_keys, posts, store
from jobs.standup.model import Round

_OUT = (MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)


async def withdraw_reminders(tx: Tx, mail: Outbox, round_: Round, person: str) -> None:
    """Take back reminders whose reason is gone."""
    for number in range(1, round_.reminders + 1):
        await mail.withdraw(tx, message_keys.reminder(round_.key, number, person))


async def redraw(tx: Tx, mail: Outbox, round_: Round, people: Iterable[str], how: str, post: Post) -> None:
    """Have what asked `people` say `post` instead, where it has gone out or is about to; `how` names the change."""
    who = list(people)
    for person in who:
        await withdraw_reminders(tx, mail, round_, person)
    keys = {
        key: person
        for person in who
        for key in (
            message_keys.asking(round_.key, person),
            *(message_keys.reminder(round_.key, number, person) for number in range(1, round_.reminders + 1)),
        )
    }
    if not keys:
        return
    # A question that still waits is asked all the same, as it is then; a reminder that does has no reason any more.
    waits = sa.and_(
        outbox.c.state == MessageState.WAITING,
        outbox.c.key.in_([message_keys.asking(round_.key, each) for each in who]),
    )
    there = sa.or_(outbox.c.state.in_(_OUT), waits)
    query = sa.select(outbox.c.key).where(outbox.c.key.in_(keys), there).order_by(outbox.c.id)
    for key in (await tx.execute(query)).scalars().all():
        person = keys[key]
        await mail.put(
            tx, OutgoingMessage(f"{key}:{how}", person, post, priority=Priority.REPLY, person=person, replaces=key)
        )


async def redraw_close(tx: Tx, mail: Outbox, round_: Round, people: Iterable[str]) -> None:
    """Have what asked `people` say when the round closes now, which is later than it was."""
    keys = {message_keys.asking(round_.key, person): person for person in people}
    query = sa.select(outbox.c.key).where(outbox.c.key.in_(keys), outbox.c.state.in_(_OUT)).order_by(outbox.c.id)
    for key in (await tx.execute(query)).scalars().all():
        how, person = f"until {round_.closes_at:%d %H:%M}", keys[key]
        post = posts.asking(round_, first=await store.is_first(tx, round_, person))
        await mail.put(
            tx, OutgoingMessage(f"{key}:{how}", person, post, priority=Priority.REPLY, person=person, replaces=key)
        )
