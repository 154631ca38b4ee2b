"""Who a partner is, as people tell it."""

import pytest

from bot.conversation.partner_words import PartnerTold, partner_told
from integrations.message_text import Everybody, MessageText, NamedChannel, NamedGroup, NamedPerson, Part
from integrations.rolecard import meant
from jobs.people.partners import NOBODY, Partner, Who
from tests.turn.house import US

ADA, BOT = NamedPerson("UADA"), NamedPerson(US)
PARTNERS = [Partner("Frontend Engineer", ""), Partner("QA Engineer", ""), Partner("Der Bäcker", "")]


@pytest.mark.parametrize(
    "parts",
    [
        (BOT, " the Frontend Engineer is ", ADA),
        (BOT, ADA, " is our frontend engineer."),
        ("please, the Frontend Engineer is now ", ADA, "!"),
        ("frontend: ", ADA),
        ("unser Frontend Engineer ist jetzt ", ADA),
        ("nuestro Frontend Engineer es ", ADA),
        ("le Frontend Engineer est ", ADA, " ."),
    ],
)
def test_it_is_told_in_many_ways(parts: tuple[Part, ...]) -> None:
    told = partner_told(MessageText(parts), US)
    assert told is not None
    assert told.who == Who(person="UADA")
    assert meant(PARTNERS, told.name) == PARTNERS[0]


def test_it_may_be_a_group_a_channel_or_nobody() -> None:
    group, channel = NamedGroup("S1"), NamedChannel("C1")
    assert partner_told(MessageText(("the baker is ", group)), US) == PartnerTold("the baker", Who(group="S1"))
    assert partner_told(MessageText((channel, " is the baker")), US) == PartnerTold("the baker", Who(channel="C1"))
    assert partner_told(MessageText(("the baker is nobody",)), US) == PartnerTold("the baker", NOBODY)


@pytest.mark.parametrize(
    "parts",
    [
        ("the QA Engineer is ", ADA, "?"),
        ("is ", ADA, " the QA Engineer?"),
        ("the QA Engineer is ", ADA, " and ", NamedPerson("UBEN")),
        ("the QA Engineer is ", Everybody("@here")),
        ("the QA Engineer is on leave",),
        ("the QA Engineer is \0",),
        (BOT,),
        (),
    ],
)
def test_what_only_sounds_like_it_tells_nothing(parts: tuple[Part, ...]) -> None:
    assert partner_told(MessageText(parts), US) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("qa", "QA Engineer"),
        ("the Q.A. engineer", None),
        ("our QA-Engineer", "QA Engineer"),
        ("bäcker", "Der Bäcker"),
        ("engineer", None),
        ("remember that the QA Engineer", None),
        ("the", None),
        ("", None),
    ],
)
def test_a_name_means_a_point_where_it_can_mean_no_other(said: str, name: str | None) -> None:
    found = meant(PARTNERS, said)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("unit", [" ", "\n", "\t", ", ", "please ", "x is "])
def test_a_message_of_forty_thousand_characters_tells_nothing_and_keeps_nobody_waiting(unit: str) -> None:
    said = "please " + unit * (40_000 // len(unit)) + "x is "
    assert partner_told(MessageText((BOT, said, ADA, "?")), US) is None
