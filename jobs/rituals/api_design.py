"""API design: the open pull requests that change a contract, breaking ones first."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from integrations.chat import Person
from integrations.codehost import CodeHost, PullRequest, short_name
from integrations.contracts import ContractChange, Effect
from integrations.post import Block, Bold, Bullets, Link, Paragraph, Post, SmallPrint, Text
from integrations.source import SourceError
from integrations.systems import NO_CODE_HOST
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.fan_out import of_chosen
from jobs.people.partners import Partner, Who
from jobs.reviews.contracts import Compared, compared, may_touch
from jobs.reviews.posts import who
from jobs.voice import Voice

MOST_PULLS = 25
"""Of a repository: the oldest that touch a contract. Each file takes two calls. How many more there are is said."""
LISTED = 100
"""Paths of a pull request that the list of them has; of one with as many it must be asked for the rest."""
SHOWN_PULLS = 5
SHOWN_CHANGES = 5
_LABELS: Mapping[Effect, str] = {"breaking": "breaks", "unclear": "may break", "not compared": "not compared"}
_CALLERS = ("api", "frontend", "front-end", "mobile", "client", "consume", "integrat")
"""Words of a partner who builds on our contracts."""


class PeopleOf(Protocol):
    """Who is behind logins. `jobs.reviews.Reviews.people` is one."""

    async def __call__(self, pulls: Sequence[PullRequest]) -> Mapping[str, Person]:
        """Login to a member of the workspace."""
        ...


class Partners(Protocol):
    """Who the role's partners are. `jobs.people.partners.Partners` is one."""

    async def all(self) -> Sequence[Partner]:
        """Return every partner of the card."""
        ...

    async def shown(self, who: Who) -> Text:
        """Return who that is, without calling anybody."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What one repository's pull requests come to."""

    compared: Sequence[Compared]
    notes: Sequence[str]
    """A line for what was not compared, however many it concerns."""


class ApiDesign(DigestKind[CodeHost]):
    """The kind `api_design`."""

    name = "api_design"
    subject = "API contracts"
    task_words = frozenset({"api design", "api review", "api documentation", "openapi"})
    options = (REPOS,)
    off = NO_CODE_HOST

    def __init__(self, host: CodeHost | None, partners: Partners, people: PeopleOf, voice: Voice) -> None:
        """Compare the contracts there; `partners` build on them, `people` says who wrote a change."""
        super().__init__(host, voice)
        self._people = people
        self._partners = partners

    async def gather(self, source: CodeHost, occurrence: Occurrence) -> Digest | Quiet:
        """The contract changes under way, what breaks callers first."""
        only = occurrence.ritual.options.get("repos", ())
        answers = await of_chosen(source, only, partial(_compared, source))
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        found = [each for repo in answers.found.values() for each in repo.compared]
        notes = [note for repo in answers.found.values() for note in repo.notes]
        found.sort(key=lambda each: (-len(each.breaking), each.pull.ready_at))
        if not (found or notes or answers.troubles):
            return Quiet("no open pull request changes one.")
        people = await self._people([each.pull for each in found])
        return Digest(
            short(found, await self._builders(), people),
            in_full(found, people),
            facts={"breaking": sum(bool(each.breaking) for each in found)},
            troubles=[*notes, *answers.troubles],
        )

    async def _builders(self) -> Sequence[Text]:
        """Those who build on the contracts, each with who that is here."""
        told: list[Text] = []
        for partner in _callers(await self._partners.all()):
            who = await self._partners.shown(partner.who)
            told.append((partner.name, " (", *who, ")") if who else (partner.name,))
        return told


async def _compared(host: CodeHost, repo: str) -> Found:
    """Compare the contracts of a repository's open pull requests. Raise `SourceError` where none could be."""
    pulls = await host.open_pulls(repo, files=True)
    touching = [pull for pull in pulls if _may_touch(pull)]
    # What the host refuses for one it refuses for most: the reason is told once, and what was compared is shown.
    asked = [compared(host, pull) for pull in touching[:MOST_PULLS]]
    results = await asyncio.gather(*asked, return_exceptions=True)
    failed = [each for each in results if isinstance(each, SourceError)]
    for each in results:
        if isinstance(each, BaseException) and not isinstance(each, SourceError):
            raise each
    if failed and len(failed) == len(results):
        raise failed[0]
    notes = []
    name = short_name(repo)
    if failed:
        notes.append(f"{name}: {_pulls(len(failed))} not compared. {failed[0].sentence}")
    if (left := len(touching) - MOST_PULLS) > 0:
        notes.append(f"{name}: {left} more may change a contract; the oldest {MOST_PULLS} were compared.")
    return Found([each for each in results if isinstance(each, Compared)], notes)


def _may_touch(pull: PullRequest) -> bool:
    paths = pull.paths or ()
    return len(paths) >= LISTED or may_touch(paths)


def _pulls(count: int) -> str:
    return "1 pull request was" if count == 1 else f"{count} pull requests were"


def _callers(partners: Sequence[Partner]) -> Sequence[Partner]:
    """The partners who build on our contracts; all of them where none says so."""
    building = [
        partner
        for partner in partners
        if any(word in f"{partner.name} {partner.description}".lower() for word in _CALLERS)
    ]
    return building or partners


# --- what is said ------------------------------------------------------------------


def short(found: Sequence[Compared], callers: Sequence[Text], people: Mapping[str, Person]) -> Post:
    """What matters, in a few lines."""
    blocks: list[Block] = []
    for each in found[:SHOWN_PULLS]:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, SHOWN_CHANGES):
            blocks.append(Bullets(items=tuple(lines)))
    if len(found) > SHOWN_PULLS:
        blocks.append(SmallPrint(text=(f"{len(found) - SHOWN_PULLS} more pull requests in the thread.",)))
    if callers and any(each.breaking for each in found):
        blocks.append(SmallPrint(text=("Who builds on these: ", *_listed(callers[:6]), ".")))
    return Post(headline=(_headline(found),), blocks=tuple(blocks))


def _listed(texts: Sequence[Text]) -> Text:
    return tuple(span for number, text in enumerate(texts) for span in ((", ", *text) if number else text))


def in_full(found: Sequence[Compared], people: Mapping[str, Person]) -> Post | None:
    """Every change, for the thread; None where the short post has them all."""
    if len(found) <= SHOWN_PULLS and all(_size(each) <= SHOWN_CHANGES for each in found):
        return None
    blocks: list[Block] = []
    for each in found:
        blocks.append(Paragraph(text=_title(each, people)))
        if lines := _lines(each, _size(each)):
            blocks.append(Bullets(items=tuple(lines)))
    return Post(headline=("Every change to a contract",), blocks=tuple(blocks))


def _size(each: Compared) -> int:
    """The longer of its two lists."""
    return max(len(each.changes), len(each.unread))


def _headline(found: Sequence[Compared]) -> str:
    if not found:
        return "API contracts, as far as I could read them"
    breaking = sum(bool(each.breaking) for each in found)
    many = "1 open pull request changes" if len(found) == 1 else f"{len(found)} open pull requests change"
    none = "none breaks callers" if all(each.is_whole for each in found) else "none is known to break callers"
    ending = {0: none, 1: "it breaks callers" if len(found) == 1 else "one breaks callers"}
    return f"{many} a contract; {ending.get(breaking, f'{breaking} break callers')}"


def _title(each: Compared, people: Mapping[str, Person]) -> Text:
    kinds = f" ({', '.join(each.kinds)})" if each.kinds else ""
    pull = each.pull
    return (Link(url=pull.url, label=pull.ref), f" {pull.title[:90]} · ", who(pull.author, people), kinds)


def _lines(each: Compared, most: int) -> list[Text]:
    """What it does: what breaks, what may, what was not compared, and then what is harmless."""
    lines: list[Text] = []
    shown = each.changes[:most]
    for change in shown:
        if change.effect != "compatible":
            lines.append(_line(change))
    lines += [(line,) for line in each.unread[:most]]
    if (more := len(each.unread) - most) > 0:
        lines.append((f"… and {more} more that could not be compared",))
    lines += [_line(change) for change in shown if change.effect == "compatible"]
    if left := each.changes[most:]:
        lines.append((f"… and {_counted(left)}",))
    if not each.changes and not each.unread:
        lines.append(("nothing that callers would notice",))
    return lines


def _line(change: ContractChange) -> Text:
    line = f"{change.where} {change.what}".strip()
    label = _LABELS.get(change.effect)
    return (Bold(text=f"{label}: "), line) if label else (line,)


def _counted(changes: Sequence[ContractChange]) -> str:
    """How many are left of which effect: `2 more that break, 9 harmless`."""
    counts = Counter(change.effect for change in changes)
    words: Mapping[Effect, str] = {
        "breaking": "that break",
        "unclear": "that may break",
        "not compared": "not compared",
    }
    told = [f"{counts[effect]} more {word}" for effect, word in words.items() if counts[effect]]
    if harmless := counts["compatible"]:
        told.append(f"{harmless} {'' if told else 'more, '}harmless")
    return ", ".join(told)
