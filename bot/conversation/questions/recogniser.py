"""Which tool answers a question: that of the examples which it is most like."""

import time
from collections.abc import Collection, Mapping, Sequence

from bot.conversation.questions.alike import as_one
from bot.conversation.questions.blanks import BLANKS, KEY, PERSON, PULL, Known, QuestionWords, Token, filled
from bot.conversation.questions.fillers import without_fillers
from bot.conversation.questions.likeness import Example, Likeness, Match
from bot.memory.stop_words import without_empty
from integrations.deferred import dataclass
from integrations.word_set import word_set

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
OF_A_THING: Mapping[str, str] = {KEY: "issue", PULL: "reviews_waiting"}
"""Tools that tell all there is of what has a name of its own, for where it is not clear what is asked of it."""
_ANYBODY = Known()
_ARTICLES = word_set(
    "the a an our my this that any der die das den dem des ein eine einen einem einer unser unsere unseren mein meine"
    " meinen kein keine im am zum zur el la los las un una le les une du al del"
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
    """Recognises which tool a question is for, by the examples that it is most like."""

    def __init__(self, examples: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """Learn examples, by language and by the tool that answers them."""
        self._languages: list[Likeness] = []
        of_people: set[tuple[str, ...]] = set()
        for language, by_tool in examples.items():
            known: list[Example] = []
            for tool, each in ((tool, each) for tool, those in by_tool.items() for each in those):
                known.append(Example(tool, _words(each, language)))
                if PERSON in each:
                    of_people.add(known[-1].words)
                time.sleep(0)  # it is done in a thread, and what waits for this one's turn is not to wait long
            self._languages.append(Likeness(language, known))
        self._of_people = frozenset(of_people)
        self.vocabulary = frozenset(word for each in self._languages for word in each.vocabulary)
        """Every word of the examples: a name that is one of them is taken for a name only where it is written so."""

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
        read = {
            french: filled(words, known, mentioned=mentioned, common=self.vocabulary, french=french, stranger=stranger)
            for french in {each.language == "fr" for each in self._languages}
        }
        for each in self._languages:
            asked = read[each.language == "fr"]
            if not any(token.word not in BLANKS or token.word in (KEY, PULL) for token in asked.tokens):
                continue
            without = [Example(tool, _words(example, each.language)) for tool, example in besides]
            found += [(match, asked) for match in each.matches(_plain(asked, each.language), besides=without)]
        best: dict[str, tuple[Match, QuestionWords]] = {}
        for match, asked in found:
            if match.tool not in best or match.score > best[match.tool][0].score:
                best[match.tool] = (match, asked)
        if not best:
            return None
        (match, asked), *others = sorted(best.values(), key=lambda each: -each[0].score)
        ahead = match.score - (others[0][0].score if others else 0)
        if match.score < (LIKE_ENOUGH if ahead < FAR_AHEAD else NEARLY) or (match.score < SURE and ahead < AHEAD):
            tool = next((tool for blank, tool in OF_A_THING.items() if any(t.word == blank for t in asked.tokens)), "")
            if tool not in best:
                return None
            match, asked = best[tool]
            return Recognised(tool, asked, match.score, match.language)
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
            return any(
                tuple(token.word for token in _plain(asked, each.language)) in self._of_people
                for each in self._languages
            )
        place = next((at for at, each in enumerate(asked.tokens) if each.raw.startswith(asked.stranger)), 0)
        return place > 0 and asked.tokens[place - 1].word not in _ARTICLES

    def has(self, word: str) -> bool:
        """Return True if a folded word is in an example, in any of its forms."""
        return word in self.vocabulary or any(each.means(word) for each in self._languages)


def _words(example: str, language: str) -> tuple[str, ...]:
    return tuple(each.word for each in _plain(filled(example, _ANYBODY, french=language == "fr"), language))


def _plain(asked: QuestionWords, language: str) -> tuple[Token, ...]:
    """The words of a question by which it is compared."""
    return as_one(without_fillers(asked.tokens), language)
