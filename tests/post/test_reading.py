"""What people wrote in Slack becomes the words they saw; only what was looked up becomes live."""

from typing import Any

import pytest
from hypothesis import given, settings

from integrations.post import Bullets, Paragraph, Post
from integrations.slack.reading import plain, read_text
from integrations.slack.render import render
from tests.post import slack_rules
from tests.post.posts import hostile

NAMES = {"U1": "Ann", "U2": "Bob", "C1": "general"}


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("hi <@U1>", "hi @Ann"),
        ("hi <@U9>", "hi @U9"),
        ("hi <@U9|zoe>", "hi @zoe"),
        ("<#C1>", "#general"),
        ("<#C7|random>", "#random"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!here|here>", "here"),
        ("<!subteam^S1|@backend>", "@backend"),
        ("<!subteam^S1>", "@group"),
        ("<!here> <!channel|everybody>", "@here everybody"),
        ("<!date^1795428000^{date_short}|23 Nov>", "23 Nov"),
        ("<!date^1795428000^{date_short}^https://example.com|23 Nov>", "23 Nov"),
        ("<!date^1795428000^{date_short}>", "23 November 2026"),
        ("<!date^never>", ""),
        ("<!date^1^{date}|1 Jan>", "1 Jan"),
        ("<https://a.example>", "https://a.example"),
        ("<https://a.example/?a=1&amp;b=2|the docs>", "the docs (https://a.example/?a=1&b=2)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
        ("*bold* `code` :smile:", "*bold* `code` :smile:"),
        ("a < b", "a < b"),
        ("<>", "<>"),
        ("\x1b[31mred\0", "[31mred"),
    ],
)
def test_mrkdwn_is_read_as_what_people_saw(written: str, seen: str) -> None:
    assert plain(written, NAMES.get) == seen


RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Ask "},
                {"type": "user", "user_id": "U1"},
                {"type": "text", "text": " and "},
                {"type": "user", "user_id": "U9"},
                {"type": "text", "text": " "},
                {"type": "broadcast", "range": "channel"},
                {"type": "emoji", "name": "wave", "unicode": "1f44b"},
                {"type": "emoji", "name": "ours"},
                {"type": "text", "text": "now", "style": {"bold": True}},
                {"type": "link", "url": "https://good.example/a", "text": "ok"},
                {"type": "link", "url": "https://evil.example/b", "text": "ok"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one", "style": {"code": True}}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "<!channel>"}]},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1\ny"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
    ],
}


def test_rich_text_is_read_as_what_people_saw() -> None:
    assert plain([RICH], NAMES.get) == (
        "Ask @Ann and @U9 @channel👋:ours:nowok (https://good.example/a)ok (https://evil.example/b)\n"
        "1. one\n2. <!channel>\nx = 1\ny\n> said"
    )


def test_mentions_are_listed_once_in_order() -> None:
    assert read_text("<@U2> <@U1|ann> <@U2> &lt;@U7&gt;").people == ["U2", "U1"]
    assert read_text([RICH]).people == ["U1", "U9"]


@settings(deadline=None, max_examples=100)
@given(hostile)
def test_what_was_read_is_literal_when_it_is_said_again(text: str) -> None:
    read = (plain(text),)
    rendered = render(Post(headline=("h",), blocks=(Paragraph(text=read), Bullets(items=(read,)))))
    assert not [*slack_rules.live(rendered.blocks), *slack_rules.live_mrkdwn(rendered.text)]
    read_text(text)


@settings(deadline=None, max_examples=100)
@given(hostile)
def test_our_own_fallback_reads_back_as_the_words_that_went_in(text: str) -> None:
    rendered = render(Post(headline=(text,)))
    (block,) = rendered.blocks
    assert plain(rendered.text).split() == plain([block]).split()


@pytest.mark.parametrize(
    "odd", [{}, {"type": "rich_text"}, {"type": "file"}, {"type": "rich_text_list"}, {"type": "text"}]
)
def test_unknown_elements_are_passed_over(odd: dict[str, Any]) -> None:
    assert plain(odd) == ""
    assert read_text([odd]).parts == ()
