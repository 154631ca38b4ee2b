"""What of a question fills a blank of an example: a person, days, a key, a pull request, a number, a name.

In an example a blank is written in braces: "is {person} away {day}?". Days may also be written as people say
them. `{words}` is filled by any words: "which issues are about {words}?".
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field

from integrations.deferred import dataclass, pattern
from jobs.dates.hours_named import HoursNamed, hours_named
from jobs.dates.looking_back import DaysNamed, days_named

PERSON, DAY, KEY, PULL, NUMBER, NAME, WORDS = (
    "{person}",
    "{day}",
    "{key}",
    "{pull}",
    "{number}",
    "{name}",
    "{words}",
)
BLANKS = frozenset((PERSON, DAY, KEY, PULL, NUMBER, NAME, WORDS))
_KEY = pattern(r"(?<![\w-])(?!adr-)[a-z][a-z0-9_]{1,9}-[0-9]{1,7}(?![\w-])", re.IGNORECASE)
_PULL = pattern(
    r"(?<![\w/.-])(?:[\w.-]{1,80}/)?[\w.-]{0,80}#[0-9]{1,7}\b"
    r"|\b(?:prs?|mrs?|pull requests?|merge requests?|pull)\s*#?(?P<number>[0-9]{1,7})\b",
    re.IGNORECASE,
)
_VERSION = pattern(r"(?<![\w.])(?:v\d{1,4}(?:\.\d{1,4}){0,3}|\d{1,4}(?:\.\d{1,4}){1,3})(?![\w.]*\w)", re.IGNORECASE)
"""A version, such as v2.15.0 or 2.15; it is a name."""
_TOKEN = pattern(r"\{[a-z]+\}|[^\W_]+")
_POSSESSIVE = pattern(r"['\u2019]s?(?![^\W_])")
_LONGEST_NAME = 4
"""Words of a name, such as that of a partner."""
NIGHTS = frozenset(
    ("night", "tonight", "overnight", "nights", "nacht", "nachts", "noche", "anoche", "noches", "nuit", "nuits")
)
"""Words that say that it is about a night."""
_PLANNED = pattern(r"\b(?:can|could|may|shall|should|safe to)\b.*\btonight\b", re.IGNORECASE)
"""Of a night that is to come: it asks how things are now."""
_ADDRESSED = "@"
_SHORTEST_START = 3
"""Letters of a first name's beginning that stand for it: "Chi" for Chiara."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question, or what fills a blank; `word` is folded, or the blank."""

    word: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """The people, channels and other names that a question can mention."""

    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The ids of those who are called so, by a name of theirs, folded."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Services, repositories, partners and project keys, folded, with how they are written."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question with its blanks filled."""

    text: str
    tokens: tuple[Token, ...]
    people: tuple[frozenset[str], ...] = ()
    """Those whom each name may mean."""
    days: tuple[DaysNamed, ...] = ()
    keys: tuple[str, ...] = ()
    pulls: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    stranger: str = ""
    """A name that is nobody's, as it was written; it fills a {person}."""
    hours: HoursNamed | None = None
    """Since which hour it asks; they fill a {day}."""

    @property
    def night(self) -> bool:
        """Return True if it is about a night."""
        return not _PLANNED.search(self.text) and any(each in NIGHTS for each in map(folded, _TOKEN.findall(self.text)))


def folded(text: str) -> str:
    """Return text in lower case, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def filled(
    text: str,
    known: Known,
    *,
    mentioned: Mapping[str, str] | None = None,
    common: Collection[str] = (),
    french: bool = False,
    stranger: str = "",
) -> QuestionWords:
    """Return the words of a question, with what fills blanks taken out.

    The word `stranger` is taken for a person's name, though nobody is called so.

    `mentioned` has the ids of those who were mentioned, by the name that stands in the text. A word of `common`
    is a name only where it is written as one.
    """
    return _Filling(text, known, mentioned or {}, common, stranger).done(french=french)


_A_HOLIDAY = pattern(r"\bjours?\s+f[eé]ri[eé]s?\b|\bd[ií]as?\s+(?:festiv|feriad)os?\b", re.IGNORECASE)
"""What is called a day and names none."""


class _Filling:
    """Takes one thing after the other out of a text; what is taken is taken."""

    def __init__(
        self, text: str, known: Known, mentioned: Mapping[str, str], common: Collection[str], stranger: str
    ) -> None:
        self._text = text
        self._stranger = stranger
        self._known = known
        self._mentioned = mentioned
        self._common = common
        self._taken: list[tuple[int, int, str]] = []
        self._people: list[tuple[int, frozenset[str]]] = []
        self._names: list[str] = []

    def _takes_key(self, found: re.Match[str]) -> bool:
        """Take what is an issue's key: of a project that is known, or in capitals; `db-1` is a machine."""
        project = found[0].partition("-")[0]
        is_key = project.isupper() or folded(project) in self._known.names
        return is_key and self._take(found.start(), found.end(), KEY)

    def done(self, *, french: bool) -> QuestionWords:
        for name, person in sorted(self._mentioned.items(), key=lambda each: -len(each[0])):
            for found in re.finditer(re.escape(_ADDRESSED + name), self._text):
                if self._take(found.start(), self._behind(found.end()), PERSON):
                    self._people.append((found.start(), frozenset((person,))))
        keys = [each[0].upper() for each in _KEY.finditer(self._text) if self._takes_key(each)]
        pulls = [_pull(each) for each in _PULL.finditer(self._text) if self._take(each.start(), each.end(), PULL)]
        self._take_names()
        if self._stranger:
            strange = re.compile(rf"(?<![^\W_]){re.escape(self._stranger)}(?![^\W_])")
            any(self._take(each.start(), self._behind(each.end()), PERSON) for each in strange.finditer(self._text))
        hours = hours_named(self._text)
        if hours is not None and not self._take(hours.start, hours.end, DAY):
            hours = None
        free = [each.span() for each in _A_HOLIDAY.finditer(self._text)]
        days = [
            each
            for each in days_named(self._text, french=french)
            if not any(start < each.end and each.start < end for start, end in free)
            and self._take(each.start, each.end, DAY)
        ]
        self._names += [each[0] for each in _VERSION.finditer(self._text) if self._take(each.start(), each.end(), NAME)]
        tokens = list(self._tokens())
        numbers = [int(each.raw) for each in tokens if each.word == NUMBER and len(each.raw) < len("1000000")]
        people = tuple(who for _, who in sorted(self._people, key=lambda each: each[0]))
        return QuestionWords(
            self._text,
            tuple(tokens),
            people,
            tuple(days),
            tuple(keys),
            tuple(pulls),
            tuple(numbers),
            tuple(self._names),
            self._stranger,
            hours,
        )

    def _take(self, start: int, end: int, blank: str) -> bool:
        if any(start < there and here < end for here, there, _ in self._taken):
            return False
        self._taken.append((start, end, blank))
        return True

    def _behind(self, end: int) -> int:
        """Where a possessive that stands at `end` ends."""
        found = _POSSESSIVE.match(self._text, end)
        return found.end() if found else end

    def _take_names(self) -> None:
        if not (self._known.people or self._known.names):
            return
        words = list(_TOKEN.finditer(self._text))
        at = 0
        while at < len(words):
            at += next(
                (
                    many
                    for many in range(min(_LONGEST_NAME, len(words) - at), 0, -1)
                    if self._take_name(words[at : at + many], first=at == 0)
                ),
                1,
            )

    def _take_name(self, words: Sequence[re.Match[str]], *, first: bool) -> bool:
        start, end = words[0].start(), words[-1].end()
        raw = self._text[start:end]
        called = folded(raw)
        if self._text[start - 1 : start] == _ADDRESSED:
            start -= 1
        behind = self._behind(end)
        written = raw[:1].isupper() and not first
        as_one = written or start < words[0].start() or behind > end
        who = self._who(called, raw, as_one=as_one)
        if who and self._take(start, behind, PERSON):
            self._people.append((start, who))
            return True
        name = self._known.names.get(" ".join(_TOKEN.findall(called)))
        if name is not None and (called not in self._common or len(words) > 1) and self._take(start, end, NAME):
            self._names.append(name)
            return True
        return False

    def _who(self, called: str, raw: str, *, as_one: bool) -> frozenset[str]:
        """Whom a word means; nobody where it may be any word."""
        people = self._known.people
        who = people.get(called, frozenset())
        if not who and called.endswith("s") and called not in self._common:
            who = people.get(called[:-1], frozenset())  # "Bens Reviews", "elifs timezone"
        if who:
            return who if as_one or called not in self._common else frozenset()
        if as_one and len(called) >= _SHORTEST_START and called not in self._common and " " not in called:
            begins = [those for name, those in people.items() if name.startswith(called) and " " not in name]
            return begins[0] if len(set(begins)) == 1 else frozenset()
        return frozenset()

    def _tokens(self) -> Iterator[Token]:
        at = 0
        for start, end, blank in sorted(self._taken):
            yield from self._words(at, start)
            yield Token(blank, self._text[start:end], start, end)
            at = end
        yield from self._words(at, len(self._text))

    def _words(self, start: int, end: int) -> Iterator[Token]:
        for found in _TOKEN.finditer(self._text, start, end):
            raw = found[0]
            word = raw if raw in BLANKS else NUMBER if raw.isdecimal() and raw.isascii() else folded(raw)
            yield Token(word, raw, found.start(), found.end())


def _pull(found: re.Match[str]) -> str:
    return f"#{found['number']}" if found["number"] else found[0]
