"""More that teams reported of other bots: replies sent to the channel too, newcomers, who is back, who is away."""

import pytest

from bot.conversation.cannot_do import cannot_do
from bot.demo.stage import Stage
from integrations.workspace import Said
from integrations.workspace.newcomers import add_person
from tests.stage import BACKEND, opened, shown, thread, with_a_standup

QUESTION = "What is your plan for today?"


async def answers(stage: Stage, who: str, words: str) -> None:
    """Answer by `/standup`."""
    member = stage.workspace.member(who)
    await member.command("/standup", BACKEND)
    view = await stage.workspace.until(lambda: member.view)
    assert view is not None
    assert await member.fills(view, {QUESTION: words}) == {}
    await stage.pass_(seconds=3)


def replies_to_all(stage: Stage, who: str, to: Said, words: str) -> str:
    """Reply in a thread with "Also send to #backend"; the message's ts."""
    workspace = stage.workspace
    said = workspace.messages.post(
        workspace.channel(BACKEND), workspace.member(who).member, words, thread_ts=to.ts, broadcast=True
    )
    return str(said["ts"])


async def test_a_reply_that_is_sent_to_the_channel_too_is_answered_once_and_in_its_thread(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, "We retry five times, with a pause that doubles.")
    (root,) = [said for said in stage.workspace.messages_in(BACKEND) if "pause that doubles" in said.text]
    us = stage.workspace.app.bot_user
    replies_to_all(stage, "Ben", root, f"<@{us}> how often do we retry?")
    await stage.pass_(seconds=8)
    by_us = [said for said in stage.workspace.messages_in(BACKEND) if said.user == us]
    assert [said.thread_ts for said in by_us] == [root.ts]
    assert "five times" in by_us[0].shown


async def test_a_standup_that_is_typed_and_sent_to_the_channel_too_counts_once(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    replies_to_all(stage, "Ben", opened(stage), "Yesterday: ledger. Today: the index. Blockers: none")
    await stage.pass_(seconds=5)
    assert sum("the index" in each.shown for each in stage.workspace.messages_in(BACKEND)) == 2, "his, and ours"
    await stage.turn_to(stage.at("11:01"))
    assert any("1 of 4 answered" in said.shown for said in thread(stage, opened(stage)))


async def test_who_is_invited_while_a_round_is_open_may_answer_and_is_asked_the_next_day(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    asked = opened(stage)
    fatima = await add_person(stage.workspace, "Fatima")
    await stage.workspace.member("Ana").invites(fatima.name, BACKEND)
    await stage.pass_(seconds=3)
    await answers(stage, fatima.name, "getting to know the ledger")
    assert any("getting to know the ledger" in said.shown for said in thread(stage, asked))
    await stage.turn_to(stage.at("11:01"))
    await stage.turn_to(stage.at("11:01", stage.now().replace(day=24)))
    below = " ".join(said.shown for said in thread(stage, opened(stage)))
    assert "0 of 5 answered" in below, below


async def test_who_was_deactivated_and_is_back_is_asked_again(stage: Stage) -> None:
    await with_a_standup(stage)
    stage.workspace.deactivate("Ben")
    await stage.turn_to(stage.at("11:01"))
    assert not any("Ben" in said.shown for said in thread(stage, opened(stage)))
    ben = stage.workspace.state.member("Ben")
    ben.deleted = False
    stage.workspace.events.user_changed(ben)
    await stage.turn_to(stage.at("09:01", stage.now().replace(day=24)))
    await answers(stage, "Ben", "back at the ledger")
    assert any("back at the ledger" in said.shown for said in thread(stage, opened(stage)))


@pytest.mark.parametrize(
    "words", ["I'll be out of the office for 3 days", "ooo until wednesday", "I'm on vacation tomorrow"]
)
async def test_who_says_that_they_are_away_is_told_how_to(stage: Stage, words: str) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    await ben.says(BACKEND, f"@Backend_Architect {words}")
    await stage.pass_(seconds=8)
    assert "/standup away MONDAY to FRIDAY" in shown(stage)[-1]


@pytest.mark.parametrize(
    "words",
    [
        "Stop spamming me",
        "please stop pinging me",
        "leave me alone",
        "too many messages",
        "Lass mich in Ruhe",
        "hör auf mich zu nerven",
        "déjame en paz",
        "laisse-moi tranquille",
        "you are spamming us",
        "don't disturb me now",
    ],
)
def test_who_has_had_enough_of_us_is_told_how_to_get_less(words: str) -> None:
    said = cannot_do(words)
    assert said is not None
    assert "/focus 60" in str(said)
    assert "Interruptions" in str(said)


@pytest.mark.parametrize("words", ["stop pinging staging", "too many messages in the queue", "don't ping Ben"])
def test_what_only_sounds_like_too_much_of_us_is_not(words: str) -> None:
    assert "/focus" not in str(cannot_do(words))


@pytest.mark.parametrize("words", ["PTO monday to wednesday", "Out of office next week", "sick today", "I'm off sick"])
def test_an_absence_is_heard_without_a_subject_too(words: str) -> None:
    assert cannot_do(words) is not None


@pytest.mark.parametrize(
    "words", ["I'm out of coffee", "I'm sick of flaky tests", "OOO policy", "Who is OOO tomorrow?"]
)
def test_what_only_sounds_like_an_absence_is_none(words: str) -> None:
    assert cannot_do(words) is None
