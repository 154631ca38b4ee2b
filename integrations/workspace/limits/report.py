"""A list of problems, each with its place."""

from collections.abc import Collection
from typing import Any

from integrations.workspace.model import Json


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as a browser counts: of the readings of "characters" the strictest."""
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


class Report:
    """Collects problems in the words of Slack's `response_metadata.messages`."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def say(self, words: str, pointer: str) -> None:
        """Add a problem."""
        self.problems.append(f"[ERROR] {words} [json-pointer:{pointer}]")

    def string(
        self, where: Json, name: str, pointer: str, *, most: int, least: int = 0, required: bool = False
    ) -> str | None:
        """Check a string of `least` to `most` characters, and return it where it is one."""
        value = where.get(name)
        if value is None:
            if required:
                self.say(f"missing required field: {name}", pointer)
            return None
        if not isinstance(value, str):
            self.say("must be a string", f"{pointer}/{name}")
            return None
        if units(value) > most:
            self.say(f"must be less than {most + 1} characters", f"{pointer}/{name}")
        if len(value) < least:
            self.say(f"must be more than {least - 1} characters", f"{pointer}/{name}")
        return value

    def text(
        self, where: Json, name: str, pointer: str, *, most: int, plain: bool = False, required: bool = False
    ) -> None:
        """Check a text object of 1 to `most` characters."""
        if where.get(name) is None:
            if required:
                self.say(f"missing required field: {name}", pointer)
            return
        self.text_object(where[name], f"{pointer}/{name}", most=most, plain=plain)

    def text_object(self, value: Any, pointer: str, *, most: int, plain: bool = False) -> None:
        """Check a text object that stands alone."""
        if not isinstance(value, dict):
            self.say("must provide an object", pointer)
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if value.get("type") not in kinds:
            self.say(f"unsupported type: {value.get('type')}", f"{pointer}/type")
        self.string(value, "text", pointer, most=most, least=1, required=True)
        unknown = value.keys() - {"type", "text", "emoji", "verbatim"}
        for name in sorted(unknown):
            self.say(f"invalid additional property: {name}", pointer)

    def items(
        self, where: Json, name: str, pointer: str, *, most: int, least: int = 1, required: bool = True
    ) -> list[Any]:
        """Check a list of `least` to `most` items, and return it, cut to what may be looked at."""
        value = where.get(name)
        if value is None:
            if required:
                self.say(f"missing required field: {name}", pointer)
            return []
        if not isinstance(value, list):
            self.say("must provide an array", f"{pointer}/{name}")
            return []
        if len(value) > most:
            self.say(f"no more than {most} items allowed", f"{pointer}/{name}")
        if len(value) < least:
            self.say(f"no less than {least} items allowed" if least > 1 else "must not be empty", f"{pointer}/{name}")
        return value[:most]

    def one_of(self, where: Json, name: str, pointer: str, allowed: Collection[str]) -> None:
        """Check that a field, where there is one, is one of the `allowed` words."""
        if where.get(name) is not None and where[name] not in allowed:
            self.say(f"must be one of: {', '.join(sorted(allowed))}", f"{pointer}/{name}")

    def object(self, value: Any, pointer: str) -> Json | None:
        """The object, or None where it is none."""
        if isinstance(value, dict):
            return value
        self.say("must provide an object", pointer)
        return None
