"""Who answered a standup and who did not, and what they said."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.tools.arguments import OfDays, OfSomebodysDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import channels_of, more, names, who_is
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.deferred import dataclass
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Heading,
    InChannel,
    Link,
    Paragraph,
    Person,
    SmallPrint,
    Span,
    Text,
    When,
)
from jobs.people.directory import Directory
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals
from jobs.standup.digest import NOTHING_BEFORE, lines_of
from jobs.standup.digest_posts import LEFT_OUT, UNASKED, who_is_on_what
from jobs.standup.model import Asked, Board
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.tallies import tallies
from jobs.standup.words import short
from jobs.standup.zone_dates import today

MOST, MOST_DIGESTS = 8, 3
"""Rounds that an answer lists, and those of which it tells what was said; the others are counted."""
A_BLOCKER = 200
"""Characters of a blocker."""
_DAY = timedelta(days=1)


@tool(Audience.BY_PLACE, tells_now=True)
async def standup_answers(
    asking: Asking,
    wanted: OfSomebodysDays,
    db: Database,
    team: Directory,
    rituals: Rituals,
    round_lookup: RoundLookup,
) -> Finding:
    """Tell who answered a standup, who did not, who skipped and who is away; with a person, whether they did.

    Of today's round of the channel where it is asked, or of the rounds of the days that are given; in a direct
    message of the standups of the asker's channels. Without a round: when the next one opens.
    """
    rounds = await _rounds(asking, wanted, db, team, rituals, round_lookup)
    if isinstance(rounds, Finding):
        return rounds
    boards, when, of_today, now = rounds
    telling = _Telling(asking, now, await round_lookup.urls([each.round for each in boards[:MOST]]), of_today)
    person = wanted.whose(asking.person)
    if person is None and len(boards) == 1:
        return telling.whole(boards[0])
    if person is None:
        lines = [telling.in_a_line(each) for each in boards[:MOST]]
        headline: Text = (f"These are the {len(boards)} standup rounds {when}.",)
    else:
        who, you = await who_is(asking, team, person)
        lines = [telling.of(each, person, who, you=you) for each in boards[:MOST]]
        headline = (f"These are the {len(boards)} standup rounds {when}.",)
        if len(lines) == 1:
            return Finding(lines[0])
    return Finding(headline, (Bullets(items=tuple(lines)), *more(len(boards) - MOST)))


@tool(Audience.BY_PLACE)
async def standup_digest(
    asking: Asking, wanted: OfDays, db: Database, team: Directory, rituals: Rituals, round_lookup: RoundLookup
) -> Finding:
    """Tell what people said in a standup, a line each, and what is in the way: a summary of today's, or of days given.

    Of the channel where it is asked; in a direct message of the standups of the asker's channels.
    """
    rounds = await _rounds(asking, wanted, db, team, rituals, round_lookup)
    if isinstance(rounds, Finding):
        return rounds
    boards, when, of_today, now = rounds
    shown = boards[:MOST_DIGESTS]
    telling = _Telling(asking, now, await round_lookup.urls([each.round for each in shown]), of_today)
    findings = [telling.said(each) for each in shown]
    people = tuple(answer.person for each in shown for answer in each.answered)
    if len(findings) == 1:
        headline, blocks = findings[0]
        return Finding(headline, tuple(blocks), people=people)
    every = [block for headline, blocks in findings for block in (Paragraph(text=headline), *blocks)]
    whole: Text = (f"These are the {len(boards)} standup rounds {when}.",)
    return Finding(whole, (*every, *more(len(boards) - MOST_DIGESTS)), people=people)


async def _rounds(
    asking: Asking,
    wanted: OfDays,
    db: Database,
    team: Directory,
    rituals: Rituals,
    round_lookup: RoundLookup,
) -> tuple[Sequence[Board], str, bool, date] | Finding:
    """The rounds that are asked for, of which days, whether of today alone, and today; or that there is none."""
    every = await rituals.roster.listed(kinds=["standup"])
    scope = await channels_of(asking, db, team, {each.ritual.channel for each in every})
    days, now = await days_of(asking, wanted), await today_of(asking)
    of_today = wanted.first is None and wanted.last is None
    around = _DAY * of_today  # a round's today is that of its own zone
    boards = await round_lookup.of_days(scope, days.first - around, days.last + around)
    if of_today:
        boards = [each for each in boards if each.round.local_date == await today(asking.at, each.round.zone)]
    if not boards:
        mine = [each for each in every if each.ritual.channel in scope]
        return _no_round(mine, named(days, now), asking, past=days.last < now)
    return boards, named(days, now), of_today, now


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts rounds into words."""

    asking: Asking
    now: date
    urls: Mapping[str, str]
    of_today: bool
    """Whether every round is of today, in its own zone."""

    def whole(self, board: Board) -> Finding:
        """Return everything of one round."""
        asked, missing = board.asked, board.missing
        open_ = board.round.is_open
        if board.round.is_imported:
            headline: Text = (f"{len(board.answered)} answered ", *self._which(board), ", which another bot has held.")
        elif not asked and not board.answered:
            headline = ("Nobody is asked in ", *self._which(board), ": everybody is away.")
        elif asked and not missing and not board.skipped:
            headline = ("Everybody who was asked answered ", *self._which(board), ".")
        else:
            answered = len(asked) - len(missing) - len(board.skipped)
            headline = (f"{answered} of {len(asked)} answered ", *self._which(board), " so far." if open_ else ".")
        later = [each for each in missing if each.asked_at > self.asking.at]
        waiting = [each for each in missing if each not in later]
        lines: list[Text] = [
            (Bold(text=f"{title}: "), *names(some))
            for title, some in (
                ("Answered", [(each.person, each.name) for each in board.answered]),
                ("Not yet" if open_ else "Did not answer", _named(waiting)),
                ("Asked later, at their own hour", _named(later)),
                ("Skipped", [(each.person, each.name) for each in board.skipped]),
                ("Away", _named(board.away)),
                (UNASKED, _named([each for each in board.unasked if not each.left_out])),
                (LEFT_OUT, _named([each for each in board.unasked if each.left_out])),
            )
            if some
        ]
        end: Text = ("open until ", self._when(board.round.closes_at)) if open_ else ("closed",)
        link = self._link(board)
        foot = SmallPrint(text=(*link[1:], " · ", *end) if link else end)
        return Finding(headline, (Bullets(items=tuple(lines)), foot))

    def said(self, board: Board) -> tuple[Text, list[Block]]:
        """What people said in one round."""
        which = self._which(board)
        if not board.answered:
            return ("Nobody has said anything in ", *which, " so far." if board.round.is_open else "."), []
        many = f"{len(board.answered):,} {'person' if len(board.answered) == 1 else 'people'}"
        blocks: list[Block] = [*who_is_on_what(board, lines_of(board, NOTHING_BEFORE)), *tallies(board)]
        waiting: list[Text] = [
            (Person(user=each.owner, name=each.owner_name), f": {short(each.words, A_BLOCKER)}")
            for each in board.blockers
            if each.resolved_at is None
        ]
        if waiting:
            blocks = [Heading(text="In the way"), Bullets(items=tuple(waiting)), *blocks]
        if board.missing:
            blocks.append(SmallPrint(text=("Not heard: ", *names(_named(board.missing)))))
        if link := self._link(board):
            blocks.append(SmallPrint(text=link[1:]))
        return (f"{many} said this in ", *which, ":"), blocks

    def in_a_line(self, board: Board) -> Text:
        """The numbers of one round, and who is missing."""
        asked, missing = board.asked, board.missing
        line: list[str | Span] = [Bold(text=dated(board.round.local_date, self.now))]
        if board.round.channel != self.asking.place:
            line += [" in ", InChannel(channel=board.round.channel)]
        if board.round.is_imported:
            return (*line, f": {len(board.answered)} answered, to another bot")
        line.append(f": {len(asked) - len(missing) - len(board.skipped)} of {len(asked)} answered")
        if missing:
            line += ["; not yet " if board.round.is_open else "; without ", *names(_named(missing))]
        if board.away:
            line += ["; away ", *names(_named(board.away))]
        return (*line, *self._link(board))

    def of(self, board: Board, person: str, who: str | Span, *, you: bool) -> Text:
        """What one person did in a round."""
        which, given = self._which(board), board.answers.get(person)
        asked = next((each for each in board.people if each.person == person), None)
        if given is not None and not given.skipped:
            said: Text = (" answered ", *which, " at ", self._when(given.answered_at))
        elif given is not None and asked is not None and not asked.away:
            said = (" skipped ", *which)
        elif board.round.is_imported:
            said = (" did not answer ", *which, ", which another bot has held")
        elif asked is None or asked.unasked:
            said = (f" {'were' if you else 'was'} not asked in ", *which)
        elif asked.away:
            said = (f" {'were' if you else 'was'} not asked in ", *which, ", as away")
        elif asked.asked_at > self.asking.at:
            said = (" will be asked in ", *which, " at ", self._when(asked.asked_at))
        elif board.round.is_open:
            until = self._when(board.round.closes_at)
            said = (f" {'have' if you else 'has'} not answered ", *which, " yet; it is open until ", until)
        else:
            said = (" did not answer ", *which)
        return (who, *said, *self._link(board))

    def _which(self, board: Board) -> Text:
        day = board.round.local_date
        called = "today's standup" if self.of_today else f"the standup of {dated(day, self.now)}"
        where = () if board.round.channel == self.asking.place else (" in ", InChannel(channel=board.round.channel))
        return (called, *where)

    def _when(self, at: datetime) -> When:
        return When(at=at, zone=self.asking.zone)

    def _link(self, board: Board) -> Text:
        url = self.urls.get(board.round.key)
        return (" · ", Link(url=url, label="the round")) if url else ()


def _named(some: Sequence[Asked]) -> list[tuple[str, str]]:
    return [(each.person, each.name) for each in some]


def _no_round(mine: Sequence[Listed], when: str, asking: Asking, *, past: bool) -> Finding:
    """That no round was found, and when one comes."""
    where = "in your channels" if asking.private else "here"
    if not mine:
        return Finding((f"I run no standup {where}.",), found=False)
    lines = tuple(_next(each, asking) for each in mine[:MOST])
    headline = f"There was no standup round {when}." if past else f"No standup round has opened {when} so far."
    return Finding((headline,), (Bullets(items=lines), *more(len(mine) - MOST)))


def _next(listed: Listed, asking: Asking) -> Text:
    title: Text = (Bold(text=listed.ritual.title), " in ", InChannel(channel=listed.ritual.channel))
    if listed.state is not RitualState.ACTIVE:
        why = f": {listed.reason}" if listed.reason else ""
        return (*title, f" is {listed.state.value}{why}")
    if listed.next_at is None:
        return (*title, " has no next round planned")
    return (*title, " opens next ", When(at=listed.next_at, style="date_time", zone=asking.zone))
