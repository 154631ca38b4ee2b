"""What the personalities remark: the card's own words, where they fit, and in ten different voices."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.persona import load_card
from bot.persona.remarks import LONGEST, remark
from integrations.rolecard import Named, Phrase, RoleCard, read_card
from tests.rolecard.cards import lighthouse

MONDAY = date(2026, 11, 23)
CARD = load_card().card
QUESTIONS = [
    "why is the orders query so slow?",
    "is this migration safe for the schema?",
    "which status code should the endpoint return?",
    "do we store that token as a secret?",
    "can we ship it before the deadline?",
    "what did the logs say about the outage?",
    "when was the last deploy rolled back?",
    "is there a runbook for the restore?",
    "can you explain sagas to somebody who is new?",
    "the naming in orders is a mess, shall we clean it up?",
]


def test_ten_questions_are_met_in_ten_voices() -> None:
    said = [remark(CARD, question, MONDAY) for question in QUESTIONS]
    assert [each is not None and each.speaker is not None for each in said] == [True] * 10
    assert len({each.words for each in said if each}) == 10
    assert len({each.speaker.name for each in said if each and each.speaker}) >= 9


@pytest.mark.slow
def test_no_two_personalities_ever_say_the_same() -> None:
    owners = defaultdict(set)
    for speaker in CARD.personalities:
        for day in (MONDAY + timedelta(days=days) for days in range(20)):
            for question in (*QUESTIONS, "", "what do you think?"):
                said = remark(CARD, question, day, speaker)
                assert said is not None
                if not said.quoted:
                    owners[said.words].add(speaker.name)
    assert {len(each) for each in owners.values()} == {1}


@pytest.mark.parametrize("speaker", CARD.personalities, ids=lambda each: each.name)
def test_a_voice_says_the_same_all_day_and_varies(speaker: Named) -> None:
    asked = [f"{speaker.name}, number {number}?" for number in range(12)]
    assert len({remark(CARD, each, MONDAY, speaker) for each in asked}) > 1
    assert remark(CARD, asked[0], MONDAY, speaker) == remark(CARD, asked[0].upper(), MONDAY, speaker)
    days = {remark(CARD, "is it done?", MONDAY + timedelta(days=number), speaker) for number in range(12)}
    assert len(days) > 1


@pytest.mark.parametrize("question", ["what is for lunch?", "who is Ana?", "hi", "", "🙂"])
def test_what_is_nobodys_subject_is_met_with_silence(question: str) -> None:
    assert remark(CARD, question, MONDAY) is None


def test_what_speaks_of_something_in_sight_is_not_said_of_what_is_not() -> None:
    card = RoleCard(
        title="Keeper",
        personalities=(Named(name="The Watcher", description="Sees fog, ships and sails."),),
        phrases=(Phrase(name="Fog", text="I'm seeing fog over the ships. Ring the bell."),),
    )
    said = remark(card, "is there fog over the ships?", MONDAY)
    assert said is not None
    assert said.words == "Sees fog, ships and sails."


def test_a_list_of_subjects_is_no_sentence_to_say() -> None:
    card = RoleCard(title="K", personalities=(Named(name="W", description="Sees far: fog, ships, sails, rocks."),))
    said = remark(card, "any ships?", MONDAY)
    assert said is not None
    assert said.words == "Sees far."


def test_a_card_with_one_sentence_a_personality_has_that_one() -> None:
    card = read_card(lighthouse()).card
    said = remark(card, "did anybody see a sail?", MONDAY)
    assert said is not None
    assert (said.speaker and said.speaker.name, said.words) == ("The Watcher", "Sees a sail first.")


GERMAN = RoleCard(
    title="Pflegefachkraft",
    personalities=(
        Named(name="Die Wundkundige", description="Achtet auf Wunden und Verbände. Wann wurde der Verband gewechselt?"),
        Named(name="Der Zuhörer", description="Hört den Angehörigen zu. Was macht ihnen am meisten Sorge?"),
    ),
)


def test_a_card_in_another_language_speaks_it() -> None:
    said = remark(GERMAN, "Ist der Verband von Zimmer 3 trocken?", MONDAY)
    assert said is not None
    assert said.speaker == GERMAN.personalities[0]
    assert said.words == "Wann wurde der Verband gewechselt?"
    assert remark(GERMAN, "Was ist mit dem und der?", MONDAY) is None, "empty words are nobody's subject"


TEXT = st.text(max_size=60)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.builds(Named, name=TEXT, description=st.text(max_size=400)), max_size=3).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
    st.booleans(),
)
def test_any_card_says_its_own_words_or_nothing(
    personalities: tuple[Named, ...], dialogue: tuple[str, ...], question: str, by_name: bool
) -> None:
    card = RoleCard(title="T", personalities=personalities, dialogue=dialogue)
    speaker = personalities[0] if by_name and personalities else None
    said = remark(card, question, MONDAY, speaker)
    if said is None:
        return
    assert len(said.words) <= LONGEST + 2
    told = " ".join(said.words.removesuffix(" …").removesuffix(".").split())
    texts = [" ".join(each.split()) for each in (*(each.description for each in personalities), *dialogue)]
    assert any(told in text for text in texts)
