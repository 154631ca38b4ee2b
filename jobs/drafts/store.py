"""Reads and writes drafts. Every change begins with `queue_at`, so that two never meet."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.drafts import draft_notes as notes
from integrations.database.tables.drafts import draft_numbers as numbers
from integrations.database.tables.drafts import draft_versions as versions
from integrations.database.tables.drafts import drafts
from integrations.database.tables.team import people
from jobs.drafts.audience import shown_beside
from jobs.drafts.kinds import KINDS, DraftKind
from jobs.drafts.model import Draft, DraftEntry, Note, Page
from jobs.drafts.names import folded, free_slug, slug_of
from jobs.people.audience import Condition


async def queue_at(tx: Tx, db: Database, kind: DraftKind) -> None:
    """Wait until no other transaction changes drafts of this kind, and keep them out."""
    await tx.execute(db.insert(numbers).values(kind=kind.name, last=0).on_conflict_do_nothing())
    await tx.execute(sa.select(numbers.c.kind).where(numbers.c.kind == kind.name).with_for_update())


async def next_number(tx: Tx, kind: DraftKind) -> int:
    """The next number of a kind; taken only if `tx` commits."""
    counted = numbers.update().where(numbers.c.kind == kind.name).values(last=numbers.c.last + 1)
    return int((await tx.execute(counted.returning(numbers.c.last))).scalar_one())


async def count_from(tx: Tx, kind: DraftKind, number: int) -> None:
    """Let the numbers of a kind go on after `number`, where they have not come as far."""
    await tx.execute(numbers.update().where(numbers.c.kind == kind.name, numbers.c.last < number).values(last=number))


# --- reading -----------------------------------------------------------------------


async def find(tx: Tx, draft: int, allowed: Condition | None = None) -> Draft | None:
    """A draft by its row, where that is allowed."""
    return next(iter(await select(tx, drafts.c.id == draft, *(() if allowed is None else (allowed,)))), None)


async def by_ref(tx: Tx, kind: DraftKind, ref: str, allowed: Condition) -> Draft | None:
    """A draft by its number (`7`, `#7`, `0007`, `ADR-7`), its slug, or the only slug that begins so."""
    words = folded(ref)
    digits = words.removeprefix(kind.name).lstrip("#- ")
    if digits.isdecimal() and len(digits) <= 9:
        found = await select(tx, drafts.c.kind == kind.name, drafts.c.number == int(digits), allowed)
        if found:
            return found[0]
    found = await select(tx, drafts.c.kind == kind.name, drafts.c.slug == words, allowed)
    if not found:
        begins = drafts.c.slug.startswith(words, autoescape=True)
        found = await select(tx, drafts.c.kind == kind.name, begins, allowed, most=2)
    return found[0] if len(found) == 1 else None


async def by_form(tx: Tx, form: str) -> Draft | None:
    """The draft that a form has made already."""
    return next(iter(await select(tx, drafts.c.form == form)), None)


async def select(
    tx: Tx,
    *conditions: Condition,
    order: Sequence[sa.ColumnElement[Any]] = (),
    start: int = 0,
    most: int | None = None,
) -> list[Draft]:
    """Drafts that meet every condition, `most` of them from `start` on; by row where no order is given."""
    query = sa.select(drafts).where(*conditions).order_by(*(order or (drafts.c.id,))).limit(most).offset(start or None)
    return [_draft(row) for row in (await tx.execute(query)).all()]


async def count(tx: Tx, *conditions: Condition) -> int:
    """How many drafts meet every condition."""
    counted: int = (await tx.execute(sa.select(sa.func.count()).select_from(drafts).where(*conditions))).scalar_one()
    return counted


async def page(tx: Tx, draft: Draft) -> Page:
    """A draft with what belongs to it. Other drafts only where its own readers may see them."""
    shown = await select(
        tx,
        sa.or_(
            drafts.c.superseded_by == draft.id,
            drafts.c.id.in_([each for each in (draft.supersedes, draft.superseded_by) if each is not None]),
        ),
        shown_beside(draft.channel, draft.author),
    )
    added = (await tx.execute(sa.select(notes).where(notes.c.draft == draft.id).order_by(notes.c.id))).all()
    named = {draft.author, draft.edited_by, draft.decided_by or "", *draft.people, *(row.author for row in added)}
    return Page(
        draft=draft,
        names=await names(tx, named),
        notes=tuple(Note(row.words, row.author, row.made_at) for row in added),
        replaces=tuple(each for each in shown if each.superseded_by == draft.id),
        to_replace=next((each for each in shown if each.id == draft.supersedes and each.superseded_by is None), None),
        replaced_by=next((each for each in shown if each.id == draft.superseded_by), None),
    )


async def names(tx: Tx, users: Iterable[str]) -> dict[str, str]:
    """What people are called, as far as we know them."""
    query = sa.select(people.c.id, people.c.name).where(people.c.id.in_([user for user in users if user]))
    return {row.id: row.name for row in (await tx.execute(query)).all()}


# --- writing -----------------------------------------------------------------------


async def add(
    tx: Tx,
    kind: DraftKind,
    entry: DraftEntry,
    *,
    author: str,
    channel: str | None,
    source: str | None,
    form: str | None,
    now: datetime,
) -> int:
    """Keep a new draft under a slug of its own; its row."""
    slug = slug_of(entry.title, kind.name)
    alike = sa.select(drafts.c.slug).where(drafts.c.kind == kind.name, drafts.c.slug.startswith(slug, autoescape=True))
    taken: Collection[str] = {row.slug for row in (await tx.execute(alike)).all()}
    made = await tx.execute(
        drafts.insert()
        .values(
            kind=kind.name,
            slug=free_slug(slug, taken),
            state=kind.fresh,
            author=author,
            channel=channel,
            source=source,
            version=1,
            form=form,
            made_at=now,
            **_text(kind, entry, author, now),
        )
        .returning(drafts.c.id)
    )
    return int(made.scalar_one())


async def rewrite(tx: Tx, draft: Draft, entry: DraftEntry, by: str, now: datetime) -> None:
    """Give a draft new text and keep the one it had."""
    await tx.execute(
        versions.insert().values(
            draft=draft.id,
            version=draft.version,
            title=draft.title,
            fields=dict(draft.fields),
            people=list(draft.people),
            edited_by=draft.edited_by,
            edited_at=draft.edited_at,
        )
    )
    await change(tx, draft.id, version=draft.version + 1, **_text(draft.kind, entry, by, now))


async def change(tx: Tx, draft: int, **values: Any) -> None:
    """Change columns of a draft."""
    await tx.execute(drafts.update().where(drafts.c.id == draft).values(**values))


async def annotate(tx: Tx, db: Database, draft: int, words: str, by: str, form: str | None, now: datetime) -> bool:
    """Add a note; False where its form has added it already."""
    added = await tx.execute(
        db.insert(notes)
        .values(draft=draft, words=words, author=by, made_at=now, form=form)
        .on_conflict_do_nothing(index_elements=[notes.c.form])
    )
    return added.rowcount == 1


def _text(kind: DraftKind, entry: DraftEntry, by: str, now: datetime) -> dict[str, Any]:
    everything = " ".join((entry.title, *(entry.fields.get(section.name, "") for section in kind.sections)))
    return {
        "title": entry.title,
        "fields": dict(entry.fields),
        "people": list(entry.people),
        "supersedes": entry.supersedes,
        "title_words": folded(entry.title),
        "words": folded(everything),
        "edited_by": by,
        "edited_at": now,
    }


def _draft(row: sa.Row[Any]) -> Draft:
    return record_of(Draft, row, kind=KINDS[row.kind], people=tuple(row.people))
