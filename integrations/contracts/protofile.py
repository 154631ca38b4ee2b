"""A protobuf file, as far as those who call are concerned: its messages, enums and services."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from integrations.contracts.model import Unreadable

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[\w.+-]+)|(?P<mark>[{}()\[\]<>;=,:/])""",
    re.DOTALL,
)
DEEPEST = 40
"""Messages within messages."""
MOST_NUMBER = 536_870_911
"""Of a field; `max` in a reserved range."""


@dataclass
class Field:
    """A field of a message."""

    name: str
    type: str
    label: str
    """`repeated`, `required`, `optional`, or none."""


@dataclass
class Message:
    """A message: its fields by number, and the numbers that none may take."""

    fields: dict[int, Field] = field(default_factory=dict)
    reserved: list[range] = field(default_factory=list)
    """In order and apart, once the message is read."""

    def reserves(self, number: int) -> bool:
        """Whether a number is reserved."""
        at = bisect.bisect_right(self.reserved, number, key=lambda each: each.start) - 1
        return at >= 0 and number in self.reserved[at]


@dataclass(frozen=True)
class Rpc:
    """A method of a service; a stream is `stream Payment`."""

    takes: str
    gives: str


@dataclass
class File:
    """Everything by its name: `Payment`, `Payment.State`, `Payments.Get`."""

    package: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    enums: dict[str, dict[str, int]] = field(default_factory=dict)
    rpcs: dict[str, Rpc] = field(default_factory=dict)


def read(text: str | None) -> File:
    """What a text declares; nothing where there is none. Raises `Unreadable`."""
    words = _Tokens(text or "")
    found = File()
    while (word := words.next()) is not None:
        match word:
            case "package":
                found.package = words.expect_word()
                words.skip_statement()
            case "message":
                _read_message(words, words.expect_word(), found, 0)
            case "enum":
                name = words.expect_word()
                found.enums[name] = _read_enum(words)
            case "service":
                _read_service(words, words.expect_word(), found)
            case "syntax" | "edition" | "import" | "option":
                words.skip_statement()
            case "extend":
                words.expect_word()
                words.skip_block()
            case ";":
                continue
            case _:
                raise Unreadable(f"it is no protobuf file: “{word[:40]}” is not expected at the top")
    for message in found.messages.values():
        for each in message.fields.values():
            each.type = _own(each.type, found.package)
    found.rpcs = {
        name: Rpc(_own(rpc.takes, found.package), _own(rpc.gives, found.package)) for name, rpc in found.rpcs.items()
    }
    return found


def _own(type_: str, package: str) -> str:
    """A type without the name of the file's own package, which may be written or left out."""
    head, _, name = type_.rpartition(" ")
    name = name.removeprefix(".")
    return f"{head} {name.removeprefix(f'{package}.') if package else name}".strip()


def _read_message(words: "_Tokens", name: str, found: File, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable("it is nested too deeply")
    message = found.messages.setdefault(name, Message())
    words.expect("{")
    while (word := words.expect_any()) != "}":
        match word:
            case "message":
                _read_message(words, f"{name}.{words.expect_word()}", found, depth + 1)
            case "enum":
                inner = f"{name}.{words.expect_word()}"
                found.enums[inner] = _read_enum(words)
            case "oneof":
                words.expect_word()
                words.expect("{")
                while (inner_word := words.expect_any()) != "}":
                    if inner_word == "option":
                        words.skip_statement()
                    elif inner_word != ";":
                        _read_field(words, message, inner_word)
            case "reserved":
                message.reserved += _read_reserved(words)
            case "option" | "extensions":
                words.skip_statement()
            case "extend":
                words.expect_word()
                words.skip_block()
            case ";":
                continue
            case _:
                _read_field(words, message, word)
    message.reserved = _apart(message.reserved)


def _read_field(words: "_Tokens", message: Message, word: str) -> None:
    label = ""
    if word in ("repeated", "optional", "required"):
        label, word = word, words.expect_word()
    if word == "map":
        words.expect("<")
        key = words.expect_word()
        words.expect(",")
        word = f"map<{key}, {words.expect_word()}>"
        words.expect(">")
    name = words.expect_word()
    words.expect("=")
    number = words.expect_number()
    message.fields[number] = Field(name, word, label)
    words.skip_statement()


def _read_reserved(words: "_Tokens") -> list[range]:
    """The numbers; the names, which are texts, are left out."""
    ranges: list[range] = []
    ends: list[int] = []
    while True:
        word = words.expect_any()
        if word.isdigit() and len(word) < 10:
            ends.append(int(word))
        elif word == "max":
            ends.append(MOST_NUMBER)
        elif word in (",", ";"):
            if ends:
                ranges.append(range(ends[0], ends[-1] + 1))
            ends = []
            if word == ";":
                return ranges


def _apart(ranges: Sequence[range]) -> list[range]:
    """The same numbers in ranges in order that do not touch."""
    found: list[range] = []
    for each in sorted(ranges, key=lambda one: one.start):
        if found and each.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, each.stop))
        else:
            found.append(each)
    return found


def _read_enum(words: "_Tokens") -> dict[str, int]:
    values: dict[str, int] = {}
    words.expect("{")
    while (word := words.expect_any()) != "}":
        if word in ("option", "reserved"):
            words.skip_statement()
        elif word != ";":
            words.expect("=")
            values[word] = words.expect_number()
            words.skip_statement()
    return values


def _read_service(words: "_Tokens", service: str, found: File) -> None:
    words.expect("{")
    while (word := words.expect_any()) != "}":
        if word == "rpc":
            name = words.expect_word()
            takes = _read_type(words)
            if words.expect_word() != "returns":
                raise Unreadable(f"the rpc {name[:60]} returns nothing")
            found.rpcs[f"{service}.{name}"] = Rpc(takes, _read_type(words))
            words.skip_rpc_end()
        elif word == "option":
            words.skip_statement()
        elif word != ";":
            raise Unreadable(f"“{word[:40]}” is not expected in a service")


def _read_type(words: "_Tokens") -> str:
    words.expect("(")
    word = words.expect_word()
    name = f"stream {words.expect_word()}" if word == "stream" and words.peek() != ")" else word
    words.expect(")")
    return name


class _Tokens:
    """The words and marks of a file, without blanks and comments."""

    def __init__(self, text: str) -> None:
        self._found = list(_tokens(text))
        self._at = 0

    def peek(self) -> str | None:
        return self._found[self._at] if self._at < len(self._found) else None

    def next(self) -> str | None:
        word = self.peek()
        self._at += 1
        return word

    def expect_any(self) -> str:
        word = self.next()
        if word is None:
            raise Unreadable("it is no protobuf file: it ends in the middle")
        return word

    def expect(self, mark: str) -> None:
        if (word := self.expect_any()) != mark:
            raise Unreadable(f"it is no protobuf file: “{mark}” is expected where “{word[:40]}” is")

    def expect_word(self) -> str:
        word = self.expect_any()
        if word[0] in "{}()[]<>;=,:/\"'":
            raise Unreadable(f"it is no protobuf file: a name is expected where “{word[:40]}” is")
        return word

    def expect_number(self) -> int:
        word = self.expect_word()
        try:
            return int(word, 0)
        except ValueError as problem:
            raise Unreadable(f"it is no protobuf file: a number is expected where “{word[:40]}” is") from problem

    def skip_statement(self) -> None:
        """To the semicolon that ends it; braces of an option's value are part of it."""
        deep = 0
        while (word := self.expect_any()) != ";" or deep:
            deep += (word == "{") - (word == "}")

    def skip_block(self) -> None:
        self.expect("{")
        deep = 1
        while deep:
            word = self.expect_any()
            deep += (word == "{") - (word == "}")

    def skip_rpc_end(self) -> None:
        if self.peek() == "{":
            self.skip_block()
        else:
            self.expect(";")


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unreadable(f"it is no protobuf file: “{text[at]}” means nothing in one")
        at = found.end()
        if found.lastgroup:
            yield found.group()
