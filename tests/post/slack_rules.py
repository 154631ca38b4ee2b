"""What Slack takes, and what comes alive in it, written down from its documentation.

Shares nothing with the code under test. Numbers are those of the Block Kit reference
(docs.slack.dev/reference/block-kit) and of `chat.postMessage`; the weight of a whole message
is the one measured in bolt-js issue 2509.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- limits ------------------------------------------------------------------------


def check_message(text: str, blocks: list[Json]) -> None:
    """Fail where Slack would refuse or cut the message."""
    assert text.strip()
    assert len(text.encode()) <= 4000
    assert 1 <= len(blocks) <= 50
    assert sum(1 for block in blocks if block["type"] == "table") <= 1
    heavy = sum(125 + sum(units(said) for said in strings(block)) for block in blocks)
    assert heavy <= 13_200
    check_blocks(blocks, {"rich_text", "section", "header", "context", "actions", "image", "divider", "table"})


def check_view(view: Json) -> None:
    """Fail where Slack would refuse the modal or App Home."""
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) <= 250_000
    if view["type"] == "modal":
        check_text(view["title"], 24)
        check_text(view["close"], 24)
        assert len(view["callback_id"]) <= 255
        assert len(view.get("private_metadata", "")) <= 3000
        if any(block["type"] == "input" for block in view["blocks"]):
            check_text(view["submit"], 24)
    check_blocks(view["blocks"], {"rich_text", "section", "header", "context", "actions", "image", "divider", "input"})
    names = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    assert len(names) == len(set(names))


def check_blocks(blocks: list[Json], kinds: set[str]) -> None:
    json.dumps(blocks).encode()
    for block in blocks:
        assert block["type"] in kinds
        for said in strings(block, shown=True):
            said.encode()
            assert not [each for each in said if unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t"]
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", said)
        if check := _CHECKS.get(block["type"]):
            check(block)


def _section(block: Json) -> None:
    check_text(block["text"], 3000, either=True)
    if "accessory" in block:
        _button(block["accessory"])


def _header(block: Json) -> None:
    check_text(block["text"], 150)


def _context(block: Json) -> None:
    assert 1 <= len(block["elements"]) <= 10
    for element in block["elements"]:
        check_text(element, 3000, either=True)


def _actions(block: Json) -> None:
    assert 1 <= len(block["elements"]) <= 25
    actions = [element["action_id"] for element in block["elements"]]
    assert len(actions) == len(set(actions))
    for element in block["elements"]:
        _button(element)


def _button(element: Json) -> None:
    assert element["type"] == "button"
    check_text(element["text"], 75)
    assert 1 <= len(element["action_id"]) <= 255
    assert len(element.get("value", "")) <= 2000
    assert element.get("style", "primary") in ("primary", "danger")
    if "url" in element:
        assert len(element["url"]) <= 3000
    if "confirm" in element:
        check_text(element["confirm"]["title"], 100)
        check_text(element["confirm"]["text"], 300)
        check_text(element["confirm"]["confirm"], 30)
        check_text(element["confirm"]["deny"], 30)


def _image(block: Json) -> None:
    assert 1 <= units(block["alt_text"]) <= 2000
    assert re.fullmatch("F[A-Z0-9]{8,}", block["slack_file"]["id"])


def _rich_text(block: Json) -> None:
    assert block["elements"]
    for element in block["elements"]:
        assert element["type"] in ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
        inner = element["elements"]
        assert inner
        if element["type"] == "rich_text_list":
            assert element["style"] in ("bullet", "ordered")
            inner = [each for section in inner for each in section["elements"]]
        for each in inner:
            assert each["type"] in ("text", "link", "user", "channel", "date")
            if "text" in each:
                assert each["text"] != ""
            if each["type"] == "date":
                assert isinstance(each["timestamp"], int)
                assert each["fallback"]


def _table(block: Json) -> None:
    assert 1 <= len(block["rows"]) <= 100
    wide = len(block["rows"][0])
    assert 1 <= wide <= 20
    assert len(block["column_settings"]) <= 20
    said = 0
    for row in block["rows"]:
        assert len(row) == wide
        for cell in row:
            assert cell["type"] in ("raw_text", "rich_text")
            if cell["type"] == "raw_text":
                assert cell["text"]
                said += units(cell["text"])
            else:
                _rich_text(cell)
                said += sum(map(units, strings(cell["elements"])))
    assert said <= 10_000


def _input(block: Json) -> None:
    check_text(block["label"], 2000)
    if "hint" in block:
        check_text(block["hint"], 2000)
    element = block["element"]
    assert 1 <= len(block["block_id"]) <= 255
    assert 1 <= len(element["action_id"]) <= 255
    if "placeholder" in element:
        check_text(element["placeholder"], 150)
    if element["type"] == "plain_text_input":
        assert 1 <= element["max_length"] <= 3000
        assert 0 <= element.get("min_length", 0) <= element["max_length"]
        assert units(element.get("initial_value", "")) <= element["max_length"]
    groups = element.get("option_groups") or [element]
    assert len(groups) <= 100
    for group in groups:
        options = group.get("options", [])
        assert len(options) <= 100
        assert "select" not in element["type"] or "static" not in element["type"] or options
        for option in options:
            check_text(option["text"], 75)
            assert 1 <= len(option["value"]) <= 150


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "rich_text": _rich_text,
    "table": _table,
    "input": _input,
}


def check_text(text: Json, most: int, *, either: bool = False) -> None:
    assert text["type"] == "plain_text" or (either and text["type"] == "mrkdwn")
    assert 1 <= units(text["text"]) <= most
    assert text["text"].strip()


def strings(value: Any, *, shown: bool = False) -> Iterator[str]:
    """Every string below a value that is not a key; those that people may see, where `shown`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if not shown or name not in ("value", "action_id", "block_id"):
                yield from strings(each, shown=shown)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, shown=shown)


# --- what comes alive --------------------------------------------------------------


def live(value: Any) -> Iterator[tuple[str, str]]:
    """What in blocks is more than words: (kind, what), of every kind that Slack knows."""
    if isinstance(value, list):
        for each in value:
            yield from live(each)
    if not isinstance(value, dict):
        return
    match value.get("type"):
        case "mrkdwn":
            yield from live_mrkdwn(value["text"])
            yield from formatting(value["text"])
            if not value.get("verbatim"):
                yield "unguarded", value["text"]
        case "plain_text" if value.get("emoji") is not False:
            yield "emoji", value["text"]
        case "markdown":
            yield "markdown", value["text"]
        case "link":
            yield "link", value["url"]
        case "user":
            yield "user", value["user_id"]
        case "channel":
            yield "channel", value["channel_id"]
        case "date":
            yield "date", str(value["timestamp"])
        case "image":
            yield "picture", value["slack_file"]["id"]
        case "broadcast" | "usergroup" | "emoji" | "team" as kind:
            yield kind, str(value)
    if "url" in value and value.get("type") == "button":
        yield "link", value["url"]
    for name, each in value.items():
        if name != "text" or isinstance(each, dict):
            yield from live(each)


_TOKEN = re.compile(r"<([^>]*)>")


def live_mrkdwn(text: str) -> Iterator[tuple[str, str]]:
    """What between `<` and `>` Slack acts on."""
    for token in _TOKEN.finditer(text):
        target = token[1].split("|")[0]
        if target.startswith("@"):
            yield "user", target[1:]
        elif target.startswith("#"):
            yield "channel", target[1:]
        elif target.startswith("!date^"):
            yield "date", target.split("^")[1]
        elif target.startswith("!"):
            yield "broadcast", target
        else:
            yield "link", target.replace("&amp;", "&")
    rest = _TOKEN.sub("", text)
    if "<" in rest or ">" in rest:
        yield "half open", text
    if re.search(r"&(?!amp;|lt;|gt;)", text):
        yield "unescaped", text


def formatting(text: str) -> Iterator[tuple[str, str]]:
    """What of mrkdwn is drawn as formatting, emoji or quote."""
    words = _TOKEN.sub(lambda token: token[1].split("|")[-1] if "|" in token[1] else "x", text)
    for mark, name in (("*", "bold"), ("_", "italic"), ("~", "strike"), ("`", "code")):
        sign = re.escape(mark)
        for found in re.finditer(rf"(?<![^\W_]){sign}([^{sign}\n]+){sign}(?![^\W_])", words):
            yield name, found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for found in re.finditer(r":[\w+'-]+:", words):
        yield "emoji", found[0]
    for found in re.finditer(r"^\s*&gt;.*$", words, re.MULTILINE):
        yield "quote", found[0]


# --- what is seen ------------------------------------------------------------------


def seen(value: Any) -> str:
    """The words that the blocks show, links by their label."""
    if isinstance(value, list):
        return "".join(map(seen, value))
    if not isinstance(value, dict):
        return ""
    match value.get("type"):
        case "mrkdwn":
            text = _TOKEN.sub(lambda token: token[1].split("|")[-1], value["text"])
            text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            return text + "\n"
        case "plain_text" | "raw_text":
            return str(value["text"]) + "\n"
        case "text" | "link":
            return str(value["text"])
        case "date":
            return str(value["fallback"])
        case "image":
            return str(value["alt_text"])
    return "".join(seen(each) for name, each in value.items() if name not in ("accessory", "confirm")) + "\n"
