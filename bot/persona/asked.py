"""Who is asked by name: "as the Security Sentinel …", "Sentinel: …", "panel: …"."""

import re
from collections.abc import Iterator

from integrations.deferred import dataclass, pattern
from integrations.rolecard import Named, RoleCard, meant

_THE = (
    r"(?:the|our|your|der|die|das|dem|den|unser[ea]?[nm]?|el|la|los|las|le|les|nuestr[oa]|notre|votre)\s+"
    r"|l['\u2019]\s*"
)
_HELLO = r"\W*(?:(?:hi|hello|hey|please|so|and|ok(?:ay)?|hallo|bitte|hola|bonjour|et|und|y|¿)\b\W*)*"
_AS = r"(?:answer |speak(?:ing)? |speak to me )?as|als|como|comme|en tant que|en tant qu['\u2019]"
_ASK = r"(?:can you |could you |let'?s )?ask|let|frag(?:e|en)?|pregunta(?:le)? a|demande[sz]? [àa]"
_SAYS = (
    r"say|think|ask|advise|suggest|recommend|worry about|be worried about|look at|want to know|see|answer"
    r"|sagen|denken|fragen|raten|meinen|dire|penser|demander|decir|pensar|preguntar"
)
_WOULD = (
    r"(?:and |und |y |et )?(?:what|how|was|wie)\s+(?:would|does|might|will|do|würde|wurde|sagt|denkt|meint)"
    r"|¿?qu[ée] (?:dir[íi]a|dice|pensar[íi]a|opina|piensa)"
    r"|que (?:dirait|dit|penserait|pense)|qu['\u2019]en (?:dirait|dit|pense)"
)
_ABOUT = r"(?:about|of|on|to|zu|über|von|sobre|de|del|à|au|say|think|to say|,|:|-|–|—)"  # noqa: RUF001
_TABLE = r"(?:the |das |el |le )?(?:panel|round ?table|runde|mesa redonda|table ronde)"
_PANEL = pattern(
    rf"{_HELLO}(?:{_TABLE}\s*[:,\-–—]|(?:{_ASK})\s+{_TABLE}\b\W*(?:about|whether|if|ob|si|sobre)?\b)\s*",  # noqa: RUF001
    re.IGNORECASE,
)
_LED = pattern(rf"{_HELLO}(?P<lead>{_AS}|{_ASK})\s+(?:{_THE})?", re.IGNORECASE)
_BEFORE_SAYS = pattern(rf"{_HELLO}(?:{_WOULD})\s+(?:{_THE})?", re.IGNORECASE)
_BARE = pattern(rf"{_HELLO}(?:{_THE})?", re.IGNORECASE)
_SAYS_THEN = pattern(rf"\s*(?:(?:{_SAYS})\b)?\s*(?:{_ABOUT}(?=\s|$)\s*)?", re.IGNORECASE)
_SET_OFF = pattern(r"\s*[:,;\-–—]+\s*\S")  # noqa: RUF001
_AFTER = pattern(r"\s*[:,;.\-–—]*\s*(?:(?:about|whether|if|ob|si|sobre)\b\s*)?", re.IGNORECASE)  # noqa: RUF001
_WORD = pattern(r"[\w'\u2019&/.+#-]*[\w+#]")
_MOST_WORDS = 8
"""Words of a name."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Whose voice a message asks for, and the question without that name."""

    words: str
    """What is asked, without the name; "" where nothing is."""
    speaker: Named | None = None
    """A personality."""
    hat: Named | None = None
    """A variation of the role."""
    panel: bool = False
    unknown: str = ""
    """A name that is neither's, where it is plainly meant as one."""


def asked_for(card: RoleCard, words: str) -> AskedFor | None:
    """Read who is asked by name; None where nobody is."""
    if not (card.personalities or card.variations):
        return None
    if panel := _PANEL.match(words):
        return AskedFor(words[panel.end() :].strip(), panel=True)
    for lead, bare in ((_LED, False), (_BEFORE_SAYS, False), (_BARE, True)):
        begins = lead.match(words)
        if begins is None:
            continue
        rest = words[begins.end() :]
        if found := _named(card, rest, bare=bare):
            point, end = found
            after = (_SAYS_THEN if lead is _BEFORE_SAYS else _AFTER).match(rest, end)
            asked = rest[after.end() if after else end :].strip()
            if point in card.personalities:
                return AskedFor(asked, speaker=point)
            return AskedFor(asked, hat=point)
        if not bare and (name := _plain_name(rest, begins.groupdict().get("lead") or "")):
            return AskedFor("", unknown=name)
    return None


def _named(card: RoleCard, words: str, *, bare: bool) -> tuple[Named, int] | None:
    """The point that the first words name, and where its name ends.

    Its main word has to be among them, or a colon or comma after them: "as the data grows" names nobody. Where
    nothing leads in (`bare`), both have to be so.
    """
    found: tuple[Named, int] | None = None
    for end in _ends(words):
        said = words[:end]
        point = meant(card.personalities, said) or meant(card.variations, said)
        if point is None:
            continue
        set_off, main = _SET_OFF.match(words, end) is not None, _has_main_word(point, said)
        if (set_off and main) if bare else (set_off or main):
            found = point, end
    return found


def _ends(words: str) -> Iterator[int]:
    """Where the first word ends, the second, and so on."""
    end = 0
    for _ in range(_MOST_WORDS):
        word = _WORD.match(words, end)
        if word is None:
            return
        yield word.end()
        if not words.startswith(" ", word.end()):
            return
        end = word.end() + 1


def _has_main_word(point: Named, said: str) -> bool:
    """Whether the last word of the name is said, or the first of one such as "Guardiana de los datos"."""
    name, have = _WORD.findall(point.name.casefold()), _WORD.findall(said.casefold())
    first = next((word for word in name if meant([point], word) is not None and len(word) > 1), "")
    linked = any(word in name[1:] for word in ("de", "del", "des", "du", "der", "of", "von"))
    return name[-1] in have or (linked and first in have)


def _plain_name(words: str, lead: str) -> str:
    """A name that nobody has, where it is written as one and set off; "" where it may be something else."""
    head, mark, rest = words.partition(",") if "," in words.split(":")[0] else words.partition(":")
    name = head.strip()
    parts = name.split()
    if not mark or not rest.strip() or not 1 <= len(parts) <= 5:
        return ""
    capital = [part for part in parts if part[:1].isupper()]
    # German writes every noun with a capital.
    least = 2 if lead.casefold() == "als" and mark == "," else 1
    return name if len(capital) >= max(least, len(parts) - 1) else ""
