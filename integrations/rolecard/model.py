"""What a role card says."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict


class NoCard(Exception):
    """The text is no role card; the message says why, for the person who wrote it."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


class Task(_Frozen):
    """One task of the role's day."""

    time: str
    """Local time of day, `HH:MM`."""
    title: str
    description: str
    line: int
    """Where it is in the card, counted from 1."""


class Named(_Frozen):
    """A point with a name: a responsibility, a partner, a personality, a server."""

    name: str
    description: str
    link: str | None = None


class Phrase(_Frozen):
    """Something that the role would say, and when."""

    name: str
    text: str


class RoleCard(_Frozen):
    """A role, as far as its card tells. Only the title is certain."""

    title: str
    role_code: str | None = None
    agent_name: str | None = None
    description: str = ""
    system_prompt: str | None = None
    tasks: tuple[Task, ...] = ()
    responsibilities: tuple[Named, ...] = ()
    variations: tuple[Named, ...] = ()
    partners: tuple[Named, ...] = ()
    personalities: tuple[Named, ...] = ()
    mcp_servers: tuple[Named, ...] = ()
    dialogue: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    @property
    def name(self) -> str:
        """Who speaks: the agent's name, else the role's title."""
        return self.agent_name or self.title


class Problem(_Frozen):
    """What could not be used, and where."""

    line: int
    what: str
    note: bool = False
    """Whether nothing is wrong with it: a teammate just has no use for it."""

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


class CardReading(_Frozen):
    """A card, and what of its text could not be used."""

    card: RoleCard
    problems: tuple[Problem, ...] = ()


def as_json(card: RoleCard, kind_of: Callable[[Task], str]) -> dict[str, Any]:
    """The card as `rolecall card --json` shows it, each task with the kind of ritual it becomes."""
    points = ("responsibilities", "variations", "partners", "personalities", "mcp_servers")
    return {
        "title": card.title,
        "role_code": card.role_code,
        "agent_name": card.agent_name,
        "description": card.description,
        "system_prompt": card.system_prompt,
        "tasks": [
            {"time": task.time, "title": task.title, "description": task.description, "kind": kind_of(task)}
            for task in card.tasks
        ],
        **{name: [point.model_dump() for point in getattr(card, name)] for name in points},
        "dialogue": list(card.dialogue),
        "phrases": [phrase.model_dump() for phrase in card.phrases],
    }
