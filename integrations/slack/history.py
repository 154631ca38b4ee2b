"""Pages of `conversations.history` and `conversations.replies`.

Where a page ended is told by the ts of its last message, not by Slack's cursor: that one is good for
a while only, and a reading may go on for days. What is written or deleted meanwhile moves nothing.
"""

from collections.abc import Mapping
from typing import Any

import structlog

from integrations.chat_events import Unreadable
from integrations.chat_history import HistoryPage
from integrations.slack import events

log = structlog.get_logger()


def read_page(channel: str, answer: Mapping[str, Any]) -> HistoryPage:
    """A page, whichever method gave it. A message that makes no sense costs itself."""
    messages = [each for each in answer.get("messages") or () if isinstance(each, Mapping)]
    told = []
    for raw in messages:
        try:
            one = events.read_past(channel, raw)
        except Unreadable as problem:
            log.warning("message_not_read", channel=channel, why=str(problem))
            continue
        if one is not None:
            told.append(one)
    threads = [str(each["ts"]) for each in messages if each.get("reply_count") and each.get("ts")]
    last = next((str(each["ts"]) for each in reversed(messages) if each.get("ts")), None)
    return HistoryPage(told, threads, last if answer.get("has_more") else None)
