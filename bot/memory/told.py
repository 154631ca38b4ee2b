"""Which messages may be told, as a condition of every statement that reads any."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from bot.memory.engines import Condition, Engine, Given
from bot.memory.narrowed import Narrowed
from integrations.database.tables.memory import memories
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """The messages of some places, without some of the one where it is asked, and without what was deleted."""

    engine: Engine
    places: Sequence[str]
    place: str
    besides: Sequence[str] = ()
    """By their ids."""
    only: Narrowed | None = None
    """What it is narrowed to."""

    @property
    def condition(self) -> Condition:
        """That a message may be told, by what is `given`."""
        only = self.only or Narrowed()
        return _condition(self.engine, by_some=bool(only.authors), on_days=only.span is not None)

    @property
    def given(self) -> Given:
        """The values of the condition."""
        listed, only = self.engine.listed, self.only or Narrowed()
        places = [each for each in self.places if not only.channels or each in only.channels]
        given = {"told_places": listed(places), "told_place": self.place, "not_told": listed(self.besides)}
        if only.authors:
            given["told_authors"] = listed(sorted(only.authors))
        if only.span is not None:
            given["told_since"], given["told_until"] = only.span
        return given


@cache
def _condition(engine: Engine, *, by_some: bool, on_days: bool) -> Condition:
    here = memories.c.channel == sa.bindparam("told_place", type_=memories.c.channel.type)
    besides = sa.and_(here, engine.among(memories.c.message_id, "not_told"))
    told = sa.and_(engine.among(memories.c.channel, "told_places"), ~memories.c.gone, ~besides)
    if by_some:
        told = sa.and_(told, engine.among(memories.c.person, "told_authors"))
    if on_days:
        when, kind = memories.c.said_at, memories.c.said_at.type
        since, until = (sa.bindparam(name, type_=kind) for name in ("told_since", "told_until"))
        told = sa.and_(told, when >= since, when < until)
    return told
