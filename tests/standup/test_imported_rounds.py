"""Answers that another bot took are kept beside ours, on both engines, and once."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from integrations.database import Database
from integrations.database.tables.cadence import Late, RitualState, rituals
from integrations.database.tables.delivery import MessageState, Priority, outbox
from integrations.time import TurnableClock
from jobs.delivery.interruption_limits import InterruptionLimits
from jobs.messages import Interruption
from jobs.standup import store
from jobs.standup.imported_rounds import ImportedAnswer, ImportedHistory, keep_history, places_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def with_a_ritual(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(
            rituals.insert().values(
                id=7, name="daily", kind="standup", channel="C1", at="09:00", days=[], every=1, anchor=date(2026, 1, 5),
                late=Late.RUN, title="Daily", words="", options={}, state=RitualState.ACTIVE, reason="",
                created_by="U1", created_at=NOON, changed_at=NOON,
            )
        )  # fmt: skip


async def kept(db: Database, *given_: ImportedAnswer) -> ImportedHistory:
    return await keep_history(
        db, ritual=7, channel="C1", zone="UTC", title="Daily (Geekbot)", given=given_, tell=lambda _: None
    )


def answer(person: str, days_ago: int, *words: tuple[str, str]) -> ImportedAnswer:
    at = NOON - timedelta(days=days_ago)
    return ImportedAnswer(person, person.title(), at.date(), at, words)


async def test_questions_that_changed_and_people_who_come_later(db: Database) -> None:
    await with_a_ritual(db)
    first = answer("U1", 2, ("What did you do yesterday?", "One"), ("Kudos?", "Ana"))
    done = await kept(db, first, answer("U2", 1, ("What will you do today?", "Two")))
    assert (done.kept, done.known) == (2, 0)
    later = answer("U3", 2, ("What did you do since yesterday?", "Three"), ("What will you do today?", "x" * 9000))
    done = await kept(db, first, later)
    assert (done.kept, done.known) == (1, 1)
    async with db.read() as tx:
        round_ = await store.find(tx, store.key_of(7, first.day, 0))
        assert round_ is not None
        board = await store.board(tx, round_)
        assert await store.latest(tx, ritual=7) == []
        assert await store.of_day(tx, 7, first.day) is None
        last = await store.last_answer(tx, 7, "C1", "U3", since=first.day, before=NOON.date())
    assert [each.name for each in round_.questions] == ["yesterday", "q2", "q3", "today"]
    assert board.answers["U1"].words == {"yesterday": "One", "q2": "Ana"}
    assert last is not None
    assert last[1].words["q3"] == "Three"
    assert len(last[1].words["today"]) == 3000


async def test_a_limit_goes_round_and_is_asked_by_kind(db: Database, clock: TurnableClock) -> None:
    limits = InterruptionLimits(db, clock)
    assert [await limits.less("U1", Interruption.REVIEW) for _ in range(4)] == [1, 0, None, 1]
    assert [await limits.less("U1", Interruption.LEDGER) for _ in range(2)] == [0, None]
    assert await limits.of("U1") == {Interruption.REVIEW: 1}
    now = clock.now()
    async with db.write() as tx:
        assert await limits.wanted(tx, "U1", Interruption.REVIEW, now) == now
        await tx.execute(sa.insert(outbox).values(**_sent("a", Interruption.BLOCKER, now)))
        assert await limits.wanted(tx, "U1", Interruption.REVIEW, now) == now
        await tx.execute(sa.insert(outbox).values(**_sent("b", Interruption.REVIEW, now)))
        tomorrow = await limits.wanted(tx, "U1", Interruption.REVIEW, now)
        assert tomorrow is not None
        assert now < tomorrow <= now + timedelta(days=1)
        assert await limits.wanted(tx, "U2", Interruption.REVIEW, now) == now


def _sent(key: str, kind: Interruption, now: datetime) -> dict[str, object]:
    return {
        "key": key, "kind": kind, "priority": Priority.NUDGE, "channel": "U1", "person": "U1", "post": {},
        "state": MessageState.SENT, "not_before": now, "created_at": now, "sent_at": now,
    }  # fmt: skip


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_place_is_given_twice(labels: list[str]) -> None:
    found = places_of(labels)
    assert len(set(found.values())) == len(found)
    assert found.keys() <= set(labels)
