"""A question is recognised by examples: loosely, in four languages, and never as something that it is not."""

from functools import cache

import pytest

from bot.conversation.questions.alike import alike, as_one
from bot.conversation.questions.blanks import DAY, Known, filled
from bot.conversation.questions.examples import RECALL, examples
from bot.conversation.questions.likeness import LANGUAGES
from bot.conversation.questions.recogniser import Recogniser
from bot.tools.every_tool import every_tool
from bot.tools.tool import Effect

KNOWN = Known({"ben": frozenset({"U1"}), "ben sample": frozenset({"U1"})}, {"payments": "payments", "pay": "PAY"})
LEAST = 0.7
"""The part of the examples that are recognised while they are left out: they are as unlike each other as can be."""
MOST_WRONG = 0.13


@cache
def recogniser() -> Recogniser:
    return Recogniser(examples())


def tool_of(words: str) -> str | None:
    found = recogniser().recognised(words, KNOWN)
    return None if found is None else found.tool


@pytest.mark.parametrize(
    ("words", "tool"),
    [
        ("Which blockers are open, and whose are they?", "open_blockers"),
        ("whats blocking us right now??", "open_blockers"),
        ("anybody stuck", "open_blockers"),
        ("hängt gerade jemand fest", "open_blockers"),
        ("qu'est-ce qui nous bloque en ce moment ?", "open_blockers"),
        ("anything on fire?", "alerts_now"),
        ("any alrets on payments", "alerts_now"),
        ("brennt irgendwas?", "alerts_now"),
        ("hay alguna alerta ahora?", "alerts_now"),
        ("y a le feu quelque part ?", "alerts_now"),
        ("who's off tomorow", "who_is_away"),
        ("what is the retry policy?", RECALL),
        ("which database does the invoice service use?", RECALL),
        ("when is the retto", "the_day"),
        ("wer ist morgen weg?", "who_is_away"),
        ("is Ben in on Friday", "who_is_away"),
        ("qui est off demain", "who_is_away"),
        ("que tengo pendiente", "my_issues"),
        ("what waits for me", "reviews_waiting"),
        ("how's PAY-41 going", "issue"),
        ("Bens Reviews", "reviews_waiting"),
        ("les revues de Ben", "reviews_waiting"),
        ("what went out yesterday", "deployments"),
        ("was the night quiet", "alerts_since"),
        ("ADR 3", "find_drafts"),
        ("is there a runbook for a full disk?", "find_drafts"),
        ("are the tests green again", "red_tests"),
        ("what is Ben up to", "plans"),
        ("did Ben do the standup", "standup_answers"),
        ("who's on PTO next week", "who_is_away"),
        ("ist gerade was abgestürzt", "alerts_now"),
        ("muss ich was anschauen?", "reviews_waiting"),
        ("¿quién manda en el equipo?", "who_is_who"),
        ("la CI est cassée ?", "red_tests"),
        ("who picked up PAY-12", "issue"),
        ("what did we decide about blockers?", RECALL),
        ("which alerts did we mute last month?", RECALL),
        ("why did we move the invoices to the new queue?", RECALL),
        ("how do we rotate the signing keys?", RECALL),
        ("warum haben wir die Rechnungen verschoben?", RECALL),
        ("¿por qué movimos las facturas?", RECALL),
        ("pourquoi a-t-on déplacé les factures ?", RECALL),
    ],
)
def test_a_question_is_recognised_as_people_type_it(words: str, tool: str) -> None:
    assert tool_of(words) == tool


@pytest.mark.parametrize(
    "words",
    [
        "the server room smells of oranges",
        "purple monkey dishwasher",
        "asdf qwer zxcv",
        "is the kitchen open?",
        "does the parser handle empty lines?",
        "das Wetter ist schön heute",
        "me gusta el café",
        "j'aime le fromage",
        "SELECT * FROM users;",
        "{{7*7}}",
        "",
        "?",
        "which blockers " + "still " * 10_000 + "?",
    ],
)
def test_what_is_like_no_example_is_no_tool_s(words: str) -> None:
    assert tool_of(words) in (None, RECALL)


@pytest.mark.slow
def test_each_example_is_recognised_while_it_is_left_out() -> None:
    right = wrong = whole = 0
    for by_tool in examples().values():
        for tool, known in by_tool.items():
            for example in known[::4]:
                found = recogniser().recognised(example, besides=[(tool, example)])
                whole += 1
                right += found is not None and found.tool == tool
                wrong += found is not None and found.tool != tool
    print(f"left one out: {right / whole:.3f} right, {wrong / whole:.3f} wrong of {whole}")  # noqa: T201
    assert right / whole >= LEAST
    assert wrong / whole <= MOST_WRONG


def test_every_tool_that_reads_has_examples_in_every_language() -> None:
    reading = {each.name for each in every_tool() if each.effect is Effect.READS}
    assert {language: sorted(reading - by_tool.keys()) for language, by_tool in examples().items()} == {
        language: [] for language in ("de", "en", "es", "fr")
    }


def test_no_example_stands_under_two_tools() -> None:
    for by_tool in examples().values():
        every = [example.casefold() for known in by_tool.values() for example in known]
        assert sorted({each for each in every if every.count(each) > 1}) == []


def test_a_word_that_stands_for_another_is_not_stood_for_itself() -> None:
    for language in LANGUAGES:
        assert sorted(set(alike(language)) & set(alike(language).values())) == []


def test_a_phrase_that_stands_for_a_word_keeps_its_place_in_the_question() -> None:
    asked = "who is out of office tomorrow"
    found = [(each.word, asked[each.start : each.end]) for each in as_one(filled(asked, KNOWN).tokens, "en")]
    assert found == [("who", "who"), ("is", "is"), ("away", "out of office"), (DAY, "tomorrow")]
