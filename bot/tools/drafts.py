"""Decision records and runbooks: what there is, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import Field

from bot.tools.arguments import About, OfSomebodysDays
from bot.tools.days import days_of
from bot.tools.draft_words import read
from bot.tools.scope import more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.chat import ChatLinks
from integrations.deferred import dataclass
from integrations.post import Block, Bold, Bullets, Code, InChannel, Link, Person, Quote, SmallPrint, Span, Text, When
from jobs.calendar import MIDNIGHT, moment_of, zone_of
from jobs.drafts.addresses import address_of
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.lookup import DraftLookup, Wanted
from jobs.drafts.model import Draft
from jobs.drafts.posts import shortened

MOST = 8
"""Drafts that an answer lists; the others are counted."""
AN_EXCERPT = 400
"""Characters of a text that are quoted where one draft alone is found."""
_DAY = timedelta(days=1)


class OfDrafts(OfSomebodysDays, About):
    """Words with a number, a state or what it is about; who wrote it; when it was decided, or made."""

    number: int | None = Field(None, description="The number of a record or a runbook.")


@tool(Audience.BY_PLACE)
async def find_drafts(
    asking: Asking, wanted: OfDrafts, draft_lookup: DraftLookup, drafts: Drafts, chat: ChatLinks
) -> Finding:
    """Find decision records (ADRs) and runbooks by number, state, words, author or days, the undecided first.

    Each with its state, who wrote it, a link, and how to read it whole. Only what the asker and everybody who
    hears the answer may see.
    """
    asked = read(wanted.words)
    if wanted.number is not None:
        asked = replace(asked, number=wanted.number)
    about = asked.words if asked.number is None else ()  # "who wrote ADR 1?" says which it is already
    sought = Wanted(asked.kinds, asked.number, asked.states, wanted.whose(asking.person), words=about)
    if wanted.first or wanted.last:
        days, zone = await days_of(asking, wanted), zone_of(asking.zone)
        since, until = (moment_of(each, MIDNIGHT, zone) for each in (days.first, days.last + _DAY))
        sought = replace(sought, since=since, until=until)
    place = None if asking.private else asking.place
    found, left = await draft_lookup.find(asking.person, place, sought, MOST)
    if not found and sought.states and sought.words:  # "is the outbox still open?" asks of one, whatever its state is
        found, left = await draft_lookup.find(asking.person, place, replace(sought, states=()), MOST)
    if not found:
        what = " or ".join(each.short if each is ADR else each.short.lower() for each in asked.kinds or (ADR, RUNBOOK))
        where = "that you can see" if asking.private else "that everybody here can see"
        which = "is none like that" if asked.says_more or sought.author or sought.since else "is none yet"
        return Finding((f"I looked for every {what} {where}: there {which}.",))
    asking.origins.places.update(each.channel for each in found if each.channel is not None)
    names = await draft_lookup.names(found)
    telling = _Telling(asking, names)
    addresses = [await address_of(each, drafts, chat) for each in found]
    people = tuple(each.author for each in found)
    if len(found) == 1 and not left:
        return Finding(telling.headline(found[0]), tuple(telling.whole(found[0], addresses[0])), people=people)
    items = tuple(telling.line(each, url) for each, url in zip(found, addresses, strict=True))
    headline = f"{len(found) + left} {_plural(found)} {'fit' if asked.says_more else 'are there'}:"
    return Finding((headline,), (Bullets(items=items), *more(left)), people=people)


def _plural(found: Sequence[Draft]) -> str:
    kinds = {each.kind.name for each in found}
    return "drafts" if len(kinds) > 1 else found[0].kind.plural


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts drafts into words."""

    asking: Asking
    names: Mapping[str, str]

    def headline(self, draft: Draft) -> Text:
        """What it is, and what became of it."""
        return (f"{draft.label}: ", Bold(text=draft.title), f", {draft.state.value}.")

    def whole(self, draft: Draft, url: str | None) -> list[Block]:
        """Who wrote it and who decided it, how it begins, and where the rest is."""
        by: list[str | Span] = [
            "By ",
            self._person(draft.author),
            " · ",
            When(at=draft.made_at, style="date", zone=self.asking.zone),
        ]
        if draft.decided_by and draft.decided_at:
            by += [
                f" · {draft.state.value} by ",
                self._person(draft.decided_by),
                " · ",
                When(at=draft.decided_at, style="date", zone=self.asking.zone),
            ]
        section = "decision" if draft.kind is ADR else "steps"
        text = draft.fields.get(section, "").strip()
        quote: list[Block] = [Quote(text=(shortened(text, AN_EXCERPT),))] if text else []
        return [SmallPrint(text=tuple(by)), *quote, SmallPrint(text=self._where(draft, url))]

    def line(self, draft: Draft, url: str | None) -> Text:
        """Return the line of a draft in a list of several."""
        what: Text = (
            Bold(text=draft.label),
            f": {draft.title}",
            " · " if draft.number is None else f" · {draft.state.value} · ",
        )
        return (*what, "by ", self._person(draft.author), " · ", *self._where(draft, url))

    def _where(self, draft: Draft, url: str | None) -> Text:
        parts: list[str | Span] = []
        if draft.channel is not None and draft.channel != self.asking.place:
            parts += [InChannel(channel=draft.channel), " · "]
        if url is not None:
            parts += [Link(url=url, label="the discussion"), " · "]
        return (*parts, Code(text=f"{draft.kind.command} show {draft.ref}"))

    def _person(self, user: str) -> Person:
        return Person(user=user, name=self.names.get(user, user))
