"""Messages: their text, their blocks together, their metadata."""

import json
from typing import Any

from integrations.workspace.errors import Refused
from integrations.workspace.limits.blocks import MARKDOWN_TEXT, check_blocks_of
from integrations.workspace.limits.report import Report, units
from integrations.workspace.model import Json

TEXT = 40_000
"""Longer text is cut by `chat.postMessage`."""
UPDATE_TEXT = 4_000
"""Longer text is refused by `chat.update`; counted here in bytes of UTF-8, the strictest reading."""
BLOCKS_WEIGHT = 13_420
"""What all blocks of a message may weigh: their JSON and `BLOCK_WEIGHT` each.

Undocumented. Others measured (bolt-js issue 2509) that one markdown block goes up to 13,297
characters, and that a divider beside it takes 125 away; these two numbers say the same.
"""
BLOCK_WEIGHT = 90
METADATA = 16_000
"""Bytes of message metadata as JSON."""


def check_content(body: Json, *, text_limit: int | None = None) -> tuple[str, list[Json] | None]:
    """The text and the blocks of a message that is to be said.

    `text_limit`: bytes past which text is refused instead of cut.
    Raises Refused: `no_text`, `msg_too_long`, `markdown_text_conflict`, and as `check_blocks`.
    """
    text = body.get("text")
    text = text if isinstance(text, str) else ""
    blocks = check_blocks(body.get("blocks"))
    markdown = body.get("markdown_text")
    if markdown:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        if units(markdown) > MARKDOWN_TEXT:
            raise Refused("msg_too_long")
        return markdown, [{"type": "markdown", "text": markdown}]
    if not text.strip() and not blocks and not body.get("attachments"):
        raise Refused("no_text")
    if text_limit is not None and len(text.encode()) > text_limit:
        raise Refused("msg_too_long")
    return text[:TEXT], blocks


def check_blocks(value: Any) -> list[Json] | None:
    """The blocks of a message, or None where it has none.

    Raises Refused: `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    if value in (None, "", []):
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if not isinstance(value, list):
        raise Refused("invalid_blocks_format")
    report = Report()
    check_blocks_of(report, value, "/blocks", "message")
    if report.problems:
        raise Refused("invalid_blocks", report.problems, errors=[_without_label(each) for each in report.problems])
    if _weight(value) > BLOCKS_WEIGHT:
        raise Refused("msg_blocks_too_long")
    return value


def _without_label(problem: str) -> str:
    return problem.removeprefix("[ERROR] ")


def _weight(blocks: list[Any]) -> int:
    return sum(units(json.dumps(block, ensure_ascii=False)) + BLOCK_WEIGHT for block in blocks)


def check_metadata(value: Any) -> Json | None:
    """The metadata of a message, or None where it has none.

    Raises Refused: `invalid_metadata_format`, `invalid_metadata_schema`, `metadata_too_large`.
    """
    if value in (None, ""):
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    if not isinstance(value.get("event_type"), str) or not isinstance(value.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(value).encode()) > METADATA:
        raise Refused("metadata_too_large")
    return value
