"""A tool's answer with its frame in the language of whoever asks: sentences, counts, dates and headings.

What is somebody's own (titles, names, quotes) and what the table does not know stays as it is.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from bot.conversation.sentences import Language
from integrations.deferred import dataclass
from integrations.post import Block, Bold, Bullets, Heading, Link, Paragraph, Post, SmallPrint, Span, Text

LONGEST = 250
"""Characters of a sentence that is looked up: longer ones are somebody's own."""
_FIRST_MARK = 0xE000
"""Private characters stand for the spans of a text while it is compared; who writes one is not retold."""
_MARKS = re.compile("[\ue000-\uf8ff]")
_PIECE = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]|<([^<>]*)>")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = rf"(?:{'|'.join(_WEEKDAYS)}) \d{{1,2}} (?:{'|'.join(_MONTHS)})(?: \d{{4}})?"
_WHEN = (
    rf"(?:today|tomorrow|yesterday|tonight|last night|(?:on|since) {_DATE}|from {_DATE} to {_DATE}"
    rf"|since (?:(?:yesterday|{_DATE}), )?\d\d:\d\d|since (?:{'|'.join(_WEEKDAYS)}) evening|in the night of {_DATE}"
    r"|in the last (?:hour|\d+ hours|\d+ days))"
)
_LASTS = r"(?:\d+ (?:working )?days?|\d+ (?:min|h|s|d)(?: \d+ (?:min|h))?)"
_KINDS: Mapping[str, str] = {
    **dict.fromkeys("nmk", r"\d[\d,]*\+?"),
    **dict.fromkeys("xyzs", r".+?"),
    **dict.fromkeys("pqr", "[\ue000-\uf8ff]"),
    "when": _WHEN,
    "d": _LASTS,
    "weekday": "|".join(_WEEKDAYS),
    **dict.fromkeys(("date", "until", "third"), _DATE),
}
_NAMES: Mapping[Language, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "de": (
        ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        (
            *("Januar", "Februar", "März", "April", "Mai", "Juni"),
            *("Juli", "August", "September", "Oktober", "November", "Dezember"),
        ),
    ),
    "es": (
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        (
            *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
            *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        ),
    ),
    "fr": (
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        (
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
    ),
}
_LENGTHS: Mapping[Language, Mapping[str, str]] = {
    "de": {"working day": "Arbeitstag", "working days": "Arbeitstagen", "day": "Tag", "days": "Tagen"},
    "es": {"working day": "día laborable", "working days": "días laborables", "day": "día", "days": "días"},
    "fr": {"working day": "jour ouvré", "working days": "jours ouvrés", "day": "jour", "days": "jours"},
}
_LENGTH = re.compile(r"working days?|days?")
_A_DATE = re.compile(rf"({'|'.join(_WEEKDAYS)})(?: (\d{{1,2}}) ({'|'.join(_MONTHS)}))?")
_THOUSANDS: Mapping[Language, str] = {"de": ".", "es": ".", "fr": "\u202f"}


def retold(post: Post, language: Language) -> Post:
    """Return what a tool found with its frame in that language, as far as the table has it."""
    if language == "en":
        return post
    return post.model_copy(
        update={
            "headline": _text(post.headline, language),
            "blocks": tuple(_block(each, language) for each in post.blocks),
        }
    )


def _block(block: Block, language: Language) -> Block:
    match block:
        case Heading():
            return block.model_copy(update={"text": _words(block.text, language)})
        case Paragraph() | SmallPrint():
            return block.model_copy(update={"text": _text(block.text, language)})
        case Bullets():
            return block.model_copy(update={"items": tuple(_text(each, language) for each in block.items)})
        case _:
            return block


def _text(text: Text, language: Language) -> Text:
    """The whole text as a sentence, else each of its strings that is one by itself."""
    if isinstance(whole := _as_a_whole(text, language), tuple):
        return whole
    pieces: list[str | Span] = []
    for each in text:
        if isinstance(each, str):
            pieces.append(_words(each, language))
        elif isinstance(each, Bold):
            ours = each.text.endswith(": ") or len(text) == 1
            label = _words(each.text, language) if ours else each.text
            pieces.append(Bold(text=label))
        elif isinstance(each, Link):
            pieces.append(each.model_copy(update={"label": _words(each.label, language)}))
        else:
            pieces.append(each)
    return tuple(pieces)


def _as_a_whole(text: Text, language: Language) -> Text | None:
    spans = [each for each in text if not isinstance(each, str)]
    if any(_MARKS.search(each) for each in text if isinstance(each, str)):
        return text
    marks = iter(range(_FIRST_MARK, _FIRST_MARK + len(spans)))
    said = "".join(each if isinstance(each, str) else chr(next(marks)) for each in text)
    told = _sentence(said, language)
    if told is None or sorted(_MARKS.findall(told)) != sorted(_MARKS.findall(said)):
        return None
    parts = re.split("([\ue000-\uf8ff])", told)
    return tuple(spans[ord(part) - _FIRST_MARK] if _MARKS.fullmatch(part) else part for part in parts if part)


def _words(words: str, language: Language) -> str:
    return words if (told := _sentence(words, language)) is None else told


def _sentence(said: str, language: Language) -> str | None:
    """The sentence in that language; None where the table has none like it."""
    if len(said) > LONGEST:
        return None
    return next((told for each in _frames(language) if (told := each.told(said)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A row of the table, for one language."""

    says: re.Pattern[str]
    tells: str
    language: Language

    def told(self, said: str) -> str | None:
        found = self.says.fullmatch(said)
        return None if found is None else self._filled(self.tells, found)

    def _filled(self, tells: str, found: re.Match[str]) -> str:
        optional = iter(range(1, tells.count("[") + 1))
        numbers = [0]

        def piece(part: re.Match[str]) -> str:
            slot, maybe, either = part.groups()
            if slot:
                given = str(found[slot])
                if slot in "nmk":
                    numbers[0] = int(re.sub(r"\D", "", given) or 0)
                return _fill(slot, given, self.language)
            if maybe is not None:
                there = found[f"o{next(optional)}"] is not None
                return _PIECE.sub(piece, maybe) if there else ""
            one, _, many = either.partition("|")
            return _PIECE.sub(piece, one if (numbers[0] or _first_number(found)) == 1 else many)

        return _PIECE.sub(piece, tells)


def _first_number(found: re.Match[str]) -> int:
    given = next((found[name] for name in "nmk" if name in found.groupdict() and found[name]), "0")
    return int(re.sub(r"\D", "", given) or 0)


def _fill(slot: str, given: str, language: Language) -> str:
    if slot in "nmk":
        return given.replace(",", _THOUSANDS[language])
    if slot == "when":
        return next((told for each in _days(language) if (told := each.told(given)) is not None), given)
    if slot == "d":
        return _LENGTH.sub(lambda length: _LENGTHS[language][length[0]], given)
    if slot in ("date", "until", "third", "weekday"):
        return _date(given, language)
    if slot == "s":
        apart = "; " if "; " in given else ", "
        told = _sentence(given, language)
        return told or apart.join(_words(each, language) for each in given.split(apart))
    return given


def _date(given: str, language: Language) -> str:
    """Dates among words: "Friday 27 November" is "Freitag, 27. November"."""
    weekdays, months = _NAMES[language]

    def named(found: re.Match[str]) -> str:
        weekday = weekdays[_WEEKDAYS.index(found[1])]
        if not found[2]:
            return weekday
        month = months[_MONTHS.index(found[3])]
        written: Mapping[Language, Callable[[], str]] = {
            "de": lambda: f"{weekday}, {found[2]}. {month}",
            "es": lambda: f"{weekday} {found[2]} de {month}",
            "fr": lambda: f"{weekday} {found[2]} {month}",
        }
        return written[language]()

    return _A_DATE.sub(named, given)


def _frames(language: Language) -> Sequence[_Frame]:
    return _tables(language)["frames"]


def _days(language: Language) -> Sequence[_Frame]:
    return _tables(language)["days"]


@cache
def _tables(language: Language) -> Mapping[str, Sequence[_Frame]]:
    """The sentences of a language, as its file has them."""
    read = tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return {
        name: [_Frame(re.compile(_pattern(english)), told, language) for english, told in rows.items()]
        for name, rows in read.items()
    }


def _pattern(english: str) -> str:
    optional = [0]

    def piece(part: re.Match[str]) -> str:
        slot, maybe, either = part.groups()
        if slot:
            return f"(?P<{slot}>{_KINDS[slot]})"
        if maybe is not None:
            optional[0] += 1
            return f"(?P<o{optional[0]}>{_outside(maybe, piece)})?"
        return f"(?:{'|'.join(map(re.escape, either.split('|')))})"

    return _outside(english, piece)


def _outside(template: str, piece: Callable[[re.Match[str]], str]) -> str:
    """The template with each piece put in, and all else as it is written."""
    found, end = "", 0
    for part in _PIECE.finditer(template):
        found += re.escape(template[end : part.start()]) + piece(part)
        end = part.end()
    return found + re.escape(template[end:])
