"""Protobuf files taken together: types are looked up in all of them, as the compiler does."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from integrations.contracts.model import Budget
from integrations.contracts.proto_file import Enum, File, Message, ProtoField, Rpc, read
from integrations.deferred import dataclass

_SCALARS = frozenset(
    {"double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32"}
    | {"sfixed64", "bool", "string", "bytes"}
)


@dataclass(slots=True)
class ProtoFiles:
    """What several files declare, by full name."""

    files: dict[str, File]
    messages: dict[str, Message] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    rpcs: dict[str, Rpc] = field(default_factory=dict)
    services: dict[str, dict[str, str]] = field(default_factory=dict)
    extensions: dict[tuple[str, int], ProtoField] = field(default_factory=dict)
    packages: set[str] = field(default_factory=set)
    _budget: Budget = field(default_factory=lambda: Budget("its names are nested too deeply"))

    def type_of(self, one: ProtoField) -> str:
        """The full name of a field's type; a name that no file here declares, as it is written."""
        if one.type.startswith("map<"):
            key, value = one.type[4:-1].split(", ")
            return f"map<{key}, {self.full_name(value, one.scope)}>"
        return self.full_name(one.type, one.scope)

    def full_name(self, name: str, scope: str) -> str:
        """What a name means within a message: what is nearest, going outwards."""
        if name in _SCALARS:
            return name
        if name.startswith("."):
            return name[1:]
        first = name.partition(".")[0]
        while True:
            self._budget.spend(1)
            near = f"{scope}.{first}" if scope else first
            full = f"{scope}.{name}" if scope else name
            if full in self.messages or full in self.enums:
                return full
            if near in self.messages and first != name:  # then it is that one, and has no such part
                return full
            if not scope:
                return name
            scope = scope.rpartition(".")[0]

    def is_tracked(self, one: ProtoField) -> bool | None:
        """Return True if it can be told whether the field was set; None where its type is declared elsewhere."""
        if one.label in ("optional", "repeated", "required") or one.oneof or one.is_group:
            return True
        name = self.type_of(one)
        if one.type.startswith("map<") or name in self.messages:
            return True
        if name not in _SCALARS and name not in self.enums:
            return None
        presence = one.options.get("features.field_presence", one.features.get("features.field_presence", "EXPLICIT"))
        return one.syntax != "proto3" and presence != "IMPLICIT"

    def label(self, one: ProtoField) -> str:
        """`repeated`, `required` or none of them."""
        presence = one.options.get("features.field_presence", one.features.get("features.field_presence"))
        if presence == "LEGACY_REQUIRED":
            return "required"
        return "repeated" if one.type.startswith("map<") else one.label if one.label != "optional" else ""

    def short(self, name: str) -> str:
        """A name without the package of these files, as people say it."""
        if name.startswith("map<"):
            key, value = name[4:-1].split(", ")
            return f"map<{key}, {self.short(value)}>"
        own = max((each for each in self.packages if each and name.startswith(f"{each}.")), key=len, default="")
        return name.removeprefix(f"{own}.") if own else name


def together(texts: Mapping[str, str]) -> ProtoFiles:
    """What those files declare. Raise `Unreadable`."""
    found = ProtoFiles({path: read(text) for path, text in texts.items()})
    for file in found.files.values():
        found.packages.add(file.package)
        found.messages.update(file.messages)
        found.enums.update(file.enums)
        found.rpcs.update(file.rpcs)
        found.services.update(file.services)
    for file in found.files.values():
        for (extended, number), one in file.extensions.items():
            found.extensions[found.full_name(extended, one.scope or file.package), number] = one
    return found


def moved_packages(old: ProtoFiles, new: ProtoFiles) -> Iterator[tuple[str, str]]:
    """The packages that files of the same path changed: (before, now)."""
    seen = set()
    for path, file in old.files.items():
        now = new.files.get(path)
        if now is not None and now.package != file.package and file.package not in new.packages:
            pair = (file.package, now.package)
            if pair not in seen:
                seen.add(pair)
                yield pair
