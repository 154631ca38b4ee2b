"""The questions of `tests/evals/questions/`: what is asked by whom, and what a right answer has and has not."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FOLDER = Path(__file__).parent / "questions"
RESERVE = "reserve"
"""The file that a run takes only when it is asked for."""

Language = Literal["en", "de", "es", "fr"]
Tool = Literal[
    "open_blockers",
    "standup_answers",
    "standup_digest",
    "plans",
    "who_is_away",
    "alerts_now",
    "alerts_since",
    "reviews_waiting",
    "my_issues",
    "issue",
    "find_issues",
    "deployments",
    "red_tests",
    "slow_queries",
    "find_drafts",
    "the_day",
    "who_is_who",
    "partners",
    "this_thread",
    "this_channel",
    "recall",
    "remember",
    "forget",
    "small_talk",  # from no tool: a greeting, help, thanks
    "unknown",  # from no tool: it says that it does not know, be it somebody of that name
]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[str, Field(min_length=1)]
Fragment = Annotated[tuple[Words, ...], BeforeValidator(_listed), Field(min_length=1)]
"""Words of which one has to be in an answer."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Entry):
    """One message to the bot, and what its answer has to be."""

    ask: Words
    tool: Annotated[tuple[Tool, ...], BeforeValidator(_listed), Field(min_length=1)]
    """The tools of which one has to have been used."""
    must: tuple[Fragment, ...] = ()
    must_not: tuple[Words, ...] = ()


class Question(Step):
    """A message, or with `then` a short thread of them. It is right when every step of it is."""

    topic: str = ""
    lang: Language = "en"
    who: Literal["Ana", "Ben", "Chiara", "Dev", "Elif"] = "Ben"
    where: Literal["#backend", "#backend-leads", "dm"] = "#backend"
    at: Annotated[str, Field(pattern=r"^(0\d|1\d|2[0-3]):[0-5]\d$")] = "16:20"
    """It is asked right after the first thing that happens at or after this time; by default late in the day."""
    then: tuple[Step, ...] = ()
    holdout: bool = False
    changes: bool = False
    """Whether it leaves something behind, such as a note; these are asked last."""
    smoke: bool = False
    """Whether the test suite asks it too."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every message of it."""
        return (self, *self.then)

    @property
    def words(self) -> str:
        """All of its messages, on a line."""
        return " → ".join(step.ask for step in self.steps)


class _File(_Entry):
    question: tuple[Question, ...]


def questions() -> list[Question]:
    """All but the reserve, by file name and in the order of each file. Raises ValueError for a file that is wrong."""
    topics = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != RESERVE)
    return [question for topic in topics for question in read(topic)]


def read(topic: str) -> list[Question]:
    """The questions of one file. Raises ValueError where it is wrong, OSError where there is none."""
    content = tomllib.loads((FOLDER / f"{topic}.toml").read_text(encoding="utf-8"))
    found = _File.model_validate(content).question
    return [each.model_copy(update={"topic": each.topic or topic}) for each in found]
