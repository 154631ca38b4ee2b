"""What whoever imports says beside the files, where the files do not say it."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from integrations.deferred import dataclass


class BadImport(Exception):
    """Nothing was imported; `problems` has a line for each reason, with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Remember the problems."""
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says of an import: channels, an hour, who is who."""

    channels: Mapping[str, str] = field(default_factory=dict)
    """The channel here by the name of that there; of "" for files that name none."""
    at: str | None = None
    into: str | None = None
    """The name of a standup that is here already, which takes the history and stays as it is."""
    people: Mapping[str, str] = field(default_factory=dict)
    """The id or address here by a name or address there, in lower case."""


def pairs(given: Sequence[str], option: str, *, alone: bool = False) -> dict[str, str]:
    """Return `THERE=HERE` of several options by the former; with `alone` a bare one is of "". Raises `BadImport`."""
    found: dict[str, str] = {}
    for each in given:
        there, separator, here = each.rpartition("=")
        if not here.strip() or (not separator and not alone) or (separator and not there.strip()):
            form = (
                "#channel, or #there=#here" if alone else "NAME=PERSON, with a name of the export and an id or address"
            )
            raise BadImport([f"{option}: {each} is not {form}"])
        found[" ".join(there.split()).casefold().removeprefix("#")] = here.strip()
    return found
