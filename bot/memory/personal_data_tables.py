"""What the other rooms keep of a person: their answers, plans, blockers, absences, accounts and messages.

Decision records, runbooks, rituals and the audit of changes are the team's own and stay, and so
does what Slack tells of its members; a draft that is its author's alone goes.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables import standup
from integrations.database.tables.cadence import absences, topics
from integrations.database.tables.delivery import inbox, outbox
from integrations.database.tables.drafts import draft_notes, drafts
from integrations.database.tables.meetings import agenda_items, agendas, windows
from integrations.database.tables.people import accounts
from integrations.database.tables.reviews import nudges, snoozes
from integrations.database.tables.team import people
from integrations.post import Post
from jobs.people.audience import may_read

ERASED = Post(headline=("What stood here was erased.",))
_SOMEBODY = "somebody"
_CLOSED = ("sent", "expired", "withdrawn", "failed")


async def export(tx: Tx, user: str) -> dict[str, list[dict[str, Any]]]:
    """All of it as JSON, by what it is. A draft of theirs where they may not read it any more is left out.

    The people of its channel may have written on.
    """
    found = {}
    for name, query in _queries(user).items():
        rows = (await tx.execute(query)).mappings().all()
        found[name] = [{key: _plain(value) for key, value in row.items()} for row in rows]
    return found


async def erase(tx: Tx, user: str) -> int:
    """Erase all of it; how many rows of theirs that were."""
    gone = 0
    for statement in _deletions(user):
        gone += (await tx.execute(statement)).rowcount
    for change in (*_blanks(user), *_messages(user)):
        await tx.execute(change)
    return gone


def _queries(user: str) -> Mapping[str, sa.Select[Any]]:
    answers, rounds, blockers = standup.standup_answers.c, standup.standup_rounds.c, standup.standup_blockers.c
    plans, ahead = standup.standup_plans.c, standup.standup_ahead.c
    given = (rounds.local_date, rounds.channel, answers.state, answers.words, answers.mood, answers.answered_at)
    of_rounds = standup.standup_answers.join(standup.standup_rounds, rounds.key == answers.round)
    raised = (blockers.raised_on, blockers.channel, blockers.words, blockers.resolved_at)
    return {
        "profile": sa.select(people.c.name, people.c.email, people.c.zone, people.c.status).where(people.c.id == user),
        "accounts": sa.select(accounts.c.source, accounts.c.account, accounts.c.said_at).where(
            accounts.c.person == user
        ),
        "absences": sa.select(absences.c.first, absences.c.last, absences.c.note).where(absences.c.person == user),
        "standup_answers": sa.select(*given)
        .select_from(of_rounds)
        .where(answers.person == user)
        .order_by(answers.answered_at),
        "answers_ahead": sa.select(ahead.channel, ahead.words, ahead.mood, ahead.made_at).where(ahead.person == user),
        "plans": sa.select(plans.channel, plans.words, plans.made_at).where(plans.person == user),
        "blockers": sa.select(*raised).where(blockers.owner == user).order_by(blockers.id),
        "topics": sa.select(topics.c.channel, topics.c.words, topics.c.queued_at).where(topics.c.author == user),
        "focus": sa.select(windows.c.starts_at, windows.c.until).where(windows.c.person == user),
        "review_nudges": sa.select(nudges.c.repo, nudges.c.number, nudges.c.said_at).where(nudges.c.person == user),
        "drafts": sa.select(drafts.c.kind, drafts.c.title, drafts.c.fields, drafts.c.channel, drafts.c.made_at).where(
            drafts.c.author == user, sa.or_(drafts.c.channel.is_(None), may_read(user, drafts.c.channel))
        ),
        "draft_notes": sa.select(draft_notes.c.draft, draft_notes.c.words, draft_notes.c.made_at).where(
            draft_notes.c.author == user
        ),
        "letters": sa.select(outbox.c.created_at, outbox.c.post).where(_to(user)).order_by(outbox.c.id),
    }


def _deletions(user: str) -> Sequence[sa.Delete]:
    """What is theirs alone. Who is asked in an open round stays asked."""
    closed = sa.select(standup.standup_rounds.c.key).where(standup.standup_rounds.c.state != "open")
    asked = standup.standup_asked
    return (
        standup.standup_answers.delete().where(standup.standup_answers.c.person == user),
        asked.delete().where(asked.c.person == user, asked.c.round.in_(closed)),
        standup.standup_blockers.delete().where(standup.standup_blockers.c.owner == user),
        standup.standup_ahead.delete().where(standup.standup_ahead.c.person == user),
        standup.standup_plans.delete().where(standup.standup_plans.c.person == user),
        absences.delete().where(absences.c.person == user),
        accounts.delete().where(accounts.c.person == user),
        nudges.delete().where(nudges.c.person == user),
        topics.delete().where(topics.c.author == user),
        windows.delete().where(windows.c.person == user),
    )


def _blanks(user: str) -> Sequence[sa.Update | sa.Delete]:
    """Where they are named in what others did or the team keeps."""
    blockers = standup.standup_blockers
    theirs_alone = sa.select(drafts.c.id).where(drafts.c.author == user, drafts.c.channel.is_(None)).scalar_subquery()
    theirs = sa.and_(agenda_items.c.author == user, agenda_items.c.kind == "topic")
    aside = sa.and_(inbox.c.state == "aside", sa.cast(inbox.c.body, sa.Text).contains(f'"{user}"'))
    return (
        blockers.update().where(blockers.c.about == user).values(about=None, about_name=None),
        blockers.update().where(blockers.c.resolved_by == user).values(resolved_by=None, resolved_name=_SOMEBODY),
        agenda_items.update().where(theirs).values(words=str(ERASED.headline[0]), author=_SOMEBODY),
        agenda_items.update().where(agenda_items.c.said_by == user).values(said_by=None),
        agendas.update().where(agendas.c.facilitator == user).values(facilitator=None),
        nudges.update().where(nudges.c.said_by == user).values(said_by=_SOMEBODY),
        snoozes.update().where(snoozes.c.said_by == user).values(said_by=_SOMEBODY),
        drafts.update().where(drafts.c.supersedes.in_(theirs_alone)).values(supersedes=None),
        drafts.update().where(drafts.c.superseded_by.in_(theirs_alone)).values(superseded_by=None),
        drafts.delete().where(drafts.c.author == user, drafts.c.channel.is_(None)),
        inbox.update().where(aside).values(body={}, problem=None),
    )


def _messages(user: str) -> Sequence[sa.Update]:
    """Messages to them, and sent ones that have their answers or name them.

    One that names them and still waits is for others, who would miss it; it is swept when it is old.
    """
    erased = outbox.update().values(post=ERASED.model_dump(mode="json"))
    mine = sa.or_(_to(user), outbox.c.key.endswith(f":{user}"), outbox.c.key.contains(f":{user}:"))
    names = sa.cast(outbox.c.post, sa.Text).contains(f'"{user}"')
    waits = sa.and_(outbox.c.state == "waiting", outbox.c.attempts == 0)
    return (
        erased.where(mine, waits).values(state="withdrawn"),
        erased.where(sa.or_(mine, names), outbox.c.state.in_(_CLOSED)),
    )


def _to(user: str) -> sa.ColumnElement[bool]:
    return sa.or_(outbox.c.channel == user, outbox.c.person == user)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
