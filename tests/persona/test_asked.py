"""Who is asked by name, in the ways in which people do that."""

import pytest

from bot.persona import load_card
from bot.persona.asked import AskedFor, asked_for
from bot.persona.lens import is_open, looks_first
from integrations.rolecard import Named, RoleCard

CARD = load_card().card
BODEGA = RoleCard(
    title="Sumiller",
    personalities=(Named(name="La Guardiana de la Bodega", description="Cuida las botellas."),),
)


def read(words: str, card: RoleCard = CARD) -> tuple[str, str] | None:
    """Who is asked, and what."""
    found = asked_for(card, words)
    if found is None:
        return None
    who = found.speaker or found.hat
    return ("panel" if found.panel else who.name if who else f"unknown {found.unknown}", found.words)


@pytest.mark.parametrize(
    ("words", "who", "asked"),
    [
        ("as the Security Sentinel, may tokens be logged?", "The Security Sentinel", "may tokens be logged?"),
        ("As Security Sentinel: may tokens be logged?", "The Security Sentinel", "may tokens be logged?"),
        ("as the security sentinel what of the log?", "The Security Sentinel", "what of the log?"),
        ("Sentinel: may tokens be logged?", "The Security Sentinel", "may tokens be logged?"),
        ("security sentinel, is it safe?", "The Security Sentinel", "is it safe?"),
        ("hey, the Pragmatist: ship it?", "The Pragmatist", "ship it?"),
        ("what would the Pragmatist say about the order form?", "The Pragmatist", "the order form?"),
        ("What does the Mentor think of it?", "The Mentor", "it?"),
        ("Ask the Investigator whether the deploy broke it", "The Investigator", "the deploy broke it"),
        ("als Pragmatist: lohnt sich das?", "The Pragmatist", "lohnt sich das?"),
        ("als unser Security Sentinel, was meinst du?", "The Security Sentinel", "was meinst du?"),
        ("como el Security Sentinel, ¿qué opinas?", "The Security Sentinel", "¿qué opinas?"),
        ("en tant que Mentor, que faire ?", "The Mentor", "que faire ?"),
        ("as the Database Reliability Engineer what is slow?", "Database Reliability Engineer", "what is slow?"),
        ("as a search engineer: where is the index?", "Search Engineer", "where is the index?"),
        ("as the Mentor", "The Mentor", ""),
        ("panel: shall we move the retries?", "panel", "shall we move the retries?"),
        ("Ask the panel whether that is safe", "panel", "that is safe"),
        ("as the Payments Wizard, what now?", "unknown Payments Wizard", ""),
    ],
)
def test_somebody_is_asked_by_name(words: str, who: str, asked: str) -> None:
    assert read(words) == (who, asked)


@pytest.mark.parametrize(
    "words",
    [
        "as the deploy failed, what do we do?",
        "as the data grows, what do we do?",
        "what does the data say about it?",
        "what would the customer say about it?",
        "as discussed, we ship on Monday",
        "Als Team, was machen wir?",
        "note: call Ben",
        "data: where is it?",
        "as an engineer, how do I start?",
        "is the Security Sentinel there?",
        "we need a panel for the conference",
        "",
        ":",
        "¿",
    ],
)
def test_what_only_sounds_like_it_asks_nobody(words: str) -> None:
    assert read(words) is None


def test_the_main_word_of_a_name_stands_where_its_language_puts_it() -> None:
    assert read("Guardiana: ¿cuántas quedan?", BODEGA) == ("La Guardiana de la Bodega", "¿cuántas quedan?")
    assert read("como la Guardiana de la Bodega, ¿cuántas quedan?", BODEGA) == (
        "La Guardiana de la Bodega",
        "¿cuántas quedan?",
    )


def test_a_card_without_personalities_and_hats_is_asked_as_it_is() -> None:
    assert asked_for(RoleCard(title="Gardener"), "as the Rose, why?") is None
    assert asked_for(BODEGA, "panel: ¿más vino?") == AskedFor("¿más vino?", panel=True)


@pytest.mark.parametrize(
    "words",
    ["what should I look at?", "what do you think?", "anything to worry about?", "", "was meinst du?", "¿qué opinas?"],
)
def test_an_open_question_names_no_subject(words: str) -> None:
    assert is_open(words)


@pytest.mark.parametrize("words", ["which query is slow?", "may tokens be logged?", "was ist mit dem Index?"])
def test_another_does(words: str) -> None:
    assert not is_open(words)


def test_a_hat_looks_first_at_what_its_words_and_a_source_share() -> None:
    sources = {
        "open_reviews": "List the pull requests that wait for a review.",
        "slow_queries": "Tell which statements of the database got slower, with locks and replication.",
        "alerts": "Tell which alerts fire: replication, backups, latency.",
    }
    hat = next(each for each in CARD.variations if each.name == "Database Reliability Engineer")
    assert looks_first(CARD, hat, sources)[0] == "slow_queries"
    assert "open_reviews" not in looks_first(CARD, hat, sources)
