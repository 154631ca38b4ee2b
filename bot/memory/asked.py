"""What a question asks for: words, with others that say the same, whose words, and of which days."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import sqlalchemy as sa

from bot.memory.answers import Answers, answers_to
from bot.memory.days_asked import DaysAsked, days_asked, is_time
from bot.memory.kin import kin_and_kinds
from bot.memory.stems import forms, stem
from bot.memory.stop_words import strong
from bot.memory.words import searchable, terms
from integrations.database import Tx
from integrations.database.tables.team import people
from integrations.deferred import dataclass, pattern

KIN = 0.7
"""What another word of the same meaning counts, beside the word itself; less where it is more common."""

_WITH_PARTICLE = pattern(
    r"\b(\w+) (?:(?:off|out)\b|(?:up|down|over|back|through) (?:the|an?|my|our|your|his|her|its|their|this|that)\b)",
    re.IGNORECASE,
)
"""A verb with its particle; that the gateway is down or up again is none."""
_BETWEEN = "\x1e"
"""What stands between one of everybody and the next: the separator of records."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is looked for."""

    word: str
    forms: tuple[str, ...]
    kin: Mapping[str, float] = field(default_factory=dict[str, float])
    """Others that may be said for it, and what each counts beside it."""
    is_name: bool = False
    """Whether it is the name of somebody of the workspace: what they said is looked for, more than where it is said."""
    weight: float = 1
    """How rare it is: one that every message has says nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the search sees it."""

    said: tuple[str, ...]
    """Its words that say something."""
    terms: tuple[Term, ...]
    """The same, with others that say it too."""
    authors: frozenset[str]
    """Who is named in it."""
    days: tuple[DaysAsked, ...] = ()
    answers: Answers | None = None
    """How an answer to it can be told."""
    with_particle: frozenset[str] = frozenset()
    """Its words that mean something else by a little word behind them: who signs off puts no sign anywhere."""

    @property
    def carrying(self) -> frozenset[str]:
        """The words that can carry an answer alone; a name, where there is nothing else."""
        names = frozenset(term.word for term in self.terms if term.is_name)
        telling = frozenset(word for word in strong(self.said) if not (self.days and is_time(word)))
        return telling - names - self.with_particle or telling - names or telling

    @property
    def only_whose(self) -> bool:
        """Whether it asks for what somebody said on some days, and for nothing else."""
        names = frozenset(term.word for term in self.terms if term.is_name)
        return bool(self.days) and bool(names) and self.carrying <= names

    def fits_days(self, said_at: datetime) -> float:
        """How well a moment fits the days that are asked for: 1 at best, 0 where none were named."""
        return max((days.fits(said_at) for days in self.days), default=0)


async def understood(tx: Tx, question: str, now: datetime) -> Asked:
    """Return what the question asks for; who is in the workspace is looked up."""
    said = terms(question)
    names = await _names(tx, said) if said else {}
    return Asked(
        tuple(said),
        tuple(
            Term(word, (word,), is_name=True)
            if word in names
            else Term(word, forms(word), dict.fromkeys(sorted(strong(kin_and_kinds(stem(word)))), KIN))
            for word in said
        ),
        frozenset[str]().union(*names.values()),
        days_asked(question, now.date()) if said else (),
        answers_to(question),
        frozenset(chain.from_iterable(map(terms, _WITH_PARTICLE.findall(question)))),
    )


def rarity(having: float, of: float) -> float:
    """Return how much a word tells that `having` of `of` messages have."""
    return math.log1p((max(of, having) - having + 0.5) / (having + 0.5))


async def _names(tx: Tx, said: Sequence[str]) -> dict[str, frozenset[str]]:
    """Which of the words are names of people, and whose."""
    everybody = _called_by((await tx.execute(_everybody())).scalar() or "")
    return {word: everybody[word] for word in said if word in everybody}


@cache
def _everybody() -> sa.Select[Any]:
    """Everybody with their names, as one text: of thousands that is read in a fifth of the time."""
    names = sa.func.replace(people.c.name + " " + sa.func.coalesce(people.c.real_name, ""), _BETWEEN, " ")
    return sa.select(sa.func.aggregate_strings(people.c.id + " " + names, _BETWEEN)).where(~people.c.is_bot)


@lru_cache(maxsize=2)
def _called_by(everybody: str) -> dict[str, frozenset[str]]:
    """Whose names have which words: made anew where anybody is called otherwise than before."""
    found = dict[str, set[str]]()
    for one in everybody.split(_BETWEEN):
        person, _, names = one.partition(" ")
        for word in searchable(names).split():
            found.setdefault(word, set()).add(person)
    return {word: frozenset(whose) for word, whose in found.items()}
