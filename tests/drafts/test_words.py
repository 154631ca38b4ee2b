"""Slugs, file names, steps, and what a command asks for."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.interactions.draft_commands import read
from jobs.drafts.documents import literal
from jobs.drafts.kinds import ADR, KINDS, RUNBOOK
from jobs.drafts.names import LONGEST_SLUG, folded, free_slug, slug_of
from jobs.drafts.posts import as_steps, shortened

TITLES = st.text(max_size=200)
NAMES_OF_WINDOWS = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Use Postgres", "use-postgres"),
        ("  What's   next?! ", "whats-next"),
        ("Größe & Maße", "grösse-masse"),
        ("データベースを選ぶ", "データベースを選ぶ"),
        ("हिन्दी में", "हिन्दी-में"),
        ("../../etc/passwd", "etc-passwd"),
        ("ＦＵＬＬ width", "full-width"),
        ("2026", "adr-2026"),
        ("7.1", "adr-7-1"),
        ("🚀🚀", "adr"),
        ("", "adr"),
        ("C:\\con", "c-con"),
    ],
)
def test_a_title_becomes_a_name_that_people_can_read(title: str, slug: str) -> None:
    assert slug_of(title, "adr") == slug


@given(TITLES, st.sampled_from(sorted(KINDS)))
def test_a_slug_is_always_a_safe_part_of_a_file_name(title: str, kind: str) -> None:
    slug = slug_of(title, kind)
    assert slug
    assert all(each == "-" or unicodedata.category(each)[0] in "LMN" for each in slug)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert slug == unicodedata.normalize("NFC", slug)
    assert not slug.replace("-", "").isnumeric()
    for name in (f"proposed-{slug}-999.md", f"0007-{slug}-999.md"):
        assert len(name.encode()) <= 255
        assert name.split(".")[0].lower() not in NAMES_OF_WINDOWS
    assert len(slug.encode()) <= LONGEST_SLUG + len(kind) + 1


@given(st.lists(TITLES, max_size=8))
def test_free_slugs_are_never_given_twice(titles: list[str]) -> None:
    taken: set[str] = set()
    for title in titles:
        slug = free_slug(slug_of(title, "adr"), taken)
        assert slug not in taken
        taken.add(slug)


@given(st.text(alphabet="aäßéжЖ Ωως\u00a0Ａ１"))
def test_folding_knows_no_case_and_no_width(text: str) -> None:
    assert folded(text.upper()) == folded(text.lower()) == folded(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Stop it\nStart it", "1. Stop it\n2. Start it"),
        ("Stop it\n\nStart it\n", "1. Stop it\n2. Start it"),
        ("Only this", "Only this"),
        ("1. Stop it\n2. Start it", "1. Stop it\n2. Start it"),
        ("- Stop it\n- Start it", "- Stop it\n- Start it"),
        ("Run:\n```\nrm x\n```", "Run:\n```\nrm x\n```"),
        ("# First\nDo", "# First\nDo"),
        ("", ""),
    ],
)
def test_plain_lines_become_numbered_steps_and_lists_stay_as_they_are(text: str, steps: str) -> None:
    assert as_steps(text) == steps


@given(st.text(max_size=60))
def test_a_literal_title_is_words_and_nothing_else(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(f"# {literal(text)}\n")
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special"}


@given(st.text(max_size=300), st.integers(5, 100))
def test_a_shortened_text_begins_like_the_whole(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most + 2
    assert text.startswith(short.removesuffix(" …")) or short == text


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("", "new", ""),
        ("Use Postgres", "new", "Use Postgres"),
        ("new list of services", "new", "list of services"),
        ("list", "list", ""),
        ("LIST Accepted", "list", "accepted"),
        ("list of services we own", "new", "list of services we own"),
        ("show 7", "show", "7"),
        ("show", "show", ""),
        ("show the queue on the board", "new", "show the queue on the board"),
        ("search what's up? 100%", "search", "what's up? 100%"),
        ("accept 1", "show", "1"),
        ("Approve #12", "show", "#12"),
        ("edit ADR-3", "show", "ADR-3"),
        ("reject use-postgres", "show", "use-postgres"),
        ("7", "show", "7"),
        ("#7", "show", "#7"),
        ("accept payments in two steps", "new", "accept payments in two steps"),
        ("open telemetry", "new", "open telemetry"),
        ("2 databases", "new", "2 databases"),
        ("help", "help", ""),
        ("help desk rota", "new", "help desk rota"),
        ("?", "help", ""),
        ("export", "export", ""),
        ("export all", "export", ""),
        ("export of orders", "new", "export of orders"),
        ("preview", "elsewhere", "preview"),
        ("preview environments", "new", "preview environments"),
        ("new preview", "new", "preview"),
    ],
)
def test_what_is_no_use_of_a_command_is_a_title(text: str, verb: str, rest: str) -> None:
    asked = read(ADR, text)
    assert (asked.verb, asked.rest) == (verb, rest)


def test_a_runbook_has_states_of_its_own() -> None:
    assert read(RUNBOOK, "list published").verb == "list"
    assert read(RUNBOOK, "list accepted").verb == "new"
