"""English words by their stems, as both engines' indexes have them, and other forms of the same word.

The stems are Porter's ("An algorithm for suffix stripping", 1980), written out here because a question meets
hundreds of words that it has not met before, and this takes a fifth of the library's time for each; a test
holds them to be the index's own. What no suffix tells, such as "bought", is in a table; "lives" is not, which is more
often what somebody does than a life.
"""

from functools import cache, lru_cache

from integrations.deferred import pattern

_C, _V = "[^aeiou][^aeiouy]*", "[aeiouy][aeiou]*"
_MEASURED = pattern(f"^(?:{_C})?{_V}{_C}")
_ONCE = pattern(f"^(?:{_C})?{_V}{_C}(?:{_V})?$")
_TWICE = pattern(f"^(?:{_C})?{_V}{_C}{_V}{_C}")
_VOWEL = pattern(f"^(?:{_C})?{_V}")
_SHORT = pattern(f"^{_C}[aeiouy][^aeiouwxy]$")
_DOUBLE = pattern(r"([^aeiouylsz])\1$")
_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = pattern("^(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize|(?<=[st])ion)$")
_LEAST = 3
"""Letters of a word that has a stem of its own."""

_IRREGULAR = """
be been was were|begin began begun|bite bit bitten|break broke broken|bring brought|build built|burn burnt|buy bought
catch caught|choose chose chosen|come came|cost costs|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven
eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|fly flew flown flies|forget forgot forgotten
freeze froze frozen|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held
keep kept|know knew known|lead led|learn learnt|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid
ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|sell sold|send sent|shake shook shaken
shoot shot|show shown|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood
steal stole stolen|strike struck|swear swore sworn|sweep swept|swim swam swum|take took taken|teach taught
tear tore torn|tell told|think thought|throw threw thrown|understand understood
wake woke woken|wear wore worn|win won
write wrote written|child children|foot feet|tooth teeth|mouse mice
man men|woman women|wife wives|knife knives
die died dying|lie lying|bad worse worst|good better best|index indices indexes|schema schemas schemata
"""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; of what is no English word, something that is the same each time."""
    if len(word) < _LEAST or not word.isascii() or not word.isalpha():
        return word
    return _last_step(_fourth_step(_replaced(_replaced(_inflected(_upper_y(word)), _SECOND), _THIRD))).lower()


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    rows = [row.split() for line in _IRREGULAR.strip().splitlines() for row in line.split("|")]
    return {word: tuple(row) for row in rows for word in row}


def forms(word: str) -> tuple[str, ...]:
    """The word and the forms of it that have another stem: "buy" and "bought"."""
    found = _forms().get(word)
    return (word,) if found is None else (word, *(each for each in found if each != word))


def _upper_y(word: str) -> str:
    """A "y" at the beginning is a consonant."""
    return "Y" + word[1:] if word[0] == "y" else word


def _inflected(word: str) -> str:
    """Without the ending of a plural or a tense, and with "i" for a last "y"."""
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1] if _MEASURED.match(word[:-3]) else word
    else:
        for ending in ("ed", "ing"):
            if word.endswith(ending) and _VOWEL.match(word[: -len(ending)]):
                word = _mended(word[: -len(ending)])
                break
    return word[:-1] + "i" if word.endswith("y") and _VOWEL.match(word[:-1]) else word


def _mended(word: str) -> str:
    """What is left of "hopp-ing", "hat-ed", "fil-ing"."""
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _DOUBLE.search(word):
        return word[:-1]
    return word + "e" if _SHORT.match(word) else word


def _replaced(word: str, endings: dict[str, str]) -> str:
    for length in range(min(7, len(word) - 1), 1, -1):
        if (instead := endings.get(word[-length:])) is not None:
            return word[:-length] + instead if _MEASURED.match(word[:-length]) else word
    return word


def _fourth_step(word: str) -> str:
    found = _FOURTH.match(word)
    return found[1] if found and _TWICE.match(found[1]) else word


def _last_step(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        if _TWICE.match(rest) or (_ONCE.match(rest) and not _SHORT.match(rest)):
            word = rest
    return word[:-1] if word.endswith("ll") and _TWICE.match(word) else word
