"""What a form shows one person: their answer, or what is known before they type."""

from datetime import date, datetime

from integrations.database import Tx
from jobs.cadence.ritual import Ritual
from jobs.errors import UserError
from jobs.standup import blocker_store, options, plans, store
from jobs.standup.answers import ANONYMOUS_ARE_IN
from jobs.standup.blocker_age import age
from jobs.standup.model import AHEAD, Blocker, FormState, Round
from jobs.standup.questions import named
from jobs.standup.words import day, short

NOT_AHEAD = "This one asks anonymously, so it can be answered once its round is open, and not before."


def ahead_of(target: str) -> int | None:
    """The ritual whose next round `target` means; None for a round's key."""
    return int(target.removeprefix(AHEAD)) if target.startswith(AHEAD) else None


async def for_round(tx: Tx, round_: Round, person: str, now: datetime, note: str = "") -> FormState:
    """The form of a round: one's own answer to edit, or a fresh one, prefilled."""
    own = await store.answer_of(tx, round_.key, person)
    are_in = own is not None and not own.skipped and round_.asks_anonymously
    questions = named(round_.questions) if are_in or not round_.is_open else round_.questions
    if are_in:
        note = " ".join(filter(None, (note, ANONYMOUS_ARE_IN)))
    standing = await _standing(tx, round_, person)
    blockers = tuple((blocker.id, _shown(blocker, round_)) for blocker in standing)
    still = tuple(blocker.id for blocker in standing)
    if own is not None and not own.skipped:
        return FormState(
            round_.key,
            round_.channel,
            round_.title,
            questions,
            own.typed,
            {},
            own.mood,
            blockers,
            still,
            note=note,
            editing=True,
            asks_mood=round_.asks_mood,
            report_to=round_.report_to,
        )
    asked = await store.asked_row(tx, round_.key, person)
    known = await plans.prefill(tx, round_.ritual, round_.channel, person, round_.local_date, round_.questions, now)
    if not note and now >= round_.closes_at:
        note = f"The round of {day(round_.local_date)} has closed; your answer will be marked as late."
    return FormState(
        round_.key,
        round_.channel,
        round_.title,
        questions,
        known.values,
        known.hints,
        "",
        blockers,
        still,
        note=note,
        asks_mood=round_.asks_mood,
        first=not (asked is not None and asked.in_dm) and await store.is_first(tx, round_, person),
        last=known.last,
        report_to=round_.report_to,
    )


async def for_ahead(tx: Tx, ritual: Ritual, person: str, today: date, now: datetime) -> FormState:
    """The form of the next round, which is not open yet."""
    chosen = options.read(ritual.options)
    if any(question.anonymous for question in chosen.questions):
        raise UserError(NOT_AHEAD)
    entry = await plans.find_ahead(tx, ritual.id, ritual.channel, person)
    standing = await blocker_store.carried(tx, ritual.id, ritual.channel, owner=person)
    blockers = tuple((each.id, short(each.words, 140)) for each in standing)
    note = "This is for the next round; it is posted as soon as that opens."
    target = f"{AHEAD}{ritual.id}"
    if entry is not None:
        still = tuple(each.id for each in standing if each.id in entry.still or each.id not in entry.shown)
        return FormState(
            target,
            ritual.channel,
            ritual.title,
            chosen.questions,
            entry.words,
            {},
            entry.mood,
            blockers,
            still,
            note=note,
            editing=True,
            asks_mood=chosen.mood,
            report_to=chosen.report_to,
        )
    # Today's answer counts as "last time" for tomorrow's round.
    tomorrow = date.fromordinal(today.toordinal() + 1)
    known = await plans.prefill(tx, ritual.id, ritual.channel, person, tomorrow, chosen.questions, now)
    return FormState(
        target,
        ritual.channel,
        ritual.title,
        chosen.questions,
        known.values,
        known.hints,
        "",
        blockers,
        tuple(each.id for each in standing),
        note=note,
        asks_mood=chosen.mood,
        last=known.last,
        report_to=chosen.report_to,
    )


async def _standing(tx: Tx, round_: Round, person: str) -> list[Blocker]:
    """A person's own open blockers of earlier rounds."""
    found = await blocker_store.carried(tx, round_.ritual, round_.channel, until=round_.local_date, owner=person)
    return [blocker for blocker in found if blocker.round != round_.key]


def _shown(blocker: Blocker, round_: Round) -> str:
    return f"{short(blocker.words, 40)} ({age(blocker, round_)})"
