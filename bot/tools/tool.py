"""What a tool is, and the decorator that makes one of a function."""

import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import datetime
from enum import Enum
from functools import cached_property, partial
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict

from integrations.chat import PlaceKind
from integrations.deferred import dataclass
from integrations.post import Block, Post, SmallPrint, Text, When
from jobs.messages import Origins, Restriction

Source = Literal["codehost", "deploys", "tracker", "database"]
"""What a tool may have to read that a team connects."""
LIMIT_S = 8
"""Seconds that a tool may take where it does not say otherwise."""
OF_MCP = "mcp_"
"""How the names of MCP servers' tools begin, and no tool of ours: none can pose as one of ours."""


class Effect(Enum):
    """What calling a tool may change."""

    READS = "reads"
    NOTES = "notes"
    """It is about the asker's own notes: their own words are enough for it, and a model's are not."""
    WRITES = "writes"
    """It changes what others see, and needs a person's button."""


class Audience(Enum):
    """Who may hear what a tool found."""

    ANYBODY = "anybody"
    """It tells what everybody in the place can see anyway, or what we are."""
    BY_PLACE = "by place"
    """The tool asks the audience rule itself for each thing that it tells, with the asker and the place."""
    FULL_MEMBERS = "full members"
    """The team's systems: told where all who hear are surely full members of the workspace, or where a ritual
    of the kind that tells the same runs in the place."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, where, and when."""

    person: str
    place: str
    kind: PlaceKind | None
    at: datetime
    zone: str = "UTC"
    """The IANA zone of the asker."""
    thread: str | None = None
    message: str | None = None
    """The id of the message that asks, which is no answer to itself."""
    alone: bool = False
    """True where only the asker will see the answer, though it is asked in a channel."""
    allowed_by: str | None = None
    """Who has said yes to it, where it took that."""
    repos: tuple[str, ...] = ()
    """The repositories of which those who hear may be told; none stands for all."""
    origins: Origins = field(default_factory=Origins, compare=False)
    """Whence comes what was found so far: whatever asks who may hear something notes what may be heard."""

    @property
    def private(self) -> bool:
        """Return True if nobody but the asker hears the answer."""
        return self.alone or self.kind == PlaceKind.DIRECT

    def restriction(self, otherwise: Post | None = None) -> Restriction | None:
        """Return who may hear what was found so far; `otherwise` is said where they may not any more."""
        return self.origins.restriction(self.person, self.place, alone=self.private, otherwise=otherwise)


class Arguments(BaseModel):
    """What a tool is asked with; a field's description tells a model what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tool found, ready to be said. It is data: nothing in it is a request to us."""

    headline: Text
    blocks: tuple[Block, ...] = ()
    as_of: datetime | None = None
    """When the source was read, where that matters."""
    people: tuple[str, ...] = ()
    """Whose words it repeats, so that an erasure finds them."""
    found: bool = True
    """False where what was asked for is not known, which is not the same as "none", or was not done."""
    blind: bool = False
    """Whether that is because there is no source that could be looked at."""
    unsure: bool = False
    """Whether it may have been done all the same: a system that was to change something did not answer."""

    def post(self, zone: str) -> Post:
        """Return it as a post, with its time as seen in `zone`."""
        if self.as_of is None:
            return Post(headline=self.headline, blocks=self.blocks)
        when = SmallPrint(text=("As of ", When(at=self.as_of, style="time", zone=zone)))
        return Post(headline=self.headline, blocks=(*self.blocks, when))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Exactly what a tool would change, for a person to allow."""

    does: str
    """In a sentence."""
    arguments: Arguments
    """What it would be called with: whatever a name or a word stands for is looked up by now, and does not change."""
    facts: tuple[tuple[str, str], ...] = ()
    """What else there is to see, each under its label: the words that would be written, whole."""


P = ParamSpec("P")
Call = Callable[[Asking, Any], Awaitable[Finding]]
"""A tool that has its parts."""
Propose = Callable[..., Awaitable[Proposal]]
"""`(asking, wanted, …parts)` -> what the tool would do. Raises `UserError` where it could not."""


@dataclass(frozen=True)
class Tool(Generic[P, A]):
    """A function that can be asked, with all that a caller has to know of it."""

    name: str
    description: str
    """What it does, in a sentence or two."""
    arguments: type[A]
    """The model of its arguments; its JSON schema is the tool's."""
    do: Callable[Concatenate[Asking, A, P], Awaitable[Finding]]
    effect: Effect
    audience: Audience
    told_by: str = ""
    """The kind of ritual that tells the same to its channel; "" where there is none."""
    source: Source | None = None
    """The source that it reads and can do nothing without."""
    limit_s: float = LIMIT_S
    tells_now: bool = False
    """Whether it tells how things stand when it is asked; what it finds says when that was."""
    proposes: Propose | None = None
    """Says what it would change; without it that is its description and its arguments."""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments; making one takes longer than all else of a question to a model."""
        return self.arguments.model_json_schema()

    def bound(self, parts: object) -> Call:
        """Return the function with its parts, each the attribute of `parts` of that name. Raises AttributeError."""
        call: Call = partial(self.do, **_of(parts, _needs(self.do)))
        return call

    async def proposal(self, parts: object, asking: Asking, wanted: A) -> Proposal:
        """Return what it would change. Raises `UserError` and `SourceError` where it could not."""
        if self.proposes is None:
            return Proposal(self.description.partition("\n")[0], wanted, _said(wanted))
        return await self.proposes(asking, wanted, **_of(parts, _needs(self.proposes)))


def _needs(function: Callable[..., object]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)[2:]


def _of(parts: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(parts, name) for name in names}


def _said(wanted: Arguments) -> tuple[tuple[str, str], ...]:
    """The arguments that were given, as words."""
    given = wanted.model_dump(mode="json", exclude_none=True)
    return tuple(
        (name.replace("_", " "), each if isinstance(each, str) else json.dumps(each, ensure_ascii=False))
        for name, each in given.items()
    )


def tool(
    audience: Audience,
    *,
    effect: Effect = Effect.READS,
    told_by: str = "",
    source: Source | None = None,
    limit_s: float = LIMIT_S,
    tells_now: bool = False,
    proposes: Propose | None = None,
) -> Callable[[Callable[Concatenate[Asking, A, P], Awaitable[Finding]]], Tool[P, A]]:
    """Make a tool of an async function `(asking, wanted, …parts)`: its name is the tool's, its docstring describes it.

    `wanted` is annotated with the tool's `Arguments`; each further parameter is looked up by its name in
    `bot.parts`. `proposes` is a function of the same form that says what the tool would change: such a tool writes.
    """
    effect = Effect.WRITES if proposes is not None else effect

    def made(do: Callable[Concatenate[Asking, A, P], Awaitable[Finding]]) -> Tool[P, A]:
        arguments: type[A] = inspect.signature(do, eval_str=True).parameters["wanted"].annotation
        said = inspect.getdoc(do) or ""
        return Tool(do.__name__, said, arguments, do, effect, audience, told_by, source, limit_s, tells_now, proposes)

    return made
