"""What a blocker waits for, read from its words; and what says that a person's part is done."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_PULL_URL = re.compile(r"https?://[^\s/]+/([A-Za-z0-9][\w.-]*/[\w.-]+)/pull/(\d{1,9})\b")
_PULL_REF = re.compile(r"(?<![\w/.-])((?:[A-Za-z0-9][\w-]*/)?[A-Za-z0-9][\w.-]*)#(\d{1,9})\b")
_PULL_ALONE = re.compile(r"\b(?:PR|pull request)\s*#?(\d{1,9})\b", re.IGNORECASE)
_KEY = re.compile(r"(?<![A-Za-z0-9_-])([A-Z][A-Z0-9_]{1,20})-(\d{1,9})(?![\w-])")
_DONE = re.compile(
    r"(?:(?:ok|yes|hey|so)[,!.]?\s+)?(?:(?:it|that|this)(?:['\u2019]s| is)|all|now)?\s*"
    r"(?:done|fixed|live|merged|deployed|shipped|resolved|unblocked|sorted|finished|reviewed|approved|in place|out)"
    r"(?:\s+(?:now|already|for you))?[\s.!,:)\u2705\U0001f44d\U0001f389]*",
    re.IGNORECASE,
)
"""A whole message that says that something is done, and nothing else: "done" within a sentence may be a question."""


@dataclass(frozen=True, slots=True, order=True)
class Pull:
    """A pull request that must be merged."""

    repo: str
    number: int

    @property
    def met(self) -> str:
        """What is said when it is."""
        return f"{self.repo.rpartition('/')[2]}#{self.number} is merged"


@dataclass(frozen=True, slots=True, order=True)
class IssueDone:
    """An issue that must be done."""

    key: str

    @property
    def met(self) -> str:
        """What is said when it is."""
        return f"{self.key} is done"


Condition = Pull | IssueDone


def conditions(words: str, repos: Sequence[str], projects: Collection[str]) -> tuple[Condition, ...]:
    """What the words wait for: pull requests of `repos` and issues of `projects`, and of no others.

    `owner/name#12`, `name#12` where one repository has that name, `PR 12` where there is one
    repository, an address that ends in `/pull/12`, and `PAY-12`.
    """
    found: dict[Condition, None] = {}
    for pattern in (_PULL_URL, _PULL_REF):
        for name, number in pattern.findall(words):
            if repo := _repo(name, repos):
                found[Pull(repo, int(number))] = None
    if len(repos) == 1:
        for number in _PULL_ALONE.findall(words):
            found[Pull(repos[0], int(number))] = None
    known = {project.upper() for project in projects}
    for project, number in _KEY.findall(words):
        if project in known:
            found[IssueDone(f"{project}-{int(number)}")] = None
    return tuple(found)


def says_done(text: str) -> bool:
    """Whether a message says that something is done, and says nothing else."""
    without = re.sub(r"<@[^>]*>", "", text).strip()
    return 0 < len(without) <= 60 and _DONE.fullmatch(without) is not None


def _repo(name: str, repos: Sequence[str]) -> str | None:
    wanted = name.casefold()
    exact = [repo for repo in repos if repo.casefold() == wanted]
    short = [repo for repo in repos if repo.rpartition("/")[2].casefold() == wanted]
    chosen = exact or (short if "/" not in name else [])
    return chosen[0] if len(chosen) == 1 else None
