"""What came of what a standup interrupted somebody with."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import AnswerState, standup_answers
from jobs.delivery.reactions import Interrupting, Reaction
from jobs.standup import blocker_store, message_keys
from jobs.standup.message_keys import Part


async def to_question(tx: Tx, message: Interrupting) -> Reaction | None:
    """Of a question, or its reminder: whether they answered after it."""
    if message.asks_round is None:
        return None
    mine = sa.and_(standup_answers.c.round == message.asks_round, standup_answers.c.person == message.person)
    given = (await tx.execute(sa.select(standup_answers.c.state, standup_answers.c.answered_at).where(mine))).first()
    if given is None or given.answered_at < message.sent_at:
        return Reaction.NOTHING
    return Reaction.ANSWERED if given.state is AnswerState.ANSWERED else Reaction.SKIPPED


async def to_blocker(tx: Tx, message: Interrupting) -> Reaction | None:
    """Of one that names them: what became of what they were asked to help with."""
    key = message_keys.read(message.key)
    if key is None or key.part is not Part.NAMED:
        return None
    resolved = [
        each.resolved_at
        for each in await blocker_store.naming(tx, key.round, message.person)
        if message_keys.named(each) == message.key
    ]
    if not resolved:
        return None
    return Reaction.RESOLVED if all(resolved) else Reaction.OPEN
