"""Reads a mapping as the operator writes it, a table of `rolecall.toml`, and lists whatever is wrong with it."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from integrations.alerts.alert_mapping import AlertMapping
from integrations.alerts.severities import WORDS
from integrations.alerts.templates import BadTemplate, Template, template
from integrations.deferred import pattern

NAME = pattern(r"[a-z0-9][a-z0-9_-]{0,39}")
"""A mapping's name, the last part of its address."""
_FIELDS = (
    *("when", "fingerprint", "title", "status", "severity", "service"),
    *("starts_at", "ends_at", "at", "url", "runbook", "paged"),
)
_NEEDED = ("fingerprint", "title")
_OTHERS = ("entries", "labels", "statuses", "severities", "timezone", "signature")


class _Problems:
    """What is wrong with one mapping, by the key that has it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def templates(self, key: str, value: object) -> list[Template]:
        """The templates of a key: one text, or a list of them."""
        given = value if isinstance(value, list) else [value]
        made: list[Template] = []
        for each in given:
            if not isinstance(each, str) or not each.strip():
                self.found.append((key, 'is no text such as "{monitor.name}", nor a list of such'))
                continue
            try:
                made.append(template(each))
            except BadTemplate as problem:
                self.found.append((key, str(problem)))
        if not given:
            self.found.append((key, "is an empty list"))
        return made

    def table(self, key: str, value: object, allowed: Sequence[str]) -> dict[str, Any]:
        """A table from the tool's words to ours."""
        if not isinstance(value, Mapping):
            self.found.append((key, 'is no table such as {"5" = "' + allowed[0] + '"}'))
            return {}
        for word, meaning in value.items():
            if meaning not in allowed:
                self.found.append((f"{key}.{word}", f"{str(meaning)[:60]!r} is none of {', '.join(allowed)}"))
        return {str(word).casefold(): meaning for word, meaning in value.items()}


def mapping_of(
    name: str, given: object, environment: Mapping[str, str]
) -> tuple[AlertMapping | None, list[tuple[str, str]]]:
    """A mapping, or what is wrong with it: (key, why), the key empty where it is the whole.

    A secret that begins with `$` names a variable of the environment.
    """
    problems = _Problems()
    if not NAME.fullmatch(name):
        problems.found.append(("", "a name has 1 to 40 small letters, digits, - and _"))
    if not isinstance(given, Mapping):
        return None, [*problems.found, ("", f"is no table: write [alerts.{name}] and the fields below it")]
    fields: dict[str, list[Template]] = {}
    for key, value in given.items():
        if key in _FIELDS:
            fields[key] = problems.templates(key, value)
        elif key not in _OTHERS:
            near = difflib.get_close_matches(key, (*_FIELDS, *_OTHERS), 1)
            problems.found.append((key, f"is no field{f'; did you mean {near[0]}?' if near else ''}"))
    problems.found += [("", f"{key} is missing") for key in _NEEDED if key not in given]
    entries = problems.templates("entries", given["entries"]) if "entries" in given else []
    labels: Template | dict[str, Sequence[Template]] = {}
    if isinstance(said := given.get("labels", {}), Mapping):
        labels = {str(label): problems.templates(f"labels.{label}", each) for label, each in said.items()}
    elif made := problems.templates("labels", said):
        labels = made[0]
    header, secret = _signature(given.get("signature"), environment, problems)
    mapped = AlertMapping(
        name,
        fields,
        entries[0] if entries else None,
        labels,
        problems.table("statuses", given.get("statuses", {}), ("firing", "resolved", "ignored")),
        problems.table("severities", given.get("severities", {}), tuple(WORDS)),
        _zone(given.get("timezone", "UTC"), problems),
        header,
        secret,
    )
    return (None if problems.found else mapped), problems.found


def _zone(name: object, problems: _Problems) -> tzinfo:
    try:
        return ZoneInfo(str(name)) if name != "UTC" else UTC
    except (OSError, ValueError, KeyError):
        pass
    problems.found.append(("timezone", f"{str(name)[:60]!r} is no zone such as Europe/Berlin"))
    return UTC


def _signature(given: object, environment: Mapping[str, str], problems: _Problems) -> tuple[str, str]:
    """The header and the secret with which a tool signs, where it does."""
    if given is None:
        return "", ""
    header, secret = (given.get("header"), given.get("secret")) if isinstance(given, Mapping) else (None, None)
    if not (isinstance(header, str) and header and isinstance(secret, str) and secret):
        problems.found.append(("signature", 'is no table such as {header = "X-Signature", secret = "$NAME"}'))
        return "", ""
    if secret.startswith("$"):
        if not environment.get(secret[1:]):
            problems.found.append(("signature.secret", f"there is no {secret[1:]} in the environment"))
        secret = environment.get(secret[1:], "")
    return header.lower(), secret
