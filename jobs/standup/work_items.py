"""What people write that they work on: one item a line, and what it is about, as far as its words say."""

import re
from collections.abc import Iterator

from integrations.deferred import dataclass
from integrations.word_set import word_set
from jobs.standup.blockers import lines

_NUMBER = r"[1-9][0-9]{0,8}(?!\w)"
_ISSUE = re.compile(rf"(?<![\w-])([A-Z][A-Z0-9_]+)-{_NUMBER}(?!-)")
_PULL = re.compile(rf"(?<![\w./#-])((?:[\w.-]+/)?(?=[\w.-]*[A-Za-z])[\w.-]+)#({_NUMBER})", re.ASCII)
_PULL_URL = re.compile(
    rf"https?://[\w.:-]+/(?:[\w.-]+/)*?([\w.-]+)/(?:-/)?(?:pulls?|pull-requests|merge_requests)/({_NUMBER})", re.ASCII
)

_STANDARDS = word_set("AES ANSI COVID CVE DIN HTTP IEC IEEE ISO MD MP PEP RFC RSA SHA SOC TLS UTC UTF WCAG")
"""What is written like the key of an issue, and is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An issue, a pull request or a repository that words name."""

    rank: int
    """What is narrower counts first: an issue and a pull request before their repository."""
    name: str
    """`PAY-12`, `payments#12` or `payments`, as people call it."""


def subjects(words: str) -> tuple[Subject, ...]:
    """What the words are about, the narrowest first, each once."""
    return tuple(dict.fromkeys(sorted(_subjects(words), key=lambda each: each.rank)))


def _subjects(words: str) -> Iterator[Subject]:
    for issue in _ISSUE.finditer(words):
        if issue[1] not in _STANDARDS:
            yield Subject(0, issue[0])
    for pull in (*_PULL.finditer(words), *_PULL_URL.finditer(words)):
        repo = pull[1].rpartition("/")[2]
        yield Subject(1, f"{repo}#{pull[2]}")
        yield Subject(2, repo)


def without_subjects(words: str) -> str:
    """The words without the names of issues and pull requests."""
    for pattern in (_PULL_URL, _PULL, _ISSUE):
        words = pattern.sub(" ", words)
    return words


def items(words: str) -> list[str]:
    """One item a line, each in one line of its own without its full stop; "none" and its like are none."""
    return [re.sub(r"(?<=[^\s.])\.$", "", " ".join(each.split())) for each in lines(words)]


def is_same(one: str, other: str) -> bool:
    """Return True if two items are the same work: the same words, or the same issue or pull request."""
    named = [{each.name for each in subjects(words) if each.rank < 2} for words in (one, other)]
    return bool(named[0] & named[1]) or _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
