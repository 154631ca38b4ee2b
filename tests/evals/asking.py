"""Asks questions as people do, in the workspace, and judges the answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.demo import team
from bot.demo.stage import Stage
from integrations.workspace import Said
from tests.evals import world
from tests.evals.question_files import Question, Step
from tests.stage import BOT

NO_TOOL = "none"
ALSO = {"small_talk": {NO_TOOL}, "unknown": {NO_TOOL, "stranger"}}
"""What the app may call an answer that is from no tool, by what a question calls it."""
ANSWERED = "question_answered"
"""What the app logs of an answer that is from a tool, with its name as `tool`."""
NAMES = frozenset(person.name for person in team.PEOPLE)
"""Fragments that have to be words of their own: Dev is not in DevOps."""
SAYS = {
    "@unknown": (
        *(
            "don't know",
            "don’t know",
            "couldn't find",
            "could not find",
            "do not know",
            "not know",
            "no idea",
            "never heard",
            "not sure",
            "find nothing",
        ),
        *("found nothing", "nothing about", "nobody told me", "nobody has told me", "have nothing", "not been told"),
        *("weiß nicht", "weiß ich nicht", "finde nichts", "no sé", "no lo sé", "ne sais pas", "no encuentro"),
    ),
    "@nothing": (
        *("no ", "none", "nothing", "nobody", "nowhere", "not ", "everybody is", "all clear", "kein", "nichts"),
        *("niemand", "nada", "nadie", "ningun", "rien", "aucun", "personne"),
    ),
    "@way_on": ("tell me", "remember", "keep it", "keep that", "you can", "/recall", "ask ", "sag ", "dime", "dis-moi"),
    "@noise": ("this was said before", "find anything", "find nothing", "found nothing"),
}
"""What a fragment may stand for: that something is not known, that there is none of it, what one can do, no answer."""


ELSEWHERE = {
    "of": "von de sur",
    "everybody": "alle todos tous",
    "everyone": "alle todos tous",
    "all": "alle todos tous",
    "nobody": "niemand nadie personne",
    "today": "heute hoy aujourd'hui",
    "tomorrow": "morgen mañana demain",
    "yesterday": "gestern ayer hier",
    "away": "weg falta absent",
    "until": "bis hasta jusqu'à",
    "critical": "kritisch crítica critique",
    "open": "offen abierta ouvert",
    "firing": "feuert activa cours",
    "still": "noch aún toujours",
    "nothing": "nichts nada rien",
    "red": "rot rojo rouge",
    "green": "grün verde vert",
    "blocked": "blockiert bloqueo bloqué",
    "merged": "gemergt fusionadas mergées",
    "answered": "beantwortet respondido répondu",
    "waits": "wartet espera attend",
    "wait": "warten esperan attendent",
    "back": "zurück vuelve retour",
    "on": "am el le",
    "alert": "Alarm alerta alerte",
    "alerts": "Alarme alertas alertes",
    "issue": "Ticket ticket ticket",
    "issues": "Tickets tickets tickets",
    "deployments": "Deployments despliegues déploiements",
    "Monday": "Montag lunes lundi",
    "Tuesday": "Dienstag martes mardi",
    "Wednesday": "Mittwoch miércoles mercredi",
    "Thursday": "Donnerstag jueves jeudi",
    "Friday": "Freitag viernes vendredi",
    "November": "November noviembre novembre",
    "December": "Dezember diciembre décembre",
}
"""Words of a fragment in German, Spanish and French: what tools find is told in the language of the question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back to one message."""

    step: Step
    tool: str
    shown: str
    missing: Sequence[str] = ()
    too_much: Sequence[str] = ()
    errors: Sequence[str] = ()

    @property
    def right(self) -> bool:
        """Whether it is from the right tool, has what it must and nothing that it must not."""
        return self.is_from_the_tool and self.has_the_facts

    @property
    def is_from_the_tool(self) -> bool:
        """Whether it is from a tool that was wanted, or from none where that was."""
        return any(self.tool == tool or self.tool in ALSO.get(tool, ()) for tool in self.step.tool)

    @property
    def has_the_facts(self) -> bool:
        """Whether its words are right, whichever tool they are from."""
        return not (self.missing or self.too_much or self.errors)


@dataclass(slots=True)
class Asked:
    """A question and all of its answers."""

    question: Question
    answers: list[Answer] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether every answer is."""
        return all(answer.right for answer in self.answers)

    @property
    def has_the_facts(self) -> bool:
        """Whether every answer's words are right, whichever tools they are from."""
        return all(answer.has_the_facts for answer in self.answers)


async def ask_all(questions: Sequence[Question], folder: Path) -> list[Asked]:
    """Play the day once and ask each question at its time, those that change nothing first; in order of `questions`."""
    asked: dict[int, Asked] = {}
    left = sorted(range(len(questions)), key=lambda n: (questions[n].changes, n))
    with capture_logs() as logs:
        async with world.opened(folder) as (stage, story):
            async for clock in world.moments(stage, story):
                due = [number for number in left if questions[number].at <= clock]
                left = [number for number in left if number not in due]
                for number in due:
                    asked[number] = await ask(stage, questions[number], logs)
                if not left:
                    break
    return [asked[number] for number in sorted(asked)]


async def ask(stage: Stage, question: Question, logs: list[EventDict]) -> Asked:
    """Ask one question, step by step, and take its words back afterwards, as nobody else shall meet them."""
    asker = stage.workspace.member(question.who)
    place = await world.place_of(stage, question.who, question.where)
    direct = question.where == world.A_DM
    result, thread, said = Asked(question), None, []
    for number, step in enumerate(question.steps):
        words = step.ask if direct or number or BOT in step.ask else f"{BOT} {step.ask}"
        logs.clear()
        ts = await asker.says(place, words, thread)
        said.append(ts)
        await stage.pass_(seconds=5)
        thread = None if direct else said[0]
        heard = [
            each
            for each in stage.workspace.messages_in(place)
            if each.user == team.BOT and each.ts > ts and (direct or each.thread_ts == thread)
        ]
        result.answers.append(judged(step, [(asker.shown(each), each) for each in heard], logs))
    if not question.changes:
        for ts in reversed(said):
            await asker.deletes(place, ts)
        await stage.settle()
    return result


def judged(step: Step, heard: Sequence[tuple[str, Said]], logs: Sequence[EventDict]) -> Answer:
    """An answer beside what it has to be. It may say it in its text or in its blocks."""
    tool = next((str(each.get("tool")) for each in reversed(logs) if each["event"] == ANSWERED), NO_TOOL)
    errors = [str(each["event"]) for each in logs if each["log_level"] in ("error", "critical")]
    shown = "\n".join(text for text, _ in heard)
    seen = plain("\n".join((shown, *(said.shown for _, said in heard))))
    missing = ["|".join(each) for each in step.must if not any(_has(seen, one) for one in each)]
    too_much = [each for each in step.must_not if _has(seen, each)]
    return Answer(step, tool, shown, missing if heard else ["an answer"], too_much, errors)


def _has(seen: str, fragment: str) -> bool:
    if fragment in NAMES:
        return re.search(rf"\b{fragment.casefold()}\b", seen) is not None
    return any(plain(one) in seen for one in SAYS.get(fragment, (fragment, *_elsewhere(fragment))))


def _elsewhere(fragment: str) -> list[str]:
    """The fragment as an answer in German, Spanish or French has it: its counts, days and "everybody"."""
    found = []
    for number in range(3):
        told = re.sub(r"(?<=\d)(?= (?:November|December))", (".", " de", "")[number], fragment)
        for english, others in ELSEWHERE.items():
            told = re.sub(rf"\b{english}\b", others.split()[number], told, flags=re.IGNORECASE)
        found += [told] if told != fragment else []
    return found


def plain(words: str) -> str:
    """Words without bold, code and line breaks, in small letters."""
    return re.sub(r"\s+", " ", re.sub(r"[*`~]", "", words)).casefold()
