"""Snowball's stemmers, each by itself: its package imports those of 33 languages, 3 MB and 40 ms."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from integrations.lean import unopened


def stemmer(language: str) -> Callable[[str], str]:
    """Return what gives the stem of a lower-case word of a language, which is called as Snowball calls it."""
    with unopened("snowballstemmer"):
        module = import_module(f"snowballstemmer.{language}_stemmer")
    return cast("Callable[[str], str]", getattr(module, f"{language.capitalize()}Stemmer")().stemWord)
