"""What people said they do, did and mean to do."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.memory.stems import stem
from bot.memory.stop_words import strong
from bot.memory.words import searchable, terms
from bot.tools.arguments import About, OfSomebodysDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import channels_of, more, who_is
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.post import Block, Bullets, InChannel, Link, Person, Quote, SmallPrint, Span, Text
from integrations.words import shortened
from jobs.dates import DateSpan
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals
from jobs.standup.evening_plans import EveningPlans
from jobs.standup.model import BLOCKERS, Answer, Board
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.words import short

MOST = 10
"""People's words that an answer lists; the others are counted."""
A_LINE, A_PLAN = 160, 600
"""Characters of words that are one of many, and of one person's."""
_LATER = timedelta(days=7)
"""So long after a day a round may say what was done on it: there are weekends and holidays."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Said:
    """What somebody said of a day."""

    day: date
    board: Board
    answer: Answer
    words: str
    before: bool
    """Whether they meant to do it; otherwise they said afterwards that they did."""


class OfPlans(OfSomebodysDays, About):
    """Whose plans, of which days, and what they are about."""


@tool(Audience.BY_PLACE)
async def plans(
    asking: Asking,
    wanted: OfPlans,
    db: Database,
    team: Directory,
    rituals: Rituals,
    round_lookup: RoundLookup,
    evening_plans: EveningPlans,
) -> Finding:
    """Tell what people said in the standup that they do today, or did on a day that is past; with a person theirs.

    With words what is about them comes alone; where nothing is, that is said above the others.
    Of the channel where it is asked; in a direct message of the asker's channels. A plan for the next standup is
    its author's until that opens, so it is told to them, alone.
    """
    every = await rituals.roster.listed(kinds=["standup"])
    scope = await channels_of(asking, db, team, {each.ritual.channel for each in every})
    days, now, person = await days_of(asking, wanted), await today_of(asking), wanted.whose(asking.person)
    past, when = days.last < now, named(days, now)
    boards = await round_lookup.of_days(scope, days.first, min(now, days.last + _LATER) if past else days.last)
    found = [each for each in _said(boards, days, past=past) if person in (None, each.answer.person)]
    own: list[Block] = []
    if person == asking.person and asking.private and not past:
        own = [block for channel in scope for block in await _for_the_next(evening_plans, asking, channel)]
    if person is None:
        if not found:
            where = "this channel" if scope == [asking.place] else "your channels"
            what = "did" if past else "do"
            return Finding((f"Nobody has said what they {what} {when} in a standup of {where}.",))
        about_it = [each for each in found if _is_about(each.words, wanted.words)]
        told = about_it or found
        people = tuple(each.answer.person for each in told[:MOST])
        items: list[Text] = []
        for each in told[:MOST]:
            about = await _about(each, asking, days, now, round_lookup)
            items.append((_author(each.answer), ": ", short(each.words, A_LINE), *about))
        headline = f"What people said they {'did' if past else 'do'} {when}:"
        if strong(terms(wanted.words)):
            which = f"about “{wanted.words}”" if about_it else f"Nobody names “{wanted.words}”"
            headline = f"{headline[:-1]} {which}:" if about_it else f"{which}. {headline}"
        return Finding((headline,), (Bullets(items=tuple(items)), *more(len(told) - MOST)), people=people)
    who, you = await who_is(asking, team, person)
    of = when.removeprefix("on ")
    if not found:
        said: Text = (who, f" {'have' if you else 'has'} said nothing of {of} in a standup that I can tell of here.")
        return Finding(said, tuple(own), people=(person,) if own else ())
    people, blocks = (person,), list[Block]()
    for each in found[:MOST]:
        about = await _about(each, asking, days, now, round_lookup)
        blocks += [Quote(text=(shortened(each.words, A_PLAN),)), *((SmallPrint(text=about[1:]),) if about else ())]
    return Finding((who, f" said this of {of}:"), (*blocks, *own, *more(len(found) - MOST)), people=people)


def _is_about(said: str, words: str) -> bool:
    """Whether one of the words that say something is there, in any form."""
    there = {stem(word) for word in searchable(said).split()}
    return any(stem(word) in there for word in strong(terms(words)))


def _said(boards: Sequence[Board], days: DateSpan, *, past: bool) -> Iterator[_Said]:
    """What was said of these days, the newest first: of a day that is past what was done, where somebody said so."""
    done: set[tuple[date, str, str]] = set()
    for place, board in enumerate(boards):
        round_ = board.round
        earlier = (each.round for each in boards[place + 1 :] if each.round.ritual == round_.ritual)
        covered = next((each.local_date for each in earlier), round_.local_date - _DAY)
        for answer in board.answered:
            words = answer.words.get("yesterday", "").strip()
            if past and words and days.first <= covered <= days.last:
                done.add((covered, round_.channel, answer.person))
                yield _Said(covered, board, answer, words, before=False)
            words = _plan(board, answer)
            meant = (round_.local_date, round_.channel, answer.person)
            if words and days.first <= round_.local_date <= days.last and meant not in done:
                yield _Said(round_.local_date, board, answer, words, before=past)


def _plan(board: Board, answer: Answer) -> str:
    """The plan in an answer; where the team asks other questions, everything but what is in the way."""
    names = [each.name for each in board.round.questions]
    asked = ["today"] if "today" in names else [each for each in names if each != BLOCKERS]
    return "\n".join(filter(None, (answer.words.get(each, "").strip() for each in asked)))


def _author(answer: Answer) -> Person:
    return Person(user=answer.person, name=answer.name)


async def _about(said: _Said, asking: Asking, days: DateSpan, now: date, rounds: RoundLookup) -> Text:
    """Of which day and channel it is, as far as that is not plain, and where it can be read; each behind a dot."""
    text: list[str | Span] = []
    if days.first != days.last:
        text += [" · ", dated(said.day, now)]
    if said.before:
        text += [" · ", "as planned"]
    if said.board.round.channel != asking.place:
        text += [" · ", InChannel(channel=said.board.round.channel)]
    if (url := await rounds.answer_url(said.board.round.key, said.answer.person)) is not None:
        text += [" · ", Link(url=url, label="the answer")]
    return tuple(text)


async def _for_the_next(plans: EveningPlans, asking: Asking, channel: str) -> list[Block]:
    """What the asker has kept for the next standup of a channel."""
    words = await plans.of(asking.person, channel)
    if not words:
        return []
    lead = SmallPrint(text=("Kept for your next standup in ", InChannel(channel=channel), ", which only you know:"))
    return [lead, Quote(text=(shortened(words, A_PLAN),))]
