"""The tokens of a protobuf file, without blanks and comments."""

import re
from collections.abc import Iterator

from integrations.contracts.model import Unreadable

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>\.?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<mark>[-+{}()\[\]<>;=,:/.])""",
    re.DOTALL | re.VERBOSE,
)
_NAME = re.compile(r"[^\W\d]\w*")


class Tokens:
    """The tokens of a file, one after the other. One that is not expected raises `Unreadable`."""

    def __init__(self, text: str) -> None:
        self._found = list(_tokens(text))
        self._at = 0

    def peek(self, ahead: int = 0) -> str | None:
        """The next word, or one further on; None at the end."""
        at = self._at + ahead
        return self._found[at] if at < len(self._found) else None

    def next(self) -> str | None:
        """The next word, which is then read; None at the end."""
        word = self.peek()
        self._at += 1
        return word

    def any(self) -> str:
        """The next word; the file may not end here."""
        word = self.next()
        if word is None:
            raise Unreadable("it is no protobuf file: it ends in the middle")
        return word

    def expect(self, mark: str) -> None:
        """Read that mark."""
        if (word := self.any()) != mark:
            raise Unreadable(f"it is no protobuf file: “{mark}” is expected where “{word[:40]}” is")

    def takes(self, mark: str) -> bool:
        """Read that mark if it is next; return True if it was."""
        if self.peek() == mark:
            self._at += 1
            return True
        return False

    def name(self) -> str:
        """A name of one word."""
        word = self.any()
        if not _NAME.fullmatch(word):
            raise Unreadable(f"it is no protobuf file: a name is expected where “{word[:40]}” is")
        return word

    def full_name(self) -> str:
        """A name with points in it, which may be written over several lines: `acme.pay.v1.Payment`."""
        name = "." if self.takes(".") else ""
        name += self.name()
        while self.takes("."):
            name += f".{self.name()}"
        return name

    def number(self) -> int:
        """A whole number."""
        sign = -1 if self.takes("-") else 1
        word = self.any()
        try:
            octal = len(word) > 1 and word[0] == "0" and word.isdigit()
            return sign * int(word, 8 if octal else 0)
        except ValueError as problem:
            raise Unreadable(f"it is no protobuf file: a number is expected where “{word[:40]}” is") from problem

    def until(self, *ends: str) -> str:
        """What stands before one of those marks, which is read; brackets are read whole. Texts side by side are one."""
        told: list[str] = []
        deep = 0
        while (word := self.any()) not in ends or deep:
            deep += (word in "{[(<") - (word in "}])>")
            if told and word[0] in "\"'" and told[-1][0] in "\"'":
                told[-1] = f'"{told[-1][1:-1]}{word[1:-1]}"'
            elif word[0] == "'":
                told.append(f'"{word[1:-1]}"')
            else:
                told.append(word)
        self._at -= 1
        return " ".join(told).replace(" . ", ".")

    def options(self) -> dict[str, str]:
        """What stands in brackets behind a field or a value; nothing where there are none."""
        found: dict[str, str] = {}
        if not self.takes("["):
            return found
        while not self.takes("]"):
            name = self.until("=", "]").replace(" ", "")
            self.expect("=")
            found[name] = self.until(",", "]")
            self.takes(",")
        return found

    def option(self) -> tuple[str, str]:
        """The rest of an `option` statement: its name and its value."""
        name = self.until("=", ";").replace(" ", "")
        self.expect("=")
        value = self.until(";")
        self.expect(";")
        return name, value


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable(f"it is no protobuf file: “{text[at]}” means nothing in one")
        at = found.end()
        if found.lastgroup:
            yield found.group()
