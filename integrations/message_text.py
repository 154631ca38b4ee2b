"""What somebody wrote in a chat: words, and those whom the words name by id."""

from collections.abc import Callable, Iterable

from integrations.deferred import dataclass
from integrations.words import clean

NameOf = Callable[[str], str | None]
"""The name of a person, channel or group by id, where it is known."""
A_GROUP = "group"
"""How a group of people is called whose name nobody knows."""


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody who is mentioned; `label` is what the chat itself shows, "" where it does not say."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class NamedChannel:
    """A channel that is mentioned."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A group of people who are mentioned together."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Everybody:
    """All who are there are called at once; `label` is what people see of it, such as "@here"."""

    label: str


Part = str | NamedPerson | NamedChannel | NamedGroup | Everybody


@dataclass(frozen=True, slots=True)
class MessageText:
    """The text of a message."""

    parts: tuple[Part, ...] = ()

    def plain(self, name_of: NameOf | None = None, *, without: str | None = None) -> str:
        """Return the words that people saw: "@name", "#general", "@here".

        `name_of` looks up the name of a person, channel or group by id; without one the label that the
        mention carries stands, else the id, or "@group". Where the person `without` is mentioned there is a blank.
        """
        said = (" " if _is_person(part, without) else seen(part, name_of) for part in self.parts)
        return "".join(said).strip("\n")

    @property
    def people(self) -> list[str]:
        """The ids of the people mentioned, each once, in order."""
        return list(dict.fromkeys(part.id for part in self.parts if isinstance(part, NamedPerson)))

    @property
    def channels(self) -> list[str]:
        """The ids of the channels mentioned, each once, in order."""
        return list(dict.fromkeys(part.id for part in self.parts if isinstance(part, NamedChannel)))

    @property
    def groups(self) -> list[str]:
        """The ids of the groups mentioned, each once, in order."""
        return list(dict.fromkeys(part.id for part in self.parts if isinstance(part, NamedGroup) and part.id))

    @property
    def calls_many(self) -> bool:
        """Return True if it calls a group, or all who are there."""
        return any(isinstance(part, NamedGroup | Everybody) for part in self.parts)


NO_WORDS = MessageText()


def seen(part: Part, name_of: NameOf | None = None) -> str:
    """Return what people saw of one part of a text."""
    match part:
        case str():
            return clean(part)
        case NamedPerson():
            return clean("@" + (_name(part, name_of) or part.id).lstrip("@"))
        case NamedChannel():
            return clean("#" + (_name(part, name_of) or part.id))
        case NamedGroup():
            return clean("@" + (_name(part, name_of) or A_GROUP).lstrip("@"))
    return clean(part.label)


def joined(parts: Iterable[Part]) -> MessageText:
    """Return the text of these parts, with words that follow each other as one."""
    together: list[Part] = []
    for part in parts:
        if isinstance(part, str) and together and isinstance(together[-1], str):
            together[-1] += part
        elif part:
            together.append(part)
    return MessageText(tuple(together))


def _name(part: NamedPerson | NamedChannel | NamedGroup, name_of: NameOf | None) -> str:
    return (name_of(part.id) if name_of else None) or part.label


def _is_person(part: Part, user: str | None) -> bool:
    return isinstance(part, NamedPerson) and part.id == user
