"""What is to be remembered is understood in the languages that people write in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.notes import ForgetThat, Remember, RememberThat, note_in
from integrations.message_text import MessageText
from tests.turn.house import US, House

AT_US = f"<@{US}>"
KEEP = "deploys stop on Fridays"


@pytest.mark.parametrize(
    "words",
    [
        f"remember that {KEEP}",
        f"Please remember: {KEEP}",
        f"note that {KEEP}",
        f"Note: {KEEP}",
        f"please note down that {KEEP}",
        f"make a note that {KEEP}",
        f"don't forget that {KEEP}",
        f"don’t forget: {KEEP}",
        f"keep in mind that {KEEP}",
        f"Merk dir, dass {KEEP}",
        f"merke dir: {KEEP}",
        f"bitte notiere: {KEEP}",
        f"vergiss nicht, dass {KEEP}",
        f"Denk daran, dass {KEEP}",
        f"denk dran: {KEEP}",
        f"ricorda che {KEEP}",
        f"ricordati: {KEEP}",
        f"onthoud dat {KEEP}",
        f"lembre-se de que {KEEP}",
        f"recuerda que {KEEP}",
        f"Por favor, anota: {KEEP}",
        f"no olvides que {KEEP}",
        f"apunta que {KEEP}",
        f"souviens-toi que {KEEP}",
        f"retiens que {KEEP}",
        f"note que {KEEP}",
        f"s'il te plaît, n'oublie pas que {KEEP}",
        f"take note: {KEEP}",
        f"note to self: {KEEP}",
        f"merke dir bitte, dass {KEEP}",
        f"schreib dir bitte auf, dass {KEEP}",
        f"Notiz: {KEEP}",
        f"Nicht vergessen: {KEEP}",
        f"prends note : {KEEP}",
        f"remember for the team: {KEEP}",
        f"merk dir für alle: {KEEP}",
    ],
)
def test_a_note_is_a_note_in_whatever_language(words: str) -> None:
    assert note_in(words) == Remember(KEEP)


@pytest.mark.parametrize(
    "words",
    [
        *("remember that", "note this, please", "don't forget it!", "please remember this message"),
        *("merk dir das", "notiere das bitte", "recuerda esto", "anótalo, por favor", "retiens ça", "note-le"),
    ],
)
def test_that_is_what_was_said_before(words: str) -> None:
    assert note_in(words) == RememberThat()


@pytest.mark.parametrize(
    "words",
    ["forget that", "Please forget it again", "vergiss das wieder", "vergiss meine Notiz", "olvídalo", "oublie ça"],
)
def test_a_note_is_taken_back_in_four_languages(words: str) -> None:
    assert note_in(words) == ForgetThat()


@pytest.mark.parametrize(
    "words",
    [
        "remember when we had one database",
        "do you remember the outage?",
        "remember the outage?",
        "note the ledger moved",
        "the release note that Ben wrote is wrong",
        "I forgot that deploys stop",
        "wer merkt sich das?",
        "¿recuerda el ledger?",
        "",
    ],
)
def test_what_only_looks_like_a_note_is_none(words: str) -> None:
    assert note_in(words) is None


@given(st.text(max_size=200))
def test_any_words_are_read(words: str) -> None:
    note_in(words)
    note_in(f"remember {words}")


async def test_a_german_note_is_recalled_and_taken_back(house: House) -> None:
    assert "Noted." in await house.answers("UANA", f"{AT_US} merk dir, dass Deploys freitags ruhen")
    assert "Deploys freitags ruhen" in await house.answers("UBEN", f"{AT_US} wann ruhen Deploys?")
    assert "Forgotten." in await house.answers("UANA", f"{AT_US} vergiss das")
    assert "freitags" not in await house.answers("UBEN", f"{AT_US} wann ruhen Deploys?")


@pytest.mark.parametrize("blank", [" ", "\n", "\t", "\u2003", "\u00a0\n"])
async def test_a_message_of_blanks_keeps_nobody_waiting(house: House, blank: str) -> None:
    words = await house.plain_words.of(MessageText((f"please{blank * 20_000}x{blank * 20_000}y",)))
    assert len(words) < 50
    assert note_in(words) is None
