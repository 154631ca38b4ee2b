"""The demo of any role card: its day, its voice and its partners, with a sample team around it.

What the people say is made of the card's own titles, so that a nurse's team speaks of handovers
and a baker's of dough. Sample data, all of it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.demo import team
from bot.demo.acting import Act, acted, answer, clicks, fill, had_a_standup
from bot.demo.stage import Stage
from integrations.rolecard import RoleCard
from integrations.workspace import Person, Place, Sample
from jobs.rituals import kind_of

PLACE = replace(team.BACKEND, id="C0TEAM", name="team", topic="", purpose="Where the team's day happens")
WHERE = f"#{PLACE.name}"
_EARLY, _LATE = timedelta(minutes=5), timedelta(minutes=30)
_MOST_WORDS = 60
"""Characters of a card's title within a sentence of theirs."""


def sample(card: RoleCard) -> Sample:
    """The workspace as it begins: some do the role, the others are its partners."""
    partners = [partner.name for partner in card.partners] or [card.title]
    titles = [card.title, card.title, *(partners * 3)[:3]]
    people = tuple(replace(person, title=title) for person, title in zip(team.PEOPLE, titles, strict=True))
    usual = team.team(card.name)
    places: tuple[Place, ...] = (PLACE, *(place for place in usual.places if place.id != team.BACKEND.id))
    return replace(usual, people=people, places=places)


@dataclass(frozen=True, slots=True)
class CardDay:
    """The day of a card as the demo plays it."""

    card: RoleCard

    @property
    def times(self) -> Sequence[str]:
        """When something happens, `HH:MM`, earliest first; a card without tasks has an hour to talk in."""
        return sorted(task.time for task in self.card.tasks) or ["09:00", "10:00"]

    @property
    def opens(self) -> str:
        """When the demo begins: a little before the day does."""
        return _moved(self.times[0], -_EARLY)

    @property
    def last(self) -> str:
        """When the day is over."""
        return _moved(self.times[-1], _LATE)

    async def before(self, stage: Stage) -> None:
        """What the team said the day before, and the rituals that it set up that evening."""
        first, second = self._subject(0), self._subject(1)
        plans = {
            team.ANA: {"finish": f"{first}, as planned.", "plan": f"{second}, and a look at what was left over."},
            team.BEN: {"finish": f"{second}.", "plan": f"{first}, together with Ana."},
        }
        if self.card.tasks:
            await had_a_standup(stage, WHERE, plans)
        await stage.turn_to(max(stage.now(), stage.at("15:00")))
        for person, words in (
            (team.BEN, f"{first} took longer than we thought, and nobody had the notes at hand."),
            (
                team.ANA,
                f"We decided: the notes on “{first}” stay in the folder at the door, for whoever comes first.",
            ),
            (team.CHIARA, f"I keep the list for “{second}”; ask me before you change it."),
        ):
            await stage.workspace.member(person.id).says(WHERE, words)
            await stage.pass_(minutes=7)
        if self.card.tasks:
            await stage.turn_to(max(stage.now(), stage.at(self.last)))
            await stage.app.parts.rituals.setup.apply(team.ANA.id, PLACE.id, timezone=team.ZONE)
            await stage.settle()

    def play(self, stage: Stage) -> AsyncIterator[datetime]:
        """Play the day from now to its end, or the next one; yields after each thing that happens."""
        return acted(stage, self._scenes(), opens=self.opens, last=self.last)

    def _scenes(self) -> Sequence[tuple[str, Act]]:
        first, second = self._subject(0), self._subject(1)
        standup = next((task.time for task in self.card.tasks if kind_of(task) == "standup"), None)
        begins = standup or self.times[0]
        decision, at_us = f"One list for {second}", f"@{self.card.name}"
        scenes: list[tuple[str, Act]] = [
            (
                _moved(begins, timedelta(minutes=8)),
                _says(team.BEN, f"{at_us} what did we decide about {first}?"),
            ),
            (_moved(begins, timedelta(minutes=12)), _asks_alone(team.DEV, f"Who keeps the list for {second}?")),
            (_moved(begins, timedelta(minutes=16)), _drafts(team.CHIARA, decision)),
            (_moved(begins, timedelta(minutes=20)), _clicks(team.ANA, "Accept", decision)),
            (
                _moved(begins, timedelta(minutes=24)),
                _says(team.ANA, f"{at_us} remember that {first} begins on time, whoever is missing"),
            ),
        ]
        if standup is not None:
            partner = _short(self.card.partners[0].name if self.card.partners else "keys")
            scenes += [
                (
                    _moved(standup, timedelta(minutes=2)),
                    _answers(team.ANA, {"finish": f"{second}.", "plan": f"{first}, and the notes on it."}),
                ),
                (
                    _moved(standup, timedelta(minutes=4)),
                    _answers(
                        team.BEN,
                        {
                            "finish": f"{first}.",
                            "plan": f"{second}.",
                            "in your way": f"Waiting for the {partner}",
                        },
                    ),
                ),
            ]
        return sorted(scenes, key=lambda scene: scene[0])

    def _subject(self, number: int) -> str:
        """Something that the role does, in the card's words."""
        named = [task.title for task in self.card.tasks if kind_of(task) == "reminder"]
        named += [each.name for each in self.card.responsibilities]
        named += [each.name for each in self.card.phrases if each.name]
        found = list(dict.fromkeys(named)) or [task.title for task in self.card.tasks] or [self.card.title]
        return _short(found[number % len(found)])


def _says(who: Person, words: str) -> Act:
    async def act(stage: Stage) -> None:
        await stage.workspace.member(who.id).says(WHERE, words)

    return act


def _asks_alone(who: Person, words: str) -> Act:
    async def act(stage: Stage) -> None:
        member = stage.workspace.member(who.id)
        await member.says(await member.opens_dm(), words)

    return act


def _answers(who: Person, values: Mapping[str, str]) -> Act:
    async def act(stage: Stage) -> None:
        await answer(stage, WHERE, stage.workspace.member(who.id), values)

    return act


def _drafts(who: Person, title: str) -> Act:
    async def act(stage: Stage) -> None:
        member = stage.workspace.member(who.id)
        await member.command(f"/adr {title}", WHERE)
        await stage.settle()
        await fill(
            stage,
            member,
            {
                "context": "There were two of them this week, and they did not agree.",
                "decision": "We keep one, and whoever changes it says so here.",
                "consequences": "Everybody looks in the same place. Somebody has to keep it tidy.",
            },
        )

    return act


def _clicks(who: Person, button: str, about: str) -> Act:
    async def act(stage: Stage) -> None:
        await clicks(stage, WHERE, who, button, about)

    return act


def _short(words: str) -> str:
    return words if len(words) <= _MOST_WORDS else words[:_MOST_WORDS].rsplit(" ", 1)[0] + " …"


def _moved(clock: str, by: timedelta) -> str:
    """`HH:MM` earlier or later, within its day."""
    hour, minute = map(int, clock.split(":"))
    minutes = hour * 60 + minute + int(by.total_seconds()) // 60
    minutes = min(max(minutes, 0), 24 * 60 - 1)
    return f"{minutes // 60:02}:{minutes % 60:02}"
