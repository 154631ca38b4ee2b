"""A kind's own keys in a rituals file, and what their values may be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One key: its name, which values it takes, and what is said of any other."""

    name: str
    takes: Callable[[Any], bool]
    refusal: str | Callable[[Any], str]
    """Read after the value, such as `is neither true nor false`; or what says it of a value."""

    def why_not(self, value: Any) -> str:
        """Return what is said of a value that it does not take."""
        return self.refusal if isinstance(self.refusal, str) else self.refusal(value)


def problems(options: Iterable[Option], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (name, refusal) for each value that its key does not take."""
    return [
        (option.name, option.why_not(given[option.name]))
        for option in options
        if given.get(option.name) is not None and not option.takes(given[option.name])
    ]


def minutes(least: int, most: int, name: str = "minutes") -> Option:
    """A number of minutes from `least` to `most`."""
    return Option(name, lambda value: is_whole(value, least, most), f"is no number of minutes, {least} to {most}")


def truth(name: str) -> Option:
    """Return an option that is `true` or `false`."""
    return Option(name, lambda value: isinstance(value, bool), "is neither true nor false")


def is_whole(value: object, least: int, most: int) -> bool:
    """Return True for a whole number from `least` to `most`; `true`, `30.0` and `"30"` are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def are_texts(value: object, most: int) -> bool:
    """Return True for a list of at most `most` texts, none of them blank."""
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) <= most
        and all(isinstance(each, str) and each.strip() for each in value)
    )


_MOST_REPOS = 100
REPOS = Option(
    "repos",
    lambda value: are_texts(value, _MOST_REPOS),
    f'is no list of at most {_MOST_REPOS} repositories, such as ["owner/name"]',
)
"""The repositories that a ritual is about; without it, all that the operator named."""
