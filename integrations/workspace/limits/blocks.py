"""Blocks: https://docs.slack.dev/reference/block-kit/blocks/ ."""

from collections.abc import Callable
from typing import Any, Literal

from integrations.workspace.limits.elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
    check_image,
)
from integrations.workspace.limits.report import Report, units
from integrations.workspace.model import Json

Surface = Literal["message", "modal", "home"]

BLOCK_ID = 255
IN_MESSAGE = 50
IN_VIEW = 100
SECTION_TEXT = 3000
FIELDS = 10
FIELD_TEXT = 2000
HEADER_TEXT = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
MARKDOWN_TEXT = 12_000
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_TEXT = 10_000
"""Characters of all cells together; more is `invalid_blocks`, as seen by others."""

_MESSAGE_ONLY = {"markdown", "table", "context_actions", "file", "plan", "task_card"}


def check_blocks_of(report: Report, blocks: list[Any], pointer: str, surface: Surface) -> None:
    """Check the blocks of a message or a view."""
    most = IN_MESSAGE if surface == "message" else IN_VIEW
    if len(blocks) > most:
        report.say(f"no more than {most} items allowed", pointer)
    seen: set[str] = set()
    markdown = 0
    for number, block in enumerate(blocks[:most]):
        inside = f"{pointer}/{number}"
        if report.object(block, inside) is None:
            continue
        block_id = report.string(block, "block_id", inside, most=BLOCK_ID)
        if block_id:
            if block_id in seen:
                report.say(f"block_id already exists: {block_id}", f"{inside}/block_id")
            seen.add(block_id)
        kind = str(block.get("type"))
        if kind not in _CHECKS or (surface != "message" and kind in _MESSAGE_ONLY):
            report.say(f"unsupported type: {block.get('type')}", f"{inside}/type")
            continue
        _CHECKS[kind](report, block, inside)
        markdown += units(block["text"]) if kind == "markdown" and isinstance(block.get("text"), str) else 0
    if markdown > MARKDOWN_TEXT:
        report.say(f"markdown blocks must be less than {MARKDOWN_TEXT + 1} characters together", pointer)
    if sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks) > 1:
        report.say("only one table allowed", pointer)


def _section(report: Report, block: Json, pointer: str) -> None:
    if block.get("text") is None and not block.get("fields"):
        report.say("missing required field: text or fields", pointer)
    report.text(block, "text", pointer, most=SECTION_TEXT)
    if block.get("fields") is not None:
        for number, field in enumerate(report.items(block, "fields", pointer, most=FIELDS)):
            report.text_object(field, f"{pointer}/fields/{number}", most=FIELD_TEXT)
    if block.get("accessory") is not None:
        accessory = report.object(block["accessory"], f"{pointer}/accessory")
        if accessory is not None:
            check_element(report, accessory, f"{pointer}/accessory", IN_SECTION)


def _header(report: Report, block: Json, pointer: str) -> None:
    report.text(block, "text", pointer, most=HEADER_TEXT, plain=True, required=True)


def _image(report: Report, block: Json, pointer: str) -> None:
    check_image(report, block, pointer)
    report.text(block, "title", pointer, most=2000, plain=True)


def _elements(allowed: set[str], most: int) -> Callable[[Report, Json, str], None]:
    def check(report: Report, block: Json, pointer: str) -> None:
        seen: set[str] = set()
        for number, element in enumerate(report.items(block, "elements", pointer, most=most)):
            inside = f"{pointer}/elements/{number}"
            if report.object(element, inside) is None:
                continue
            check_element(report, element, inside, allowed)
            action_id = element.get("action_id")
            if action_id and action_id in seen:
                report.say(f"action_id already exists: {action_id}", f"{inside}/action_id")
            seen.add(str(action_id))

    return check


def _context(report: Report, block: Json, pointer: str) -> None:
    for number, element in enumerate(report.items(block, "elements", pointer, most=CONTEXT_ELEMENTS)):
        inside = f"{pointer}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_image(report, element, inside)
        else:
            report.text_object(element, inside, most=SECTION_TEXT)


def _input(report: Report, block: Json, pointer: str) -> None:
    report.text(block, "label", pointer, most=2000, plain=True, required=True)
    report.text(block, "hint", pointer, most=2000, plain=True)
    if block.get("element") is None:
        report.say("missing required field: element", pointer)
        return
    element = report.object(block["element"], f"{pointer}/element")
    if element is not None:
        check_element(report, element, f"{pointer}/element", IN_INPUT)


def _markdown(report: Report, block: Json, pointer: str) -> None:
    report.string(block, "text", pointer, most=MARKDOWN_TEXT, least=1, required=True)


_RICH = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
_SPANS = {"text", "link", "user", "usergroup", "channel", "emoji", "broadcast", "date", "color", "team"}


def _rich_text(report: Report, block: Json, pointer: str) -> None:
    for number, element in enumerate(report.items(block, "elements", pointer, most=1000, least=0)):
        inside = f"{pointer}/elements/{number}"
        if report.object(element, inside) is None:
            continue
        if element.get("type") not in _RICH:
            report.say(f"unsupported type: {element.get('type')}", f"{inside}/type")
        elif element["type"] == "rich_text_list":
            report.one_of(element, "style", inside, ("bullet", "ordered"))
            for item, section in enumerate(report.items(element, "elements", inside, most=1000)):
                if report.object(section, f"{inside}/elements/{item}") is not None:
                    _spans(report, section, f"{inside}/elements/{item}")
        else:
            _spans(report, element, inside)


def _spans(report: Report, section: Json, pointer: str) -> None:
    for number, span in enumerate(report.items(section, "elements", pointer, most=10_000, least=0)):
        inside = f"{pointer}/elements/{number}"
        if report.object(span, inside) is None:
            continue
        if span.get("type") not in _SPANS:
            report.say(f"unsupported type: {span.get('type')}", f"{inside}/type")
        elif span["type"] == "text":
            report.string(span, "text", inside, most=40_000, least=1, required=True)
        elif span["type"] == "link":
            report.string(span, "url", inside, most=3000, least=1, required=True)
        elif span["type"] == "user":
            report.string(span, "user_id", inside, most=255, least=1, required=True)
        elif span["type"] == "channel":
            report.string(span, "channel_id", inside, most=255, least=1, required=True)


def _table(report: Report, block: Json, pointer: str) -> None:
    if _letters(block.get("rows")) > TABLE_TEXT:
        report.say(f"must be less than {TABLE_TEXT + 1} characters", f"{pointer}/rows")
    for number, row in enumerate(report.items(block, "rows", pointer, most=TABLE_ROWS)):
        inside = f"{pointer}/rows/{number}"
        if not isinstance(row, list):
            report.say("must provide an array", inside)
            continue
        if len(row) > TABLE_COLUMNS:
            report.say(f"no more than {TABLE_COLUMNS} items allowed", inside)
        for column, cell in enumerate(row[:TABLE_COLUMNS]):
            place = f"{inside}/{column}"
            if report.object(cell, place) is None:
                continue
            if cell.get("type") == "rich_text":
                _rich_text(report, cell, place)
            elif cell.get("type") == "raw_text":
                report.string(cell, "text", place, most=10_000, least=1, required=True)
            else:
                report.say(f"unsupported type: {cell.get('type')}", f"{place}/type")


def _letters(value: Any) -> int:
    if isinstance(value, dict):
        return sum(units(each) if name == "text" and isinstance(each, str) else _letters(each)
                   for name, each in value.items())  # fmt: skip
    return sum(map(_letters, value)) if isinstance(value, list) else 0


def _anything(report: Report, block: Json, pointer: str) -> None:
    """A block whose inside no limit of ours is known for."""


_CHECKS: dict[str, Callable[[Report, Json, str], None]] = {
    "section": _section,
    "header": _header,
    "divider": _anything,
    "image": _image,
    "actions": _elements(IN_ACTIONS, ACTIONS_ELEMENTS),
    "context": _context,
    "context_actions": _elements(IN_CONTEXT_ACTIONS, 5),
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "video": _anything,
    "file": _anything,
    "plan": _anything,
    "task_card": _anything,
}
