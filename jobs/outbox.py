"""Durable out: what is to be said, said once, paced, and at a kind hour."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from integrations.post import Post

Sort = Literal["page", "reply", "ritual", "nudge", "digest"]
"""How urgent it is: a page and a reply go at once, a ritual at its time; nudges and
digests wait for the recipient's working hours."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A post on its way: where to, under which key, and how urgent."""

    key: str
    """Unique for ever; a letter whose key is known already is not sent again."""
    channel: str
    """A channel id, or a user id for their DM."""
    post: Post
    sort: Sort = "ritual"
    thread_ts: str | None = None
    thread_of: str | None = None
    """The key of the letter that this one answers, where its ts is not known yet."""
    replaces: str | None = None
    """The key of a sent letter that this one edits in place."""
    person: str | None = None
    """Whose daily cap and working hours count, where it is for one person."""
    not_before: datetime | None = None
    expires_at: datetime | None = None
