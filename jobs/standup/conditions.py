"""What a blocker waits for, read from its words: pull requests and issues that a source can tell us of.

Only what the operator named is recognised: other repositories and projects are just words.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from integrations.codehost import short_name
from integrations.deferred import dataclass, pattern

ConditionKind = Literal["pull", "issue"]
MOST = 5
"""Conditions of one blocker; a list longer than that is no blocker but a plan."""

_NUMBER = r"([1-9][0-9]{0,8})(?!\w)"
_ISSUE = pattern(rf"(?<![\w-])([A-Z][A-Z0-9_]*)-{_NUMBER}(?!-)")
_PULL_REF = pattern(rf"(?<![\w./#-])([\w.-][\w./-]*)#{_NUMBER}", re.ASCII)
_PULL_WORD = pattern(rf"(?<![\w-])(?:PR|pull request) ?#?{_NUMBER}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must happen elsewhere."""

    kind: ConditionKind
    ref: str
    """`owner/name#12` or `PAY-12`, as the source spells it."""

    @property
    def label(self) -> str:
        """`name#12` or `PAY-12`, as people call it."""
        return self.ref.rpartition("/")[2]

    @property
    def met(self) -> str:
        """Return in words that it has come, such as `name#12 is merged`."""
        return f"{self.label} is {'merged' if self.kind == 'pull' else 'done'}"


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What can be watched: the repositories and projects that the operator named."""

    repos: tuple[str, ...] = ()
    """`owner/name`."""
    projects: tuple[str, ...] = ()
    """Keys such as `PAY`."""
    pull_path: str = ""
    """What is between the repository and the number in a pull request's address."""
    issue_url: str = ""
    """What comes before the key in an issue's address; with no project named, only those are taken for issues."""


NOTHING_KNOWN = KnownNames()


def recognise(words: str, known: KnownNames) -> tuple[Condition, ...]:
    """The conditions that the words name, in order, each once; `MOST` at most."""
    found = sorted(_found(words, known), key=lambda each: each[0])
    return tuple(dict.fromkeys(condition for _, condition in found))[:MOST]


def _found(words: str, known: KnownNames) -> Iterator[tuple[int, Condition]]:
    repos = {repo.casefold(): repo for repo in known.repos}
    for match in _pull_url(known.pull_path).finditer(words):
        if (repo := repos.get(match[1].casefold())) is not None:
            yield match.start(), Condition("pull", f"{repo}#{match[2]}")
    for match in _PULL_REF.finditer(words):
        named = match[1].casefold()
        fitting = [repo for full, repo in repos.items() if named in (full, short_name(full))]
        if len(fitting) == 1:
            yield match.start(), Condition("pull", f"{fitting[0]}#{match[2]}")
    if len(known.repos) == 1:
        for match in _PULL_WORD.finditer(words):
            yield match.start(), Condition("pull", f"{known.repos[0]}#{match[1]}")
    for match in _ISSUE.finditer(words):
        if match[1] in known.projects or _is_address(words[: match.start()], known):
            yield match.start(), Condition("issue", match[0])


def _is_address(before: str, known: KnownNames) -> bool:
    return bool(known.issue_url) and before.endswith(known.issue_url)


def _pull_url(path: str) -> re.Pattern[str]:
    return re.compile(rf"https?://[\w.:-]+/([\w./-]+?){re.escape(path)}{_NUMBER}", re.ASCII)


def closes_when(conditions: Sequence[Condition], person: str | None = None) -> str:
    """`closes when PAY-12 is done`; `person` is a name, whose word closes it too. Empty where nothing does."""
    met = [condition.met for condition in conditions]
    if not met:
        return f"closes when {person} says that it is done" if person else ""
    words = f"closes when {' and '.join(filter(None, (', '.join(met[:-1]), met[-1])))}"
    return f"{words}, or {person} says so" if person else words
