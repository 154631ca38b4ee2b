"""What was said before is found again, best first, whatever the question looks like."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.memory.reindexing import reindex
from integrations.database.tables.memory import SEARCH_FORM, memories
from integrations.slack.events import said_at
from tests.memory.house import House


@pytest.fixture
async def office(house: House) -> House:
    """Anna and Ben in two public channels."""
    for user in ("ANNA", "BEN"):
        await house.person(user)
    await house.channel("C1", ["ANNA", "BEN"])
    await house.channel("C2", ["ANNA", "BEN"])
    return house


async def test_a_question_finds_what_was_said_about_it(office: House) -> None:
    await office.says("C1", "BEN", "We retry payments three times, then give up")
    await office.says("C1", "BEN", "Lunch is at one")
    assert await office.recalls("What did we decide about retries?") == ["We retry payments three times, then give up"]


SPELLINGS = (
    ("what's with C++?", "the C++ client leaks"),
    ("is C# ok", "C# only for the desktop tool"),
    ("pay-ments", "pay-ments are down"),
    ("ERR_CONN_42", "I get err_conn_42 from staging"),
    ('"quoted" OR NOT (', "a quoted price"),
    ("café", "the cafe opens late"),
    ("BÄCKEREI", "in der Bäckerei am Markt"),
    ("STRASSE", "an der Straße"),
    ("認証", "ユーザー認証の設計を見直す"),
    ("鍵", "公開鍵を更新した"),
    ("배포", "내일 배포합니다"),
    ("платежи", "Платежи снова работают"),
    ("प्रमाणीकरण", "प्रमाणीकरण सेवा धीमी है"),
    ("\ufb01le", "that file is gone"),
)


async def test_words_are_found_in_any_script_and_spelling(office: House) -> None:
    for _, said in SPELLINGS:
        await office.says("C1", "BEN", said)
    for question, said in SPELLINGS:
        assert await office.recalls(question) == [said]


NAMES = (
    ("RetryPolicy caps at five attempts.", "what is the retry policy?"),
    ("OrderID is a string", "order id"),
    ("the order id is a string", "OrderID"),
    ("HTTPServer listens on 8310", "which port has the http server?"),
    ("our http server listens", "HTTPServer"),
    ("set max_conn_age to ten", "max conn age"),
    ("set the max conn age to ten", "max_conn_age"),
    ("set maxConnAge to ten", "max_conn_age"),
    ("pay-ments-api is down", "paymentsapi"),
    ("billing.invoice.due_date is UTC", "invoice due date"),
    ("the invoice due date is UTC", "billing.invoice.due_date"),
    ("v2Beta is off", "v2 beta"),
    ("v2 beta is off", "v2Beta"),
    ("userIDs are opaque", "user IDs"),
    ("größenLimit gilt", "größen limit"),
)


@pytest.mark.parametrize(("said", "question"), NAMES)
async def test_a_name_of_several_words_is_found_by_them_and_they_by_it(office: House, said: str, question: str) -> None:
    await office.says("C1", "BEN", "Lunch is at one")
    await office.says("C1", "BEN", said)
    assert await office.recalls(question) == [said]


async def test_what_was_kept_before_an_upgrade_is_found_like_the_rest(office: House) -> None:
    ts = [await office.says("C1", "BEN", f"RetryPolicy{number} caps") for number in range(3)]
    async with office.db.write() as tx:
        await tx.execute(
            memories.update().where(memories.c.message_id.in_(ts[:2])).values(search="of old", search_form=1)
        )
    assert len(await office.recalls("retry policy")) == 1
    await reindex(office.db)
    assert len(await office.recalls("retry policy")) == 3
    async with office.db.read() as tx:
        assert set((await tx.execute(sa.select(memories.c.search_form))).scalars()) == {SEARCH_FORM}


async def test_what_is_edited_while_it_is_written_anew_keeps_its_new_words(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ts = [await office.says("C1", "BEN", f"RetryPolicy{number} caps") for number in range(3)]
    async with office.db.write() as tx:
        await tx.execute(memories.update().values(search="of old", search_form=1))
    fetch = office.db.fetch

    async def edited_after(*query: Any) -> Any:
        found = await fetch(*query)
        monkeypatch.setattr(office.db, "fetch", fetch)
        async with office.db.write() as tx:
            edited = memories.update().where(memories.c.message_id == ts[1])
            await tx.execute(edited.values(text="Leases hold", search="leases hold", search_form=SEARCH_FORM))
        return found

    monkeypatch.setattr(office.db, "fetch", edited_after)
    await reindex(office.db)
    assert await office.recalls("leases") == ["Leases hold"]
    assert sorted(await office.recalls("retry policy")) == ["RetryPolicy0 caps", "RetryPolicy2 caps"]


async def test_one_word_of_every_day_in_common_is_no_answer(office: House) -> None:
    await office.says("C1", "BEN", "The release train is leaving at noon")
    await office.says("C1", "BEN", "I was working on the new page")
    assert await office.recalls("Who is on leave?") == []
    assert await office.recalls("What does the gateway team work on?") == []
    assert await office.recalls("Was gibt es heute neues?") == []
    await office.says("C1", "BEN", "Chi is on leave next week")
    assert await office.recalls("Who is on leave?") == ["Chi is on leave next week"]


NOTHING = ("", "  ", "what's up?", "AND", "OR NOT", "🚀🔥", '"', "'", "\\", "*", "^", "%_", ":*", "!!", "\0", "\ud800")


async def test_a_question_that_says_nothing_finds_nothing_and_is_no_error(office: House) -> None:
    await office.says("C1", "BEN", "We retry payments three times, AND then OR not")
    for question in NOTHING:
        assert await office.recalls(question) == [], question
    for question in ("NEAR(payments", "payments:b:c -x", "payments*", "{payments}", "payments'"):
        assert len(await office.recalls(question)) == 1, question


@given(question=st.text(max_size=80), said=st.text(max_size=80))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_question_and_no_message_is_an_error(office: House, question: str, said: str) -> None:
    await office.says("C1", "BEN", said)
    await office.recalls(question)
    await office.recalls(said)


async def test_what_is_said_here_comes_first_among_equals(office: House) -> None:
    await office.says("C2", "BEN", "deploys happen on Monday")
    await office.says("C1", "BEN", "deploys need two approvals")
    assert await office.recalls("deploys", channel="C1") == ["deploys need two approvals", "deploys happen on Monday"]
    assert await office.recalls("deploys", channel="C2") == ["deploys happen on Monday", "deploys need two approvals"]


async def test_what_is_newer_comes_first_among_equals(office: House) -> None:
    await office.says("C1", "BEN", "deploys happen on Monday", ago=timedelta(days=200))
    await office.says("C1", "BEN", "deploys happen at noon", ago=timedelta(days=1))
    assert await office.recalls("deploys") == ["deploys happen at noon", "deploys happen on Monday"]


async def test_a_better_answer_elsewhere_comes_before_a_worse_one_here(office: House) -> None:
    await office.says("C1", "BEN", "the gateway is slow today and everybody waits for it")
    await office.says("C2", "BEN", "gateway timeout is 30 seconds")
    found = await office.recalls("What is the timeout of the gateway?", channel="C1")
    assert found[0] == "gateway timeout is 30 seconds"


async def test_a_note_comes_before_what_was_only_said(office: House) -> None:
    await office.says("C1", "BEN", "deploys happen on Friday")
    ts = await office.says("C1", "BEN", "deploys happen before noon", ago=timedelta(days=30))
    await office.memory.keep("C1", ts, "BEN", "deploys happen before noon", at=said_at(ts), noted_by="ANNA")
    found = await office.memory.recall("deploys", asker="ANNA", channel="C1")
    assert [(each.text, each.noted) for each in found] == [
        ("deploys happen before noon", True),
        ("deploys happen on Friday", False),
    ]


async def test_the_same_thing_said_twice_is_recalled_once(office: House) -> None:
    await office.says("C1", "BEN", "Retries are capped at three!", ago=timedelta(days=2))
    await office.says("C2", "ANNA", "retries are capped at three")
    assert len(await office.recalls("retries")) == 1


async def test_the_question_itself_and_earlier_ones_like_it_answer_nothing(office: House) -> None:
    await office.says("C1", "BEN", "What did we decide about retries?")
    await office.says("C1", "BEN", "retries: three, decided")
    asked = await office.says("C1", "ANNA", "what did we decide about retries")
    found = await office.memory.recall("what did we decide about retries", asker="ANNA", channel="C1", besides=(asked,))
    assert [each.text for each in found] == ["retries: three, decided"]


async def test_no_more_is_told_than_was_asked_for(office: House) -> None:
    for day in range(8):
        await office.says("C1", "BEN", f"deploy number{day} went fine, see ticket{day} and build{day}")
    assert len(await office.recalls("deploy", limit=3)) == 3
    assert await office.recalls("deploy", limit=0) == []
    assert len(await office.recalls("deploy", limit=10**9)) == 8


async def test_scores_fall(office: House) -> None:
    for text in ("gateway", "gateway timeout", "gateway timeout seconds"):
        await office.says("C1", "BEN", text)
    found = await office.memory.recall("gateway timeout seconds", asker="ANNA", channel="C1")
    scores = [each.score for each in found]
    assert found[0].text == "gateway timeout seconds"
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


@pytest.mark.parametrize(
    ("question", "noise", "answer"),
    [
        ("did QA sign off?", "the sign at the door is broken", "QA has no objections, so it is signed off"),
        ("who backs up the ledger?", "his backs are killing him", "the ledger goes to another disk at night"),
        ("when do we roll out payroll?", "a cinnamon roll for everybody", "payroll comes on Monday"),
    ],
)
async def test_a_verb_whose_meaning_is_in_the_little_word_behind_it_makes_no_answer_alone(
    office: House, question: str, noise: str, answer: str
) -> None:
    await office.says("C1", "BEN", noise)
    assert await office.recalls(question) == []
    await office.says("C1", "BEN", answer)
    assert await office.recalls(question) == [answer]


@pytest.mark.parametrize("question", ["is the payments gateway down?", "is the payments gateway up again?"])
async def test_what_is_down_or_up_again_is_what_is_asked_about(office: House, question: str) -> None:
    await office.says("C1", "BEN", "our gateway was restarted at noon")
    assert await office.recalls(question) == ["our gateway was restarted at noon"]
