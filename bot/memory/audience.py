"""Who may hear what: the rule that nothing said in private reaches anyone who was not there.

The rule is a query, so that what it leaves out is never read. What is not known for sure
(an old list of members, a person or place we were never told of) counts as no.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database.tables.team import channels, memberships, people

STALE_AFTER = timedelta(hours=24)
"""How long a list of members counts as known after it was last read whole."""

Condition = sa.ColumnElement[bool]


def tellable(asker: str, channel: str, now: datetime, *, alone: bool = False) -> sa.Select[Any]:
    """The ids of the channels whose messages may be told to `asker` in `channel`.

    Whoever can read `channel` hears the answer; `alone`, only the asker does (a private
    answer), and it does not matter where it is given.

    A public channel is open to every full member of the workspace. Guests, people who are
    unknown, and everybody in private places have to be in a channel's list of members.
    """
    rule = _Rule(asker, channel, now - STALE_AFTER, alone)
    return sa.select(rule.origin.c.id).where(rule.allows())


class _Rule:
    """The rule for one question; `origin` is the channel that a message comes from."""

    def __init__(self, asker: str, channel: str, since: datetime, alone: bool) -> None:
        self.origin = channels.alias("origin")
        self._place = channels.alias("place")
        self._asker = asker
        self._channel = channel
        self._since = since
        self._alone = alone
        self._hearers = _once("hearers", _hearers(asker, None if alone else channel))
        self._limited = _once(
            "limited", sa.select(self._hearers.c.person).where(self._hearers.c.person.not_in(_full_members()))
        )

    def allows(self) -> Condition:
        """Whether what was said in `origin` may be told."""
        # Archived, it cannot become private; otherwise we hear of that only while we are in it.
        is_open = sa.and_(self.origin.c.kind == "public", sa.or_(self.origin.c.here, self.origin.c.archived))
        own = sa.and_(self.origin.c.id == self._channel, self._asker_sees_origin())
        told = sa.and_(self._hearers_are_known(), self._limited_see_origin())
        private = sa.and_(self.origin.c.kind != "public", self._all_are_in_origin())
        return sa.or_(sa.and_(is_open, sa.or_(own, told)), private)

    def _asker_sees_origin(self) -> Condition:
        is_full_member = sa.exists(_full_members().where(people.c.id == self._asker))
        return sa.or_(is_full_member, self._is_surely_in_origin(sa.literal(self._asker, sa.String)))

    def _hearers_are_known(self) -> Condition:
        """Whether we know who hears: everybody, in a public channel, or those of a fresh list."""
        if self._alone:
            return sa.true()
        return self._the_place(sa.or_(self._place.c.kind == "public", self._fresh(self._place)))

    def _limited_see_origin(self) -> Condition:
        """Whether those who do not see every public channel see this one."""
        outside = sa.exists(sa.select(self._limited.c.person).where(~self._is_surely_in_origin(self._limited.c.person)))
        if self._alone:
            return ~outside
        # Where the list of the place is old, any guest of the workspace may be in it; and
        # where it is shared with another workspace, people whom we never heard of.
        any_guest = sa.exists(
            sa.select(people.c.id).where(
                people.c.is_guest, ~people.c.is_bot, ~people.c.gone, ~self._is_surely_in_origin(people.c.id)
            )
        )
        nobody_else = sa.and_(self._the_place(~self._place.c.shared), ~any_guest)
        return sa.and_(~outside, sa.or_(self._the_place(self._fresh(self._place)), nobody_else))

    def _all_are_in_origin(self) -> Condition:
        """Whether all who hear the answer are in this private channel, as we know for sure."""
        hearer = self._hearers.c.person
        outside = sa.exists(sa.select(hearer).where(~self._is_in_origin(hearer)))
        known = [self._fresh(self.origin), self._is_in_origin(sa.literal(self._asker, sa.String)), ~outside]
        if not self._alone:
            known.append(self._the_place(self._place.c.kind != "public", self._fresh(self._place)))
        return sa.and_(*known)

    def _the_place(self, *conditions: Condition) -> Condition:
        return sa.exists(sa.select(self._place.c.id).where(self._place.c.id == self._channel, *conditions))

    def _fresh(self, where: sa.FromClause) -> Condition:
        return sa.and_(where.c.members_at.is_not(None), where.c.members_at > self._since)

    def _is_in_origin(self, person: sa.ColumnElement[str]) -> Condition:
        listed = memberships.alias()
        entry = sa.select(listed.c.person).where(listed.c.channel == self.origin.c.id, listed.c.person == person)
        # Named, because left to itself the library looks for `origin` one query up only.
        return sa.exists(entry.correlate_except(listed))

    def _is_surely_in_origin(self, person: sa.ColumnElement[str]) -> Condition:
        return sa.and_(self._fresh(self.origin), self._is_in_origin(person))


def _hearers(asker: str, channel: str | None) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """The asker, and whoever is listed in `channel`.

    An app in the channel is no person, and somebody who has left the workspace hears nothing.
    """
    just_the_asker = sa.select(sa.literal(asker, sa.String).label("person"))
    if channel is None:
        return just_the_asker
    nobody = sa.select(people.c.id).where(sa.or_(people.c.is_bot, people.c.gone))
    listed = sa.select(memberships.c.person).where(
        memberships.c.channel == channel, memberships.c.person.not_in(nobody)
    )
    return just_the_asker.union(listed)


def _full_members() -> sa.Select[Any]:
    return sa.select(people.c.id).where(~people.c.is_guest, ~people.c.is_bot, ~people.c.gone)


def _once(name: str, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.CTE:
    """`query` as a table that the engine fills once, however many channels are looked at."""
    return query.cte(name).prefix_with("MATERIALIZED")
