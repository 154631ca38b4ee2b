"""Reads a standup that somebody typed: `Yesterday: the ledger. Today: the index. Blockers: none`.

The labels are the questions' own words, the usual ones in several languages, or the weekday it
was. Without labels it is read where its lines are numbered like the questions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from integrations.deferred import dataclass, pattern
from integrations.words import squeezed
from jobs.dates.vocabulary import DAYS, plain
from jobs.dates.vocabulary import said as in_plain_english
from jobs.standup.model import BLOCKERS, MOODS
from jobs.standup.questions import Question

DONE, PLAN, MOOD = "yesterday", "today", "mood"
_USUAL: Mapping[str, str] = {
    DONE: "yesterday|gestern|ayer|hier|ieri|ontem|gisteren|вчера|昨日|昨天",
    PLAN: "today|heute|hoy|aujourd'hui|oggi|hoje|vandaag|сегодня|今日|今天",
    BLOCKERS: "blockers|blocker|blocked|blocked by|blocked on|impediments|impediment|obstacles|obstacle|stuck"
    "|in my way|anything in my way|blockaden|blockade|blockiert|blocker und hindernisse|hindernisse|hindernis"
    "|bloqueos|bloqueo|bloqueado|bloqueada|impedimentos|obstaculos|blocages|blocage|bloquants|bloquant|bloque"
    "|points bloquants|point bloquant|blocchi|bloccanti|bloqueios|blokkades|блокеры|障害",
    MOOD: "mood|feeling|stimmung|laune|animo|humeur|umore|humor",
}
"""Labels that are taken wherever they stand, where a colon follows."""
_AT_A_START: Mapping[str, str] = {
    DONE: "y|done|did|finished|completed|accomplished|accomplishments|last time|since last time|previously|previous"
    "|prev|what i did|what i did yesterday|erledigt|gemacht|geschafft|hecho|fait|fatto|feito|gedaan|сделано",
    PLAN: "t|plan|plans|plan for today|plan today|todays plan|today's plan|next|up next|now|doing|to do|todo|will do"
    "|working on|what i will do today|geplant|vorhaben|planeado|prevu|план",
    BLOCKERS: "b|issues|problems|probleme|problemas|problemes",
}
"""Labels that are taken at the start of a line or sentence only: their words are said of other things too."""
_NOTHING_SAID = (
    "no blockers|no blocker|no impediments|not blocked|nothing blocking me|nothing is blocking me|nothing in my way"
    "|keine blocker|nichts blockiert|keine hindernisse|sin bloqueos|sin impedimentos|pas de blocage|pas de bloquant"
    "|aucun blocage|aucun bloquant|rien de bloquant"
)
_LONGEST_LABEL = 150
_MARKS = r"[*_~`]{0,6}"
"""Bold, italic, struck and code at once; more would be tried again at every one of a row of them."""
_LINE = pattern(
    rf"^[ \t>]*(?:(?:[-\u2022\u25e6\u2013*]|\d{{1,2}}[.)])[ \t]+)?(?::[\w+-]+:|[^\w\s*_~`:'\"(\[<@#])*[ \t]*"
    rf"{_MARKS}(?P<label>[^\n:\uff1a?*_~`]{{1,{_LONGEST_LABEL}}}?\??){_MARKS}[ \t]*"
    rf"(?P<colon>[:\uff1a]{_MARKS}|=|[ \t][-\u2013\u2014](?=[ \t])|[ \t]*$)",
    re.MULTILINE,
)
_INITIALS = tuple(pattern(rf"^\W{{0,20}}{each}\W{{0,6}}[:=]", re.MULTILINE | re.IGNORECASE) for each in "yt")
"""`Y: …` and `T: …` stand together, or are no labels."""
_NO_LABEL = r"[ \t]*(?:[:\uff1a]|(?:and|or|was|were|is|und|oder|war|y|o|et|ou)\b)"
"""What follows a word like "today" that begins no part of a standup."""
_NUMBERED = pattern(r"^[ \t]*(\d)(?:[.)]|\ufe0f?\u20e3)[ \t]*", re.MULTILINE)
_BETWEEN = ",;|/\u2022\u2013\u2014*_-"
"""What people set between two parts, besides blanks."""
_GREETING = pattern(r"(?!\w+:\s+\S)(?:\S+\s+){0,5}\S*[:!,.]?\s*")
"""A few words before the first label; "Reading: the RFC" says something."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, by question name."""

    words: Mapping[str, str]
    mood: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    end: int
    name: str
    by_itself: bool = True
    """False for one without a colon, which counts only in company."""


@dataclass
class _Labels:
    """Which question a label means."""

    questions: Sequence[Question]
    today: date
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = {question.name for question in self.questions}
        kinds = {kind: kind for kind in (DONE, PLAN, BLOCKERS) if kind in names} | {MOOD: MOOD}
        for question in self.questions:
            self.known[_bare(question.label)] = question.name
            told = set(re.findall(r"\w+", in_plain_english(question.label)))
            for kind, telling in ((DONE, {"yesterday", "last", "done", "finish"}), (PLAN, {"today", "plan", "next"})):
                if kind not in kinds and question.name not in kinds.values() and told & telling:
                    kinds[kind] = question.name
        self.kinds = kinds
        self.anywhere = self._of(_USUAL)
        self.at_a_start = self._of(_AT_A_START) | self.anywhere

    def name(self, label: str) -> str | None:
        """The question, or the mood, that a label with a colon means at the start of a line."""
        bare = _bare(label)
        found = self.known.get(bare) or self.at_a_start.get(bare)
        if found is None and in_plain_english(bare) in DAYS:
            is_today = DAYS.index(in_plain_english(bare)) == self.today.weekday()
            found = self.kinds.get(PLAN if is_today else DONE)
        return found or self._by_own_words(bare)

    def _of(self, table: Mapping[str, str]) -> dict[str, str]:
        return {
            plain(label): self.kinds[kind]
            for kind, labels in table.items()
            if kind in self.kinds
            for label in labels.split("|")
        }

    def _by_own_words(self, bare: str) -> str | None:
        """The one question that has the label's words: "Learned: …" for "What did you learn?"."""
        words = [word for word in bare.split() if len(word) > len("you")]
        if not words or len(bare.split()) > len(words) + 1:
            return None
        having = [
            question.name
            for question in self.questions
            if all(any(_akin(word, other) for other in re.findall(r"\w+", plain(question.label))) for word in words)
        ]
        return having[0] if len(having) == 1 else None


def read(text: str, questions: Sequence[Question], today: date) -> Typed | None:
    """What `text` answers to `questions`, or None where it is no standup; `today` is the round's date."""
    text = squeezed(text)
    labels = _Labels(questions, today)
    found = _without_overlaps([*_lines(text, labels), *_inline(text, labels), *_prose(text, labels)])
    meant = {label.name for label in found if label.name != MOOD}
    alone = len(meant) == 1 and found[0].start == 0 and found[0].by_itself and not text.rstrip().endswith("?")
    if len(meant) < 2 and not alone:
        return _numbered(text, questions)
    words: dict[str, str] = {}
    for label, after in zip(found, [*found[1:], None], strict=True):
        said = _trimmed(text[label.end : after.start if after else len(text)])
        words[label.name] = "\n".join(filter(None, (words.get(label.name, ""), said)))
    before = text[: found[0].start].strip()
    if before and not _GREETING.fullmatch(before):
        words[found[0].name] = "\n".join(filter(None, (before, words[found[0].name])))
    return Typed({name: said for name, said in words.items() if name != MOOD}, _mood(words.get(MOOD, "")))


# --- finding labels ----------------------------------------------------------------


def _lines(text: str, labels: _Labels) -> Iterator[_Label]:
    yesterday, today = _INITIALS
    initials = bool((first := yesterday.search(text)) and today.search(text, first.end()))
    for match in _LINE.finditer(text):
        if len(_bare(match["label"])) == 1 and not initials:
            continue
        with_colon = bool(match["colon"].strip())
        name = labels.name(match["label"]) if with_colon else labels.anywhere.get(_bare(match["label"]))
        name = name or (labels.known.get(_bare(match["label"])) if not with_colon else None)
        if name is not None:
            yield _Label(match.start(), match.end(), name, by_itself=with_colon)
    for bare, name in labels.known.items():
        # A question's own words with its question mark need no colon: "What is your plan for today? The index".
        for match in re.finditer(rf"^[ \t>*_~-]*({_loosely(bare)})\?{_MARKS}[:\uff1a]?", text, re.MULTILINE | re.I):
            yield _Label(match.start(), match.end(), name)


def _inline(text: str, labels: _Labels) -> Iterator[_Label]:
    anywhere = "|".join(map(_loosely, sorted(labels.anywhere, key=len, reverse=True)))
    starts = "|".join(map(_loosely, sorted(labels.at_a_start, key=len, reverse=True)))
    colon = rf"[ \t]*[:\uff1a]{_MARKS}"
    dash = r"[ \t][-\u2013\u2014](?=[ \t])"  # within a sentence it parts something else
    for known, before, ends in (
        (anywhere, r"(?<=[\s,;|/.*_])", colon),
        (starts, r"(?<=[.;|!] )", f"(?:{colon}|{dash})"),
    ):
        for match in re.finditer(rf"{before}{_MARKS}({known}){_MARKS}{ends}", text, re.I):
            name = labels.at_a_start.get(_bare(match[1]))
            if name is not None:
                yield _Label(match.start(), match.end(), name)


def _prose(text: str, labels: _Labels) -> Iterator[_Label]:
    """Labels without a colon: "Yesterday I fixed the parser, today I test it. No blockers"."""
    days = {label: name for label, name in labels.anywhere.items() if name != MOOD}
    known = "|".join(map(_loosely, sorted(days, key=len, reverse=True))) or "(?!)"  # own questions may have none
    start = r"(?:^|(?<=[.;,!|\n] )|(?<=[.;,!|\n])|(?<= - ))"
    for match in re.finditer(rf"{start}({known})(?=[\s,])(?!{_NO_LABEL})[ \t,]*", text, re.I | re.MULTILINE):
        yield _Label(match.start(), match.end(), days[_bare(match[1])], by_itself=False)
    if BLOCKERS in labels.kinds:
        nothing = "|".join(map(_loosely, _NOTHING_SAID.split("|")))
        for match in re.finditer(rf"{start}({nothing})\b[.! ]*", text, re.I | re.MULTILINE):
            yield _Label(match.start(), match.end(), labels.kinds[BLOCKERS], by_itself=False)


def _without_overlaps(found: Sequence[_Label]) -> list[_Label]:
    kept: list[_Label] = []
    for label in sorted(found, key=lambda each: (each.start, not each.by_itself, -each.end)):
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    if any(label.by_itself for label in kept):
        kept = [label for label in kept if label.by_itself or _tells_of_blockers(label, kept)]
    return kept


def _tells_of_blockers(label: _Label, kept: Sequence[_Label]) -> bool:
    """Return True if a label without a colon is all there is about blockers: "No blockers." at the end."""
    return label.name == BLOCKERS and sum(each.name == BLOCKERS for each in kept) == 1


def _numbered(text: str, questions: Sequence[Question]) -> Typed | None:
    """As many numbered lines as there are questions, the one about blockers perhaps left out."""
    marks = list(_NUMBERED.finditer(text))
    numbers = [int(mark[1]) for mark in marks]
    if len(marks) < 2 or numbers != list(range(1, len(marks) + 1)) or text[: marks[0].start()].strip():
        return None
    if len(marks) not in (len(questions), len(questions) - 1):
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    said = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    return Typed({question.name: words for question, words in zip(questions, said, strict=False)})


# --- small -------------------------------------------------------------------------


def _bare(label: str) -> str:
    """A label to compare: no accents, no marks at its ends."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", plain(label))


def _loosely(label: str) -> str:
    """A pattern for a label as people type it, with its accents or without."""
    return "".join(_ACCENTED.get(letter, re.escape(letter)) for letter in label)


_ACCENTED = {
    "a": "[aàáâãä]",
    "e": "[eèéêë]",
    "i": "[iìíîï]",
    "o": "[oòóôõö]",
    "u": "[uùúûü]",
    "c": "[cç]",
    "n": "[nñ]",
    "'": "['\u2019]",
    " ": "[ \t]+",
}


def _akin(one: str, other: str) -> bool:
    """Return True if two words have the same stem: `learned`, `learn`."""
    short, long = sorted((one, other), key=len)
    return len(short) > len("you") and (
        one == other or (long.startswith(short) and len(long) - len(short) <= len("ing"))
    )


def _trimmed(said: str) -> str:
    """Without what stood between two labels."""
    end = len(said)
    while end and (said[end - 1].isspace() or said[end - 1] in _BETWEEN):
        end -= 1
    words = said[:end].strip().removeprefix("\ufe0f").strip()
    one_line = "\n" not in words
    return words[:-1].rstrip() if one_line and words.endswith(".") and not words.endswith("..") else words


def _mood(words: str) -> str:
    told = plain(words)
    return next((mood for mood, shown in MOODS if mood in told.split() or (shown.split()[0] in words)), "")
