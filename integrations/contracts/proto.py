"""Protobuf files, compared by what is on the wire and in generated code.

Limits: one file at a time, so a type that moved to another file counts as removed; options
and extensions are not judged.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from integrations.contracts.model import Change, Unreadable

_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[\w.+-]+)|(?P<mark>[{}()\[\]<>;=,:/])""",
    re.DOTALL,
)
DEEPEST = 40
"""Messages within messages."""
MOST_NUMBER = 536_870_911
"""Of a field; `max` in a reserved range."""


@dataclass
class _Field:
    name: str
    type: str
    label: str
    """`repeated`, `required`, `optional`, or none."""


@dataclass
class _Message:
    fields: dict[int, _Field] = field(default_factory=dict)
    reserved: list[range] = field(default_factory=list)
    """In order and apart, once the message is read."""

    def reserves(self, number: int) -> bool:
        at = bisect.bisect_right(self.reserved, number, key=lambda each: each.start) - 1
        return at >= 0 and number in self.reserved[at]


@dataclass(frozen=True)
class _Rpc:
    takes: str
    gives: str


@dataclass
class _File:
    package: str = ""
    messages: dict[str, _Message] = field(default_factory=dict)
    enums: dict[str, dict[str, int]] = field(default_factory=dict)
    rpcs: dict[str, _Rpc] = field(default_factory=dict)


def compare(before: str | None, after: str | None) -> Sequence[Change]:
    """What changed for those who call. Raises `Unreadable`."""
    old, new = _read(before), _read(after)
    changes: list[Change] = []
    if old.package != new.package and before and after:
        changes.append(Change(old.package or "the package", f"is now {new.package or 'none'}", "breaking"))
    for name, message in old.messages.items():
        if name not in new.messages:
            changes.append(Change(name, "was removed", "breaking"))
        else:
            changes += _message(name, message, new.messages[name])
    for name, values in old.enums.items():
        if name not in new.enums:
            changes.append(Change(name, "was removed", "breaking"))
            continue
        for value, number in values.items():
            now = new.enums[name].get(value)
            if now is None:
                changes.append(Change(f"{name}.{value}", "was removed", "breaking"))
            elif now != number:
                changes.append(Change(f"{name}.{value}", f"is {now} now, it was {number}", "breaking"))
        changes += [
            Change(f"{name}.{value}", "is new; readers must expect it", "unclear")
            for value in new.enums[name]
            if value not in values
        ]
    for name, rpc in old.rpcs.items():
        now_rpc = new.rpcs.get(name)
        if now_rpc is None:
            changes.append(Change(name, "was removed", "breaking"))
        elif now_rpc.takes != rpc.takes:
            changes.append(Change(name, f"takes {now_rpc.takes} now, it took {rpc.takes}", "breaking"))
        elif now_rpc.gives != rpc.gives:
            changes.append(Change(name, f"returns {now_rpc.gives} now, it returned {rpc.gives}", "breaking"))
    for kind_before, kind_after in ((old.messages, new.messages), (old.enums, new.enums), (old.rpcs, new.rpcs)):
        changes += [Change(name, "is new", "compatible") for name in kind_after if name not in kind_before]
    return changes


def _message(name: str, old: _Message, new: _Message) -> Iterator[Change]:
    for number, was in old.fields.items():
        where, now = f"{name}.{was.name}", new.fields.get(number)
        if now is None:
            kept = "" if new.reserves(number) else f"; reserve its number {number}, or it may be given away"
            yield Change(where, f"was removed{kept}", "breaking")
            continue
        if now.name != was.name:
            yield Change(where, f"is called {now.name} now: JSON and generated code change", "breaking")
        if now.type != was.type:
            yield Change(where, f"is {now.type} now, it was {was.type}", "breaking")
        labels = {was.label, now.label}
        if len(labels) == 2 and "repeated" in labels:
            yield Change(where, "is a list now" if now.label == "repeated" else "is no list any more", "breaking")
        elif len(labels) == 2 and "required" in labels:
            what = "is required now" if now.label == "required" else "may be missing now"
            yield Change(where, what, "breaking")
    for number, now in new.fields.items():
        if number in old.fields:
            continue
        if old.reserves(number):
            yield Change(f"{name}.{now.name}", f"takes the reserved number {number}", "breaking")
        elif now.label == "required":
            yield Change(f"{name}.{now.name}", "is new and required", "breaking")
        else:
            yield Change(f"{name}.{now.name}", "is new", "compatible")


# --- reading -----------------------------------------------------------------------


def _read(text: str | None) -> _File:
    words = _Tokens(text or "")
    found = _File()
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
        name: _Rpc(_own(rpc.takes, found.package), _own(rpc.gives, found.package)) for name, rpc in found.rpcs.items()
    }
    return found


def _own(type_: str, package: str) -> str:
    """A type without the name of the file's own package, which may be written or left out."""
    head, _, name = type_.rpartition(" ")
    name = name.removeprefix(".")
    return f"{head} {name.removeprefix(f'{package}.') if package else name}".strip()


def _read_message(words: "_Tokens", name: str, found: _File, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable("it is nested too deeply")
    message = found.messages.setdefault(name, _Message())
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


def _read_field(words: "_Tokens", message: _Message, word: str) -> None:
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
    message.fields[number] = _Field(name, word, label)
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


def _read_service(words: "_Tokens", service: str, found: _File) -> None:
    words.expect("{")
    while (word := words.expect_any()) != "}":
        if word == "rpc":
            name = words.expect_word()
            takes = _read_type(words)
            if words.expect_word() != "returns":
                raise Unreadable(f"the rpc {name[:60]} returns nothing")
            found.rpcs[f"{service}.{name}"] = _Rpc(takes, _read_type(words))
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
