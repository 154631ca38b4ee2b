"""Reads since which hour something is asked: `since lunch`, `seit 14 Uhr`, `en la última hora`, `cet après-midi`."""

import re
from datetime import time

from integrations.deferred import dataclass, pattern

NOON = time(12)
_SINCE_NOON = pattern(
    r"\b(?:since|after) (?:lunch(?: ?time)?|noon|midday)\b|\bthis afternoon\b"
    r"|\b(?:seit|nach) (?:heute |dem |der )?(?:mittag(?:essen|spause)?)\b|\b(?:heute|diesen|am) nachmittag\b"
    r"|\b(?:desde|despu[eé]s de) (?:el |la |al )?(?:mediod[ií]a|comida|comer|almuerzo)\b|\besta tarde\b"
    r"|\b(?:depuis|apr[eè]s) (?:le |la )?(?:midi|d[eé]jeuner|pause d[eé]jeuner)\b|\bcet(?:te)? apr[eè]s[- ]midi\b",
    re.IGNORECASE,
)
_SINCE = pattern(
    r"\b(?:since|seit|desde las?|depuis)\s+(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?::|h|\.)(?P<minute>[0-5]\d)|\s*(?:o['\u2019]?clock|uhr|horas?|heures?|h)\b|(?=\s*[ap]\.?m\b))"
    r"(?:\s*uhr\b|\s*(?P<half>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_LAST = pattern(
    r"\b(?:(?:in|over|within|during|for) )?(?:the )?(?:last|past) (?:(?P<en>\d{1,2}|two|three|few|couple of) )?hours?\b"
    r"|\b(?:in )?(?:der|den|die)? ?letzte[nr]? (?:(?P<de>\d{1,2}|zwei|drei|paar) )?stunden?\b"
    r"|\b(?:en )?(?:la |las )?[uú]ltimas? (?:(?P<es>\d{1,2}|dos|tres) )?horas?\b"
    r"|\b(?:dans |pendant )?(?:la |les |ces )?(?:(?P<fr>\d{1,2}|deux|trois) )?derni[eè]res? heures?\b",
    re.IGNORECASE,
)
_NUMBERS = {
    **dict.fromkeys(("two", "zwei", "dos", "deux", "couple of"), 2),
    **dict.fromkeys(("three", "drei", "tres", "trois", "few", "paar"), 3),
}


@dataclass(frozen=True, slots=True)
class HoursNamed:
    """Hours that a text names, and where in it they stand."""

    start: int
    end: int
    since: time | None = None
    """On the wall, of the day that is asked about."""
    last: int | None = None
    """So many hours, up to now."""


def hours_named(text: str) -> HoursNamed | None:
    """Return since when it is asked; None where no hour is named."""
    if found := _SINCE_NOON.search(text):
        return HoursNamed(*found.span(), since=NOON)
    if found := _SINCE.search(text):
        hour = int(found["hour"]) % 24
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
        return HoursNamed(*found.span(), since=time(hour, int(found["minute"] or 0)))
    if found := _LAST.search(text):
        said = next((each for each in found.groups() if each), "1").lower()
        return HoursNamed(*found.span(), last=_NUMBERS.get(said) or max(1, int(said)))
    return None
