"""Who owns something is told only where somebody has said so."""

import pytest

from bot.conversation.not_known import carries
from bot.conversation.owners import owned
from tests.turn.house import US, House

AT_US = f"<@{US}>"


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("who owns payments?", "payments"),
        ("who is responsible for the billing service", "the billing service"),
        ("who's in charge of the mail queue?", "the mail queue"),
        ("who looks after staging", "staging"),
        ("wer ist für die Zahlungen zuständig?", "Zahlungen"),
        ("wer kümmert sich um den Server", "Server"),
        ("¿quién se encarga de la facturación?", "facturación"),
        ("quién es el responsable de pagos", "pagos"),
        ("qui s'occupe de la facturation ?", "facturation"),
        ("qui est responsable du serveur", "serveur"),
        ("who owns PAY-41?", ""),
        ("who owns it?", ""),
        ("who is away?", ""),
        ("wer ist für Ben da", ""),
    ],
)
def test_an_owner_is_asked_for_in_many_words(question: str, what: str) -> None:
    assert owned(question) == what


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("who owns the mail queue?", "Ana owns the mail queue since May", True),
        (
            "who is responsible for databases?",
            "Each service keeps its own, and nobody reads another's databases",
            False,
        ),
        ("who owns the mail queue?", "The mail was slow today", False),
        ("purple elephants juggle nine teapots above the quiet database", "the database was slow", False),
        ("how long does the restore of the database take at night?", "the restore of a database: 38 minutes", True),
        ("what did we decide about retries?", "we retry three times", True),
    ],
)
def test_what_shares_a_word_alone_is_no_answer(question: str, text: str, answers: bool) -> None:
    assert carries(question, text) is answers


async def test_an_owner_is_not_known_until_somebody_says_so(house: House) -> None:
    await house.says("UBEN", "The mail queue is slow today.")
    asked = f"{AT_US} wer ist für die mail queue zuständig?"
    assert "Ich weiß nicht, wer für mail queue zuständig ist. Sag es mir" in await house.answers("UANA", asked)
    await house.says("UBEN", f"{AT_US} remember that Ana runs the mail queue")
    assert "Ana runs the mail queue" in await house.answers("UANA", asked)
