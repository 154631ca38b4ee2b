"""API design: the open pull requests that change a contract, breaking ones first."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from integrations.contracts import KINDS, ORDER, Change, NoContract, Unreadable, compare, kind_of
from integrations.github.types import ChangedFile, PullRequest
from integrations.post import Block, Bold, Bullets, Link, Paragraph, Post, SmallPrint, Text
from integrations.rolecard import RoleCard
from integrations.slack.types import Person
from integrations.source import SourceError
from jobs.letters import Letter
from jobs.reviews.posts import who
from jobs.rituals.asking import of_chosen
from jobs.rituals.review_queue import OFF, in_thread, repos_problems
from jobs.rituals.ritual import Occurrence, Result
from jobs.voice import Voice

MOST_PULLS = 25
"""Of a repository: the oldest that touch a contract. Each file takes two calls. How many more there are is said."""
LISTED = 100
"""Paths of a pull request that the list of them has; of one with as many it must be asked for the rest."""
MOST_FILES = 6
"""Of a pull request."""
SHOWN_PULLS = 5
SHOWN_CHANGES = 5
_CALLERS = ("api", "frontend", "front-end", "mobile", "client", "consume", "integrat")
"""Words of a partner who builds on our contracts."""


class Contracts(Protocol):
    """Pull requests and files. `integrations.github.github.GitHub` is one. Every method raises `SourceError`."""

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories that the operator named."""
        ...

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        """The open pull requests, oldest first; with `files` their paths."""
        ...

    async def changed_files(self, repo: str, number: int) -> Sequence[ChangedFile]:
        """The files that one changes."""
        ...

    async def file_at(self, repo: str, path: str, ref: str) -> str | None:
        """The text of a file at a commit; None where there is none."""
        ...

    async def merge_base(self, repo: str, base: str, head: str) -> str:
        """Where two commits parted."""
        ...


class PeopleOf(Protocol):
    """Who is behind logins. `jobs.reviews.Reviews.people` is one."""

    async def __call__(self, pulls: Sequence[PullRequest]) -> Mapping[str, Person]:
        """Login to a member of the workspace."""
        ...


@dataclass(frozen=True, slots=True)
class Compared:
    """What a pull request does to the contracts that it touches."""

    pull: PullRequest
    changes: Sequence[Change]
    unread: Sequence[str]
    """A line for each file that could not be compared."""
    kinds: Sequence[str]

    @property
    def breaking(self) -> list[Change]:
        """What breaks callers."""
        return [change for change in self.changes if change.effect == "breaking"]


@dataclass(frozen=True, slots=True)
class Found:
    """What one repository's pull requests come to."""

    compared: Sequence[Compared]
    notes: Sequence[str]
    """A line for what was not compared, however many it concerns."""


class ApiDesign:
    """The kind `api_design`."""

    name = "api_design"
    task_words = frozenset({"api design", "api review", "api documentation", "openapi"})
    option_names = frozenset({"repos"})
    default_late = "run"
    own_hour = "never"

    def __init__(self, contracts: Contracts | None, card: RoleCard, people: PeopleOf, voice: Voice) -> None:
        """Compare those contracts; the card says who builds on them, `people` who wrote a change."""
        self._people = people
        self._contracts = contracts
        self._callers = _callers(card)
        self._voice = voice

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._contracts else OFF

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return repos_problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """The contract changes under way, and in the thread every change of them."""
        if self._contracts is None:
            return Result(line=f"API contracts: {OFF}.")
        only = occurrence.ritual.options.get("repos", ())
        answers = await of_chosen(self._contracts.repos, only, self._compared)
        if answers.nothing:
            return Result(line=f"API contracts: {answers.troubles[0]}")
        found = [each for repo in answers.found.values() for each in repo.compared]
        notes = [note for repo in answers.found.values() for note in repo.notes]
        found.sort(key=lambda each: (-len(each.breaking), each.pull.ready_at))
        if not (found or notes or answers.troubles):
            return Result(line="API contracts: no open pull request changes one.")
        said = await self._voice.line("api_design", {"breaking": sum(bool(each.breaking) for each in found)})
        key, channel = f"api_design:{occurrence.id}", occurrence.ritual.channel
        sort = "reply" if occurrence.asked_by else "ritual"
        people = await self._people([each.pull for each in found])
        lines = [*(SmallPrint(text=(note,)) for note in notes), *answers.small_print()]
        post = short(found, self._callers, people, said, lines)
        letters = [Letter(key, channel, post, sort="reply" if occurrence.asked_by else "ritual")]
        if (whole := in_full(found, people)) is not None:
            letters.append(in_thread(key, channel, whole, sort))
        return Result(letters=letters)

    async def _compared(self, repo: str) -> Found:
        assert self._contracts is not None  # noqa: S101 - `run` has looked
        pulls = await self._contracts.open_pulls(repo, files=True)
        touching = [pull for pull in pulls if _may_touch(pull)]
        # What GitHub refuses for one it refuses for most: the reason is told once, and what was compared is shown.
        asked = [self._compare(pull) for pull in touching[:MOST_PULLS]]
        results = await asyncio.gather(*asked, return_exceptions=True)
        failed = [each for each in results if isinstance(each, SourceError)]
        for each in results:
            if isinstance(each, BaseException) and not isinstance(each, SourceError):
                raise each
        if failed and len(failed) == len(results):
            raise failed[0]
        notes = []
        name = repo.rpartition("/")[2]
        if failed:
            notes.append(f"{name}: {_pulls(len(failed))} not compared. {failed[0].sentence}")
        if (left := len(touching) - MOST_PULLS) > 0:
            notes.append(f"{name}: {left} more may change a contract; the oldest {MOST_PULLS} were compared.")
        return Found([each for each in results if isinstance(each, Compared)], notes)

    async def _compare(self, pull: PullRequest) -> Compared | None:
        """None where it touches no contract after all. Raises `SourceError` where GitHub does not answer."""
        assert self._contracts is not None  # noqa: S101 - `run` has looked
        changes: list[Change] = []
        unread: list[str] = []
        kinds: set[str] = set()
        files = await self._contracts.changed_files(pull.repo, pull.number)
        contracts = [file for file in files if kind_of(file.path)]
        if not contracts:
            return None
        try:
            base = await self._contracts.merge_base(pull.repo, pull.base_sha, pull.head_sha)
        except SourceError as problem:
            if not problem.missing:
                raise
            return Compared(pull, (), ("it has no commit in common with its base any more",), ())
        for file in contracts[:MOST_FILES]:
            kind = kind_of(file.path) or "openapi"
            try:
                old = await self._contracts.file_at(pull.repo, file.before, base) if file.before else None
                new = None if file.removed else await self._contracts.file_at(pull.repo, file.path, pull.head_sha)
                changes += await compare(kind, old, new)
            except NoContract:
                continue
            except (SourceError, Unreadable) as problem:
                if isinstance(problem, SourceError) and not problem.missing:
                    raise
                why = problem.why if isinstance(problem, SourceError) else str(problem)
                unread.append(f"{file.path} changes, but cannot be compared: {why}")
            kinds.add(KINDS[kind])
        if len(contracts) > MOST_FILES:
            unread.append(f"{len(contracts) - MOST_FILES} more contract files were not compared")
        if not kinds:
            return None
        changes.sort(key=lambda change: ORDER.index(change.effect))
        return Compared(pull, changes, unread, sorted(kinds))


def _may_touch(pull: PullRequest) -> bool:
    paths = pull.paths or ()
    return len(paths) >= LISTED or any(kind_of(path) for path in paths)


def _pulls(count: int) -> str:
    return "1 pull request was" if count == 1 else f"{count} pull requests were"


def _callers(card: RoleCard) -> list[str]:
    """The card's partners who build on our contracts; all of them where none says so."""
    building = [
        partner.name
        for partner in card.partners
        if any(word in f"{partner.name} {partner.description}".lower() for word in _CALLERS)
    ]
    return building or [partner.name for partner in card.partners]


# --- what is said ------------------------------------------------------------------


def short(
    found: Sequence[Compared],
    callers: Sequence[str],
    people: Mapping[str, Person],
    said: str,
    troubles: Sequence[Block],
) -> Post:
    """What matters, in a few lines."""
    blocks: list[Block] = [Paragraph(text=(said,))] if said else []
    for each in found[:SHOWN_PULLS]:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, SHOWN_CHANGES):
            blocks.append(Bullets(items=tuple(lines)))
    if len(found) > SHOWN_PULLS:
        blocks.append(SmallPrint(text=(f"{len(found) - SHOWN_PULLS} more pull requests in the thread.",)))
    if callers and any(each.breaking for each in found):
        blocks.append(SmallPrint(text=(f"Who builds on these: {', '.join(callers[:6])}.",)))
    return Post(headline=(_headline(found),), blocks=(*blocks, *troubles))


def in_full(found: Sequence[Compared], people: Mapping[str, Person]) -> Post | None:
    """Every change, for the thread; None where the short post has them all."""
    if len(found) <= SHOWN_PULLS and all(len(each.changes) <= SHOWN_CHANGES for each in found):
        return None
    blocks: list[Block] = []
    for each in found:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, len(each.changes)):
            blocks.append(Bullets(items=tuple(lines)))
    return Post(headline=("Every change to a contract",), blocks=tuple(blocks))


def _headline(found: Sequence[Compared]) -> str:
    if not found:
        return "API contracts, as far as I could read them"
    breaking = sum(bool(each.breaking) for each in found)
    many = "1 open pull request changes" if len(found) == 1 else f"{len(found)} open pull requests change"
    ending = {0: "none breaks callers", 1: "it breaks callers" if len(found) == 1 else "one breaks callers"}
    return f"{many} a contract; {ending.get(breaking, f'{breaking} break callers')}"


def _title(each: Compared, people: Mapping[str, Person]) -> Text:
    kinds = f" ({', '.join(each.kinds)})" if each.kinds else ""
    pull = each.pull
    return (Link(url=pull.url, label=pull.ref), f" {pull.title[:90]} · ", who(pull.author, people), kinds)


def _lines(each: Compared, most: int) -> list[Text]:
    lines: list[Text] = []
    for change in each.changes[:most]:
        line = f"{change.where} {change.what}".strip()
        lines.append((Bold(text="breaks: "), line) if change.effect == "breaking" else (line,))
    if (left := len(each.changes) - most) > 0:
        lines.append((f"… and {left} more",))
    if not each.changes and not each.unread:
        lines.append(("nothing that callers would notice",))
    return [*lines, *((line,) for line in each.unread)]
