"""Finds drafts by their words."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.drafts import drafts
from jobs.drafts import store
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Draft
from jobs.drafts.names import folded
from jobs.people.audience import Condition

MOST_TERMS = 12
LONGEST_TERM = 100
SHORTEST_TELLING = 4
"""Characters; shorter words of a title say too little to call another draft related."""


def terms(words: str) -> list[str]:
    """What is looked for: each word once, as the text was folded."""
    return list(dict.fromkeys(term[:LONGEST_TERM] for term in folded(words).split()))[:MOST_TERMS]


async def search(tx: Tx, kind: DraftKind, words: str, allowed: Condition, *, most: int) -> list[Draft]:
    """Drafts that hold every word, anywhere; those with more of them in the title first, then the newest."""
    wanted = terms(words)
    holds = [drafts.c.words.contains(term, autoescape=True) for term in wanted]
    return await store.select(
        tx,
        drafts.c.kind == kind.name,
        allowed,
        *holds,
        order=(_in_title(wanted), drafts.c.edited_at.desc(), drafts.c.id.desc()),
        most=most,
    )


async def related(tx: Tx, kind: DraftKind, title: str, allowed: Condition, *, most: int) -> list[Draft]:
    """Drafts whose titles share telling words with this one, the most alike first."""
    telling = [term for term in terms(title) if len(term) >= SHORTEST_TELLING]
    if not telling:
        return []
    shares = sa.or_(*(drafts.c.title_words.contains(term, autoescape=True) for term in telling))
    return await store.select(
        tx,
        drafts.c.kind == kind.name,
        allowed,
        shares,
        order=(_in_title(telling), drafts.c.edited_at.desc(), drafts.c.id.desc()),
        most=most,
    )


def _in_title(wanted: list[str]) -> sa.ColumnElement[int]:
    """How many of the words the title holds, as something to order by."""
    found = [sa.case((drafts.c.title_words.contains(term, autoescape=True), 1), else_=0) for term in wanted]
    counted: sa.ColumnElement[int] = sa.literal(0)
    for each in found:
        counted = counted + each
    return counted.desc()
