"""A retrospective's own keys of a ritual."""

from collections.abc import Mapping
from typing import Any

from integrations.deferred import dataclass
from jobs.cadence.options import Option, are_texts, is_whole, minutes, problems, truth

DEFAULT_CATEGORIES = ("What went well?", "What could be better?", "What should we try?")
MOST_CATEGORIES = 6
LONGEST_CATEGORY = 150
MOST_VOTES = 20
_DAY_MINUTES = 24 * 60
_LONGEST = 7 * _DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Options:
    """A retrospective as the team set it up."""

    categories: tuple[str, ...] = DEFAULT_CATEGORIES
    """What notes are written to."""
    anonymous: bool = False
    close_after: int = 120
    """Minutes that notes are taken for."""
    vote_after: int = 120
    """Minutes that votes are taken for, from then on."""
    votes: int = 3
    """Of each person."""


def read(given: Mapping[str, Any]) -> Options:
    """Return the options of a ritual; what is absent has its default, and so has what cannot be used."""
    wrong = {name for name, _ in problems(OPTIONS, given)}
    kept = {name: value for name, value in given.items() if name not in wrong and value not in (None, [], ())}
    return Options(
        categories=tuple(" ".join(each.split()) for each in kept.get("categories", DEFAULT_CATEGORIES)),
        anonymous=kept.get("anonymous", False),
        close_after=kept.get("close_after", 120),
        vote_after=kept.get("vote_after", 120),
        votes=kept.get("votes", 3),
    )


def _are_categories(value: Any) -> bool:
    if not are_texts(value, MOST_CATEGORIES) or any(len(each) > LONGEST_CATEGORY for each in value):
        return False
    return len({" ".join(each.split()).casefold() for each in value}) == len(value)


OPTIONS = (
    Option(
        "categories",
        _are_categories,
        f"is no list of at most {MOST_CATEGORIES} different lines of {LONGEST_CATEGORY} characters",
    ),
    truth("anonymous"),
    minutes(1, _LONGEST, "close_after"),
    minutes(1, _LONGEST, "vote_after"),
    Option("votes", lambda value: is_whole(value, 1, MOST_VOTES), f"is no number of votes, 1 to {MOST_VOTES}"),
)
"""The keys, and what each takes."""
