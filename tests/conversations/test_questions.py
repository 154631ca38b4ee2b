"""Questions are answered by the tool that they are for, follow-ups too, and what is not known is said to be so."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from integrations.alerts import Alert
from integrations.database.tables.memory import memories
from tests.stage import BACKEND, BOT, is_away, last, with_a_day

TUESDAY = date(2026, 11, 24)


NAMES = {
    "what is the retry policy?": ("RetryPolicy caps at five attempts.", "five attempts"),
    "which database does the invoice service use?": ("The invoice service uses Postgres.", "uses Postgres"),
    "what's the payment gateway timeout?": ("payment_gateway_timeout is 30 s.", "is 30 s"),
    "ip v6 address parsing?": ("IPv6Address parsing is broken on the edge.", "on the edge"),
}
"""What is asked about a name as people say it, what was said of it as it is written, and a part of that."""


class Talk:
    """What somebody asks in one conversation, a direct message or a thread, and what is answered."""

    def __init__(self, stage: Stage, who: str = "Dev") -> None:
        self._stage = stage
        self._person = stage.workspace.member(who)
        self._dm: str | None = None
        self._root: str | None = None

    async def asks(self, words: str) -> str:
        """In a direct message."""
        self._dm = self._dm or await self._person.opens_dm()
        return await self._answer(self._dm, lambda: self._person.says(self._dm or "", words))

    async def asks_in_a_thread(self, words: str) -> str:
        """In the channel; what is asked next is asked in the thread of the first."""
        if self._root is None:
            self._root = await self._person.says(BACKEND, f"{BOT} {words}")
            await self._stage.pass_(seconds=5)
            return last(self._stage).shown
        root = self._root
        return await self._answer(BACKEND, lambda: self._person.says(BACKEND, words, thread_ts=root))

    async def _answer(self, where: str, say: Callable[[], Awaitable[str]]) -> str:
        await say()
        await self._stage.pass_(seconds=5)
        return last(self._stage, where).shown


async def fires(stage: Stage, title: str, service: str, *, ago: timedelta = timedelta(minutes=12)) -> None:
    alert = Alert(
        source="alertmanager",
        fingerprint=title,
        title=title,
        service=service,
        severity="critical",
        starts_at=stage.now() - ago,
        firing=True,
        labels={"alertname": title},
    )
    await stage.app.parts.alerts.take([alert])


async def test_a_question_goes_on_from_the_one_before_in_the_same_conversation(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    talk = Talk(stage)
    assert "Chiara" not in await talk.asks("who is away today?")
    assert "Chiara" in await talk.asks("and tomorrow?")
    assert "Chiara" not in await talk.asks("and for Ben?")
    assert "Chiara" in await talk.asks("y mañana?  everybody")


async def test_in_a_thread_whoever_asks_next_goes_on_from_it(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    talk = Talk(stage)
    await talk.asks_in_a_thread("wer ist heute weg?")
    assert "Chiara" in await talk.asks_in_a_thread("und morgen?")


async def test_a_question_of_another_conversation_is_not_gone_on_from(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    await Talk(stage, "Ben").asks("who is away today?")
    assert "Chiara" not in await Talk(stage, "Dev").asks("and tomorrow?")


async def test_what_it_is_about_is_told_to_the_tool(stage: Stage) -> None:
    await with_a_day(stage)
    await fires(stage, "HighErrorRate", "payments")
    await fires(stage, "DiskFull", "orders-db")
    talk = Talk(stage)
    answer = await talk.asks("any alerts on payments?")
    assert "HighErrorRate" in answer
    assert "DiskFull" not in answer
    assert "DiskFull" in await talk.asks("and orders-db?")


async def test_a_name_of_two_people_is_asked_back_with_both(stage: Stage) -> None:
    await with_a_day(stage)
    other = replace(await stage.app.parts.chat.person(team.BEN.id), id="U0BENTWO", real_name="Ben Other", email=None)
    await stage.app.parts.team.changed(other)
    answer = await Talk(stage).asks("is Ben away tomorrow?")
    assert "Whom do you mean: Ben Sample or Ben Other?" in answer or "Ben Other or Ben Sample?" in answer
    assert "Ben" in await Talk(stage).asks("is Ben Sample away tomorrow?")


async def test_a_name_of_nobody_is_said_to_be_so(stage: Stage) -> None:
    await with_a_day(stage)
    talk = Talk(stage)
    assert "I don't know anybody called Zoe here." in await talk.asks("is Zoe away tomorrow?")
    assert "I don't know anybody called zoe here." in await talk.asks("when is zoe back?")


async def test_it_and_he_are_who_and_what_was_asked_about(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    talk = Talk(stage)
    assert "Chiara" in await talk.asks("is Chiara away tomorrow?")
    assert "Chiara" in await talk.asks("when is she back?")


async def test_what_nobody_knows_is_told_by_who_does_and_found_afterwards(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.workspace.member("Chiara").says(BACKEND, "The payments table has a new index.")
    await stage.workspace.member("Dev").says(BACKEND, f"{BOT} who owns payments?")
    await stage.pass_(seconds=5)
    answer = last(stage)
    assert "I don't know who owns payments. Tell me, and I keep it." in answer.shown
    ben = stage.workspace.member("Ben")
    await ben.clicks(answer, "Tell me")
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert await ben.fills(view, {"The answer": "Ben and the platform team"}) == {}
    await stage.pass_(seconds=5)
    said = last(stage)
    assert "Ben told me:" in said.shown
    assert said.thread_ts == answer.thread_ts
    await stage.workspace.member("Ana").says(BACKEND, f"{BOT} who owns payments?")
    await stage.pass_(seconds=5)
    found = last(stage).shown
    assert "Ben and the platform team" in found
    assert "a note" in found


async def test_recall_asks_the_same_tools_for_one_person_alone(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    dev = stage.workspace.member("Dev")
    before = len(stage.workspace.messages_in(BACKEND))
    await dev.command("/recall who is away tomorrow?", BACKEND)
    await stage.pass_(seconds=5)
    assert "Chiara" in dev.whispers(BACKEND)[-1].shown
    assert len(stage.workspace.messages_in(BACKEND)) == before


async def test_of_two_that_a_question_names_both_are_told(stage: Stage) -> None:
    await with_a_day(stage)
    await is_away(stage, team.CHIARA.id, TUESDAY)
    said = await Talk(stage).asks("are Chiara and Ben in tomorrow?")
    assert "Chiara is away tomorrow" in said
    assert "Nothing says that Ben is away tomorrow" in said


async def test_what_is_asked_for_and_not_done_is_said_plainly_with_a_way_that_works(stage: Stage) -> None:
    dev = Talk(stage)
    for words, said in (
        ("please remind me tomorrow at 9 to rotate the keys", "I don't set reminders for one person"),
        ("erinnere mich morgen an die Schlüssel", "Erinnerungen für eine Person stelle ich nicht"),
        ("mach mir einen Kaffee", "Das kann ich nicht"),
        ("sag Ben, dass ich später komme", "Ich richte nichts aus"),
    ):
        assert (await dev.asks(words)).startswith(said), words
    assert "English, German, Spanish and French" in await dev.asks("do you speak german?")
    for words in ("make me a coffee", "could you book a room for Friday", "fix the red tests"):
        assert (await dev.asks(words)).startswith("I can't do that"), words
    for words in ("tell Ben the key is with me", "let chiara know I am late"):
        assert (await dev.asks(words)).startswith("I don't pass messages on"), words
    assert "red" not in (await dev.asks("you suck")).lower()


async def test_what_somebody_asked_us_is_never_quoted_back_with_or_without_its_mark(stage: Stage) -> None:
    dev, ben = Talk(stage), Talk(stage, "Ben")
    asked = ("whats the plan for the zeppelin", "show me the zeppelin budget", "zeig mir das Zeppelin")
    await stage.workspace.member("Ana").says(BACKEND, "The zeppelin flies on Friday.")
    await stage.pass_(seconds=5)
    for words in asked:
        await ben.asks_in_a_thread(words)
    said = await dev.asks("when does the zeppelin fly?")
    assert "The zeppelin flies on Friday." in said
    assert not any(words in said for words in asked), said


async def test_a_question_that_begins_like_a_wish_may_still_be_answered_by_whoever_knows(stage: Stage) -> None:
    dev = Talk(stage)
    for words in ("set of zeppelin metrics?", "open zeppelin topics?", "change window of the zeppelin?"):
        said = await dev.asks(words)
        assert "I can't do that" not in said, words
        assert "remember that" in said, words


async def test_a_name_that_sounds_like_something_of_ours_is_looked_up_in_what_was_said(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    for said, _ in NAMES.values():
        await ben.says(BACKEND, said)
    await ben.says(BACKEND, "The release train is leaving at noon.")
    await stage.pass_(seconds=5)
    talk = Talk(stage)
    for question, (_, told) in NAMES.items():
        assert told in await talk.asks(question), question
    assert "train" not in await talk.asks("is anyone leaving the company?")


async def test_a_follow_up_in_a_muted_channel_is_answered_and_nothing_of_it_is_kept(stage: Stage) -> None:
    await is_away(stage, team.CHIARA.id, TUESDAY)
    await stage.workspace.member("Ana").command("/recall mute", BACKEND)
    await stage.settle()
    talk = Talk(stage)
    assert "Chiara" not in await talk.asks_in_a_thread("who is away today?")
    assert "Chiara" in await talk.asks_in_a_thread("and tomorrow?")
    assert "Nothing says that Ben is away tomorrow" in await talk.asks_in_a_thread("and Ben?")
    async with stage.app.parts.db.read() as tx:
        assert (await tx.execute(sa.select(memories.c.text))).scalars().all() == []


async def test_what_stands_in_the_channel_is_told_and_small_talk_is_answered_in_its_language(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("11:31"))
    talk = Talk(stage)
    assert (await talk.asks("Fokuszeit bis wann?")).startswith("The focus goes on until ")
    assert "No action of a retrospective" in await talk.asks("any retro actions open?")
    assert "No hay ningún standup, check-in ni pulso abierto" in await talk.asks("¿hay alguna encuesta abierta?")
    assert await talk.asks("gracias crack") == "¡De nada!"
    assert "Ich bin Backend_Architect" in await talk.asks("wer bist du eigentlich")
    assert "J'entends les canaux" in await talk.asks("tu lis nos messages ?")


async def test_a_question_that_was_put_to_us_is_no_answer_to_another(stage: Stage) -> None:
    talk = Talk(stage)
    await talk.asks("what was the wombat incident about, is it over")
    assert "wombat" not in await talk.asks("whats the wombat doing over there")
