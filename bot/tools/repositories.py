"""Which repositories some words mean."""

import re
from collections.abc import Sequence

from bot.memory.stop_words import without_empty
from bot.tools.tool import Asking
from integrations.codehost import short_name
from jobs.errors import UserError

_WORD = re.compile(r"[^\W_]+")
_TELLING = 3
"""Characters of a word that may be the beginning of a name."""


def words_of(words: str) -> list[str]:
    """Return the words that say something, each once."""
    return without_empty(list(dict.fromkeys(_WORD.findall(words.casefold()))))


def meant(repos: Sequence[str], words: Sequence[str]) -> Sequence[str]:
    """Return the repositories whose names have one of the words, or begin with it; none where none has."""
    return [each for each in repos if any(_is_in(word, each) for word in words)]


def allowed(repos: Sequence[str], asking: Asking) -> Sequence[str]:
    """Return those of the repositories of which those who hear may be told. Raises `UserError` where there are none."""
    if not asking.repos:
        return repos
    told = {each.casefold() for each in asking.repos}
    found = [each for each in repos if {each.casefold(), short_name(each).casefold()} & told]
    if not found:
        raise UserError("Of the repositories that are told of here I may read none.")
    return found


def _is_in(word: str, repo: str) -> bool:
    parts = _WORD.findall(short_name(repo).casefold())
    return any(part == word or (len(word) >= _TELLING and part.startswith(word)) for part in parts)
