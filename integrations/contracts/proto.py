"""Protobuf files, compared by what is on the wire and in generated code.

Limits: one file at a time, so a type that moved to another file counts as removed; options
and extensions are not judged.
"""

from collections.abc import Iterator, Sequence

from integrations.contracts.model import Change
from integrations.contracts.protofile import Message, read


def compare(before: str | None, after: str | None) -> Sequence[Change]:
    """What changed for those who call. Raises `Unreadable`."""
    old, new = read(before), read(after)
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


def _message(name: str, old: Message, new: Message) -> Iterator[Change]:
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
