"""The operator's mapping for a tool that cannot send our form: where in its calls each of our fields is."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime, tzinfo
from typing import Any

from integrations.alerts import sns
from integrations.alerts.fields import LONGEST_KEY, Faults, began, each_of, labels_of, mapping, moment
from integrations.alerts.model import NO_SERVICE, Alert, AlertReading, BadPayload
from integrations.alerts.severities import Severity, severity
from integrations.alerts.statuses import STATUSES, Meaning
from integrations.alerts.templates import Template, tags
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class AlertMapping:
    """A mapping that can be used. Of several templates of a field the first that finds something counts."""

    name: str
    fields: Mapping[str, Sequence[Template]]
    entries: Template | None = None
    labels: Template | Mapping[str, Sequence[Template]] = field(default_factory=dict)
    statuses: Mapping[str, Meaning] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    zone: tzinfo = UTC
    signature_header: str = ""
    """Where the tool puts its HMAC-SHA256 of the raw body, in hexadecimal; empty where it does not sign."""
    secret: str = field(default="", repr=False)

    def read(self, payload: Any, now: datetime) -> AlertReading:
        """The alerts of a call. What has no moment was said `now`. Raises `BadPayload`."""
        body = mapping(payload, "the body")
        if (note := sns.note_of(body)) is not None:
            return AlertReading(note=note)
        if self.entries is None:
            return each_of([body], lambda given, _: self._alert(given, "", now))
        listed = self.entries.value_in(body)
        if not isinstance(listed, list):
            raise BadPayload("there is no list at entries")
        return each_of(listed, lambda given, number: self._alert(given, f"entries[{number}]: ", now))

    def _alert(self, given: object, at: str, now: datetime) -> Alert | None:
        if "when" in self.fields and not self._text("when", given):
            return None
        faults = Faults(at)
        meaning = self._meaning(given, faults)
        if meaning == "ignored":
            return None
        name, title = self._text("fingerprint", given), self._text("title", given)
        for needed, text in (("fingerprint", name), ("title", title)):
            if not text:
                faults.note(needed, "finds nothing in this call")
        starts_at = self._moment("starts_at", given, faults)
        said_at = self._moment("at", given, faults)
        ends_at = self._moment("ends_at", given, faults) if meaning == "resolved" else None
        faults.end()
        began_at = starts_at or said_at or now
        level = self._text("severity", given)
        return Alert(
            source="generic",
            fingerprint=_short(f"{self.name}/{name}"),
            starts_at=began_at,
            firing=meaning == "firing",
            ends_at=max(began_at, ends_at or said_at or now) if meaning == "resolved" else None,
            title=title[:200],
            service=self._text("service", given) or NO_SERVICE,
            severity=self.severities.get(level.casefold()) or severity(level),
            url=self._text("url", given) or None,
            runbook=self._text("runbook", given) or None,
            labels=self._labels(given),
            paged=(who,) if (who := self._text("paged", given)) else (),
            said_at=None if starts_at else began_at,
        )

    def _text(self, name: str, given: object) -> str:
        return next((text for each in self.fields.get(name, ()) if (text := each.in_(given))), "")

    def _meaning(self, given: object, faults: Faults) -> Meaning:
        if "status" not in self.fields:
            return "firing"
        status = self._text("status", given)
        meaning = self.statuses.get(status.casefold()) or STATUSES.get(status.casefold())
        if meaning is None:
            said = f"is {status[:60]!r}, which statuses does not name" if status else "finds nothing in this call"
            faults.note("status", said)
        return meaning or "firing"

    def _moment(self, name: str, given: object, faults: Faults) -> datetime | None:
        """The moment of a field; None where it finds nothing."""
        text = self._text(name, given)
        if not text:
            return None
        read = moment if name == "ends_at" else began
        return faults.of(lambda value, at: read(value, at, self.zone), text, name)

    def _labels(self, given: object) -> dict[str, str]:
        if isinstance(self.labels, Template):
            return labels_of(tags(self.labels.value_in(given)))
        found = {name: next((text for each in of if (text := each.in_(given))), "") for name, of in self.labels.items()}
        return labels_of({name: text for name, text in found.items() if text})


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_KEY else hashlib.sha256(name.encode()).hexdigest()
