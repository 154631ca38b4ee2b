"""What an app posts, and what somebody forwards, has words like any other message."""

from typing import Any

import pytest

from bot.demo.stage import Stage
from tests.stage import BACKEND, BOT, last

DISK: dict[str, Any] = {"attachments": [{"title": "Disk full", "text": "db-1 is at 95 %", "fallback": "not this"}]}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (DISK, "Disk full\ndb-1 is at 95 %"),
        ({"attachments": [{"fallback": "db-1 is at 95 %"}]}, "db-1 is at 95 %"),
        ({"attachments": [{"fields": [{"title": "disk", "value": "db-1 &amp; 95 %"}]}]}, "disk: db-1 & 95 %"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "db-1 <95 %>"}}]}, "db-1 <95 %>"),
        (
            {
                "text": "Look",
                "attachments": [{"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "db-1"}]}]}],
            },
            "Look\ndb-1",
        ),
        ({"blocks": [{"type": "markdown", "text": "# db-1 is <full>"}]}, "# db-1 is <full>"),
        (
            {
                "blocks": [
                    {
                        "type": "table",
                        "rows": [[{"type": "raw_text", "text": "db-1"}, {"type": "raw_text", "text": "95"}]],
                    }
                ]
            },
            "db-1 | 95",
        ),
        ({"blocks": [{"type": "image", "image_url": "https://x.example/1", "alt_text": "CPU of db-1"}]}, "CPU of db-1"),
        ({"attachments": [None, 7, {"fields": "none", "blocks": [[]], "title": ["x"], "text": "db-1"}]}, "db-1"),
    ],
)
async def test_what_an_app_posts_is_remembered(stage: Stage, said: dict[str, Any], shown: str) -> None:
    before = len(stage.workspace.messages_in(BACKEND))
    stage.workspace.another_app_posts(BACKEND, **said)
    await stage.settle()
    (found,) = await stage.app.parts.memory.recall("db-1?", asker="U0ANA", channel=stage.workspace.channel(BACKEND).id)
    assert found.text == shown
    assert len(stage.workspace.messages_in(BACKEND)) == before + 1  # nobody answers an app
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, f"{BOT} what is it with db-1?")
    await stage.pass_(seconds=5)
    assert "Alerts" in last(stage).shown


@pytest.mark.parametrize("question", ["how bad is payments?", "wie schlimm ist payments?", "is payments down?"])
async def test_where_no_alerts_come_in_what_an_app_posted_of_a_service_is_told(stage: Stage, question: str) -> None:
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, f"{BOT} {question}")
    await stage.pass_(seconds=5)
    assert "ROLECALL_ALERT_TOKEN" in last(stage).shown
    stage.workspace.another_app_posts(BACKEND, text="payments: 5 % of requests fail")
    await ana.says(BACKEND, f"{BOT} {question}")
    await stage.pass_(seconds=5)
    assert "5 % of requests fail" in last(stage).shown


async def test_an_app_in_a_muted_channel_is_not_remembered(stage: Stage) -> None:
    await stage.workspace.member("Ana").command("/recall mute", BACKEND)
    stage.workspace.another_app_posts(BACKEND, **DISK)
    await stage.settle()
    assert await stage.app.parts.memory.recall("disk", asker="U0ANA", channel="C0BACKEND") == []


async def test_an_alert_is_what_a_runbook_is_for_and_not_its_steps(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    alert = stage.workspace.another_app_posts(BACKEND, **DISK)
    await ana.shortcut("draft_runbook", alert)
    await stage.settle()
    assert ana.view is not None
    fields = {block["block_id"]: block["element"] for block in ana.view.blocks if block["type"] == "input"}
    assert fields["when"]["initial_value"] == "Disk full\ndb-1 is at 95 %"
    assert "initial_value" not in fields["steps"]


async def test_remember_this_keeps_the_words_of_an_alert(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.command("/recall mute", BACKEND)
    await ana.shortcut("remember", stage.workspace.another_app_posts(BACKEND, **DISK))
    await stage.settle()
    assert "db-1 is at 95 %" in ana.hears()[-1].shown
    (found,) = await stage.app.parts.memory.recall("disk", asker="U0ANA", channel="C0BACKEND")
    assert found.noted


@pytest.mark.parametrize("words", [f"{BOT} what do we know about this?", BOT, f"{BOT} hello, any idea?"])
async def test_a_mention_with_a_forwarded_message_is_about_that_message(stage: Stage, words: str) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ben.says(BACKEND, "The ledger index is rebuilt on Sundays")
    await ben.says("#general", "Why is the ledger index slow?")
    await ana.forwards(stage.workspace.messages_in("#general")[-1], BACKEND, words)
    await stage.pass_(seconds=5)
    assert "rebuilt on Sundays" in last(stage).shown


async def test_remember_this_with_a_forwarded_message_keeps_that_message(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ben.says("#general", "The ledger index is rebuilt on Sundays")
    await ana.forwards(stage.workspace.messages_in("#general")[-1], BACKEND, f"{BOT} remember this")
    await stage.pass_(seconds=5)
    assert "rebuilt on Sundays" in last(stage).shown
    (note,) = await stage.app.parts.memory.notes("U0ANA")
    assert note.text == "The ledger index is rebuilt on Sundays"


async def test_what_a_link_unfolds_to_is_nobodys_words(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    ts = await ana.says(BACKEND, "see https://wiki.example/zebra")
    place = stage.workspace.channel(BACKEND)

    def unfold(message: dict[str, object]) -> None:
        message["attachments"] = [{"from_url": "https://wiki.example/zebra", "text": "salaries of 2027"}]

    stage.workspace.messages.edit(place, ts, ana.member, unfold)
    await stage.settle()
    assert await stage.app.parts.memory.recall("salaries", asker="U0ANA", channel=place.id) == []
