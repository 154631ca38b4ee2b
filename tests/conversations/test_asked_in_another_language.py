"""Whoever asks in German, Spanish or French is told the frame of the facts in it; the facts are the same for all."""

import tomllib
from importlib.resources import files
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.frames import retold
from bot.conversation.sentences import Language
from bot.demo.stage import Stage
from integrations.markdown.plain_text import to_plain
from integrations.post import Bold, Bullets, Heading, Link, Person, Post, SmallPrint
from tests.conversations.test_questions import Talk
from tests.conversations.test_which_of_many import busy
from tests.stage import BACKEND

__all__ = ["busy"]
OTHERS: tuple[Language, ...] = ("de", "es", "fr")


async def test_a_question_is_answered_in_its_language_with_the_same_facts(busy: Stage) -> None:
    asked = {
        "what waits for review?": ("wait for review", "As of"),
        "was wartet auf ein Review?": ("warten auf ein Review, der älteste seit 4 Tagen.", "Stand"),
        "¿qué PRs esperan revisión?": ("esperan revisión, la más antigua desde hace 4 días.", "A las"),
        "quelles PR attendent une relecture ?": ("attendent une relecture, la plus ancienne depuis 4 jours.", "À "),
    }
    for words, frame in asked.items():
        said = await Talk(busy).asks(words)
        assert all(each in said for each in (*frame, "payments#205", "Retry the webhook with backoff")), said


async def test_counts_and_days_are_in_the_language_too(busy: Stage) -> None:
    talk = Talk(busy)
    assert "1 Alarm feuert." in await talk.asks("welche Alarme feuern?")
    assert "4 alertes depuis le dimanche 22 novembre" in await talk.asks("quelles alertes depuis dimanche ?")
    assert "Tienes 2 tickets en curso." in await talk.asks("¿qué tickets tengo?")


def test_dates_optional_parts_and_one_or_many_are_read_from_the_sentence() -> None:
    said = {
        "1 person is away from Monday 30 November to Friday 4 December.": (
            "1 Person ist von Montag, 30. November bis Freitag, 4. Dezember weg.",
            "1 persona falta del lunes 30 de noviembre al viernes 4 de diciembre.",
            "1 personne absente du lundi 30 novembre au vendredi 4 décembre.",
        ),
        "3 alerts are firing about “orders”, 1 of them critical.": (
            "3 Alarme feuern zu „orders“, davon 1 kritisch.",
            "3 alertas activas sobre «orders», 1 crítica.",
            "3 alertes en cours sur « orders », dont 1 critique.",
        ),
        "2 people come back on Monday 30 November.": (
            "2 Personen kommen am Montag, 30. November zurück.",
            "2 personas vuelven el lunes 30 de noviembre.",
            "2 personnes reviennent le lundi 30 novembre.",
        ),
        "No retrospective was held here yesterday.": (
            "Hier gab es gestern keine Retrospektive.",
            "Aquí no hubo retrospectiva ayer.",
            "Il n'y a pas eu de rétrospective ici hier.",
        ),
        "1,200 of 3,000 entries could not be read.": (
            "1.200 von 3.000 Einträgen waren nicht lesbar.",
            "1.200 de 3.000 entradas no se pudieron leer.",
            "1\u202f200 sur 3\u202f000 entrées n'ont pas pu être lues.",
        ),
    }
    for english, others in said.items():
        for language, wanted in zip(OTHERS, others, strict=True):
            assert to_plain(retold(Post(headline=(english,)), language)) == wanted


async def test_the_pieces_of_a_line_are_in_the_language_too(busy: Stage) -> None:
    talk = Talk(busy)
    assert "unverändert seit" in await talk.asks("welche Tickets habe ich?")
    assert "sin cambios desde hace" in await talk.asks("¿qué tickets tengo?")
    assert "inchangé depuis" in await talk.asks("mes tickets")
    line = (Bold(text="payments v2.15.0"), " is in production since ", Person(user="U1", name="now"), " · 2 commits")
    wanted = ("ist in production seit", "está en production desde", "est en production depuis")
    for language, told in zip(OTHERS, wanted, strict=True):
        assert told in to_plain(retold(Post(headline=("x",), blocks=(Bullets(items=(line,)),)), language))


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_keeps_the_slots_that_the_english_has(language: Language) -> None:
    tables = tomllib.loads(files("bot.conversation.frames").joinpath(f"{language}.toml").read_text("utf-8"))
    for english, told in (row for table in tables.values() for row in table.items()):
        slots = [sorted(name for _, name, _, _ in Formatter().parse(each) if name) for each in (english, told)]
        assert slots[1] == slots[0] or english.startswith(("Of {x}", "No standup, check-in", "{n} <round of")), english
        assert told.count("[") == english.count("["), english


@given(st.text(max_size=300), st.sampled_from(OTHERS))
def test_somebody_s_own_words_are_never_lost_nor_made_live(words: str, language: Language) -> None:
    link, who = Link(url="https://a.example", label=words), Person(user="U1", name=words)
    items = ((who, ": ", words), (link, f" {words} · ", Bold(text=words)))
    post = Post(
        headline=("No alert about “", words, "” is firing, as far as my sources have told me."),
        blocks=(Heading(text=f"About {words}"), Bullets(items=items), SmallPrint(text=("As of ", who))),
    )
    told = retold(post, language)
    spans = [each for item in told.blocks[1].items for each in item if not isinstance(each, str)]  # type: ignore[union-attr]
    assert [type(each) for each in spans] == [Person, Link, Bold]
    assert spans[1].url == "https://a.example"  # type: ignore[union-attr]
    assert str(post.headline[1]) in "".join(each for each in told.headline if isinstance(each, str))
    assert told.blocks[0] == post.blocks[0]


async def test_what_was_said_in_another_language_is_found_by_the_name_in_it(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, "Northwind moves to the new order form on December 1st.")
    await ana.says(BACKEND, "The order form got a new colour.")
    await stage.settle()
    for words in (
        "Wann bekommt Northwind das neue Bestellformular?",
        "¿Cuándo recibe Northwind el nuevo formulario de pedidos?",
        "Quand est-ce que Northwind reçoit le nouveau formulaire ?",
    ):
        said = await Talk(stage).asks(words)
        assert "December 1st" in said, words
        assert "colour" not in said, words
    assert "December" not in await Talk(stage).asks("Wann bekommt Southwind das neue Bestellformular?")
