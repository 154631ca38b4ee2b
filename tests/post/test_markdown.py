"""Posts as Markdown and plain text, and a model's Markdown as posts."""

import html
import re
import time
from datetime import UTC, datetime
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from integrations.links import allowed, usable
from integrations.markdown import from_markdown, to_markdown, to_plain
from integrations.post import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Code,
    Divider,
    Heading,
    Italic,
    Link,
    Paragraph,
    Person,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Strike,
    Table,
    When,
)
from integrations.slack.render import render
from tests.post import slack_rules
from tests.post.posts import BAD_URLS, blocks, grown, hostile, is_good, posts

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """The words that a reader of the Markdown sees, without spaces."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", READER.render(markdown))))


def letters(text: str) -> str:
    invisible = "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
    return re.sub(r"\s", "", re.sub(invisible, "", text))


# --- writing -----------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(hostile)
def test_literal_text_stays_literal_in_markdown(text: str) -> None:
    text = text.encode("utf-8", "replace").decode().replace("\0", "").replace("\x85", "")
    for block in (
        Paragraph(text=(text,)),
        Heading(text=text),
        Quote(text=(text,)),
        Bullets(items=((text,),)),
        Bullets(items=((text,),), numbered=True),
        SmallPrint(text=(text, Bold(text="b"))),
        Paragraph(text=(Bold(text=text), Italic(text=text), "x")),
        Paragraph(text=("x", Code(text=text), "x")),
        Table(columns=("c",), rows=(((text,),),)),
        Preformatted(text=text),
    ):
        markdown = to_markdown(Post(headline=("h",), blocks=(block,)))
        assert letters(text) in shown(markdown)
        live = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", READER.render(markdown), flags=re.DOTALL)
        assert not re.search(r"<(a|img|script|b|hr)\b", live)


@settings(deadline=None, max_examples=50)
@given(posts(hostile))
def test_only_usable_addresses_are_live_in_markdown(post: Post) -> None:
    rendered = READER.render(to_markdown(post))
    for address in re.findall(r"(?:href|src)=\"([^\"]*)\"", rendered):
        assert is_good(html.unescape(address))


def test_a_post_is_a_readable_document() -> None:
    post = Post(
        headline=("Decision: use ", Bold(text="Postgres")),
        blocks=(
            Heading(text="Context #1"),
            Paragraph(
                text=("We tried * and ", Code(text="a `b`"), " with ", Link(url="https://a.example/(x)", label="docs"))
            ),
            Bullets(items=(("first",), ("second\nline",)), numbered=True),
            Bullets(items=(("inner",),), depth=1),
            Bullets(items=(("third",),), numbered=True, start=3),
            Quote(text=("a\nb",)),
            Preformatted(text="```\nx\n```"),
            Table(columns=("a|b", "c"), rows=((("1",), (Strike(text="2"),)),)),
            Divider(),
            Buttons(
                buttons=(Button(action="a", label="Accept"), Button(action="b", label="Open", url="https://b.example"))
            ),
            SmallPrint(
                text=(
                    Person(user="U1", name="Ann"),
                    " at ",
                    When(at=datetime(2026, 11, 23, 8, tzinfo=UTC), zone="Europe/Berlin"),
                )
            ),
        ),
    )
    assert to_markdown(post) == (
        "# Decision: use **Postgres**\n\n"
        "## Context \\#1\n\n"
        "We tried \\* and ``a `b` `` with [docs](<https://a.example/(x)>)\n\n".replace("``a `b` ``", "`` a `b` ``")
        + "1. first\n2. second\\\n   line\n    - inner\n3. third\n\n"
        "> a\\\n> b\n\n"
        "````\n```\nx\n```\n````\n\n"
        "| a\\|b | c |\n| --- | --- |\n| 1 | ~~2~~ |\n\n"
        "---\n\n"
        "[Open](<https://b.example>)\n\n"
        "Ann at 09:00 CET\n"
    )


@settings(deadline=None, max_examples=50)
@given(posts(hostile))
def test_nothing_controls_the_terminal(post: Post) -> None:
    text = to_plain(post)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_post_as_plain_text() -> None:
    post = Post(
        headline=("Morning ", Bold(text="all")),
        blocks=(
            Paragraph(
                text=(Link(url="https://a.example", label="PR"), " waits"), button=Button(action="n", label="Nudge")
            ),
            Heading(text="Rows"),
            Table(columns=("a", "wide"), rows=((("漢",), ("1",)), (("x",),))),
            Quote(text=("said\ntwice",)),
            Buttons(buttons=(Button(action="a", label="Yes"), Button(action="b", label="No"))),
        ),
    )
    assert to_plain(post) == (
        "Morning all\nPR (https://a.example) waits [Nudge]\n\nRows\n"
        "a   wide\n──  ────\n漢  1\nx\n│ said\n│ twice\n[Yes] [No]"
    )


# --- reading -----------------------------------------------------------------------


def test_a_models_answer_becomes_blocks() -> None:
    answer = (
        "# Why *it* fails\n\n"
        "Because **the _pool_** is `empty`; see [docs](https://docs.good.example/a) or https://good.example/b.\n\n"
        "1. Look\n   - inside\n   - and out\n2. ~~Guess~~\n   ```sql\n   SELECT 1\n   ```\n3. Fix\n\n"
        "> They said\n> so\n\n"
        "| a | b |\n|---|---|\n| `x` | y |\n\n---\n\nbye"
    )
    assert from_markdown(answer, allowed_hosts=["good.example"]) == (
        Heading(text="Why it fails"),
        Paragraph(
            text=(
                "Because ",
                Bold(text="the "),
                Bold(text="pool"),
                " is ",
                Code(text="empty"),
                "; see ",
                Link(url="https://docs.good.example/a", label="docs"),
                " or ",
                Link(url="https://good.example/b", label="https://good.example/b"),
                ".",
            )
        ),
        Bullets(items=(("Look",),), numbered=True),
        Bullets(items=(("inside",), ("and out",)), depth=1),
        Bullets(items=((Strike(text="Guess"),),), numbered=True, start=2),
        Preformatted(text="SELECT 1"),
        Bullets(items=(("Fix",),), numbered=True, start=3),
        Quote(text=("They said\nso",)),
        Table(columns=("a", "b"), rows=(((Code(text="x"),), ("y",)),)),
        Divider(),
        Paragraph(text=("bye",)),
    )


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ("[click](https://evil.example/?q=secret)", "click (https://evil.example/?q=secret)"),
        ("![x](https://evil.example/p.png)", "x (https://evil.example/p.png)"),
        ("![](https://good.example/p.png)", "https://good.example/p.png"),
        ("<https://evil.example>", "https://evil.example"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("<img src=https://evil.example onerror=x>", "<img src=https://evil.example onerror=x>"),
        ("<!channel> <@U1> @here", "<!channel> <@U1> @here"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("[good.example](https://good.example@evil.example)", "good.example (https://good.example@evil.example)"),
        ("[a][1]\n\n[1]: https://evil.example", "a (https://evil.example)"),
    ],
)
def test_what_a_model_may_not_make_live_is_shown_as_words(answer: str, seen: str) -> None:
    assert from_markdown(answer, allowed_hosts=["good.example"]) == (Paragraph(text=(seen,)),)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(hostile, st.sampled_from(["\n", "\n\n", "- ", "  ", "> ", "```\n", "|", "**"])), max_size=12))
def test_no_answer_of_a_model_brings_anything_to_life(pieces: list[str]) -> None:
    read = from_markdown("".join(pieces), allowed_hosts=["good.example"])
    rendered = render(Post(headline=("h",), blocks=read))
    slack_rules.check_message(rendered.text, rendered.blocks)
    for kind, what in (*slack_rules.live(rendered.blocks), *slack_rules.live_mrkdwn(rendered.text)):
        assert kind in ("bold", "italic", "strike", "code") or (
            kind == "link" and what.startswith("https://good.example")
        )


@pytest.mark.parametrize(
    "filling",
    [
        *("[", "![", "*a ", "> ", "- ", "`", "<", "a|", "1. ", "**", "[a](", "&", "\\", "_", "~~"),
        *("\t", "***\n", "a\n\n", "- a\n* a\n", "|a", "a|b\n-|-\n", "[a] ", "# a\n", "a\n=\n", "<!--", "- > ", "```\n"),
    ],
)
def test_a_monstrous_answer_is_read_in_bounded_time(filling: str) -> None:
    begun = time.process_time()
    from_markdown((filling * 20_000)[:20_000], allowed_hosts=["good.example"])
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("mark", ["*", "_", "~~a", "**a", "> ", "- ", "1. ", "- > ", "  - a\n"])
def test_marks_within_marks_are_read_however_deep(mark: str) -> None:
    deep = mark * 5_000
    read = from_markdown(f"{deep}so{deep[::-1]}")
    assert "so" in "".join(map(str, read))
    assert to_plain(Post(headline=("h",), blocks=read))


def test_an_address_that_is_meant_a_thousand_times_is_not_shown_as_often() -> None:
    read = from_markdown("[a] " * 3_000 + "\n\n[a]: https://evil.example/" + "y" * 9_000)
    assert len(to_plain(Post(headline=("h",), blocks=read))) < 80_000


# --- links, and posts as JSON ------------------------------------------------------


@pytest.mark.parametrize("url", BAD_URLS)
def test_bad_addresses_are_never_usable(url: str) -> None:
    assert usable(url) is None or "|" in url
    assert "|" not in (usable(url) or "")
    assert "<" not in (usable(url) or "")


def test_hosts_are_allowed_with_what_is_below_them() -> None:
    assert allowed("https://good.example", ["good.example"])
    assert allowed("https://DOCS.Good.Example:8443/x", ["good.example"])
    assert not allowed("https://notgood.example", ["good.example"])
    assert not allowed("https://good.example.evil.example", ["good.example"])
    assert not allowed("https://anything.example", [""])
    assert not allowed("mailto:a@good.example", ["good.example"])


@settings(deadline=None, max_examples=50)
@given(posts(st.one_of(hostile, st.text(st.characters(), max_size=20))))
def test_a_post_survives_the_way_through_json(post: Post) -> None:
    assert Post.model_validate_json(post.model_dump_json()) == post
    assert "\\u0000" not in post.model_dump_json()


@settings(deadline=None, max_examples=30)
@given(posts(hostile), blocks(hostile))
def test_growing_a_post_keeps_its_shape(post: Post, block: Paragraph) -> None:
    assert len(grown(post, 3).blocks) == len(post.blocks)


@pytest.mark.parametrize(("style", "relative"), [("date_time", True), ("full", False)])
def test_a_full_moment_never_reads_today_or_yesterday(style: Literal["date_time", "full"], relative: bool) -> None:
    when = When(at=datetime(2026, 11, 23, 8, tzinfo=UTC), style=style, zone="Europe/Berlin")
    drawn = str(render(Post(headline=("Next ", when))).blocks)
    assert "{date_short" in drawn
    assert ("_pretty" in drawn) is relative
    assert "Mon 23 Nov 2026 09:00 CET" in drawn
