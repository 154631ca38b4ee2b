"""What a personality, or the role under one of its hats, looks at first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bot.persona.choose import about
from bot.persona.words import Subjects, spoken_in, stems
from integrations.rolecard import Named, RoleCard

_OPEN = """
attention opinion view thoughts advice advise recommend suggest suggestion worry worried concern concerned
important importance matter matters priority prioritise start begin check watch see wrong risk risks problem problems
going situation state status update news doing notice
ansehen anschauen anzusehen sorgen sorge wichtig denken denkst meinst meinung siehst zuerst kümmern auffällt raten
mirar ver preocupa preocupar preocuparme preocuparnos importante piensas opinas opinión primero pasa
regarder voir inquiéter inquiète important penses avis premier abord passe
"""
"""Words of a question that leaves open what it is about, besides those that say nothing at all."""


def is_open(words: str) -> bool:
    """Return True if a question leaves open what it is about: "what should I look at?"."""
    language = spoken_in([words])
    return frozenset(stems(words, language)) <= _open_in(language)


def looks_first(card: RoleCard, point: Named, sources: Mapping[str, str]) -> Sequence[str]:
    """Return those of the sources that are a personality's or a hat's subject, the most fitting first.

    `sources` are their names with what each of them tells. Words that the card has in its title, such as
    "engineer", or in the names of several hats choose nothing.
    """
    common = set(stems(card.title))
    common |= {word for word, times in Counter(_names(card)).items() if times > 1}
    names = list(sources)
    texts = [(name.replace("_", " "), sources[name]) for name in names]
    words = " ".join(word for word in f"{point.name} {about(point)}".split() if not set(stems(word)) & common)
    return [names[index] for index, _ in Subjects(texts).ranked(words)]


def _names(card: RoleCard) -> Iterator[str]:
    return (word for each in card.variations for word in set(stems(each.name)))


@cache
def _open_in(language: str) -> frozenset[str]:
    return frozenset(stems(_OPEN, language))
