"""The demo of any role card: its day, its voice and its partners, with a sample team around it.

What the people say is made of the card's own titles, so that a nurse's team speaks of handovers
and a baker's of dough. Sample data, all of it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.demo import team
from bot.demo.acting import Act, acted, answer, clicks, fill, had_a_standup
from bot.demo.card_words import TeamWords, words_for
from bot.demo.stage import Stage
from bot.persona.choose import plainly
from integrations.deferred import dataclass
from integrations.rolecard import RoleCard, short_name
from integrations.workspace import Person, Place, Sample
from jobs.people.partners import Who
from jobs.rituals import kind_of

PLACE = replace(team.BACKEND, id="C0TEAM", name="team", topic="", purpose="Where the team's day happens")
WHERE = f"#{PLACE.name}"
_EARLY, _LATE = timedelta(minutes=5), timedelta(minutes=30)
DO_THE_ROLE = 2
"""How many of the sample team do the role; the others are its partners."""
_MOST_OF_A_DUTY = 200
"""Characters of what the card says of a responsibility, in a sentence of theirs."""
_MOST_WORDS = 60
"""Characters of a card's title within a sentence of theirs."""


def sample(card: RoleCard) -> Sample:
    """The workspace as it begins: some do the role, the others are its partners."""
    partners = [partner.name for partner in card.partners] or [card.title]
    titles = [card.title, card.title, *(partners * 3)[:3]]
    people = tuple(replace(person, title=title) for person, title in zip(team.PEOPLE, titles, strict=True))
    usual = team.team(card.name)
    places: tuple[Place, ...] = (PLACE, team.GENERAL, replace(team.LEADS, name="team-leads"))
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
        """Return when the day of the card is over."""
        return _moved(self.times[-1], _LATE)

    async def before(self, stage: Stage) -> None:
        """What the team said the day before, and the rituals that it set up that evening."""
        words, things = words_for(self.card), self._things()
        plans = {
            team.ANA: {"finish": words.planned.format(**things), "plan": words.finished.format(**things)},
            team.BEN: {"finish": f"{things['second']}.", "plan": words.together.format(**things)},
        }
        if self.card.tasks:
            await had_a_standup(stage, WHERE, plans)
        await stage.app.parts.partners.say(team.ANA.id, self._partners())
        await stage.turn_to(max(stage.now(), stage.at("15:00")))
        said = [(team.BEN, words.took_long), (team.ANA, words.decided), (team.CHIARA, words.keeps_list)]
        said += [(team.DEV, words.holds)] if things["duty"] else []
        for person, sentence in said:
            await stage.workspace.member(person.id).says(WHERE, sentence.format(**things))
            await stage.pass_(minutes=7)
        if self.card.tasks:
            await stage.turn_to(max(stage.now(), stage.at(self.last)))
            await stage.app.parts.rituals.setup.apply(team.ANA.id, PLACE.id, timezone=team.ZONE)
            await stage.settle()

    def _partners(self) -> Mapping[str, Who]:
        """Those of the sample team who do not do the role are its partners, one each."""
        names = [each.name for each in self.card.partners]
        return {name: Who(person=person.id) for name, person in zip(names, team.PEOPLE[DO_THE_ROLE:], strict=False)}

    def play(self, stage: Stage) -> AsyncIterator[datetime]:
        """Play the day from now to its end, or the next one; yields after each thing that happens."""
        return acted(stage, self._scenes(), opens=self.opens, last=self.last)

    def _scenes(self) -> Sequence[tuple[str, Act]]:
        words, things = words_for(self.card), self._things()
        standup = next((task.time for task in self.card.tasks if kind_of(task) == "standup"), None)
        begins = standup or self.times[0]
        decision, at_us = words.decision.format(**things), f"@{self.card.name}"

        def asks(who: Person, sentence: str) -> Act:
            return _says(who, f"{at_us} {sentence.format(**things)}")

        scenes: list[tuple[int, Act]] = [
            (8, asks(team.BEN, words.what_decided)),
            (12, _asks_alone(team.DEV, words.who_keeps.format(**things))),
            (16, _drafts(team.CHIARA, decision, words)),
            (20, _clicks(team.ANA, "Accept", decision)),
            (24, asks(team.ANA, words.remember)),
        ]
        if things["name"] and things["duty"]:
            scenes += [(26, asks(team.BEN, words.asks_as)), (32, asks(team.ANA, words.panel))]
        if self.card.partners:
            scenes.append((36, asks(team.BEN, words.knows)))
        if standup is not None:
            planned, late = words.planned.format(**things), {"in your way": words.waits.format(**things)}
            done = {"finish": f"{things['second']}.", "plan": planned}
            scenes += [(2, _answers(team.ANA, done)), (4, _answers(team.BEN, done | late))]
        timed = [(_moved(begins, timedelta(minutes=after)), act) for after, act in scenes]
        return sorted(timed, key=lambda scene: scene[0])

    def _things(self) -> Mapping[str, str]:
        """What the team speaks of, in the card's words; "" for what the card has none of."""
        card = self.card
        partners = [short_name(_short(each.name)) for each in card.partners[:2]] or ["keys"]
        duties = [each for each in card.responsibilities if each.description]
        spoken_of = (each for each in duties if plainly(card, f"{each.name} {each.description}"))
        duty = next(spoken_of, next(iter(duties), None))
        return {
            "first": self._subject(0),
            "second": self._subject(1),
            "duty": duty.name if duty else "",
            "words": duty.description[:_MOST_OF_A_DUTY] if duty else "",
            "name": short_name(next((each.name for each in card.personalities), "")),
            "partner": partners[0],
            "other": partners[-1],
        }

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


def _drafts(who: Person, title: str, words: TeamWords) -> Act:
    async def act(stage: Stage) -> None:
        member = stage.workspace.member(who.id)
        await member.command(f"/adr {title}", WHERE)
        await stage.settle()
        await fill(
            stage,
            member,
            {
                "context": words.context,
                "decision": words.choice,
                "consequences": words.consequences,
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
