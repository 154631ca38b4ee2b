"""Why Jira did not do what it was asked, in a line for people."""

from collections.abc import Mapping

from integrations.jira import JIRA
from integrations.source import SourceError, WriteRefused, WriteUnknown

NAME = JIRA.name
WHY = {
    401: "it refuses the token (401)",
    403: "the account may not do this (403)",
    404: "it is not there, or the account may not see it (404)",
    410: "this way of asking is gone (410)",
    429: "its limit is reached (429)",
}


class NotUnderstood(SourceError):
    """It does not take the question (400)."""


def silent(writes: bool, seconds: float) -> SourceError:
    """Return the error for a Jira that did not answer for that long."""
    if writes:
        return WriteUnknown(NAME, f"nothing came within {seconds:g} seconds")
    return SourceError(NAME, f"it did not answer within {seconds:g} seconds")


def refused(status: int, words: str, headers: Mapping[str, str], *, writes: bool) -> SourceError:
    """It answered with a status that is an error; 0 where the answer is unreadable."""
    after = str(headers.get("Retry-After", ""))
    why = WHY.get(status) or (f"it answered {status}" if status else "its answer is unreadable")
    if writes and (status >= 500 or not status):
        return WriteUnknown(NAME, why)
    if status == 400:
        told = " ".join(words.split()).rstrip(".")
        why = f"it refuses this: {told[:200]}" if told and "<" not in told else "it refuses this (400)"
    error = WriteRefused if writes else NotUnderstood if status == 400 else SourceError
    return error(NAME, why, missing=status in (403, 404), retry_after=float(after) if after.isdigit() else None)
