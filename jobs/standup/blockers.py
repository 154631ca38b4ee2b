"""What is in people's way: read from their lines, carried over, resolved."""

import re
from collections.abc import Sequence
from datetime import datetime

from integrations.chat import Person
from integrations.database import Tx
from integrations.database.tables.blockers import blocker_conditions
from integrations.database.tables.standup import standup_blockers as table
from integrations.deferred import pattern
from jobs.standup import blocker_store
from jobs.standup.conditions import KnownNames, recognise
from jobs.standup.model import Round

_BULLET = pattern(r"^\s*(?:[-*•\u2013]|\d{1,2}[.)])\s+")
_NOTHING = frozenset(
    (
        *("", "-", "0", "no", "nope", "none", "nothing", "nothing today", "nothing at all", "nothing new", "nil"),
        *("na", "n/a", "none today", "none so far", "no blocker", "no blockers", "no blockers today", "not at all"),
        *("all good", "all clear", "not blocked", "keine", "keiner", "nein", "nichts", "nix", "ninguno", "ninguna"),
        *("nada", "aucun", "aucune", "non", "rien", "ras", "r.a.s", "nessuno", "nenhum", "geen", "нет", "なし"),
    )
)
"""What people write who have no blocker."""
_REFERENCE = pattern(r"<@([^<>|\s]+)(?:\|[^>]*)?>")


def lines(words: str) -> list[str]:
    """One blocker a line, without list marks; "none" and its like are none."""
    found: list[str] = []
    for line in words.splitlines():
        said = _BULLET.sub("", line).strip()
        plain = " ".join(re.sub(r"[.!,;:)\s]+$", "", said).lower().split())
        if plain not in _NOTHING and said not in found:
            found.append(said)
    return found


def about(words: str, members: Sequence[Person]) -> Person | None:
    """The first of `members` whom the words name as `@name` or by a reference; the longest name that fits."""
    if (reference := _REFERENCE.search(words)) is not None:
        return next((member for member in members if member.id == reference[1]), None)
    text = words.casefold()
    named = sorted(
        ((name.casefold(), member) for member in members for name in {member.name, member.real_name} if name),
        key=lambda each: -len(each[0]),
    )
    for at in (match.end() for match in re.finditer(r"(?<!\w)@", text)):
        for name, member in named:
            rest = text[at:]
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                return member
    return None


async def settle(
    tx: Tx,
    round_: Round,
    owner: Person,
    said: Sequence[str],
    *,
    shown: Sequence[int],
    still: Sequence[int],
    members: Sequence[Person],
    known: KnownNames,
    now: datetime,
) -> tuple[str, ...]:
    """Bring the owner's blockers in line with their answer, under the round's lock.

    Lines already known keep the day they were raised. An edited line of this round
    replaces the old one. Of the earlier ones that the form showed, those that are not
    `still` there are resolved by their owner. What a new one waits for, as far as it is
    `known`, is kept with it. Returns the words of those that stay.
    """
    standing = await blocker_store.carried(
        tx, round_.ritual, round_.channel, owner=owner.id, until=round_.local_date, since=round_.opened_at
    )
    cleared = set(shown) - set(still)
    keep: list[str] = []
    for blocker in standing:
        if blocker.round == round_.key:
            if blocker.words not in said and blocker.is_open:
                await tx.execute(table.delete().where(table.c.id == blocker.id))
        elif blocker.is_open and blocker.id in cleared and blocker.words not in said:
            await _resolve(tx, blocker.id, owner.id, owner.name, now)
        elif blocker.is_open:
            keep.append(blocker.words)
    raised = {blocker.words for blocker in standing if blocker.is_open or blocker.round == round_.key}
    for words in said:
        if words not in raised:
            person = about(words, members)
            row = await tx.execute(
                table.insert()
                .values(
                    round=round_.key,
                    ritual=round_.ritual,
                    channel=round_.channel,
                    owner=owner.id,
                    owner_name=owner.name,
                    words=words,
                    about=person.id if person else None,
                    about_name=person.name if person else None,
                    raised_on=round_.local_date,
                )
                .returning(table.c.id)
            )
            await _wait_for(tx, row.scalar_one(), words, known, now)
    return tuple(words for words in keep if words not in said)


async def _wait_for(tx: Tx, blocker: int, words: str, known: KnownNames, now: datetime) -> None:
    waits_for = recognise(words, known)
    rows = [
        {"blocker": blocker, "kind": each.kind, "ref": each.ref, "place": place, "made_at": now, "look_at": now}
        for place, each in enumerate(waits_for)
    ]
    if rows:
        await tx.execute(blocker_conditions.insert(), rows)


async def resolve(tx: Tx, blocker: int, by: Person, now: datetime) -> bool:
    """Resolve an open blocker; False where somebody was first."""
    return await _resolve(tx, blocker, by.id, by.name, now)


async def close(tx: Tx, blocker: int, why: str, now: datetime) -> bool:
    """Let an open blocker close itself; `why` is like "PAY-12 is done". False where somebody was first."""
    return await _resolve(tx, blocker, None, why, now)


async def _resolve(tx: Tx, blocker: int, by: str | None, name: str, now: datetime) -> bool:
    done = await tx.execute(
        table.update()
        .where(table.c.id == blocker, table.c.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by=by, resolved_name=name)
    )
    return done.rowcount == 1
