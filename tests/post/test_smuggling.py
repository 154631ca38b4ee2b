"""Whatever stands in any field of any block, nothing in it comes alive."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.form import ChannelField, ChoiceField, DateField, Form, PeopleField, TextField, TimeField
from integrations.post import (
    Bar,
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Code,
    Heading,
    InChannel,
    Italic,
    Link,
    Mention,
    Paragraph,
    Person,
    Post,
    Preformatted,
    Quote,
    SmallPrint,
    Strike,
    Table,
    Text,
    When,
)
from integrations.slack.forms import form_errors, render_form, render_home
from integrations.slack.render import Rendered, render, render_all
from tests.post import slack_rules
from tests.post.posts import ATTACKS, GOOD_CHANNELS, GOOD_URLS, GOOD_USERS, blocks, hostile, is_good, posts

OURS = {("user", each) for each in GOOD_USERS} | {("channel", each) for each in GOOD_CHANNELS}
STYLES = ("bold", "italic", "strike", "code")


def all_spans(value: object) -> list[object]:
    """Every span below a post, block or text."""
    if isinstance(value, str):
        return []
    if isinstance(value, tuple | list):
        return [span for each in value for span in all_spans(each)]
    found = [value] if hasattr(value, "span") else []
    return found + [span for each in getattr(value, "__dict__", {}).values() for span in all_spans(each)]


def not_ours(post: Post, rendered: Rendered) -> set[tuple[str, str]]:
    spans = all_spans(post)
    styled = [span for span in spans if isinstance(span, Bold | Italic | Strike | Code)]
    ours = OURS | {(span.span, bare(span.text)) for span in styled}
    ours |= {("date", str(int(span.at.timestamp()))) for span in spans if isinstance(span, When)}
    found = {*slack_rules.live(rendered.blocks), *slack_rules.live_mrkdwn(rendered.text)}
    found = {each for each in found if each[0] not in ("link", "picture") or not is_good(each[1])}
    return {(kind, bare(what) if kind in STYLES else what) for kind, what in found} - ours


def bare(text: str) -> str:
    """The text without what no one sees."""
    return "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf", "Zl", "Zp", "Cn"))


@settings(deadline=None, max_examples=100)
@given(posts(hostile))
def test_nothing_of_theirs_is_live_in_a_message(post: Post) -> None:
    for rendered in (render(post, key="k"), *render_all(post)):
        assert not_ours(post, rendered) == set()


@pytest.mark.slow
@settings(deadline=None, max_examples=50)
@given(st.lists(blocks(hostile), max_size=5))
def test_nothing_of_theirs_is_live_in_the_app_home(shown: list[Paragraph]) -> None:
    post = Post(headline=(), blocks=tuple(shown))
    assert not_ours(post, Rendered(text="", blocks=render_home(shown)["blocks"], cut=False)) == set()


@settings(deadline=None, max_examples=50)
@given(hostile, blocks(hostile))
def test_nothing_of_theirs_is_live_in_a_form(text: str, block: Paragraph) -> None:
    form = Form(
        callback="c",
        title=text,
        submit=text,
        fields=(
            block,
            TextField(name="a", label=text, value=text, hint=text, placeholder=text),
            ChoiceField(name="b", label=text, choices=(("v", text),), value=(text, "v"), hint=text),
            PeopleField(name="c", label=text, value=(text,), many=True),
            ChannelField(name="d", label=text, value=text),
            DateField(name="e", label=text, value=text),
            TimeField(name="f", label=text, value=text),
        ),
    )
    view = render_form(form)
    slack_rules.check_view(view)
    post = Post(headline=(), blocks=(block,))
    assert not_ours(post, Rendered(text="", blocks=[view], cut=False)) == set()
    slack_rules.check_text({"type": "plain_text", "text": form_errors({"a": text})["errors"]["a"]}, 2000)


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.strip() and each.isprintable()])
def test_an_attack_is_shown_as_it_was_written_in_every_place(attack: str) -> None:
    link: Text = (Link(url=GOOD_URLS[0], label="ours"), " ", attack)
    button = Button(action="a", label="Do")
    for block in (
        Paragraph(text=(attack,)),
        Paragraph(text=(attack,), button=button),
        Paragraph(text=link, button=button),
        Paragraph(text=(Bold(text="b"), " ", attack), button=button),
        Paragraph(text=(Bold(text=attack),), button=button),
        Paragraph(text=(Link(url=GOOD_URLS[0], label=attack),), button=button),
        Bullets(items=(link,)),
        Heading(text=attack),
        Quote(text=link),
        Preformatted(text=attack),
        Table(columns=(attack,), rows=((link,),)),
        Table(columns=(attack,), rows=(((attack,),),)),
        SmallPrint(text=link),
        SmallPrint(text=(attack,)),
        SmallPrint(text=(Italic(text=attack), Person(user="U1", name="Ann"))),
        Chart(title=attack, bars=(Bar(label=attack, value=1, shown=attack),), most=1),
    ):
        post = Post(headline=("h",), blocks=(block,))
        rendered = render(post)
        assert attack in slack_rules.seen(rendered.blocks)
        assert not_ours(post, rendered) == set()


def test_our_own_spans_are_live() -> None:
    text: Text = (Mention(user="U1"), " in ", InChannel(channel="C1"), " ", Link(url=GOOD_URLS[0], label="x"))
    button = Button(action="a", label="Do", url="https://good.example/b")
    for block in (Paragraph(text=text), Paragraph(text=text, button=button), Quote(text=text), SmallPrint(text=text)):
        rendered = render(Post(headline=("h",), blocks=(block,)))
        ours = {("user", "U1"), ("channel", "C1"), ("link", GOOD_URLS[0])}
        assert ours <= set(slack_rules.live(rendered.blocks))
        assert ours == set(slack_rules.live_mrkdwn(rendered.text))


def test_a_person_is_named_and_not_notified() -> None:
    rendered = render(Post(headline=(Person(user="U1", name="Ann"), " is away")))
    assert slack_rules.seen(rendered.blocks).strip() == "Ann is away"
    assert not list(slack_rules.live(rendered.blocks))
    assert rendered.text == "Ann is away"


def test_a_button_to_no_web_page_is_left_out() -> None:
    bad = Button(action="a", label="x", url="javascript:alert(1)")
    rendered = render(Post(headline=("h",), blocks=(Buttons(buttons=(bad,)), Paragraph(text=("p",), button=bad))))
    assert [block["type"] for block in rendered.blocks] == ["rich_text", "rich_text"]


def test_the_checker_knows_what_is_live() -> None:
    alive = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel> <@U9> *b*", "verbatim": True}},
        {"type": "header", "text": {"type": "plain_text", "text": ":smile:"}},
        {"type": "markdown", "text": "x"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "broadcast"}]}]},
        {"type": "actions", "elements": [{"type": "button", "url": "https://evil.example"}]},
    ]
    kinds = [kind for kind, _ in slack_rules.live(alive)]
    assert kinds == ["broadcast", "user", "bold", "emoji", "markdown", "broadcast", "link"]
