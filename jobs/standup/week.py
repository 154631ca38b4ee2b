"""What came of a week's plans, by what people said of them in their answers and nothing else.

What was planned is done where a later answer says so, in the same words or by the same key, and
does not plan it again. What nobody said is not known to be done.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.standup import AnswerState
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.deferred import dataclass, pattern
from jobs.calendar import MIDNIGHT, moment_of, zone_of
from jobs.standup import blocker_store, store
from jobs.standup.charts import answered
from jobs.standup.digest import LOOKS_BACK
from jobs.standup.labelled_text import DONE, PLAN
from jobs.standup.model import Blocker, Round
from jobs.standup.work_items import is_same, items, without_subjects
from jobs.standup.zone_dates import at_hand

MOST_ROUNDS = 40
"""Rounds of a channel's week that are looked at."""
_CLAUSE = pattern(r"[.;!?]\s+|\n|,?\s\b(?:but|aber|mais|pero)\b\s")
_WORD = pattern(r"[^\W\d_]{3,}|\d+")
_STEM = 5
"""Letters by which "reviewed" and "review" are one word."""
_ENOUGH = 2 / 3
"""The share of a plan's words that tells that it is meant."""
_COMMON = frozenset(("and", "are", "for", "from", "has", "its", "our", "that", "the", "their", "this", "was", "with"))
_OPEN = pattern(
    r"\b(?:not|no|cannot|never|nothing|(?:did|do|does|is|was|were|have|has|had|could|ca|wo|would)n['\u2019]?t"
    r"|unfinished|half|halfway|partly|partially|almost|nearly|started|began|begun|continued|still|wip|in progress"
    r"|in review|to ?do|blocked|stuck|waiting|tried|trying|postponed"
    r"|nicht|kein\w*|noch|angefangen|begonnen|teilweise|pas|encore|commencé|todavía|empezado)\b"
    r"|\b\d{1,2} ?%",
    re.IGNORECASE,
)
"""What says of something that it is not done, or may not be."""


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Something that somebody meant to do."""

    words: str
    since: date
    """The first day on which it was planned."""
    heard: date
    """The last day on which they spoke of it."""


@dataclass(frozen=True, slots=True)
class PersonsWeek:
    """What came of a person's plans, the oldest first. What they first planned on its last day is still ahead."""

    person: str
    name: str
    came: tuple[WeekPlan, ...]
    did_not: tuple[WeekPlan, ...]
    round: str
    """The last one that they answered."""
    said: Mapping[str, str] = field(default_factory=dict)
    """All of their answers of the week, by day and question; nothing of it is anonymous."""

    @property
    def imprint(self) -> str:
        """What tells what they said from what they said before it was changed."""
        return hashlib.sha256(json.dumps(self.said, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class WeekDigest:
    """A week of a standup, as its last round leaves it."""

    round: Round
    people: tuple[PersonsWeek, ...]
    """In the order of their names."""
    blockers: tuple[Blocker, ...]
    """Open ones, and those that got out of the way within the week; the oldest first."""
    rounds: tuple[tuple[date, int, int], ...] = ()
    """Those of the week: the day, how many answered, and how many were asked."""

    @property
    def is_empty(self) -> bool:
        """Return True if there is nothing to tell."""
        return not self.blockers and not any(each.came or each.did_not for each in self.people)


@dataclass(frozen=True, slots=True)
class AnswerOfWeek:
    """What somebody planned, and what they had done, by one of their answers."""

    day: date
    planned: Sequence[str]
    done: Sequence[str]
    """Clause by clause."""


async def read(tx: Tx, round_: Round) -> WeekDigest | None:
    """The week that this round ends; None where it ends none."""
    since = round_.week_since
    if since is None:
        return None
    query = (
        sa.select(answers.c.person, answers.c.name, answers.c.words, rounds.c.local_date, rounds.c.key)
        .join(rounds, rounds.c.key == answers.c.round)
        .where(
            rounds.c.ritual == round_.ritual,
            rounds.c.channel == round_.channel,
            rounds.c.local_date.between(since - LOOKS_BACK, round_.local_date),
            answers.c.state == AnswerState.ANSWERED,
        )
        .order_by(rounds.c.local_date, rounds.c.number)
    )
    said: dict[str, list[AnswerOfWeek]] = {}
    last: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for row in (await tx.execute(query)).all():
        told = AnswerOfWeek(row.local_date, items(row.words.get(PLAN, "")), clauses(row.words.get(DONE, "")))
        if row.local_date < since:
            said[row.person] = [told]  # of the time before only the last plan counts
        else:
            said.setdefault(row.person, []).append(told)
            last[row.person] = row
            labels = {question.name: question.label for question in round_.questions}
            words[row.person] |= {
                f"{row.local_date:%A}, {labels.get(name, name)}": each
                for name, each in row.words.items()
                if each.strip()
            }
    people = [
        PersonsWeek(row.person, row.name, *what_came(said[row.person], round_.local_date), row.key, words[row.person])
        for row in sorted(last.values(), key=lambda each: each.name.casefold())
    ]
    await at_hand(round_.zone)
    begin = moment_of(since, MIDNIGHT, zone_of(round_.zone))
    standing = await blocker_store.carried(tx, round_.ritual, round_.channel, until=round_.local_date, since=begin)
    held = await store.of_days(tx, [round_.channel], since, round_.local_date, most=MOST_ROUNDS)
    boards = [await store.board(tx, each) for each in held if each.ritual == round_.ritual and not each.is_imported]
    taken = sorted(answered(each) for each in boards if each.asked)
    return WeekDigest(round_, tuple(people), tuple(standing), tuple(taken))


def what_came(said: Sequence[AnswerOfWeek], until: date) -> tuple[tuple[WeekPlan, ...], tuple[WeekPlan, ...]]:
    """Return what came of what one person planned before `until` and what did not, by their answers in order."""
    came: list[WeekPlan] = []
    left: list[WeekPlan] = []
    for answer in said:
        heard = _heard(left, answer.done)
        new = [each for each in answer.planned if not any(is_same(plan.words, each) for plan in left)]
        still: list[WeekPlan] = []
        for plan in left:
            told = [clause for clause, plans in heard if plan in plans]
            if any(is_same(plan.words, each) for each in answer.planned):
                still.append(replace(plan, heard=answer.day))
            elif told:
                is_done = any(not _OPEN.search(each) for each in told)
                (came if is_done else still).append(replace(plan, heard=answer.day))
            else:
                still.append(plan)
        left = [*still, *(WeekPlan(each, answer.day, answer.day) for each in new)]
    return tuple(came), tuple(each for each in left if each.since < until)


def _heard(plans: Sequence[WeekPlan], done: Sequence[str]) -> list[tuple[str, Sequence[WeekPlan]]]:
    """Which plans each clause is about: those whose words it has, or else those of its issue or pull request."""
    heard: list[tuple[str, Sequence[WeekPlan]]] = []
    for clause in done:
        by_words = [plan for plan in plans if has_words_of(plan.words, clause)]
        heard.append((clause, by_words or [plan for plan in plans if is_same(plan.words, clause)]))
    return heard


def has_words_of(plan: str, clause: str) -> bool:
    """Return True if a clause has most of a plan's words, in any form; names of issues and such count for none."""
    meant, said = _stems(plan), _stems(clause)
    shared = len(meant & said)
    return shared >= min(2, len(meant)) and shared >= _ENOUGH * len(meant) > 0


def clauses(words: str) -> list[str]:
    """What was done, as far apart as one part of it may be done and the next not."""
    return [clause for each in items(words) for clause in _CLAUSE.split(each) if clause.strip()]


def _stems(words: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(without_subjects(words).casefold()) if word not in _COMMON}
