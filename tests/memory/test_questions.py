"""What asks is told from what states something, in the languages and scripts that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory.questions import asks_unmarked, ends_asking, states_nothing

ASK = (
    "Which database does the ledger use?",
    "Hello! Databases? And who decided that?",
    "and retries?",
    "*Does it scale?*",
    "Ben, which one is it?",
    "Welche Datenbank benutzt das Ledger?",
    "Hallo, wer hat das gebaut?",
    "¿Quién lo hizo?",
    "Oye, ¿quién lo hizo ayer?",
    "Le ledger utilise quelle base ?",
    "Cześć, jakiej bazy używa ledger?",
    "где лежит журнал?",
    "ماذا نستخدم؟",
    "台帳はどこですか？",
    "哪个数据库？",
    "Ποια βάση\u037e",
    "Ποια βάση χρησιμοποιεί;",
    "Πού βρίσκεται το ledger και ποιος το ξέρει;",
)
STATE = (
    "The ledger is in Postgres.",
    "The ledger moved to Postgres. Who else knows that?",
    "We keep two databases in Frankfurt, right?",
    "Wir haben zwei Datenbanken in Frankfurt, oder?",
    "Usamos Postgres en todos los servicios, ¿no?",
    "台帳はPostgresにあります。誰が知っていますか？",
    "which one: Postgres",
    "UPDATE ledger SET x = 1;",
    "",
)


@pytest.mark.parametrize("text", ASK)
def test_what_asks_states_nothing(text: str) -> None:
    assert ends_asking(text)
    assert states_nothing(text)


@pytest.mark.parametrize("text", STATE)
def test_what_states_something_is_told_from_a_question(text: str) -> None:
    assert not states_nothing(text)


def test_people_leave_the_mark_out_when_they_type_to_a_bot() -> None:
    assert asks_unmarked("which database does the ledger use")
    assert asks_unmarked("wo liegt das ledger")
    assert not asks_unmarked("when we deploy, restart the ledger")
    assert not asks_unmarked("the ledger is in Postgres")


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert states_nothing(text) in (True, False)
    assert asks_unmarked(text) in (True, False)
