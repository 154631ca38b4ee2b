"""What the team wrote down beside its chat: decisions and runbooks, incidents, and what was told in standups.

Each is found by the words of a question, and told as what it is, to whom it may be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.memory.days_asked import is_time
from bot.memory.kin import kin
from bot.memory.narrowed import Narrowed
from bot.memory.stems import stem
from bot.memory.stop_words import strong
from bot.memory.words import searchable, terms
from bot.tools.draft_words import read
from bot.tools.scope import channels_told, hears_only_members
from bot.tools.tool import Asking
from integrations.chat import ChatLinks
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.post import Bold, Code, Link, Person, Span, Text, When
from integrations.words import one_line, shortened
from jobs.alerts import Alerts
from jobs.alerts.model import Incident
from jobs.alerts.pieces import duration, titled, where
from jobs.delivery.retention import INCIDENTS
from jobs.drafts.addresses import address_of
from jobs.drafts.drafts import Drafts
from jobs.drafts.lookup import DraftLookup, Wanted
from jobs.drafts.model import Draft
from jobs.drafts.posts import line
from jobs.messages import Origins
from jobs.people.directory import Directory
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.told_answers import told_in
from jobs.standup.words import day

MOST_DRAFTS, MOST_INCIDENTS, MOST_STANDUPS = 3, 2, 3
_SOME = 20
"""Drafts that are looked through."""
_ANSWERS = 500
"""Answers in standups that are looked through: the newest, and as many older ones that have a word of the question."""
_BEGINNING = 5
"""Letters that two forms of a word share; what no letters of ASCII tell is not looked for in older answers."""
_SHARE = 0.6
"""So many of the question's telling words something has to have."""
_LONGEST = 300
"""Characters of somebody's answer; the link leads to the rest."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was found in drafts, rounds and alerts."""

    lines: Sequence[Text] = ()
    people: Sequence[str] = ()
    """Whose words it repeats, so that an erasure finds them."""


class WrittenDown:
    """Looks for a question's words in drafts, rounds of standups and alerts."""

    def __init__(
        self,
        db: Database,
        team: Directory,
        chat: ChatLinks,
        *,
        alerts: Alerts,
        drafts: Drafts,
        draft_lookup: DraftLookup,
        round_lookup: RoundLookup,
    ) -> None:
        """`team` knows who may hear what, `chat` where it can be read."""
        self._db = db
        self._team = team
        self._chat = chat
        self._alerts = alerts
        self._posted = drafts
        self._drafts = draft_lookup
        self._rounds = round_lookup

    async def about(self, question: str, asking: Asking, only: Narrowed | None = None) -> Written:
        """Return what is written about a question that all who hear the answer may know. May ask the chat.

        Of `only` some people or days where that is given: an alert is nobody's.
        """
        telling, only = _telling(question), only or Narrowed()
        if not telling:
            return Written()
        told, people = await self._standups(telling, asking, only)
        incidents = [] if only.authors or only.channels else await self._incidents(telling, asking, only)
        return Written([*await self._decisions(question, telling, asking, only), *incidents, *told], people)

    async def _decisions(self, question: str, telling: Sequence[str], asking: Asking, only: Narrowed) -> list[Text]:
        about = read(question).words
        place = None if asking.private else asking.place
        found, _ = await self._drafts.find(asking.person, place, Wanted(words=about), _SOME) if about else ([], 0)
        having = [
            each
            for each in found
            if only.fits(each.author, each.channel, only.day_of(each.made_at))
            and _has(telling, [each.kind.short, each.title, *each.fields.values()])
        ][:MOST_DRAFTS]
        asking.origins.places.update(each.channel for each in having if each.channel is not None)
        return [(*line(each), *await self._where(each)) for each in having]

    async def _where(self, draft: Draft) -> Text:
        """Where a draft is discussed, and how it is read whole."""
        url = await address_of(draft, self._posted, self._chat)
        linked: Text = (" · ", Link(url=url, label="the discussion")) if url else ()
        return (*linked, " · ", Code(text=f"{draft.kind.command} show {draft.ref}"))

    async def _incidents(self, telling: Sequence[str], asking: Asking, only: Narrowed) -> list[Text]:
        heard = await self._alerts.between(asking.at - INCIDENTS, asking.at + timedelta(minutes=1))
        having = [
            each
            for each in heard
            if only.fits(None, None, only.day_of(each.started_at))
            and _has(telling, ["incident alert", each.service, each.rule, each.title])
        ]
        if not having or not await hears_only_members(asking, self._db, self._team):
            return []
        return [_incident(each, asking) for each in reversed(having[-MOST_INCIDENTS:])]

    async def _standups(self, telling: Sequence[str], asking: Asking, only: Narrowed) -> tuple[list[Text], list[str]]:
        told = await channels_told(replace(asking, origins=Origins()), self._db, self._team)
        beginnings = {stem(word)[:_BEGINNING] for word in telling if word.isascii()}
        async with self._db.read() as tx:
            every = await told_in(tx, told, beginnings, _ANSWERS)
        fitting = [
            each
            for each in every
            if only.fits(each.person, each.channel, each.local_date)
            and _has(telling, ["standup", each.name, *each.words.values()])
        ]
        having = fitting[:MOST_STANDUPS]
        asking.origins.places.update(each.channel for each in having)
        lines: list[Text] = []
        for each in having:
            said = one_line(" · ".join(filter(None, each.words.values())))
            spans: list[str | Span] = [Bold(text=f"Standup of {day(each.local_date)}"), ", "]
            spans += [Person(user=each.person, name=each.name), f": {shortened(said, _LONGEST)}"]
            url = await self._rounds.answer_url(each.round, each.person) or await self._rounds.url(each.round)
            lines.append((*spans, " · ", Link(url=url, label="open")) if url else tuple(spans))
        return lines, [each.person for each in having]


def _incident(incident: Incident, asking: Asking) -> Text:
    state = f"over after {duration(incident.lasted(asking.at))}" if not incident.firing else "still firing"
    began = When(at=incident.started_at, style="date_time", zone=asking.zone)
    return (Bold(text="Incident"), " of ", began, ": ", *titled(incident), f" · {state}", *where(incident))


def _telling(question: str) -> list[str]:
    """The words of a question that say what it is about."""
    said = [word for word in terms(question) if not is_time(word)]
    return [word for word in said if word in strong(said)]


def _has(telling: Sequence[str], texts: Iterable[str]) -> bool:
    """Return True if texts have enough of some words, or of others of their meaning."""
    there = {stem(word) for word in searchable(" ".join(texts)).split()}
    having = sum(not there.isdisjoint({stem(word), *(stem(other) for other in kin(stem(word)))}) for word in telling)
    return having >= max(1, min(len(telling), 2), _SHARE * len(telling))
