"""What mattered of a conversation is found by rule, and nothing is told for more than it is."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.memory.gist import gist
from bot.memory.store import KeptMessage

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def said(minute: int, user: str, text: str, *, thread: int | None = None, noted: bool = False) -> KeptMessage:
    """A message of that minute; `thread` is the minute of the one that it answers."""
    thread_ts = None if thread is None else str(thread)
    at = MORNING + timedelta(minutes=minute)
    return KeptMessage(minute, "C1", str(minute), thread_ts, user, text, at, user if noted else None)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (said(1, "ana", "Decision: we keep Postgres."), "decided"),
        (said(1, "ana", "Let's go with the outbox then"), "decided"),
        (said(1, "ana", "Wir haben beschlossen, freitags nicht auszuliefern."), "decided"),
        (said(1, "ana", "hemos decidido usar colas"), "decided"),
        (said(1, "ana", "Did we decide anything?"), "no answer yet"),
        (said(1, "ana", "Who has the test phone?"), "no answer yet"),
        (said(1, "ana", "deploys stop on Fridays", noted=True), "noted"),
        (said(1, "ana", "see https://wiki.example/a"), ""),
        (said(1, "ana", "ok"), ""),
    ],
)
def test_why_a_message_matters(message: KeptMessage, why: str) -> None:
    [point] = gist([message], 8)
    assert point.why == why


def test_a_question_that_somebody_else_answered_is_not_told_as_open() -> None:
    asked = said(1, "ana", "Who has the test phone?")
    in_thread = said(2, "ben", "I do", thread=1)
    in_channel = said(3, "ben", "It is with me")
    too_late = said(200, "ben", "Good morning everybody")
    herself = said(3, "ana", "anyone?")
    assert gist([asked, in_thread], 8)[0].why == ""
    assert gist([asked, in_channel], 8)[0].why == ""
    assert gist([asked, too_late], 8)[0].why == "no answer yet"
    assert gist([asked, herself], 8)[0].why == "no answer yet"


def test_of_many_those_that_matter_are_told_in_the_order_in_which_they_were_said() -> None:
    chatter = [said(minute, "ben", "haha, nice") for minute in range(10, 30)]
    talked = said(40, "ben", "The refund job dies at night")
    replies = [said(41 + number, who, "hm", thread=40) for number, who in enumerate(("ana", "dev"))]
    decided = said(50, "ana", "We agreed on retries with keys.")
    noted = said(5, "ana", "staging is refreshed on Sundays", noted=True)
    points = gist([noted, *chatter, talked, *replies, decided], 3)
    assert [(each.said.message_id, each.why) for each in points] == [
        ("5", "noted"),
        ("40", "2 replies"),
        ("50", "decided"),
    ]


def test_what_is_left_out_does_not_come_back() -> None:
    assert gist([said(1, "ana", "which alerts are firing?")], 8, besides={"1"}) == []
