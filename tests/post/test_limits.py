"""Every post of any size is drawn within every limit of Slack's, and none of it gets lost."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from slack_sdk.models.blocks import Block as SdkBlock

from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Divider,
    Heading,
    Link,
    Mention,
    Paragraph,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Table,
    When,
)
from integrations.slack.forms import render_home
from integrations.slack.render import render, render_all
from integrations.words import words
from tests.post import slack_rules
from tests.post.posts import grown, hostile, posts

LONG = 100_000
MORE = ("word ", "😀", '"', "\n", "a\u0301", "👩‍👩‍👧 ")
FILLINGS = ("&", "漢", *MORE)


def check(post: Post) -> None:
    for key in ("k", None, "k" * 3000):
        rendered = render(post, key=key)
        slack_rules.check_message(rendered.text, rendered.blocks)
    drawn = {each: "F0000000AB" for each in post.blocks if isinstance(each, Chart)}
    rendered = render(post, key="k", pictures=drawn)
    slack_rules.check_message(rendered.text, rendered.blocks)
    pages = render_all(post)
    for page in pages:
        slack_rules.check_message(page.text, page.blocks)
    assert render(post).cut == (len(pages) > 1)


@settings(deadline=None, max_examples=50)
@given(posts(hostile), st.sampled_from([1, 20, 300]))
def test_any_post_keeps_every_limit(small: Post, times: int) -> None:
    post = grown(small, times)
    check(post)
    slack_rules.check_view(render_home(post.blocks))


@pytest.mark.slow_where(*MORE)
@pytest.mark.parametrize("filling", FILLINGS)
def test_a_hundred_thousand_characters_keep_every_limit_wherever_they_stand(filling: str) -> None:
    text = (filling * LONG)[:LONG]
    button = Button(action="a", label=text, confirm=text, value="v")
    for block in (
        Paragraph(text=(text,)),
        Paragraph(text=(text, Bold(text="b")), button=button),
        Bullets(items=((text,), ("short",)), numbered=True),
        Heading(text=text),
        Quote(text=(text,)),
        Preformatted(text=text),
        Table(columns=(text, "b"), rows=(((text,), (text,)),)),
        SmallPrint(text=(text,)),
        Paragraph(text=(Bold(text=text),)),
        Paragraph(text=(Link(url="https://a.example", label=text),)),
    ):
        check(Post(headline=("h",), blocks=(block,)))
    check(Post(headline=(text,)))


many_buttons = tuple(Button(action=f"a{n}", label="x" * 80, value='"' * 2000, confirm="c" * 400) for n in range(60))


@pytest.mark.parametrize(
    "blocks",
    [
        (Divider(),) * 400,
        (Heading(text="h" * 150),) * 200,
        (Paragraph(text=("p",), button=Button(action="same", label="b", value="1")),) * 120,
        (Paragraph(text=("*p*",), button=Button(action="same", label="b", value="1")),) * 120,
        (Bullets(items=(("item",),) * 5000),),
        (Bullets(items=(("item",),)), Bullets(items=(("item",),), depth=1)) * 300,
        (Table(columns=("a", "b"), rows=((("x",), ("y",)),) * 1000),),
        (Table(columns=("a",), rows=((("x",),),) * 3),) * 5,
        (Table(columns=("a",) * 30, rows=((("x",),) * 30,) * 3),),
        (Table(columns=(), rows=()), Table(columns=("only titles",), rows=())),
        (Table(columns=("a", "b"), rows=((("x" * 900,), ("y" * 900,)),) * 40),),
        (Buttons(buttons=many_buttons),),
        (Buttons(buttons=(Button(action="same", label="b"),) * 200),),
        (Paragraph(text=(Mention(user="U1"),) * 5000),),
        (Paragraph(text=(When(at=datetime(2026, 11, 23, tzinfo=UTC)), " ") * 3000),),
        (Paragraph(text=(Link(url="https://a.example/" + "x" * 2900, label="l"),) * 50),),
        (SmallPrint(text=(Mention(user="U1"), " *x* ") * 20),),
        tuple(
            Paragraph(
                text=(Link(url="https://a.example/" + "x" * 2900, label="l" * 900), '"' * 3000),
                button=Button(action="a" * 255, label="l", value='"' * 2000, url="https://a.example/" + "y" * 2900),
            )
            for _ in range(5)
        ),
    ],
)
def test_many_of_a_kind_keep_every_limit(blocks: tuple[Block, ...]) -> None:
    check(Post(headline=("h",), blocks=blocks))
    slack_rules.check_view(render_home(blocks))


def test_an_empty_post_is_still_a_message() -> None:
    check(Post(headline=()))
    check(
        Post(
            headline=("", Bold(text=""), " \n"),
            blocks=(Paragraph(text=("\0",)), Buttons(buttons=()), Heading(text=" ")),
        )
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(posts(hostile))
def test_the_sdk_of_slack_takes_the_blocks(post: Post) -> None:
    for block in SdkBlock.parse_all(render(post, key="k").blocks):
        block.validate_json()


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_showing_all_loses_nothing() -> None:
    said = " ".join(f"word{n}" for n in range(20_000))
    items = tuple((f"item{n}",) for n in range(900))
    rows = tuple(((f"cell{n}",), (f"other{n}",)) for n in range(300))
    post = Post(
        headline=("head",),
        blocks=(
            Paragraph(text=(said,)),
            Bullets(items=items, numbered=True),
            Table(columns=("c", "o"), rows=rows),
            Preformatted(text=said),
            Quote(text=(Bold(text=said),)),
            Heading(text="end"),
        ),
    )
    shown = letters("".join(slack_rules.seen(page.blocks) for page in render_all(post)))
    expected = letters("head" + said + "".join(map(words, items)))
    assert shown.startswith(expected)
    assert shown.endswith(letters(said + said + "end"))
    for number in range(300):
        assert f"cell{number}other{number}" in shown


def test_numbers_go_on_in_the_next_message() -> None:
    post = Post(headline=("h",), blocks=(Bullets(items=(("x" * 500,),) * 40, numbered=True),))
    first, second, *_ = render_all(post)
    shown = len(first.blocks[-1]["elements"][0]["elements"])
    assert second.blocks[0]["elements"][0]["offset"] == shown


def test_a_cut_list_says_how_much_is_missing_and_offers_the_rest() -> None:
    post = Post(headline=("h",), blocks=(Bullets(items=tuple((f"item {n} " * 20,) for n in range(200))),))
    rendered = render(post, key="digest:7")
    assert rendered.cut
    shown = len(rendered.blocks[1]["elements"][0]["elements"])
    assert rendered.blocks[2]["elements"][0]["text"] == f"… and {200 - shown} more"
    (button,) = rendered.blocks[3]["elements"]
    assert (button["action_id"], button["value"]) == ("show_all", "digest:7")
    assert "show_all" not in str(render(post).blocks)
    assert render(post).blocks[-1]["elements"][0]["text"].startswith("… and ")


def test_buttons_stay_when_the_rest_is_cut() -> None:
    answer = Buttons(buttons=(Button(action="standup_answer", label="Answer", value="7"),))
    post = Post(headline=("h",), blocks=(Paragraph(text=("x " * 20_000,)), answer, Paragraph(text=("after",))))
    rendered = render(post, key="k")
    assert rendered.blocks[-1]["elements"][0]["action_id"] == "standup_answer"
    assert "2 more parts" in slack_rules.seen(rendered.blocks)


def test_a_heading_is_not_left_alone_at_the_end_of_a_message() -> None:
    for size in range(2000, 13_000, 400):
        post = Post(
            headline=("h",), blocks=(Paragraph(text=("x" * size,)), Heading(text="next"), Quote(text=("y" * 2500,)))
        )
        assert all(page.blocks[-1]["type"] != "header" for page in render_all(post))


def test_long_text_is_divided_between_words_and_never_within_a_character() -> None:
    for unit in ("word ", "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301\u0302", "👍🏽"):
        pages = render_all(Post(headline=((unit * 9000),)))
        assert len(pages) > 1
        for page in pages:
            for block in page.blocks:
                text = slack_rules.seen(block).strip()
                assert text.replace(unit.strip(), "").strip() == ""


def test_a_row_of_buttons_never_holds_the_same_action_twice() -> None:
    buttons = tuple(Button(action="resolve", label=f"Resolve {n}", value=str(n)) for n in range(3))
    rendered = render(Post(headline=("h",), blocks=(Buttons(buttons=buttons),)))
    assert [block["elements"][0]["value"] for block in rendered.blocks[1:]] == ["0", "1", "2"]


def test_what_a_listener_reads_is_refused_rather_than_cut() -> None:
    with pytest.raises(ValidationError):
        Button(action="a", label="x", value="v" * 2001)
    with pytest.raises(ValidationError):
        Button(action="a" * 256, label="x")


def test_the_button_stands_beside_words_that_are_literal_there_and_below_others() -> None:
    button = Button(action="a", label="Nudge")
    link = Link(url="https://a.example/1", label="Fix the login")
    beside = render(Post(headline=("h",), blocks=(Paragraph(text=(link, " waits for 3 hours"), button=button),)))
    below = render(Post(headline=("h",), blocks=(Paragraph(text=(link, " says *now*"), button=button),)))
    assert [block["type"] for block in beside.blocks] == ["rich_text", "section"]
    assert [block["type"] for block in below.blocks] == ["rich_text", "rich_text", "actions"]


def test_only_the_first_table_is_a_table_block() -> None:
    table = Table(columns=("a", "n"), rows=((("x",), ("12 ms",)),))
    rendered = render(Post(headline=("h",), blocks=(table, table)))
    assert [block["type"] for block in rendered.blocks] == ["rich_text", "table", "rich_text"]
    assert [each["align"] for each in rendered.blocks[1]["column_settings"]] == ["left", "right"]
