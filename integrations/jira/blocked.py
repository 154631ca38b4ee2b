"""Whether the name that a team gave to a status says that the work is blocked."""

import re
import unicodedata
from collections.abc import Sequence

_BLOCKED = frozenset(
    """
    blocked impediment impeded stuck blockiert gesperrt bloque bloquee bloqueado bloqueada bloccato bloccata
    geblokkeerd blockerad blokkerad blokeret blokkert zablokowane zablokowany estetty blocat blokovano engellendi
    заблокировано заблокирован заблокована ブロック中 ブロック 阻塞 已阻塞 受阻 차단됨
    """.split()  # noqa: SIM905 - a list of words reads better than quotes
)
_PHRASES = ("on hold", "en pause", "en espera", "in wartestellung")
_OVER = re.compile(r"\bblocked (?:no more|no longer|(?:is |was )?(?:resolved|lifted|cleared|over))\b")
"""Who is no longer blocked."""
_NOT = frozenset(
    """
    not no non never longer was were freed formerly previously nicht kein keine nie ohne pas plus sans sin ya nunca nao
    sem niet geen ikke inte ej ei nie bez не нет без 未 非
    """.split()  # noqa: SIM905 - likewise
)


def says_blocked(status: str, named: Sequence[str] = ()) -> bool:
    """Return True if a status is one that the team `named`; without any, if its name says so in some language.

    Whole words count, and none with a word before it that denies it: neither "Unblocked" nor "No longer blocked".
    """
    if named:
        return status.strip().casefold() in {name.strip().casefold() for name in named}
    plain = _plain(status)
    for phrase in _PHRASES:
        plain = re.sub(rf"\b{phrase}\b", "blocked", plain)
    words = re.findall(r"\w+", plain)
    if _OVER.search(" ".join(words)):
        return False
    for place, word in enumerate(words):
        if word in _BLOCKED:
            return not _NOT.intersection(words[:place])
    return False


def _plain(text: str) -> str:
    """In lower case, without accents: they are left out often enough. An apostrophe parts no word."""
    whole = re.sub(r"\b(?:un|de|non|ent)-(?=\w)", "un", text.casefold())
    folded = unicodedata.normalize("NFKD", re.sub(r"n['\u2019]t\b", " not", whole))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter) or letter == "\u3099")
    return unicodedata.normalize("NFC", bare)
