"""What Slack sends reaches the memory and the turn, and what changes for a channel is said there."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.conversation import wording
from bot.event_handler import EventHandler
from bot.forms.forget import forget_form
from bot.memory.erasures import Erasures
from bot.memory.keeping import Keeping
from bot.memory.past import Past
from bot.memory.reading_back import ReadingBack
from bot.slack.payloads import read_message_action
from integrations.database.tables.team import memberships
from integrations.form import ChoiceField
from integrations.markdown import to_plain
from integrations.rolecard import RoleCard
from integrations.slack.events import read
from tests.door import Door
from tests.turn.house import US, House


class NothingPaused:
    """Rituals that were never paused."""

    async def resume(self, channel: str) -> None:
        pass


class NoRounds:
    """Standups without an open round."""

    async def look_who_left(self, channel: str | None = None, *, person: str | None = None) -> None:
        pass


class Office:
    """A house with a door."""

    def __init__(self, house: House, card: RoleCard) -> None:
        self.house = house
        keeping = Keeping(house.db, house.clock, None)
        past = Past(house.db, keeping)
        parts: dict[str, Any] = {
            "keeping": keeping,
            "db": house.db,
            "chat": house.chat,
            "team": house.team,
            "outbox": house.outbox,
            "memory": house.memory,
            "reading_back": ReadingBack(
                house.db, house.clock, house.chat, house.team, house.plain_words, past, house.outbox
            ),
            "personal_data": house.personal_data,
            "erasures": Erasures(house.db, house.clock, house.personal_data, house.outbox),
            "standups": NoRounds(),
            "rituals": SimpleNamespace(channel_access=NothingPaused()),
            "plain_words": house.plain_words,
            "quotes": house.quotes,
            "by_rule": house.by_rule,
            "clock": house.clock,
            "draft_lookup": house.draft_lookup,
            "written_down": house.written_down,
            "card": card,
        }
        self.door = Door(parts)
        self.events = EventHandler(
            SimpleNamespace(**parts),  # type: ignore[arg-type] # as much of them as it needs
            house.hearing,
        )

    async def tell(self, event: dict[str, Any]) -> None:
        happened = read({"event": event})
        assert happened is not None
        await self.events.handle(happened)

    async def command(self, text: str, *, user: str = "UANA", channel: str = "C1") -> str:
        before = len(self.door.said)
        await self.door.command("/recall", text, user, channel)
        await self.house.send()
        return "\n".join(map(to_plain, self.door.said[before:]))

    async def remember(self, said: dict[str, Any], *, channel: str = "C1") -> str:
        body = {"message": said, "user": {"id": "UANA"}, "channel": {"id": channel}, "trigger_id": "1"}
        picked = read_message_action(body | {"callback_id": "remember"})
        await self.door.pick(picked.name, picked.message, picked.person, channel)
        return to_plain(self.door.said[-1])

    async def submit(self, choice: str) -> str:
        form = forget_form(await self.house.memory.notes("UANA"), "Slack")
        await self.door.submit(form, "UANA", what=choice)
        return str(self.door.turned_into)


@pytest.fixture
def office(house: House, card: RoleCard) -> Office:
    return Office(house, card)


async def test_either_event_of_a_mention_is_answered(office: Office) -> None:
    for kind, ts in (("message", "1763881300.000100"), ("app_mention", "1763881400.000100")):
        await office.tell({"type": kind, "channel": "C1", "user": "UANA", "text": f"<@{US}> why?", "ts": ts})
    await office.house.send()
    assert [thread for _, thread, _, _ in office.house.chat.said] == ["1763881300.000100", "1763881400.000100"]


async def test_recall_answers_the_asker_with_all_that_they_may_read(office: Office) -> None:
    await office.house.says("UBEN", "retries: three")
    await office.house.says("UANA", "retries cost us money", channel="P1")
    mine = await office.command("retries")
    assert "retries: three" in mine
    assert "retries cost us money" in mine
    theirs = await office.command("ask retries", user="UBEN")
    assert "retries: three" in theirs
    assert "money" not in theirs
    assert office.house.chat.said == []


async def test_recall_alone_says_what_it_can_do_and_finds_nothing_honestly(office: Office) -> None:
    assert "/recall mute" in await office.command("")
    assert "/recall mute" in await office.command("help")
    assert "What about?" in await office.command("ask")
    assert "couldn't find anything that you may read" in await office.command("zebras")


async def test_muting_is_said_in_the_channel_once(office: Office) -> None:
    await office.command("mute")
    assert "already" in await office.command("mute")
    assert "not in this conversation" in await office.command("mute", channel="CX")
    await office.command("listen")
    said = [to_plain(post) for _, _, _, post in office.house.chat.said]
    assert ["muted me" in words for words in said] == [True, False]


async def test_a_picked_message_becomes_a_note(office: Office) -> None:
    said = {"ts": "1763881300.000100", "user": "UBEN", "text": "the staging key rotates on <#C1>"}
    assert "Whoever may read" in await office.remember(said)
    assert [note.text for note in await office.house.memory.notes("UANA")] == ["the staging key rotates on #c1"]
    assert "not in this conversation" in await office.remember(said, channel="CX")
    assert "no words" in await office.remember(said | {"text": "", "ts": "1763881301.000100"})


async def test_forget_takes_back_one_note_or_everything(office: Office) -> None:
    await office.house.says("UANA", f"<@{US}> remember that deploys stop on Fridays")
    await office.house.says("UANA", "and I like tea")
    await office.command("forget")
    assert "deploys stop on Fridays" in str(office.door.forms[0])
    (kept,) = await office.house.memory.notes("UANA")
    assert "is gone" in await office.submit(str(kept.number))
    assert "gone already" in await office.submit(str(kept.number))
    assert "Erased: 1 message of yours" in await office.submit("everything")
    assert "couldn't find anything that you may read" in await office.command("tea")


async def test_a_note_is_let_go_wherever_it_was_made_whatever_ids_of_that_chat_look_like(office: Office) -> None:
    now = office.house.clock.now()
    for message in ("19:a@thread", "7:8:9"):
        await office.house.memory.keep("19:x@thread.v2", message, "UANA", message, at=now, noted_by="UANA")
    form = forget_form(await office.house.memory.notes("UANA"), "Slack")
    [asked] = [each for each in form.fields if isinstance(each, ChoiceField)]
    newer, older, _ = asked.choices
    assert "is gone" in await office.submit(newer[0])
    (left,) = await office.house.memory.notes("UANA")
    assert left.text in older[1]


async def test_we_introduce_ourselves_once_where_we_are_invited(office: Office) -> None:
    for user in (US, US, "UBEN"):
        await office.tell({"type": "member_joined_channel", "channel": "C1", "user": user})
    await office.house.send()
    assert ["/recall mute" in to_plain(post) for _, _, _, post in office.house.chat.said] == [True]


async def test_who_leaves_a_private_channel_hears_nothing_of_it(office: Office) -> None:
    await office.house.says("UANA", "retries cost us money", channel="P1")
    assert "money" in await office.command("retries")
    office.house.chat.left.add(("P1", "UANA"))
    await office.tell({"type": "member_left_channel", "channel": "P1", "user": "UANA"})
    assert "money" not in await office.command("retries")


async def test_a_deleted_channel_is_forgotten_and_a_renamed_one_learnt(office: Office) -> None:
    await office.house.says("UBEN", "retries: three")
    await office.tell({"type": "channel_rename", "channel": {"id": "C1", "name": "new"}})
    assert "three" in await office.command("retries")
    await office.tell({"type": "channel_deleted", "channel": "C1"})
    assert "three" not in await office.command("retries", channel="P1")


async def test_a_new_name_is_known_at_once(office: Office) -> None:
    user = {"id": "UBEN", "name": "ben", "tz": "Europe/Berlin", "profile": {"display_name": "Benny"}}
    await office.tell({"type": "user_change", "user": user})
    await office.house.says("UBEN", "retries: three")
    assert "Benny" in await office.command("retries")


async def test_a_private_answer_tells_nothing_of_a_place_that_one_was_taken_out_of_meanwhile(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.house.says("UANA", "retries cost us money", channel="P1")
    read = office.house.chat.permalink

    async def taken_out(channel: str, ts: str) -> str | None:
        async with office.house.db.write() as tx:
            await tx.execute(memberships.delete().where(memberships.c.person == "UANA", memberships.c.channel == "P1"))
        return await read(channel, ts)

    monkeypatch.setattr(office.house.chat, "permalink", taken_out)
    told = await office.command("retries")
    assert "money" not in told
    assert to_plain(wording.KEPT_BACK) in told
