"""Jira as a tracker: issues, accounts and changes, in our words, of the cloud or a data center.

The cloud knows people by accountId and takes text as a tree of paragraphs, a data center by name and as wiki markup.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from integrations.entries import ByKey, Entries, OddAnswer, read_each, read_whole
from integrations.jira import JIRA, queries, reading, refusals, words
from integrations.jira.connection import Connection
from integrations.jira.refusals import NAME
from integrations.source import SourceError, WriteUnknown
from integrations.tracker import MOST_CHANGED, MOST_DOING, MOST_FOUND, MOST_UNASSIGNED, Account, Issue, Transition

TIMEOUT_S = 10
MOST_LISTED = 100
"""Issues of one account, or that are blocked."""
CLOCKS = timedelta(minutes=5)
"""How far Jira's clock may be from ours."""
CHANGELOGS = 40
"""How many are asked for their changelog alone."""
FOREIGN_S = 3600
"""For how long words that look like a key, and are none, are not looked up again."""

log = structlog.get_logger()


class Jira:
    """The projects that the operator named. Every method raises `SourceError`; writes `WriteUnknown` too."""

    system = JIRA

    def __init__(
        self,
        url: str,
        token: str,
        *,
        email: str | None,
        projects: Sequence[str],
        blocked_statuses: Sequence[str] = (),
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Prepare; nothing is called yet. With an email the token is the cloud's, else a data center's.

        Where `blocked_statuses` are named, no other status counts as blocked.
        """
        url = url.rstrip("/")
        self.issue_url = f"{url}/browse/"
        self.projects = tuple(projects)
        self._blocked_statuses = tuple(blocked_statuses)
        self._connection = Connection(url, token, email=email, timeout_s=timeout_s)
        self._renamed: set[str] = set()
        """What the operator's projects are called besides."""
        self._asked_names = False
        self._foreign: dict[str, float] = {}

    async def close(self) -> None:
        """Let the connections go."""
        await self._connection.close()

    # --- issues --------------------------------------------------------------------

    async def doing(self, most: int = MOST_DOING) -> Sequence[Issue]:
        """What is in progress, the longest untouched first."""
        return await self._search(queries.DOING, most)

    async def doing_of(self, account: str) -> Sequence[Issue]:
        """What one account has in progress, the longest untouched first."""
        return await self._search(queries.doing_of(account), MOST_LISTED)

    async def blocked(self) -> Sequence[Issue]:
        """What is open and marked as blocked, begun or not."""
        flags = await self._connection.has_flags()
        try:
            return await self._search(queries.blocked(flags=flags, statuses=self._blocked_statuses), MOST_LISTED)
        except refusals.NotUnderstood:
            if not self._blocked_statuses:
                raise
            # One status that does not exist spoils the whole search.
            return await self._search(queries.blocked(flags=flags), MOST_LISTED)

    async def changed(self, days: int = 1, most: int = MOST_CHANGED) -> Sequence[Issue]:
        """What was changed lately, with its moves, the newest first; a day more, since Jira's day may be another."""
        query = queries.within(self.projects, queries.changed(days + 1))
        found = await self._connection.search(query, most, expand="changelog")
        # Some servers leave the changelog out of a search.
        keys = [each.get("key") for each in found if isinstance(each, Mapping) and "changelog" not in each]
        bare = [key for key in keys if isinstance(key, str)][:CHANGELOGS]
        whole = await asyncio.gather(*(self._connection.issue(key, expand="changelog") for key in bare))
        asked = dict(zip(bare, whole, strict=True))
        return read_each(NAME, lambda raw: self._issue(asked.get(raw["key"], raw)), found)

    async def unassigned(self) -> Sequence[Issue]:
        """What is open and nobody's."""
        found = await self._search(queries.UNASSIGNED, MOST_UNASSIGNED)
        return found.that(lambda each: each.assignee is None and each.category != "done")

    async def find(self, words: Sequence[str], most: int = MOST_FOUND) -> Sequence[Issue]:
        """What has every word in its title or description, or words that begin so; the last changed first."""
        query = queries.saying(words)
        return await self._search(query, most) if query else []

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that there are, by the key that was asked for; one that moved has another by now.

        Of one that cannot be read its key is kept (`unread_keys`): it is not missing.
        """
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        found: dict[str, Issue] = {}
        with contextlib.suppress(refusals.NotUnderstood):  # one key that does not exist spoils the whole search
            searched = await self._search(queries.keyed(wanted), len(wanted), within=False)
            found = {issue.key: issue for issue in searched}
        missing = [key for key in wanted if key not in found]
        each = await asyncio.gather(*(self._one_or_odd(key) for key in missing))
        alone = dict(zip(missing, each, strict=True))
        found |= {key: issue for key, issue in alone.items() if isinstance(issue, Issue)}
        odd = [key for key, issue in alone.items() if isinstance(issue, OddAnswer)]
        return ByKey({key: issue for key, issue in found.items() if key in wanted}, odd)

    async def issue(self, key: str, *, moves: bool = False) -> Issue:
        """One issue, with its moves where they are wanted. A `SourceError` that is `missing` where there is none."""
        raw = await self._connection.issue(key, expand="changelog" if moves else None)
        return read_whole(NAME, lambda: self._issue(raw))

    async def _one(self, key: str) -> Issue | None:
        try:
            return await self.issue(key)
        except SourceError as problem:
            if problem.missing:
                return None
            raise

    async def _one_or_odd(self, key: str) -> Issue | OddAnswer | None:
        try:
            return await self._one(key)
        except OddAnswer as problem:
            log.warning("entry_not_read", source=NAME, entry=key, why=problem.why)
            return problem

    async def _search(self, rest: str, most: int, *, within: bool = True) -> Entries[Issue]:
        query = queries.within(self.projects, rest) if within else rest
        raw = await self._connection.search(query, most)
        found = read_each(NAME, self._issue, raw)
        if within and self.projects:
            self._renamed |= {issue.project for issue in found}
        return found

    def _issue(self, raw: Mapping[str, Any]) -> Issue:
        return reading.issue(raw, self.issue_url, self._blocked_statuses)

    # --- whose projects ------------------------------------------------------------

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that are of the operator's projects, under names that issue and project have or had."""
        if not self.projects:
            return keys
        return [key for key in keys if await self._is_ours(key)]

    async def _is_ours(self, key: str) -> bool:
        prefix = key.rpartition("-")[0].upper()
        if prefix in self._names():
            return True
        if self._foreign.get(prefix, 0.0) > time.monotonic():
            return False
        issue = await self._one_or_odd(key)
        if isinstance(issue, OddAnswer):
            return False  # whose it is cannot be read, this time
        if issue is None:
            self._foreign[prefix] = time.monotonic() + FOREIGN_S  # UTF-8 is no issue, nor is SHA-256
            return False
        if issue.project not in self._names() and not self._asked_names:
            self._asked_names = True
            self._renamed |= set(await asyncio.gather(*map(self._name_now, self.projects)))
        return issue.project in self._names()

    def _names(self) -> set[str]:
        return {project.upper() for project in self.projects} | self._renamed

    async def _name_now(self, project: str) -> str:
        """The key that a project has now."""
        try:
            raw = await self._connection.project(project)
            return read_whole(NAME, lambda: str(raw["key"]))
        except SourceError:
            return project

    # --- people --------------------------------------------------------------------

    async def account_by_email(self, email: str) -> Account | None:
        """Whose address it is; None where nobody, or more than one, is found."""
        users = _objects(await self._connection.users(email))
        exact = [user for user in users if str(user.get("emailAddress") or "").casefold() == email.casefold()]
        # The cloud hides addresses, and finds by them all the same.
        chosen = exact or (users if self._connection.is_cloud else [])
        return read_whole(NAME, lambda: reading.account(chosen[0])) if len(chosen) == 1 else None

    async def account_named(self, name: str) -> Account | None:
        """Who is called so: by address, id or name. None where nobody, or more than one, is."""
        if "@" in name:
            return await self.account_by_email(name)
        users = _objects(await self._connection.users(name))
        for told in ("accountId", "name", "key", "displayName"):
            same = [user for user in users if str(user.get(told) or "").casefold() == name.casefold()]
            if len(same) == 1:
                return read_whole(NAME, lambda found=same: reading.account(found[0]))  # type: ignore[misc]
        return None

    # --- writing -------------------------------------------------------------------

    async def transitions(self, key: str) -> Sequence[Transition]:
        """The ways out of its status that our account may go."""
        found = await self._connection.transitions(key)
        return read_each(NAME, reading.transition, found)

    async def comment(self, key: str, text: str) -> None:
        """Add a comment, once: after a lost answer the newest comments are looked through for it."""
        await self._connection.ready()
        begun = datetime.now(UTC)
        try:
            await self._connection.write("POST", f"issue/{key}/comment", {"body": self._written(text)})
        except WriteUnknown:
            if not await self._said(key, text, since=begun - CLOCKS):
                raise

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Go a way. `filled` is by field name; `me` is the account that a person's field is filled with."""
        await self._connection.ready()
        fields: dict[str, Any] = {}
        update: dict[str, Any] = {}
        for field in transition.fields:
            value = filled.get(field.name, "")
            if field.kind == "worklog":
                update["worklog"] = [{"add": {"timeSpent": value}}]
            elif field.kind == "me":
                fields[field.name] = {"accountId" if self._connection.is_cloud else "name": me}
            elif field.name == "comment":
                if value:
                    update["comment"] = [{"add": {"body": self._written(value)}}]
            elif field.kind == "long":
                fields[field.name] = self._written(value)
            else:
                fields[field.name] = {"id": value} if field.kind == "choice" else value
        change = {"transition": {"id": transition.id}, "fields": fields, "update": update}
        wanted = {name: part for name, part in change.items() if part}
        await self._connection.write("POST", f"issue/{key}/transitions", wanted)

    async def label(self, key: str, label: str) -> None:
        """Add a label to an issue."""
        await self._connection.ready()
        await self._connection.write("PUT", f"issue/{key}", {"update": {"labels": [{"add": label}]}})

    async def create(self, project: str, type_: str, title: str, text: str) -> str:
        """Create an issue, once: an answer that is lost, or that names none, leaves it open whether there is one."""
        await self._connection.ready()
        fields = {"project": {"key": project}, "issuetype": {"name": type_}, "summary": title}
        made = await self._connection.write(
            "POST", "issue", {"fields": {**fields, "description": self._written(text)} if text else fields}
        )
        if not isinstance(key := made.get("key"), str):
            raise WriteUnknown(NAME, "its answer names no issue")
        return key

    async def _said(self, key: str, text: str, since: datetime) -> bool:
        """Return True if one of the newest comments, written since, is `text`."""
        try:
            raw = await self._connection.newest_comments(key)
            told = read_each(NAME, lambda each: (reading.moment(each["created"]), words.plain(each.get("body"))), raw)
        except SourceError:
            return False
        return any(at >= since and said.split() == text.split() for at, said in told)

    def _written(self, text: str) -> Any:
        """Words as this kind of Jira wants them; they are shown literally."""
        return words.document(text) if self._connection.is_cloud else words.literal(text)


def _objects(listed: Sequence[Any]) -> list[Mapping[str, Any]]:
    return [each for each in listed if isinstance(each, Mapping)]
