"""Issue keys in what we say: each is shown once with its title and status, below the words that name it."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from integrations.deferred import pattern
from integrations.markdown import to_plain
from integrations.post import Link, Post, SmallPrint, Span
from integrations.source import SourceError
from integrations.time import Clock, is_fresh
from integrations.tracker import Issue, Tracker
from integrations.words import one_line, shortened

log = structlog.get_logger()

_TITLE = 70
"""Characters of a title."""
LIMIT_S = 2
"""What a post waits for the tracker; without an answer its keys are words."""
FRESH = timedelta(minutes=1)
REMEMBERED = 1_000
"""Keys, also those that are none."""
SHOWN = 8
"""Issues below a post; more would be a list of their own."""
_KEY = pattern(r"(?<![A-Za-z0-9_/-])([A-Z][A-Z0-9_]{1,20}-[1-9][0-9]{0,8})(?![\w-])")


class References:
    """Looks the keys of the configured projects up."""

    def __init__(self, clock: Clock, tracker: Tracker | None) -> None:
        """Without a tracker nothing is looked up."""
        self._clock = clock
        self._tracker = tracker
        self._known: OrderedDict[str, tuple[datetime, Issue | None]] = OrderedDict()
        self._silent_at: datetime | None = None

    async def enrich(self, post: Post) -> Post:
        """The post, with the issues that it names and does not link."""
        if self._tracker is None or not self._tracker.projects or post.as_it_is:
            return post
        keys = self._named(post)
        if not keys:
            return post
        issues = await self._issues(keys)
        found = [issues[key] for key in keys if key in issues]
        if not found:
            return post
        parts: list[str | Span] = []
        for number, issue in enumerate(found):
            parts += [*(["  "] if number else []), Link(url=issue.url, label=issue.key)]
            parts.append(f" {shortened(one_line(issue.title), _TITLE)} · {issue.status}")
        return post.model_copy(update={"blocks": (*post.blocks, SmallPrint(text=tuple(parts)))})

    def forget(self, key: str) -> None:
        """Look an issue up anew the next time: it has been changed from here."""
        self._known.pop(key, None)

    def _named(self, post: Post) -> Sequence[str]:
        """The keys in the words of a post that have no link of their own, in order."""
        linked = {str(found) for found in re.findall(r'"label":"([A-Z][A-Z0-9_]*-\d+)"', post.model_dump_json())}
        keys = dict.fromkeys(_KEY.findall(to_plain(post)))
        return [key for key in keys if key not in linked][:SHOWN]

    async def _issues(self, keys: Sequence[str]) -> dict[str, Issue]:
        now = self._clock.now()
        fresh = {key: each for key in keys if (each := self._known.get(key)) and is_fresh(each[0], now, FRESH)}
        missing = [key for key in keys if key not in fresh]
        if missing and not is_fresh(self._silent_at, now, FRESH):
            await self._ask(missing, now)
        found = {key: self._known[key][1] for key in keys if key in self._known}
        # Not everybody who reads a post may read the title of what is restricted in the tracker.
        return {key: issue for key, issue in found.items() if issue is not None and not issue.restricted}

    async def _ask(self, keys: Sequence[str], now: datetime) -> None:
        assert self._tracker is not None  # noqa: S101 - `enrich` has looked
        try:
            async with asyncio.timeout(LIMIT_S):
                issues = await self._tracker.issues(await self._tracker.ours(keys))
        except (SourceError, TimeoutError) as problem:
            self._silent_at = now  # a tracker that is down is not asked with every post
            log.info("issue_keys_not_looked_up", why=str(problem) or "no answer in time")
            return
        for key in keys:
            self._known[key] = (now, issues.get(key))
            self._known.move_to_end(key)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
