"""Views: https://docs.slack.dev/reference/views/ ."""

import json
from collections.abc import Sequence
from typing import Any

from integrations.workspace.errors import Refused
from integrations.workspace.limits.blocks import check_blocks_of
from integrations.workspace.limits.report import Report
from integrations.workspace.model import Json

SIZE = 250_000
"""Bytes of a view as JSON."""
TITLE = 24
PRIVATE_METADATA = 3000
ID = 255


def check_view(value: Any, *, allowed: Sequence[str]) -> Json:
    """A view, as an object or as JSON in a string, of one of the `allowed` types.

    Raises Refused: `invalid_arguments`, `view_too_large`.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_arguments", ["[ERROR] failed to parse the view"]) from None
    if not isinstance(value, dict):
        raise Refused("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/view]"])
    if len(json.dumps(value).encode()) > SIZE:
        raise Refused("view_too_large")
    report = Report()
    kind = value.get("type")
    if kind not in allowed:
        report.say(f"unsupported type: {kind}", "/view/type")
    if kind == "modal":
        report.text(value, "title", "/view", most=TITLE, plain=True, required=True)
        report.text(value, "submit", "/view", most=TITLE, plain=True)
        report.text(value, "close", "/view", most=TITLE, plain=True)
    report.string(value, "private_metadata", "/view", most=PRIVATE_METADATA)
    report.string(value, "callback_id", "/view", most=ID)
    report.string(value, "external_id", "/view", most=ID)
    blocks = value.get("blocks")
    if not isinstance(blocks, list):
        report.say("missing required field: blocks", "/view")
        blocks = []
    check_blocks_of(report, blocks, "/view/blocks", "home" if kind == "home" else "modal")
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if kind == "modal" and asks and value.get("submit") is None:
        report.say("missing required field: submit", "/view")
    if report.problems:
        raise Refused("invalid_arguments", report.problems)
    return value
