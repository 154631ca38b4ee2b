"""On which line of a TOML text each key and each element of an array is.

`tomllib` gives the values and forgets where they were; this walks the same text again. It is
only asked of text that `tomllib` has read, so it checks nothing.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_PLAIN = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table's header, key and array element."""
    return _Walk(text).everything()


class _Walk:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._found: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}

    def everything(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip(_BETWEEN) < len(self._text):
            if self._text.startswith("[[", self._at):
                self._at += 2
                table = self._header(many=True)
            elif self._text[self._at] == "[":
                self._at += 1
                table = self._header(many=False)
            else:
                self._pair(table)
        return self._found

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _note(self, path: Path) -> None:
        line = bisect_right(self._starts, self._at)
        for length in range(1, len(path) + 1):  # what it lies in begins here, if it has not begun before
            self._found.setdefault(path[:length], line)

    def _header(self, *, many: bool) -> Path:
        start = self._at
        keys = self._keys()
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if many and number == len(keys):
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path = (*path, self._tables[path])
        end, self._at = self._at, start
        self._note(path)
        self._at = end + (2 if many else 1)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            if self._text[self._at] in "\"'":
                start = self._at
                self._string()
                keys.append(str(tomllib.loads(f"key = {self._text[start : self._at]}")["key"]))
            else:
                start = self._at
                self._skip(_BARE)
                keys.append(self._text[start : self._at])
            self._skip(_BLANK)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._keys())
        end, self._at = self._at, start
        self._note(path)
        self._at = end + 1
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        match self._text[self._at]:
            case '"' | "'":
                self._string()
            case "[":
                self._array(path)
            case "{":
                self._inline(path)
            case _:
                self._skip(_PLAIN)

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._text[self._skip(_BETWEEN)] != "]":
            self._note((*path, number))
            self._value((*path, number))
            number += 1
            if self._text[self._skip(_BETWEEN)] == ",":
                self._at += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._text[self._skip(_BETWEEN)] != "}":
            self._pair(path)
            if self._text[self._skip(_BETWEEN)] == ",":
                self._at += 1
        self._at += 1

    def _string(self) -> None:
        quote = self._text[self._at]
        fence = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        self._at += len(fence)
        while not self._text.startswith(fence, self._at):
            self._at += 2 if quote == '"' and self._text[self._at] == "\\" else 1
        self._at += len(fence)
        if len(fence) == 3:  # up to two quotes more belong to the words
            while self._text.startswith(quote, self._at):
                self._at += 1
