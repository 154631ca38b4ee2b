"""What Slack would refuse is refused, in its own words."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from integrations.workspace import Refused, limits


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "go", "text": plain("Go"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", **more}


def option(value: str) -> dict[str, Any]:
    return {"text": plain("one"), "value": value}


def rows(*cells: str) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell}] for cell in cells]}


BAD_BLOCKS = {
    "too many": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "long section": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "long in UTF-16": ([section("🙂" * 1501)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "no section text": ([{"type": "section"}], "missing required field: text or fields [json-pointer:/blocks/0]"),
    "long header": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "header in mrkdwn": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "unknown block": ([{"type": "hologram"}], "unsupported type: hologram [json-pointer:/blocks/0/type]"),
    "not a block": (["x"], "must provide an object [json-pointer:/blocks/0]"),
    "11 fields": (
        [{"type": "section", "fields": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "26 buttons": (
        [actions(*(button(action_id=str(n)) for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "no buttons": ([actions()], "must not be empty [json-pointer:/blocks/0/elements]"),
    "long label": (
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "long value": (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "loud style": (
        [actions(button(style="loud"))],
        "must be one of: danger, primary [json-pointer:/blocks/0/elements/0/style]",
    ),
    "same action twice": (
        [actions(button(), button())],
        "action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "same block twice": (
        [{"type": "divider", "block_id": "a"}] * 2,
        "block_id already exists: a [json-pointer:/blocks/1/block_id]",
    ),
    "101 options": (
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    "no options": ([actions(select())], "missing required field: options [json-pointer:/blocks/0/elements/0]"),
    "initial from nowhere": (
        [actions(select(options=[option("a")], initial_option=option("b")))],
        "must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    "button in context": (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    "image without words": (
        [{"type": "image", "image_url": "https://x.test/a.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "long markdown": (
        [{"type": "markdown", "text": "x" * 12_001}],
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    "two tables": ([rows("a"), rows("b")], "only one table allowed [json-pointer:/blocks]"),
    "101 rows": ([rows(*"x" * 101)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    "full table": ([rows("x" * 5000, "x" * 5001)], "must be less than 10001 characters [json-pointer:/blocks/0/rows]"),
    "rich text of what": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "smell"}]}]}],
        "unsupported type: smell [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
}


@pytest.mark.parametrize("name", BAD_BLOCKS)
def test_bad_blocks_are_named_with_their_place(name: str) -> None:
    blocks, problem = BAD_BLOCKS[name]
    with pytest.raises(Refused) as caught:
        limits.check_blocks(blocks)
    assert caught.value.code == "invalid_blocks"
    assert f"[ERROR] {problem}" in caught.value.messages


def test_all_blocks_together_have_a_weight() -> None:
    heavy = [section("x" * 2900) for _ in range(4)]
    assert limits.check_blocks(heavy) == heavy
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        limits.check_blocks([*heavy, section("x" * 1300)])


def test_every_good_block_passes() -> None:
    blocks = [
        {"type": "header", "text": plain("Title")},
        section("words") | {"accessory": button()},
        {"type": "section", "fields": [plain("a"), plain("b")]},
        actions(button(value="1", style="primary"), select(options=[option("a")], initial_option=option("a"))),
        {"type": "context", "elements": [plain("small")]},
        {"type": "divider"},
        {"type": "markdown", "text": "**bold**"},
        rows("a", "b"),
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
                },
            ],
        },
    ]
    assert limits.check_blocks(blocks) == blocks


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Form"), "blocks": [section("x")], **more}


ASK = {"type": "input", "label": plain("Q"), "element": {"type": "plain_text_input", "action_id": "a"}}
BAD_VIEWS = {
    "long title": (modal(title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
    "no title": ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    "no submit": (modal(blocks=[ASK]), "missing required field: submit [json-pointer:/view]"),
    "many blocks": (modal(blocks=[{"type": "divider"}] * 101), "no more than 100 items allowed"),
    "long carry": (modal(private_metadata="x" * 3001), "less than 3001 characters"),
    "a home": ({"type": "home", "blocks": []}, "unsupported type: home [json-pointer:/view/type]"),
    "a table": (modal(blocks=[rows("a")]), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    "long prefill": (
        modal(submit=plain("OK"), blocks=[ASK | {"element": ASK["element"] | {"initial_value": "x" * 3001}}]),  # type: ignore[operator] # a dict
        "less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]",
    ),
}


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_bad_views_are_named_with_their_place(name: str) -> None:
    view, problem = BAD_VIEWS[name]
    with pytest.raises(Refused) as caught:
        limits.check_view(view, allowed=("modal",))
    assert caught.value.code == "invalid_arguments"
    assert any(problem in each for each in caught.value.messages)


def test_a_huge_view_is_too_large() -> None:
    with pytest.raises(Refused, match="view_too_large"):
        limits.check_view(modal(blocks=[section("x" * 3000)] * 90), allowed=("modal",))


def test_metadata_has_a_form_and_a_size() -> None:
    good = {"event_type": "letter", "event_payload": {"key": "k"}}
    assert limits.check_metadata(good) == good
    for bad, code in (
        ("{", "invalid_metadata_format"),
        ({"event_type": "x"}, "invalid_metadata_schema"),
        (good | {"event_payload": {"key": "k" * 16_000}}, "metadata_too_large"),
    ):
        with pytest.raises(Refused, match=code):
            limits.check_metadata(bad)


async def test_the_answer_carries_slacks_messages(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0BACK", text="x", blocks=[section("")])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"][0].endswith("[json-pointer:/blocks/0/text/text]")
    with pytest.raises(SlackApiError, match="invalid_blocks_format"):
        await slack.chat_postMessage(channel="C0BACK", text="x", blocks="[")
    posted = await slack.chat_postMessage(channel="C0BACK", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
