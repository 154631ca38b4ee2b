"""Who may hear what: nothing said in private reaches anyone who is not there.

The rule is a query, and the only one of its kind: whatever is told, shown, listed or exported
asks it, and nothing else reads `memberships` or a channel's kind to decide. What it leaves out
is never read.

What is not known for sure counts as no, and "known" is meant strictly. What the chat told us of a
person, of a channel and of who is in it is known only

- if it was read within the present epoch (see `jobs.people.epochs`), so after the last moment
  at which a change could have passed unheard: a start, a dropped connection, another replica's.
  One ends every few hours by itself too, for even the chat may forget to tell;
- and while the inbox holds no news of it: what waits there was heard, and nobody knows yet what it means.

Why that is enough: a change after the reading comes as an event. It is either in the inbox
(then the list is not known until it is worked on), or it was worked on (then the list was
corrected, or forgotten), or it has not come; and whatever could keep it from coming begins
another epoch. A change before the reading is in what was read, and an event of it that comes
late, or twice, can only make the list forgotten, never longer: events take people out of a
list, and a reading alone puts them in. The people of a direct message never change, so theirs
is known once it was read.
"""

from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from integrations.chat import PlaceKind
from integrations.database.tables.team import channels, memberships, people
from jobs.people import epochs

Condition = sa.ColumnElement[bool]
Id = str | sa.ColumnElement[str]


@lru_cache(maxsize=1_000)
def tellable(asker: str | None, channel: str, *, alone: bool = False) -> sa.Select[Any]:
    """The ids of the channels of which something may be told to `asker` in `channel`.

    Whoever can read `channel` hears the answer; `alone`, only the asker does (a private
    answer), and it does not matter where it is given. With `asker` None nobody asked: it is
    told to all who read `channel`.

    A public channel is open to every full member of the workspace. Guests, people who are
    unknown, and everybody in private places have to be in a channel's list of members.
    """
    rule = _Rule(asker, channel, alone)
    return sa.select(rule.origin.c.id).where(rule.allows())


@lru_cache(maxsize=1_000)
def hears_only_full_members(asker: str | None, place: str | None) -> sa.Select[Any]:
    """Whether all who would hear what is told to `asker` in `place` are surely full members; one row, one boolean.

    Without a `place` only the asker hears. It is asked for what the team's own systems say, which is
    of no channel and which guests and other workspaces have no part in.
    """
    rule = _Rule(asker, place or "", place is None)
    return sa.select(rule.hears_only_full_members())


def may_read(user: str, channel: sa.ColumnElement[Any]) -> Condition:
    """That `user` may read what was said in `channel`."""
    return channel.in_(tellable(user, "", alone=True))


def is_open(channel: sa.ColumnElement[Any]) -> Condition:
    """That `channel` is open to every full member of the workspace."""
    public = channels.alias()
    return channel.in_(sa.select(public.c.id).where(_is_open(public)))


def is_full_member(user: Id) -> Condition:
    """That `user` is a person of this workspace, and no guest."""
    return sa.exists(_full_members().where(people.c.id == user))


def is_in(user: str, channel: sa.ColumnElement[Any]) -> Condition:
    """That `user` and we are in `channel`, as far as its list is known."""
    return channel.in_(shared_with(user))


def shared_with(user: str) -> sa.Select[Any]:
    """The ids of the channels that both `user` and we are in."""
    return sa.select(channels.c.id).where(channels.c.here, _is_surely_in(channels, user))


def is_known() -> Condition:
    """That who is in a row of `channels` is known."""
    return _knows_members(channels)


def is_itself() -> Condition:
    """That a row of `channels` says what the chat would say now."""
    return _is_known(channels)


def is_sure() -> Condition:
    """That a row of `people` says what the chat would say now."""
    return _is_known(people)


def doubtful(user: str | None = None) -> Condition:
    """That a row of `channels`, and who is in it, may be of use and has to be read anew first.

    For `user` only those that would be open to them if what we last heard still held.
    """
    listed = sa.exists().where(memberships.c.channel == channels.c.id, memberships.c.person == user)
    public = channels.c.kind == PlaceKind.PUBLIC
    unknown = sa.or_(~_is_itself_or_dm(), ~_knows_members(channels))
    if user is None:
        # Of archived public channels there may be thousands; who was in them is asked where it matters.
        return sa.and_(unknown, sa.or_(channels.c.here, sa.and_(channels.c.archived, ~public)))
    may_be = sa.or_(public, listed, channels.c.members_epoch.is_(None))  # where somebody came or went it may be they
    return sa.and_(unknown, sa.or_(channels.c.here, channels.c.archived), may_be)


@cache
def unsettled() -> Condition:
    """That anything of the places where people talk, or of what anybody may read, has to be read anew."""
    public = sa.and_(channels.c.kind == PlaceKind.PUBLIC, channels.c.archived, ~_is_known(channels))
    return sa.or_(sa.exists().where(sa.or_(doubtful(), public)), sa.exists(epochs.untold()))


def uncertain(user: str | None, place: str | None) -> sa.Select[Any]:
    """The channels of which something might be told to `user`, or in `place`, if they were read anew first."""
    told = tellable(user, place or "", alone=place is None)
    return sa.select(channels.c.id).where(doubtful(user), channels.c.id.not_in(told))


def _is_itself_or_dm() -> Condition:
    return sa.or_(channels.c.kind == PlaceKind.DIRECT, _is_known(channels))


class _Rule:
    """The rule for one question; `origin` is the channel that a message comes from."""

    def __init__(self, asker: str | None, channel: str, alone: bool) -> None:
        self.origin = channels.alias("origin")
        self._place = channels.alias("place")
        self._asker = asker
        self._channel = channel
        self._alone = alone
        self._hearers = _once(_hearers(asker, None if alone else channel))
        self._limited = _once(sa.select(self._hearers.c.person).where(self._hearers.c.person.not_in(_full_members())))

    def allows(self) -> Condition:
        """Whether what was said in `origin` may be told."""
        own = sa.and_(self.origin.c.id == self._channel, self._asker_sees_origin())
        told = sa.and_(self._hearers_are_known(), self._limited_see_origin())
        private = sa.and_(self.origin.c.kind != PlaceKind.PUBLIC, self._all_are_in_origin())
        return sa.or_(sa.and_(_is_open(self.origin), sa.or_(own, told)), private)

    def hears_only_full_members(self) -> Condition:
        """Whether nobody hears who is a guest, unknown, or of another workspace."""
        return sa.and_(self._hearers_are_known(), ~sa.exists(sa.select(self._limited.c.person)))

    def _asker_sees_origin(self) -> Condition:
        if self._asker is None:
            return sa.true()
        return sa.or_(is_full_member(self._asker), _is_surely_in(self.origin, self._asker))

    def _hearers_are_known(self) -> Condition:
        """Whether we know who hears: of a place those of its list, and in a public one every full member too.

        Where another workspace reads too, anybody of theirs may come in without our being told.
        """
        return sa.true() if self._alone else self._the_place(_knows_members(self._place), ~self._place.c.shared)

    def _limited_see_origin(self) -> Condition:
        """Whether those who do not see every public channel see this one."""
        person = self._limited.c.person
        return ~sa.exists(sa.select(person).where(~_is_surely_in(self.origin, person)))

    def _all_are_in_origin(self) -> Condition:
        """Whether all who hear the answer are in this private channel."""
        person = self._hearers.c.person
        outside = sa.exists(sa.select(person).where(~_is_listed(self.origin, person)))
        known = [_knows_members(self.origin), ~outside]
        if self._asker is not None:
            known.append(_is_listed(self.origin, sa.literal(self._asker, sa.String)))
        if not self._alone:
            itself = sa.or_(~self._place.c.shared, self._place.c.id == self.origin.c.id)
            known.append(self._the_place(self._place.c.kind != PlaceKind.PUBLIC, _knows_members(self._place), itself))
        return sa.and_(*known)

    def _the_place(self, *conditions: Condition) -> Condition:
        return sa.exists(sa.select(self._place.c.id).where(self._place.c.id == self._channel, *conditions))


def _is_open(channel: sa.FromClause) -> Condition:
    # We hear that a channel becomes private only while we are in it; archived, it cannot become private.
    reachable = sa.or_(channel.c.here, channel.c.archived)
    return sa.and_(channel.c.kind == PlaceKind.PUBLIC, reachable, _is_known(channel))


def _is_known(row: sa.FromClause) -> Condition:
    """That what we know of a person or a channel is what the chat would say now."""
    return sa.and_(row.c.epoch == epochs.present(), row.c.id.not_in(epochs.untold()))


def _knows_members(channel: sa.FromClause) -> Condition:
    read = channel.c.members_epoch
    return sa.and_(
        read.is_not(None),
        sa.or_(channel.c.kind == PlaceKind.DIRECT, sa.and_(read == epochs.present(), _is_known(channel))),
    )


def _is_listed(channel: sa.FromClause, person: Id) -> Condition:
    listed = memberships.alias()
    entry = sa.select(listed.c.person).where(listed.c.channel == channel.c.id, listed.c.person == person)
    # Named, because left to itself the library looks for `channel` one query up only.
    return sa.exists(entry.correlate_except(listed))


def _is_surely_in(channel: sa.FromClause, person: Id) -> Condition:
    return sa.and_(_knows_members(channel), _is_listed(channel, person))


def _hearers(asker: str | None, channel: str | None) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """The asker, and whoever is listed in `channel`.

    An app in the channel is no person, and somebody who has left the workspace hears nothing.
    """
    nobody = sa.select(people.c.id).where(sa.or_(people.c.is_bot, sa.and_(people.c.gone, _is_known(people))))
    listed = sa.select(memberships.c.person).where(
        memberships.c.channel == channel, memberships.c.person.not_in(nobody)
    )
    if asker is None:
        return listed
    just_the_asker = sa.select(sa.literal(asker, sa.String).label("person"))
    return just_the_asker if channel is None else just_the_asker.union(listed)


def _full_members() -> sa.Select[Any]:
    return sa.select(people.c.id).where(~people.c.is_guest, ~people.c.is_bot, ~people.c.gone, _is_known(people))


def _once(query: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.CTE:
    """`query` as a table that the engine fills once, however many channels are looked at."""
    return query.cte().prefix_with("MATERIALIZED")
