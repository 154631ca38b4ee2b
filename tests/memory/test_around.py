"""What was said around a message counts for it, and so do who said it and when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.memory.asked import understood
from integrations.database.tables.team import people
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


async def loosely(office: House, question: str) -> list[str]:
    found = await office.memory.recall(question, asker="ANNA", channel="C1", loosely=True)
    return [each.text for each in found]


async def test_an_answer_without_a_word_of_the_question_is_found_beside_it(office: House) -> None:
    for chatter in ("Lunch is at one", "My train is late"):
        await office.says("C1", "BEN", chatter, ago=timedelta(days=3))
    await office.says("C1", "ANNA", "How was the camping trip, Ben?")
    await office.says("C1", "BEN", "Wet, but the little ones loved the fire")
    await office.says("C2", "BEN", "Nobody loved the soup")
    found = await loosely(office, "Did Ben like camping?")
    assert found[0] == "Wet, but the little ones loved the fire"
    assert "Nobody loved the soup" not in found


async def test_what_is_only_near_is_not_told_as_an_answer(office: House) -> None:
    await office.says("C1", "ANNA", "The gateway is slow")
    await office.says("C1", "BEN", "Lunch is at one")
    assert await loosely(office, "gateway") == ["The gateway is slow", "Lunch is at one"]
    assert await office.recalls("gateway") == ["The gateway is slow"]


async def test_what_was_said_long_before_or_elsewhere_is_not_near(office: House) -> None:
    await office.says("C1", "BEN", "Yesterday's words", ago=timedelta(days=1))
    await office.says("C2", "BEN", "Words of another channel")
    thread = await office.says("C1", "BEN", "An older thread", ago=timedelta(days=2))
    await office.says("C1", "BEN", "Words of a thread", thread_ts=thread)
    await office.says("C1", "ANNA", "The gateway is slow")
    await office.says("C2", "BEN", "More of another channel")
    assert await loosely(office, "gateway") == ["The gateway is slow"]


async def test_replies_are_near_each_other_and_the_message_they_reply_to(office: House) -> None:
    opening = await office.says("C1", "ANNA", "Which gateway do we keep?")
    await office.says("C1", "BEN", "Lunch is at one")
    await office.says("C1", "BEN", "The old one", thread_ts=opening)
    await office.says("C1", "BEN", "It costs half", thread_ts=opening)
    found = await loosely(office, "gateway")
    assert {"The old one", "It costs half"} <= set(found)
    assert "It costs half" in await loosely(office, "old")


async def test_what_was_edited_or_deleted_or_erased_counts_for_nothing_around_it(office: House) -> None:
    ts = await office.says("C1", "ANNA", "How was the camping trip?")
    await office.says("C1", "BEN", "Wet and lovely")
    assert await loosely(office, "camping") == ["Wet and lovely"]
    now = office.clock.now()
    await office.memory.edit("C1", ts, "ANNA", "How was it?", at=said_at(ts), edited_at=now)
    assert await loosely(office, "camping") == []
    await office.memory.edit("C1", ts, "ANNA", "How was the diving?", at=said_at(ts), edited_at=now + timedelta(1))
    assert await loosely(office, "diving") == ["Wet and lovely"]
    await office.memory.delete("C1", ts, at=said_at(ts))
    assert await loosely(office, "diving") == []


async def test_the_question_itself_counts_for_nothing_around_it(office: House) -> None:
    await office.says("C1", "BEN", "Lunch is at one")
    asked = await office.says("C1", "ANNA", "what about the gateway")
    found = await office.memory.recall("gateway", asker="ANNA", channel="C1", besides=(asked,), loosely=True)
    assert found == []


async def test_words_around_a_message_reach_nobody_who_may_not_read_them(office: House) -> None:
    await office.channel("P1", ["BEN"], kind="private")
    await office.says("P1", "BEN", "The gateway is sold")
    await office.says("P1", "BEN", "For a lot of money")
    assert await loosely(office, "gateway") == []


async def test_who_is_named_said_it(office: House) -> None:
    await office.says("C1", "ANNA", "I suggest tea for the release")
    await office.says("C1", "BEN", "I suggest cake for the release party at the harbour")
    assert (await office.recalls("What did Ben suggest for the release?"))[0].startswith("I suggest cake")
    assert (await office.recalls("What did Anna suggest for the release?"))[0].startswith("I suggest tea")


async def test_somebody_is_known_by_another_name_from_the_next_question_on(office: House) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    for written, named in (("Zoë", "zoe"), ("Brian", "brian"), ("Zoë", "zoe"), ("Ben\x1eANNA Cox", "cox")):
        async with office.db.write() as tx:
            await tx.execute(people.update().where(people.c.id == "BEN").values(name=written))
            about = await understood(tx, f"What about Zoe, or Brian, or {named}?", now)
        assert [term.word for term in about.terms if term.is_name] == [named]
        assert about.authors == {"BEN"}


async def test_a_name_carries_an_answer_only_where_nothing_else_is_asked(office: House) -> None:
    await office.says("C1", "ANNA", "Ben is in Berlin")
    assert await office.recalls("Where is Ben?") == ["Ben is in Berlin"]
    assert await office.recalls("What did Ben say about xylophones?") == []


async def test_what_somebody_said_on_a_day_is_found_without_another_word(office: House) -> None:
    await office.says("C1", "BEN", "Lunch is at one", ago=timedelta(days=1))
    await office.says("C1", "ANNA", "I bring cake", ago=timedelta(days=1))
    await office.says("C1", "BEN", "My train is late", ago=timedelta(days=40))
    for question in ("What did Ben say yesterday?", "Was hat Ben gestern gesagt?", "Qu'est-ce que Ben a dit hier ?"):
        assert await office.recalls(question) == ["Lunch is at one"], question


DAYS = (
    ("What was said about deploys in September?", "deploys in the morning"),
    ("What was said about deploys last month?", "deploys at noon"),
    ("was war letzten Monat mit den deploys?", "deploys at noon"),
    ("¿qué pasó el mes pasado con los deploys?", "deploys at noon"),
    ("qu'est-ce qu'on a dit des deploys le mois dernier ?", "deploys at noon"),
    ("deploys in the last weeks", "deploys at night"),
)


@pytest.mark.parametrize(("question", "first"), DAYS)
async def test_the_days_that_are_asked_for_come_first(office: House, question: str, first: str) -> None:
    today = office.clock.now()
    last_month = today.replace(day=1) - timedelta(days=4)
    september = today.replace(month=9, day=12, year=today.year - (today.month <= 10))
    for at, text in ((september, "in the morning"), (last_month, "at noon"), (today, "at night")):
        await office.says("C1", "BEN", f"deploys {text}", ago=today - at)
    assert (await office.recalls(question))[0] == first


KIN = (
    ("Who bought the bread?", "I'll buy bread"),
    ("any kids here", "my daughter sings"),
    ("vacation plans", "my holiday"),
)


@pytest.mark.parametrize(("question", "said"), KIN)
async def test_other_forms_of_a_word_and_words_of_the_same_meaning_are_found(
    office: House, question: str, said: str
) -> None:
    await office.says("C1", "BEN", said)
    assert await loosely(office, question) == [said]


async def test_what_is_said_of_somebody_is_found_by_the_name(office: House) -> None:
    await office.says("C1", "ANNA", "The wiki is down again")
    await office.says("C2", "ANNA", "Ben moved his desk to Oslo")
    assert "Ben moved his desk to Oslo" in await loosely(office, "What does the wiki have on Ben?")


async def test_a_question_with_no_known_word_finds_nothing(office: House) -> None:
    await office.says("C1", "BEN", "The gateway is slow")
    for question in ("xylophone quux?", "What did Ben say about xylophones?"):
        assert await office.recalls(question) == []
    assert await loosely(office, "xylophone quux?") == []


async def test_who_asks_for_a_kind_of_thing_hears_of_an_example_and_not_the_other_way_round(office: House) -> None:
    await office.says("C2", "BEN", "I play tennis with my cousin")
    await office.says("C1", "ANNA", "The sport page is down again")
    assert "I play tennis with my cousin" in await loosely(office, "Which sport does Ben do?")
    assert "The sport page is down again" not in await loosely(office, "Who plays tennis?")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who supervises the trainees?", "My supervisor is called Lindqvist"),
        ("Was anybody injured?", "His injury is nearly gone"),
        ("Who photographed it?", "We hired a photographer"),
    ],
)
async def test_words_of_one_root_find_each_other(office: House, question: str, answer: str) -> None:
    await office.says("C1", "BEN", answer)
    assert answer in await loosely(office, question)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How many deploys were there?", "There were eleven deploys", "The deploys were painful"),
        ("Wie viele Deploys waren es?", "Es waren 11 Deploys", "Es waren schlimme Deploys"),
        ("When was the deploy?", "The deploy was on Friday", "The deploy was painful"),
    ],
)
async def test_what_looks_like_an_answer_comes_first(office: House, question: str, answer: str, other: str) -> None:
    await office.says("C1", "ANNA", answer, ago=timedelta(hours=20))
    await office.says("C1", "BEN", other)
    assert (await loosely(office, question))[0] == answer


async def test_what_says_something_comes_before_an_interjection(office: House) -> None:
    await office.says(
        "C1", "ANNA", "Migration starts once Cleo has dumped the ledger database", ago=timedelta(hours=20)
    )
    await office.says("C1", "BEN", "Migration!")
    assert (await loosely(office, "migration"))[0] == "Migration starts once Cleo has dumped the ledger database"


async def test_what_answers_a_question_comes_before_what_follows_a_statement(office: House) -> None:
    asked, stated = timedelta(days=3), timedelta(days=2)
    await office.says("C1", "ANNA", "Where is the long ladder kept now?", ago=asked)
    await office.says("C1", "BEN", "Behind the shed since Monday", ago=asked - timedelta(minutes=1))
    await office.says("C1", "ANNA", "There is the long ladder kept now.", ago=stated)
    await office.says("C1", "BEN", "Thursday suits everybody in spring", ago=stated - timedelta(minutes=1))
    found = await loosely(office, "ladder")
    assert found.index("Behind the shed since Monday") < found.index("Thursday suits everybody in spring")
