"""A standup as people type it."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.standup import labelled_text, options

MONDAY = date(2026, 11, 23)
USUAL = options.read({}).questions
OWN = options.read({"questions": ["What did you learn?", "How is your energy?", "What will you do today?"]}).questions

OF_NO_DAY = options.read({"questions": ["How do you feel?"]}).questions


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday: ledger. Today: index. Blockers: none",
        "yesterday: ledger today: index blockers: none",
        "Yesterday: ledger, Today: index, Blockers: none",
        "Yesterday: ledger\nToday: index\nBlockers: none",
        "*Yesterday:* ledger\n*Today:* index\n*Blockers:* none",
        "*Yesterday*: ledger\n_Today_: index\n~Blockers~: none",
        "- Yesterday: ledger\n- Today: index\n- Blockers: none",
        ":memo: Yesterday: ledger\n:rocket: Today: index\n🚧 Blockers: none",
        "*Yesterday*\nledger\n*Today*\nindex\n*Blockers*\nnone",
        "Yesterday - ledger\nToday - index\nBlockers - none",
        "Yesterday - ledger; Today - index; Blockers - none",
        "Yesterday — ledger. Today — index. Blockers — none",
        "Yesterday – ledger | Today – index | Blockers – none",
        "> Yesterday: ledger\n> Today: index\n> Blockers: none",
        "Good morning! Yesterday: ledger. Today: index. Blockers: none",
        "Here is my standup:\nYesterday: ledger\nToday: index\nBlockers: none",
        "Friday: ledger\nToday: index\nBlockers: none",
        "Y: ledger\nT: index\nB: none",
        "Prev: ledger\nNext: index\nImpediments: none",
        "Good morning :wave: team\nYesterday: ledger\nToday: index\nBlockers: none",
        "Done: ledger; Next: index; Blocked: none",
        "Finished: ledger\nPlan: index\nImpediments: none",
        "1. ledger\n2. index\n3. none",
        "1) ledger\n2) index\n3) none",
        "1️⃣ ledger\n2️⃣ index\n3️⃣ none",
        "What did you finish since last time? ledger\nWhat is your plan for today? index\n"
        "Is anything in your way? none",
        "Gestern: ledger. Heute: index. Blocker: none",
        "Ayer: ledger\nHoy: index\nBloqueos: none",
        "Hier : ledger\nAujourd’hui : index\nPoints bloquants : none",
        "Ontem: ledger\nHoje: index\nBloqueios: none",
        "昨日: ledger\n今日: index\n障害: none",
    ],
)
def test_labels_are_found_in_whatever_form_they_are_typed(text: str) -> None:
    typed = labelled_text.read(text, USUAL, MONDAY)
    assert typed is not None
    assert dict(typed.words) == {"yesterday": "ledger", "today": "index", "blockers": "none"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Today: index", {"today": "index"}),
        ("Blockers: waiting for @Ana", {"blockers": "waiting for @Ana"}),
        ("Reading: the RFC\nToday: index\nBlockers: none", {"today": "Reading: the RFC\nindex", "blockers": "none"}),
        (
            "Yesterday I fixed the parser, today I will test it. No blockers.",
            {"yesterday": "I fixed the parser", "today": "I will test it", "blockers": ""},
        ),
        (
            "Yesterday:\n- a\n- b: c\n\nToday:\n- see https://x.example:80/d\nand e",
            {"yesterday": "- a\n- b: c", "today": "- see https://x.example:80/d\nand e"},
        ),
        (
            "Yesterday: a\nToday: tests, and blocked by staging",
            {"yesterday": "a", "today": "tests, and blocked by staging"},
        ),
    ],
)
def test_what_stands_between_labels_is_theirs(text: str, words: dict[str, str]) -> None:
    typed = labelled_text.read(text, USUAL, MONDAY)
    assert typed is not None
    assert dict(typed.words) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What did you learn? Rust\nHow is your energy? low", {"q1": "Rust", "q2": "low"}),
        ("Learned: Rust\nEnergy: low\nToday: sleep", {"q1": "Rust", "q2": "low", "q3": "sleep"}),
        ("1. Rust\n2. low\n3. sleep", {"q1": "Rust", "q2": "low", "q3": "sleep"}),
        ("Heute: schlafen\nBlocker: keine", {"q3": "schlafen", "blockers": "keine"}),
    ],
)
def test_a_teams_own_questions_are_labels_too(text: str, words: dict[str, str]) -> None:
    typed = labelled_text.read(text, OWN, MONDAY)
    assert typed is not None
    assert dict(typed.words) == words


@pytest.mark.parametrize(
    "text",
    [
        *("done", "thanks!", "ok", "@Ana can you look at this?", "what did you do yesterday?", "I will do it today"),
        *(
            "Today: can anyone review #12?",
            "note: this is it",
            "https://x.example/today: z",
            "Rust",
            "",
            "1. one thing",
        ),
        *("Today I look at why yesterday the alert fired", "yesterday was fun and today too", "No blockers"),
        "1. first\n2. second\n3. third\n4. fourth",
    ],
)
def test_not_everything_that_is_typed_is_a_standup(text: str) -> None:
    assert labelled_text.read(text, USUAL, MONDAY) is None


def test_how_somebody_is_is_read_too() -> None:
    typed = labelled_text.read("Yesterday: a\nToday: b\nMood: great", USUAL, MONDAY)
    assert typed is not None
    assert typed.mood == "great"


PIECES = st.sampled_from(
    ["Yesterday", "Today", "Blockers", ": ", "\n", "1. ", "2. ", "- ", "*", "words", ". ", "?", "ü"]
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join)))
@example("a paragraph\n\nand another")
def test_no_words_break_the_reading(text: str) -> None:
    for questions in (USUAL, OWN, OF_NO_DAY):
        typed = labelled_text.read(text, questions, MONDAY)
        if typed is not None:
            assert set(typed.words) <= {question.name for question in questions}


@pytest.mark.parametrize("unit", ["*", "_", "*_", "- ", ": ", "today ", "y: \n", ".\n"])
def test_a_message_of_forty_thousand_characters_keeps_nobody_waiting(unit: str) -> None:
    assert labelled_text.read(f"y: {unit * (40_000 // len(unit))}x?", OF_NO_DAY, MONDAY) is None
