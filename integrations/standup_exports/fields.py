"""Reads the fields of an object of JSON; what is not of the type that it should be is noted with its place."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.deferred import dataclass
from integrations.words import clean, one_line, shortened


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of a file, where it is in it, and where problems go."""

    given: Mapping[str, Any]
    place: str
    """`reports.json: [12]`."""
    problems: list[str]

    def wrong(self, key: str, why: str) -> None:
        """Note a problem with the value of a key; `why` is read after it."""
        shown = shortened(one_line(str(self.given.get(key))), 60)
        self.problems.append(f"{self.place}.{key}: {shown} {why}")

    def text(self, *keys: str) -> str:
        """Return the first text, or whole number, that one of these keys has; empty where none has."""
        for key in keys:
            value = self.given.get(key)
            if isinstance(value, str) and value.strip():
                return one_line(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
            if value is not None and not isinstance(value, str):
                self.wrong(key, "is no text")
                return ""
        return ""

    def words(self, key: str) -> str:
        """Return what somebody wrote, line for line; what they chose or counted as text; empty for nothing."""
        value = self.given.get(key)
        if isinstance(value, Mapping):  # DailyBot wraps some answers
            value = value.get("value")
        match value:
            case None:
                return ""
            case bool():
                return "yes" if value else "no"
            case str() | int() | float():
                return clean(str(value)).strip()
            case list() if all(isinstance(each, str | int | float) for each in value):
                return "\n".join(clean(str(each)).strip() for each in value)
        self.wrong(key, "is no answer")
        return ""

    def truth(self, key: str) -> bool:
        """Return True if a key is true."""
        return self.given.get(key) is True

    def inside(self, key: str) -> "Fields | None":
        """Return the object that a key has; None where it has none."""
        value = self.given.get(key)
        if isinstance(value, Mapping):
            return Fields(value, f"{self.place}.{key}", self.problems)
        if value is not None:
            self.wrong(key, "is no object")
        return None

    def texts(self, key: str) -> list[str]:
        """Return the texts of the list that a key has; of objects their labels."""
        value = self.given.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, "is no list")
            return []
        labels = [each.get("label", "") if isinstance(each, Mapping) else each for each in value]
        return list(filter(None, (one_line(str(each)) for each in labels)))

    def each(self, key: str) -> Sequence["Fields"]:
        """Return the objects of the list that a key has."""
        value = self.given.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(key, "is no list")
            return ()
        found = []
        for number, one in enumerate(value):
            if isinstance(one, Mapping):
                found.append(Fields(one, f"{self.place}.{key}[{number}]", self.problems))
            else:
                self.problems.append(f"{self.place}.{key}[{number}]: {shortened(one_line(str(one)), 60)} is no object")
        return found
