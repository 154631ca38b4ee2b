"""What a standup says. Facts by code; people's words as plain strings, always literal."""

from collections.abc import Mapping
from datetime import timedelta

from integrations.database.tables.standup import Collect
from integrations.enumerated import counted, listed
from integrations.phrase import phrase
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    InChannel,
    Mention,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
    When,
)
from jobs.cadence.ritual import Ritual
from jobs.standup.blocker_posts import blocker_line, when_it_closes
from jobs.standup.blockers import lines
from jobs.standup.model import AHEAD, BLOCKERS, MOODS, Answer, AnsweredAlready, Asked, Board, Round
from jobs.standup.questions import in_words
from jobs.standup.words import day, people

ANSWER, SAME, SKIP = "standup_answer", "standup_same", "standup_skip"
"""Action ids of the buttons."""
AT_ONCE = timedelta(minutes=5)
"""Who is asked within so long is asked together."""
MOST_IN_OPENING = 5
"""Open blockers that the opening lists; the others are counted."""


NOTHING: Mapping[str, str] = {}


def opening(board: Board) -> Post:
    """The post that opens a round, as it looks now."""
    round_ = board.round
    blocks: list[Block] = []
    if round_.opening_line:
        blocks.append(Paragraph(text=(round_.opening_line,)))
    blocks += _who(board)
    if not round_.is_open:
        blocks.append(Paragraph(text=(Bold(text="Closed: "), counts(board), ". The summary is in the thread.")))
    blocks += _carried_over(board)
    blocks.append(buttons(round_))
    blocks.append(SmallPrint(text=_fine_print(round_)))
    headline: list[str | Span] = [Bold(text=f"{round_.title}: {day(round_.local_date)}")]
    if round_.note:
        headline.append(f" ({round_.note})")
    return Post(headline=tuple(headline), blocks=tuple(blocks))


def _who(board: Board) -> list[Block]:
    round_, blocks = board.round, list[Block]()
    # A mention is the question itself; who is asked in a DM is not notified twice, who is away not at all.
    asked: list[str | Span] = [
        Person(user=each.person, name=each.name)
        if each.in_dm or each.away or round_.collect is Collect.DM or not round_.is_open
        else Mention(user=each.person)
        for each in board.asked
    ]
    alone = [span for span, each in zip(asked, board.asked, strict=True) if each.in_dm]
    together = [span for span, each in zip(asked, board.asked, strict=True) if not each.in_dm]
    # Besides a team that is asked together it is those whose working hours are over.
    hours = [each.asked_at for each in board.asked if each.in_dm]
    at_once = hours and max(hours) - min(hours) <= AT_ONCE
    when = ", when they work" if together else "" if at_once else ", at their own hour"
    for where, some in (("Asked: ", together), (f"Asked in a direct message{when}: ", alone)):
        if some:
            blocks.append(Paragraph(text=(where, *listed(some))))
    if board.away:
        blocks.append(Paragraph(text=("Away: ", *_names(board.away))))
    return blocks


def _carried_over(board: Board) -> list[Block]:
    """What earlier rounds left in the way."""
    standing = [blocker for blocker in board.carried if blocker.is_open]
    if not standing or not board.round.is_open:
        return []
    blocks: list[Block] = [Paragraph(text=(Bold(text=f"{counted(len(standing), 'open blocker')} from before"),))]
    blocks += [blocker_line(blocker, board.round) for blocker in standing[:MOST_IN_OPENING]]
    if len(standing) > MOST_IN_OPENING:
        blocks.append(SmallPrint(text=(f"and {len(standing) - MOST_IN_OPENING} more, in the summary",)))
    return blocks


def _fine_print(round_: Round) -> Text:
    until = "Closes at {when}." if round_.is_open else "A late answer is taken until the next round."
    return phrase(
        f"Answers are shared with everyone in this channel, in this thread{{besides}}. {until}",
        besides=summary_with(round_.channel, round_.report_to),
        when=When(at=round_.closes_at, zone=round_.zone),
    )


def summary_with(channel: str, report_to: str | None) -> Text:
    """Who reads the summary besides the people of its channel, where somebody does: `report_to`, an id or `#name`."""
    if report_to in (None, channel):
        return ()
    return (", and the summary with ", report_to if report_to.startswith("#") else InChannel(channel=report_to))


def buttons(round_: Round) -> Buttons:
    """Answer, same as planned, skip."""
    if not round_.is_open:
        return Buttons(buttons=(Button(action=ANSWER, label="Add or edit my answer", value=round_.key),))
    same = (Button(action=SAME, label="Same as planned", value=round_.key),) if round_.asks_plans else ()
    return Buttons(
        buttons=(
            Button(action=ANSWER, label="Answer", value=round_.key, style="primary"),
            *same,
            Button(action=SKIP, label="Skip today", value=round_.key),
        )
    )


def first_time() -> tuple[SmallPrint, SmallPrint]:
    """What this is, in two lines, for who has never been asked before."""
    what = "Your first standup with me: a few questions in the place of a meeting, answered when it suits you."
    rest = "Not today? Press Skip today. `/standup away friday` keeps me from asking, `/standup` shows the rest."
    return SmallPrint(text=(what,)), SmallPrint(text=phrase(rest))


def asking(round_: Round, *, first: bool = False) -> Post:
    """What a person gets in their DM; the `first` time with what it is."""
    where = InChannel(channel=round_.channel)
    shared = phrase(
        "Shared with everyone in {where}{besides}. Closes at {when}.",
        where=where,
        besides=summary_with(round_.channel, round_.report_to),
        when=When(at=round_.closes_at, zone=round_.zone),
    )
    return Post(
        headline=(f"{round_.title}: {day(round_.local_date)}, for ", where),
        blocks=(
            *(first_time() if first else ()),
            Bullets(items=tuple((question.label,) for question in round_.questions)),
            buttons(round_),
            SmallPrint(text=shared),
        ),
    )


def _with_answer_button(round_: Round, label: str, *words: str | Span) -> Post:
    button = Button(action=ANSWER, label=label, value=round_.key)
    return Post(headline=words, blocks=(Buttons(buttons=(button,)),))


def asked_and_heard(round_: Round, answer: Answer) -> Post:
    """What the question in the DM turns into."""
    called = f"{round_.title}: {day(round_.local_date)}"
    if answer.skipped:
        return _with_answer_button(round_, "Answer after all", f"{called}: skipped")
    where = InChannel(channel=round_.channel)
    return _with_answer_button(round_, "Edit my answer", f"{called}: your answer is in ", where)


def asked_and_closed(round_: Round) -> Post:
    """What the question and its reminders turn into once the round is closed without an answer."""
    called, where = f"{round_.title}: {day(round_.local_date)} in ", InChannel(channel=round_.channel)
    still = " is closed. You can still answer, until the next one."
    return _with_answer_button(round_, "Answer late", called, where, still)


def skipped(round_: Round) -> Post:
    """What somebody hears who skips a round."""
    return _with_answer_button(round_, "Answer after all", f"Skipped {day(round_.local_date)}.")


def answered_already(problem: AnsweredAlready) -> Post:
    """What somebody hears who has answered and presses another button."""
    return _with_answer_button(problem.round, "Edit", str(problem))


def reminder(round_: Round) -> Post:
    """One kind word to those who have not answered."""
    closes = SmallPrint(text=("It closes at ", When(at=round_.closes_at, zone=round_.zone), "."))
    return Post(
        headline=(f"{round_.title} in ", InChannel(channel=round_.channel), " is waiting for your answer"),
        blocks=(buttons(round_), closes),
    )


def answer(round_: Round, given: Answer, closes: Mapping[str, str] = NOTHING) -> Post:
    """One person's answer, as the thread shows it; `closes` is when each blocker closes itself, by its words."""
    headline: list[str | Span] = [Bold(text=given.name)]
    marks = [mark for mark, shown in (("late", given.late), ("edited", given.edits > 0)) if shown]
    if marks:
        headline.append(f" ({', '.join(marks)})")
    if given.skipped:
        return Post(headline=(*headline, " skips this round"))
    blocks = said(round_, given, closes)
    if not blocks and round_.asks_anonymously:
        headline.append(" has answered")
    return Post(headline=tuple(headline), blocks=tuple(blocks))


def taken(round_: Round, given: Answer) -> Post:
    """What somebody hears who typed their answer."""
    thanks = f"Thanks, that's your answer for {day(round_.local_date)} in "
    post = _with_answer_button(round_, "Edit", thanks, InChannel(channel=round_.channel), ".")
    return post.model_copy(update={"blocks": (*said(round_, given), *post.blocks)})


def kept_ahead(ritual: Ritual) -> Post:
    """What somebody hears who typed their standup before its round opened."""
    words = "Thanks, I keep that for the next round in "
    edit = Button(action=ANSWER, label="Edit", value=f"{AHEAD}{ritual.id}")
    return Post(
        headline=(words, InChannel(channel=ritual.channel), ". It is posted as soon as that opens."),
        blocks=(Buttons(buttons=(edit,)),),
    )


def press_answer(round_: Round, why: str = "") -> Post:
    """What somebody hears whose typed answer could not be taken; `why` is the reason, where there is one."""
    labels = ", ".join(f"{question.name.capitalize()}: …" for question in round_.questions)
    custom = any(question.name not in ("yesterday", "today", BLOCKERS) for question in round_.questions)
    how = "" if custom else f" Or type it like this: {labels}"
    words = why or f"Is that your standup? I can't tell what answers which question. Press Answer to fill it in.{how}"
    return Post(headline=(words,), blocks=(buttons(round_),))


def said(round_: Round, given: Answer, closes: Mapping[str, str] = NOTHING) -> list[Block]:
    """The words of an answer, question by question."""
    blocks: list[Block] = []
    for question in round_.questions:
        words = given.words.get(question.name, "").strip()
        if question.name == BLOCKERS:
            blocked = [(each, " (still)") for each in given.still] + [(each, "") for each in lines(words)]
            if blocked:
                blocks.append(Paragraph(text=(Bold(text=f"🚧 {question.label}"),)))
                items = ((f"{each}{mark}", *when_it_closes(closes.get(each, ""))) for each, mark in blocked)
                blocks.append(Bullets(items=tuple(items)))
        elif words:
            blocks.append(Paragraph(text=(Bold(text=question.label), "\n", words)))
        elif question.name in given.picks:
            picked = in_words(question, given.picks[question.name])
            blocks.append(Paragraph(text=(Bold(text=question.label), f"\n{picked}")))
    if given.mood:
        blocks.append(SmallPrint(text=("Mood: ", dict(MOODS).get(given.mood, given.mood))))
    return blocks


def opening_facts(board: Board) -> dict[str, str | int]:
    """What the voice may know when a round opens."""
    return {
        "weekday": f"{board.round.local_date:%A}",
        "asked": len(board.asked),
        "away": len(board.away),
        "blockers": sum(blocker.is_open for blocker in board.carried),
    }


def closing_facts(board: Board) -> dict[str, str | int]:
    """What the voice may know when a round closes."""
    return {
        "weekday": f"{board.round.local_date:%A}",
        "asked": len(board.asked),
        "answered": len(board.answered),
        "skipped": len(board.skipped),
        "missing": len(board.missing),
        "away": len(board.away),
        "late": sum(each.late for each in board.answered),
        "blockers": sum(blocker.is_open for blocker in board.blockers),
        "resolved": sum(not blocker.is_open for blocker in board.blockers),
    }


def counts(board: Board) -> str:
    """How many have answered, and what is in the way: `3 of 4 answered, 1 blocker`."""
    standing = sum(blocker.is_open for blocker in board.blockers)
    asked = {each.person for each in board.asked}
    extra = sum(each.person not in asked for each in board.answered)
    parts = [f"{len(board.answered) - extra} of {len(board.asked)} answered"]
    if extra:
        parts.append(f"{extra} more unasked")
    if not board.blockers and not board.round.asks_blockers:
        return ", ".join(parts)
    if standing or not board.blockers:
        parts.append(counted(standing, "blocker") if standing else "no blockers")
    else:
        parts.append(f"{counted(len(board.blockers), 'blocker')} resolved")
    return ", ".join(parts)


def _names(some: list[Asked]) -> Text:
    return people((each.person, each.name) for each in some)
