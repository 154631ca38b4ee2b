"""Which tool answers a question: that of the examples which it is most like."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.conversation.questions.blanks import BLANKS, KEY, PERSON, PULL, Known, QuestionWords, filled
from bot.conversation.questions.fillers import without_fillers
from bot.conversation.questions.likeness import Example, Likeness, Match
from bot.memory.stop_words import without_empty

LIKE_ENOUGH = 0.46
"""How much of the weight of a question's and an example's words they have to share, from 0 to 1."""
NEARLY, FAR_AHEAD = 0.4, 0.2
"""So much is enough where no other tool comes near."""
SURE = 0.8
"""So much is enough, however near the next tool comes."""
AHEAD = 0.05
"""How far the best tool has to be ahead of the next one, where it is not sure."""
LONGEST = 300
"""Characters of a question that can be like an example; what is longer says more."""
_ANYBODY = Known()
_ARTICLES = frozenset(
    (
        *(
            "the",
            "a",
            "an",
            "our",
            "my",
            "this",
            "that",
            "any",
            "der",
            "die",
            "das",
            "den",
            "dem",
            "des",
            "ein",
            "eine",
        ),
        *("einen", "einem", "einer", "unser", "unsere", "unseren", "mein", "meine", "meinen", "kein", "keine", "im"),
        *("am", "zum", "zur", "el", "la", "los", "las", "un", "una", "le", "les", "une", "du", "des", "al", "del"),
    )
)
"""What stands before a thing and not before a name."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A question that a tool answers."""

    tool: str
    asked: QuestionWords
    score: float
    language: str
    words: str = ""
    """What it is about, where the example that it is like says so with `{words}`."""


class Recogniser:
    """Knows the examples."""

    def __init__(self, examples: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Learn examples, by language and by the tool that answers them."""
        self._languages = [
            Likeness(
                language,
                [Example(tool, _words(each, language)) for tool, known in by_tool.items() for each in known],
            )
            for language, by_tool in examples.items()
        ]
        self.vocabulary = frozenset(word for each in self._languages for word in each.vocabulary)
        """Every word of the examples: a name that is one of them is taken for a name only where it is written so."""

        self._of_people = frozenset(
            _words(each, language)
            for language, by_tool in examples.items()
            for known in by_tool.values()
            for each in known
            if PERSON in each
        )

    def recognised(
        self,
        words: str,
        known: Known = _ANYBODY,
        *,
        mentioned: Mapping[str, str] | None = None,
        besides: Collection[tuple[str, str]] = (),
        stranger: str = "",
    ) -> Recognised | None:
        """Return what is asked for; None where the question is like no example, or as like two tools'.

        `besides` are tools with an example that is not looked at; `stranger` is a word that is taken for a name.
        """
        if not words or len(words) > LONGEST:
            return None
        found: list[tuple[Match, QuestionWords]] = []
        for each in self._languages:
            asked = filled(
                words,
                known,
                mentioned=mentioned,
                common=self.vocabulary,
                french=each.language == "fr",
                stranger=stranger,
            )
            if not any(token.word not in BLANKS or token.word in (KEY, PULL) for token in asked.tokens):
                continue
            without = [Example(tool, _words(example, each.language)) for tool, example in besides]
            found += [(match, asked) for match in each.matches(without_fillers(asked.tokens), besides=without)]
        best: dict[str, tuple[Match, QuestionWords]] = {}
        for match, asked in found:
            if match.tool not in best or match.score > best[match.tool][0].score:
                best[match.tool] = (match, asked)
        if not best:
            return None
        (match, asked), *others = sorted(best.values(), key=lambda each: -each[0].score)
        ahead = match.score - (others[0][0].score if others else 0)
        if match.score < (LIKE_ENOUGH if ahead < FAR_AHEAD else NEARLY) or (match.score < SURE and ahead < AHEAD):
            return None
        start, end = match.words
        return Recognised(match.tool, asked, match.score, match.language, words[start:end])

    def strange(self, words: str, known: Known) -> str:
        """Return the one word of a question that no example has and that says something; "" where it is not one.

        It may be the name of somebody whom nobody knows.
        """
        if len(words) > LONGEST:
            return ""
        tokens = filled(words, known, common=self.vocabulary).tokens
        said = [each for each in tokens if each.word not in BLANKS and not self.has(each.word)]
        telling = without_empty([each.word for each in said])
        found = [each.raw for each in said if each.word in telling]
        return found[0] if len(found) == 1 else ""

    def stands_as_a_name(self, asked: QuestionWords) -> bool:
        """Return True if the stranger of a question stands where a name does.

        Where it is written as one, that is anywhere but behind an article, as a German noun is; else only where
        the question is an example of which the name is the blank: "when is zoe back?".
        """
        if not asked.stranger[:1].isupper():
            return tuple(each.word for each in without_fillers(asked.tokens)) in self._of_people
        place = next((at for at, each in enumerate(asked.tokens) if each.raw.startswith(asked.stranger)), 0)
        return place > 0 and asked.tokens[place - 1].word not in _ARTICLES

    def has(self, word: str) -> bool:
        """Return True if a folded word is in an example, in any of its forms."""
        return word in self.vocabulary or any(each.means(word) for each in self._languages)


def _words(example: str, language: str) -> tuple[str, ...]:
    tokens = filled(example, _ANYBODY, french=language == "fr").tokens
    return tuple(each.word for each in without_fillers(tokens))
