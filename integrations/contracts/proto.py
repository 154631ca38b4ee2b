"""Protobuf files, compared by what is on the wire, in JSON and in generated code.

A type may move to another file of the same package. Which rules there are: `rules`.
"""

from collections.abc import Iterator, Mapping, Sequence

from integrations.contracts.model import ContractChange, Effect, uncompared
from integrations.contracts.proto_file import Enum, File, Message, ProtoField, Reserved
from integrations.contracts.proto_files import ProtoFiles, moved_packages, together

_CODE = frozenset(
    {"csharp_namespace", "go_package", "java_generic_services", "java_multiple_files", "java_outer_classname"}
    | {"java_package", "objc_class_prefix", "php_class_prefix", "php_metadata_namespace", "php_namespace"}
    | {"py_generic_services", "ruby_package", "swift_prefix", "cc_generic_services", "optimize_for"}
    | {"features.(pb.go).api_level", "features.(pb.java).nest_in_file_class"}
)
"""Options of a file that decide where generated code is and what is in it."""
_HARMLESS = frozenset({"deprecated", "packed", "lazy", "unverified_lazy", "weak", "debug_redact", "cc_enable_arenas"})
"""Options that change nothing for who is on the other side: a list may always be read packed or not."""
_FIELD_READ = frozenset({"json_name", "default", "features.field_presence", "features.message_encoding"})
_ZERO = {"string": '""', "bytes": '""', "bool": "false"}


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[ContractChange]:
    """What changed for those who call. Raise `Unreadable`."""
    return list(_Comparison(together(before), together(after)).changes())


class _Comparison:
    def __init__(self, old: ProtoFiles, new: ProtoFiles) -> None:
        self._old = old
        self._new = new
        self._moved = dict(moved_packages(old, new))

    def changes(self) -> Iterator[ContractChange]:
        for old, new in self._moved.items():
            yield ContractChange(old or "the package", f"is now {new or 'none'}", "breaking", "proto-package")
        for path, file in self._old.files.items():
            if path in self._new.files:
                yield from self._file(file, self._new.files[path])
        yield from self._messages()
        yield from self._enums()
        yield from self._services()
        yield from self._extensions()

    def _now(self, name: str) -> str:
        """A name of before, in the package that it is in now."""
        for old, new in self._moved.items():
            if not old and "." not in name:
                return f"{new}.{name}" if name else name
            if old and name.startswith(f"{old}."):
                return f"{new}.{name.removeprefix(f'{old}.')}" if new else name.removeprefix(f"{old}.")
        return name

    def _file(self, old: File, new: File) -> Iterator[ContractChange]:
        if old.syntax != new.syntax:
            what = f"is {new.syntax} now, it was {old.syntax}: what is left out, and enums, may be read otherwise"
            yield ContractChange("the file", what, "unclear", "proto-syntax")
        for name, was, now in _differing(old.options, new.options):
            if name in _CODE:
                what = f"has {name} {now or 'none'} now: generated code moves"
                yield ContractChange("the file", what, "breaking", "proto-file-option")
            elif name.startswith("features."):
                what = f"has {name} {now or 'none'} now, it was {was or 'none'}"
                yield ContractChange("the file", what, "unclear", "proto-features")
            elif name not in _HARMLESS:
                yield uncompared("the file", f"the option {name[:80]}")

    # --- messages ------------------------------------------------------------------

    def _messages(self) -> Iterator[ContractChange]:
        now_names = {self._now(name): name for name in self._old.messages}
        for now, name in now_names.items():
            short = self._old.short(name)
            if now not in self._new.messages:
                yield ContractChange(short, "was removed", "breaking", "proto-type")
                continue
            message, current = self._old.messages[name], self._new.messages[now]
            yield from self._message(short, message, current)
            yield from _visibility(short, message.visibility, current.visibility)
        for name in self._new.messages.keys() - now_names.keys():
            yield ContractChange(self._new.short(name), "is new", "compatible", "proto-type")

    def _message(self, name: str, old: Message, new: Message) -> Iterator[ContractChange]:
        for number, was in old.fields.items():
            now = new.fields.get(number)
            if now is None:
                kept = "" if new.reserved.has(number) else f"; reserve its number {number}, or it may be given away"
                yield ContractChange(f"{name}.{was.name}", f"was removed{kept}", "breaking", "proto-field")
            else:
                yield from self._field(f"{name}.{was.name}", was, now)
        for number, now in new.fields.items():
            where = f"{name}.{now.name}"
            if number in old.fields:
                continue
            if old.reserved.has(number):
                yield ContractChange(where, f"takes the reserved number {number}", "breaking", "proto-reserved")
            elif now.name in old.reserved.names:
                yield ContractChange(where, f"takes the reserved name {now.name}", "breaking", "proto-reserved")
            elif self._new.label(now) == "required":
                yield ContractChange(where, "is new and required", "breaking", "proto-label")
            else:
                yield ContractChange(where, "is new", "compatible", "proto-field")
        yield from _reserved(name, old.reserved, new.reserved, {each.name for each in new.fields.values()})
        if lost := _lost(old.extensions, new.extensions):
            yield ContractChange(name, f"may no longer be extended by {lost}", "breaking", "proto-extension")
        yield from _options(name, old.options, new.options)

    def _field(self, where: str, was: ProtoField, now: ProtoField) -> Iterator[ContractChange]:
        yield from self._name(where, was, now)
        yield from self._type(where, was, now)
        before, after = self._old.label(was), self._new.label(now)
        if "repeated" in (before, after) and before != after:
            what = "is a list now" if after == "repeated" else "is no list any more"
            yield ContractChange(where, what, "breaking", "proto-label")
        elif before != after:
            what = "is required now" if after == "required" else "may be missing now"
            yield ContractChange(where, what, "breaking", "proto-label")
        elif {self._old.is_tracked(was), self._new.is_tracked(now)} == {True, False} and was.oneof == now.oneof:
            known = self._new.is_tracked(now)
            what = f"tells {'now' if known else 'no more'} whether it was set: generated code changes"
            yield ContractChange(where, what, "unclear", "proto-presence")
        if was.oneof != now.oneof:
            if was.oneof and now.oneof:
                what = f"is in the oneof {now.oneof} now, it was in {was.oneof}"
            else:
                what = f"is in the oneof {now.oneof} now" if now.oneof else f"is in the oneof {was.oneof} no more"
            yield ContractChange(where, what, "breaking", "proto-oneof")
        old, new = (one.options.get("default") for one in (was, now))
        if old != new and _default(was) != _default(now):
            what = f"is {new or 'nothing'} now where it is left out, it was {old or 'nothing'}"
            yield ContractChange(where, what[:200], "breaking", "proto-default")
        for name, one, other in _differing(was.options, now.options):
            if name in ("jstype", "ctype"):
                what = f"has {name} {other or 'none'} now, it was {one or 'none'}"
                yield ContractChange(where, what, "breaking", "proto-field-option")
            elif name.startswith("features.") and name not in _FIELD_READ:
                what = f"has {name} {other or 'none'} now, it was {one or 'none'}"
                yield ContractChange(where, what, "unclear", "proto-features")
            elif name == "deprecated" and other == "true":
                yield ContractChange(where, "is deprecated now", "compatible", "proto-field-option")
            elif name not in _FIELD_READ | _HARMLESS:
                yield uncompared(where, f"the option {name[:80]}")

    def _name(self, where: str, was: ProtoField, now: ProtoField) -> Iterator[ContractChange]:
        old, new = _json_name(was), _json_name(now)
        if was.name != now.name:
            what = f"is called {now.name} now: {'JSON and ' if old != new else ''}generated code change"
            yield ContractChange(where, what + ("" if old != new else "s"), "breaking", "proto-name")
        elif old != new:
            yield ContractChange(where, f"is {new} in JSON now, it was {old}", "breaking", "proto-json-name")

    def _type(self, where: str, was: ProtoField, now: ProtoField) -> Iterator[ContractChange]:
        old, new = self._old.type_of(was), self._new.type_of(now)
        if not self._is_same(old, new):
            yield ContractChange(
                where, f"is {self._new.short(new)} now, it was {self._old.short(old)}", "breaking", "proto-field-type"
            )
        elif _is_delimited(was) != _is_delimited(now):
            words = ("a group", "a message")
            what = f"is {words[not _is_delimited(now)]} on the wire now, it was {words[not _is_delimited(was)]}"
            yield ContractChange(where, what, "breaking", "proto-field-type")

    def _is_same(self, old: str, new: str) -> bool:
        """Return True if two types are one; of a name that is declared elsewhere, its end has to be the same."""
        if old.startswith("map<") and new.startswith("map<"):
            (one, was), (other, now) = old[4:-1].split(", "), new[4:-1].split(", ")
            return one == other and self._is_same(was, now)
        old = self._now(old)
        if old == new:
            return True
        known = (old in self._old.messages or old in self._old.enums) and (
            new in self._new.messages or new in self._new.enums
        )
        return not known and (old.endswith(f".{new}") or new.endswith(f".{old}"))

    # --- enums, services, extensions -----------------------------------------------

    def _enums(self) -> Iterator[ContractChange]:
        now_names = {self._now(name): name for name in self._old.enums}
        for now, name in now_names.items():
            short = self._old.short(name)
            if now not in self._new.enums:
                yield ContractChange(short, "was removed", "breaking", "proto-type")
                continue
            enum, current = self._old.enums[name], self._new.enums[now]
            yield from self._enum(short, enum, current)
            yield from _visibility(short, enum.visibility, current.visibility)
        for name in self._new.enums.keys() - now_names.keys():
            yield ContractChange(self._new.short(name), "is new", "compatible", "proto-type")

    def _enum(self, name: str, old: Enum, new: Enum) -> Iterator[ContractChange]:
        numbers = set(new.values.values())
        for value, number in old.values.items():
            now = new.values.get(value)
            if now is None:
                others = ", ".join(each for each, its in new.values.items() if its == number)
                what = f"is called {others[:80]} now" if number in numbers else "was removed"
                yield ContractChange(f"{name}.{value}", what, "breaking", "proto-enum-value")
            elif now != number:
                yield ContractChange(
                    f"{name}.{value}", f"is {now} now, it was {number}", "breaking", "proto-enum-value"
                )
            for option, _, _ in _differing(old.value_options.get(value, {}), new.value_options.get(value, {})):
                if now is not None and option not in _HARMLESS:
                    yield uncompared(f"{name}.{value}", f"the option {option[:80]}")
        before = set(old.values.values())
        for value, number in new.values.items():
            if value in old.values:
                continue
            if old.reserved.has(number) or value in old.reserved.names:
                what = f"takes the reserved {'number ' + str(number) if old.reserved.has(number) else 'name'}"
                yield ContractChange(f"{name}.{value}", what, "breaking", "proto-reserved")
            elif number in before:
                yield ContractChange(
                    f"{name}.{value}", f"is another name of {number}", "compatible", "proto-enum-value"
                )
            else:
                yield ContractChange(f"{name}.{value}", "is new; readers must expect it", "unclear", "proto-enum-value")
        first, now_first = next(iter(old.values), None), next(iter(new.values), None)
        if (
            old.is_closed
            and first != now_first
            and first in new.values
            and old.values.get(first or "") != new.values.get(now_first or "")
        ):
            yield ContractChange(
                name, f"is {now_first} now where it is left out, it was {first}", "breaking", "proto-default"
            )
        if old.is_closed != new.is_closed:
            words = "takes only known values now" if new.is_closed else "takes unknown values now"
            yield ContractChange(name, words, "unclear", "proto-enum-type")
        yield from _reserved(name, old.reserved, new.reserved, set(new.values))
        yield from _options(name, old.options, new.options, {"allow_alias", "features.enum_type"})

    def _services(self) -> Iterator[ContractChange]:
        for service, options in self._old.services.items():
            if (current := self._new.services.get(self._now(service))) is not None:
                yield from _options(self._old.short(service), options, current)
            elif not any(name.startswith(f"{service}.") for name in self._old.rpcs):
                yield ContractChange(self._old.short(service), "was removed", "breaking", "proto-rpc")
        now_names = {self._now(name): name for name in self._old.rpcs}
        for now_name, name in now_names.items():
            rpc, now, short = self._old.rpcs[name], self._new.rpcs.get(now_name), self._old.short(name)
            if now is None:
                yield ContractChange(short, "was removed", "breaking", "proto-rpc")
                continue
            old_takes, new_takes = self._old.full_name(rpc.takes, rpc.scope), self._new.full_name(now.takes, now.scope)
            old_gives, new_gives = self._old.full_name(rpc.gives, rpc.scope), self._new.full_name(now.gives, now.scope)
            if not self._is_same(old_takes, new_takes) or rpc.takes_stream != now.takes_stream:
                words = (
                    self._streams(self._new, new_takes, now.takes_stream),
                    self._streams(self._old, old_takes, rpc.takes_stream),
                )
                yield ContractChange(short, "takes {} now, it took {}".format(*words), "breaking", "proto-rpc")
            if not self._is_same(old_gives, new_gives) or rpc.gives_stream != now.gives_stream:
                words = (
                    self._streams(self._new, new_gives, now.gives_stream),
                    self._streams(self._old, old_gives, rpc.gives_stream),
                )
                yield ContractChange(short, "returns {} now, it returned {}".format(*words), "breaking", "proto-rpc")
            yield from _options(short, rpc.options, now.options, {"idempotency_level"})
            old, new = (each.options.get("idempotency_level", "IDEMPOTENCY_UNKNOWN") for each in (rpc, now))
            if old != new:
                effect: Effect = "compatible" if old == "IDEMPOTENCY_UNKNOWN" else "breaking"
                yield ContractChange(short, f"is {new} now, it was {old}", effect, "proto-idempotency")
        for name in self._new.rpcs.keys() - now_names.keys():
            yield ContractChange(self._new.short(name), "is new", "compatible", "proto-rpc")

    def _streams(self, side: ProtoFiles, name: str, stream: bool) -> str:
        return f"stream {side.short(name)}" if stream else side.short(name)

    def _extensions(self) -> Iterator[ContractChange]:
        new = self._new.extensions
        for (extended, number), was in self._old.extensions.items():
            now = new.get((self._now(extended), number))
            where = f"{self._old.short(extended)} extension {was.name}"
            if now is None:
                yield ContractChange(where, "was removed", "breaking", "proto-extension")
            else:
                yield from self._field(where, was, now)
        before = {(self._now(extended), number) for extended, number in self._old.extensions}
        for extended, number in new.keys() - before:
            where = f"{self._new.short(extended)} extension {new[extended, number].name}"
            yield ContractChange(where, "is new", "compatible", "proto-extension")


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The options that differ: name, before, now."""
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name, ""), new.get(name, "")


def _options(
    where: str, old: Mapping[str, str], new: Mapping[str, str], read: set[str] | frozenset[str] = frozenset()
) -> Iterator[ContractChange]:
    for name, _, now in _differing(old, new):
        if name == "deprecated" and now == "true":
            yield ContractChange(where, "is deprecated now", "compatible", "proto-field-option")
        elif name == "message_set_wire_format":
            yield ContractChange(
                where, "is written otherwise on the wire now (message_set_wire_format)", "breaking", "proto-field-type"
            )
        elif name.startswith("features.") and name not in read:
            yield ContractChange(where, f"has {name} {now or 'none'} now", "unclear", "proto-features")
        elif name not in read and name not in _HARMLESS:
            yield uncompared(where, f"the option {name[:80]}")


def _visibility(where: str, old: str, new: str) -> Iterator[ContractChange]:
    if old == new:
        return
    if new == "local":
        yield ContractChange(where, "may no longer be used by other files (local)", "breaking", "proto-visibility")
    else:
        effect: Effect = "compatible" if new == "export" else "unclear"
        yield ContractChange(
            where, f"is {new or 'as its file says'} now, it was {old or 'as its file says'}", effect, "proto-visibility"
        )


def _reserved(where: str, old: Reserved, new: Reserved, used: set[str]) -> Iterator[ContractChange]:
    """Numbers and names that are free again: they may be given away, and old messages still have them."""
    if lost := _lost(old, new):
        yield ContractChange(where, f"no longer reserves {lost}", "unclear", "proto-reserved")
    for name in sorted(old.names - new.names - used):
        yield ContractChange(where, f"no longer reserves the name {name[:60]}", "unclear", "proto-reserved")


def _lost(old: Reserved, new: Reserved) -> str:
    """Return in words the first range that is gone from the new version; empty where none is."""
    for each in old.ranges:
        around = new.around(each.start)
        if around is None or each.stop > around.stop:
            last = each.stop - 1
            return f"{each.start}" if last == each.start else f"{each.start} to {last}"
    return ""


def _json_name(one: ProtoField) -> str:
    if given := one.options.get("json_name"):
        return given.strip('"')
    head, *rest = one.name.split("_")
    return head + "".join(each[:1].upper() + each[1:] for each in rest)


def _default(one: ProtoField) -> str:
    """What is read where it is left out: a default that is written out may be the usual one."""
    given = one.options.get("default")
    if given is None:
        return _ZERO.get(one.type, "0")
    return "0" if given in ("0.0", "0.", "-0") else given


def _is_delimited(one: ProtoField) -> bool:
    encoding = one.options.get("features.message_encoding", one.features.get("features.message_encoding"))
    return one.is_group or encoding == "DELIMITED"
