"""Clock times as people say them, written as a clock shows them: `halb zehn`, `half past nine`, `las nueve y media`."""

import re
from collections.abc import Callable, Mapping

from integrations.deferred import pattern

_HOURS: Mapping[str, int] = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "une deux trois quatre cinq six sept huit neuf dix onze douze",
    )
    for number, word in enumerate(words.split(), 1)
}
_HOUR = rf"(?P<hour>[01]?\d|2[0-4]|{'|'.join(sorted(_HOURS, key=len, reverse=True))})(?![:.]?\d)"
_ENDS = r"(?!\w)"
_UNIT = r"\s*(?:h|heures?)\s+"
"""French says of what it is half: "deux et demie" may be anything."""
_SAID: tuple[tuple[str, int], ...] = (
    (rf"\bhalb\s+{_HOUR}{_ENDS}", -30),
    (rf"\b(?:dreiviertel|viertel\s+vor)\s+{_HOUR}{_ENDS}", -15),
    (rf"\bviertel\s+nach\s+{_HOUR}{_ENDS}", 15),
    (rf"\bhalf\s+past\s+{_HOUR}{_ENDS}", 30),
    (rf"\b(?:a\s+)?quarter\s+past\s+{_HOUR}{_ENDS}", 15),
    (rf"\b(?:a\s+)?quarter\s+to\s+{_HOUR}{_ENDS}", -15),
    (rf"(?<=\blas )(?:\b){_HOUR}\s+y\s+media\b", 30),
    (rf"(?<=\blas )(?:\b){_HOUR}\s+y\s+cuarto\b", 15),
    (rf"(?<=\blas )(?:\b){_HOUR}\s+menos\s+cuarto\b", -15),
    (rf"\b{_HOUR}{_UNIT}et\s+demie?\b", 30),
    (rf"\b{_HOUR}{_UNIT}et\s+quart\b", 15),
    (rf"\b{_HOUR}{_UNIT}moins\s+le\s+quart\b", -15),
)
_PATTERNS = tuple((pattern(said, re.IGNORECASE), minutes) for said, minutes in _SAID)
_A_DAY = 24 * 60


def as_a_clock_shows(text: str) -> str:
    """Return the text with such times as `9:30`; all else stays as it is. `halb 10` is 9:30."""
    for time, minutes in _PATTERNS:
        text = time.sub(_clock(minutes), text)
    return text


def _clock(minutes: int) -> Callable[[re.Match[str]], str]:
    def written(found: re.Match[str]) -> str:
        hour = found["hour"].lower()
        at = ((int(hour) if hour.isdecimal() else _HOURS[hour]) * 60 + minutes) % _A_DAY
        return f"{at // 60}:{at % 60:02}"

    return written
