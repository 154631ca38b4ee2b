"""A protobuf file, as far as those who call are concerned: its messages, enums, services and extensions."""

import bisect
from collections.abc import Sequence
from dataclasses import field

from integrations.contracts.model import Unreadable
from integrations.contracts.proto_tokens import Tokens
from integrations.deferred import dataclass

DEEPEST = 40
"""Messages within messages."""
MOST_NUMBER = 536_870_911
"""Of a field; `max` in a reserved range."""
_LABELS = ("repeated", "optional", "required")


@dataclass(slots=True)
class ProtoField:
    """A field of a message, or an extension."""

    name: str
    type: str
    number: int
    label: str = ""
    """`repeated`, `required`, `optional`, or none."""
    oneof: str = ""
    options: dict[str, str] = field(default_factory=dict)
    scope: str = ""
    """The message that it is written in: there its type is looked for first."""
    syntax: str = "proto2"
    features: dict[str, str] = field(default_factory=dict)
    """Those of its file."""
    is_group: bool = False


@dataclass(slots=True)
class Reserved:
    """What may not be used, or may be used by others only: numbers and names."""

    ranges: list[range] = field(default_factory=list)
    """In order and apart, once all is read."""
    names: set[str] = field(default_factory=set)

    def has(self, number: int) -> bool:
        """Return True if the number is among them."""
        return self.around(number) is not None

    def around(self, number: int) -> range | None:
        """The range that a number is in; None where it is in none."""
        at = bisect.bisect_right(self.ranges, number, key=lambda each: each.start) - 1
        return self.ranges[at] if at >= 0 and number in self.ranges[at] else None


@dataclass(slots=True)
class Message:
    """A message: its fields by number, and the numbers and names that none may take."""

    fields: dict[int, ProtoField] = field(default_factory=dict)
    reserved: Reserved = field(default_factory=Reserved)
    extensions: Reserved = field(default_factory=Reserved)
    """Numbers that others may extend it by."""
    options: dict[str, str] = field(default_factory=dict)
    visibility: str = ""


@dataclass(slots=True)
class Enum:
    """An enum: its values in their order, of which several may have one number."""

    values: dict[str, int] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    value_options: dict[str, dict[str, str]] = field(default_factory=dict)
    reserved: Reserved = field(default_factory=Reserved)
    visibility: str = ""
    is_closed: bool = False


@dataclass(slots=True)
class Rpc:
    """A method of a service."""

    takes: str
    gives: str
    takes_stream: bool
    gives_stream: bool
    options: dict[str, str] = field(default_factory=dict)
    scope: str = ""


@dataclass(slots=True)
class File:
    """Everything by its full name: `pay.v1.Payment`, `pay.v1.Payment.State`, `pay.v1.Payments.Get`."""

    package: str = ""
    syntax: str = "proto2"
    options: dict[str, str] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    rpcs: dict[str, Rpc] = field(default_factory=dict)
    services: dict[str, dict[str, str]] = field(default_factory=dict)
    """Each with its options."""
    extensions: dict[tuple[str, int], ProtoField] = field(default_factory=dict)
    """By the message that they extend, as it is written, and their number."""


def read(text: str) -> File:
    """What a text declares. Raise `Unreadable`."""
    return _Reader(text).file


class _Reader:
    """Reads one file, statement by statement."""

    def __init__(self, text: str) -> None:
        self.file = File()
        self._tokens = Tokens(text)
        self._visibility = ""
        while (word := self._tokens.next()) is not None:
            self._statement(word)
        for message in self.file.messages.values():
            for each in (message.reserved, message.extensions):
                each.ranges = _apart(each.ranges)
        features = {name: value for name, value in self.file.options.items() if name.startswith("features.")}
        fields = [each for message in self.file.messages.values() for each in message.fields.values()]
        for one in [*fields, *self.file.extensions.values()]:
            one.syntax, one.features = self.file.syntax, features
        closed = self.file.options.get("features.enum_type") == "CLOSED" or self.file.syntax == "proto2"
        for enum in self.file.enums.values():
            enum.is_closed = enum.options.get("features.enum_type", "CLOSED" if closed else "OPEN") == "CLOSED"

    def _statement(self, word: str) -> None:
        words, package = self._tokens, self.file.package
        match word:
            case "syntax" | "edition":
                words.expect("=")
                self.file.syntax = words.any().strip("\"'")
                words.expect(";")
            case "package":
                self.file.package = words.full_name()
                words.expect(";")
            case "import":
                words.until(";")
                words.expect(";")
            case "option":
                name, value = words.option()
                self.file.options[name] = value
            case "export" | "local" if words.peek() in ("message", "enum"):
                self._visibility = word
            case "message":
                self._message(words.name(), package, 0)
            case "enum":
                self._enum(words.name(), package)
            case "service":
                self._service(words.name(), package)
            case "extend":
                self._extend(package, 0)
            case ";":
                pass
            case _:
                raise Unreadable(f"it is no protobuf file: “{word[:40]}” is not expected at the top")

    def _message(self, name: str, scope: str, depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable("it is nested too deeply")
        words, full = self._tokens, _within(scope, name)
        message = self.file.messages.setdefault(full, Message(visibility=self._visibility))
        self._visibility = ""
        words.expect("{")
        while (word := words.any()) != "}":
            following = words.peek()
            match word:
                case "message" if following != "." and words.peek(1) == "{":
                    self._message(words.name(), full, depth + 1)
                case "enum" if following != "." and words.peek(1) == "{":
                    self._enum(words.name(), full)
                case "export" | "local" if following in ("message", "enum"):
                    self._visibility = word
                case "oneof" if words.peek(1) == "{":
                    self._oneof(message, full, depth)
                case "reserved":
                    self._reserved(message.reserved)
                case "extensions":
                    self._reserved(message.extensions)
                case "option":
                    option, value = words.option()
                    message.options[option] = value
                case "extend" if following != "=":
                    self._extend(full, depth)
                case ";":
                    pass
                case _:
                    each = self._field(word, full, depth)
                    message.fields[each.number] = each

    def _oneof(self, message: Message, scope: str, depth: int) -> None:
        words = self._tokens
        name = words.name()
        words.expect("{")
        while (word := words.any()) != "}":
            if word == "option":
                option, value = words.option()
                message.options[f"{name}: {option}"] = value
            elif word != ";":
                each = self._field(word, scope, depth)
                each.oneof = name
                message.fields[each.number] = each

    def _extend(self, scope: str, depth: int) -> None:
        words = self._tokens
        extended = words.full_name()
        words.expect("{")
        while (word := words.any()) != "}":
            if word != ";":
                each = self._field(word, scope, depth)
                self.file.extensions[extended, each.number] = each

    def _field(self, word: str, scope: str, depth: int) -> ProtoField:
        words, label = self._tokens, ""
        if word in _LABELS and words.peek() not in (".", "="):
            label, word = word, words.any()
        if word == "group" and words.peek(1) == "=":
            return self._group(label, scope, depth)
        if word == "map" and words.peek() == "<":
            words.expect("<")
            key = words.full_name()
            words.expect(",")
            type_ = f"map<{key}, {words.full_name()}>"
            words.expect(">")
        else:
            type_ = self._type(word)
        name = words.name()
        words.expect("=")
        found = ProtoField(name, type_, words.number(), label, options=words.options(), scope=scope)
        words.expect(";")
        return found

    def _group(self, label: str, scope: str, depth: int) -> ProtoField:
        words = self._tokens
        name = words.name()
        words.expect("=")
        found = ProtoField(
            name.lower(), name, words.number(), label, options=words.options(), scope=scope, is_group=True
        )
        self._message(name, scope, depth + 1)
        return found

    def _type(self, first: str) -> str:
        """A type whose first word is read."""
        name = first + self._tokens.name() if first == "." else first
        if not name.strip(".")[:1].isidentifier():
            raise Unreadable(f"it is no protobuf file: a name is expected where “{first[:40]}” is")
        while self._tokens.takes("."):
            name += f".{self._tokens.name()}"
        return name

    def _reserved(self, into: Reserved) -> None:
        words = self._tokens
        while not words.takes(";"):
            word = words.peek() or ""
            if words.takes(",") or (word == "[" and words.options() is not None):
                continue
            if word[:1] in "\"'":
                into.names.add(words.any()[1:-1])
            elif word.isidentifier():
                into.names.add(words.name())
            else:
                first = words.number()
                last = first
                if words.takes("to"):
                    last = MOST_NUMBER if words.takes("max") else words.number()
                into.ranges.append(range(first, last + 1))

    def _enum(self, name: str, scope: str) -> None:
        words = self._tokens
        enum = self.file.enums.setdefault(_within(scope, name), Enum(visibility=self._visibility))
        self._visibility = ""
        words.expect("{")
        while (word := words.any()) != "}":
            if word == "option" and words.peek() != "=":
                option, value = words.option()
                enum.options[option] = value
            elif word == "reserved" and words.peek() != "=":
                self._reserved(enum.reserved)
            elif word != ";":
                words.expect("=")
                enum.values[word] = words.number()
                enum.value_options[word] = words.options()
                words.expect(";")
        enum.reserved.ranges = _apart(enum.reserved.ranges)

    def _service(self, name: str, scope: str) -> None:
        words, full = self._tokens, _within(scope, name)
        options = self.file.services.setdefault(full, {})
        words.expect("{")
        while (word := words.any()) != "}":
            if word == "rpc":
                rpc = words.name()
                takes_stream, takes = self._message_of_rpc()
                if words.any() != "returns":
                    raise Unreadable(f"the rpc {rpc[:60]} returns nothing")
                gives_stream, gives = self._message_of_rpc()
                found = Rpc(takes, gives, takes_stream, gives_stream, self._options_of_rpc(), full)
                self.file.rpcs[f"{full}.{rpc}"] = found
            elif word == "option":
                option, value = words.option()
                options[option] = value
            elif word != ";":
                raise Unreadable(f"“{word[:40]}” is not expected in a service")

    def _message_of_rpc(self) -> tuple[bool, str]:
        words = self._tokens
        words.expect("(")
        stream = words.peek() == "stream" and words.peek(1) != ")"
        if stream:
            words.any()
        name = words.full_name()
        words.expect(")")
        return stream, name

    def _options_of_rpc(self) -> dict[str, str]:
        words = self._tokens
        found: dict[str, str] = {}
        if words.takes(";"):
            return found
        words.expect("{")
        while (word := words.any()) != "}":
            if word == "option":
                option, value = words.option()
                found[option] = value
            elif word != ";":
                raise Unreadable(f"“{word[:40]}” is not expected in an rpc")
        return found


def _within(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _apart(ranges: Sequence[range]) -> list[range]:
    """The same numbers in ranges in order that do not touch."""
    found: list[range] = []
    for each in sorted(ranges, key=lambda one: one.start):
        if found and each.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, each.stop))
        else:
            found.append(each)
    return found
