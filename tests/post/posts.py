"""Posts of every shape, with the worst that people, models and systems can put into them."""

import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from integrations.post import (
    Bar,
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Chart,
    Code,
    Divider,
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
    Span,
    Strike,
    Table,
    Text,
    When,
)

GOOD_USERS = ("U1", "W22")
GOOD_CHANNELS = ("C1", "G22")
GOOD_URLS = ("https://good.example/a?b=1&c=2", "http://localhost:8300/x_(y)*z*", "mailto:ann@good.example")

ATTACKS = (
    "<!channel>",
    "<!here|here>",
    "<@U9>",
    "<@U9|ann>",
    "<#C9>",
    "<!subteam^S9>",
    "<https://evil.example|good>",
    "<https://evil.example>",
    "<mailto:a@evil.example|b>",
    "<!date^1^{date}^https://evil.example|x>",
    "https://evil.example/?q=1",
    "[good](https://evil.example)",
    "![x](https://evil.example/p.png)",
    "@channel",
    "@here",
    "*bold*",
    "_italic_",
    "~struck~",
    "`code`",
    "```\nfence\n```",
    "> quote",
    "&gt; quote",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    ":smile:",
    "# title",
    "- point",
    "1. point",
    "| a | b |",
    "<b>html</b><img src=x>",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x07good\x1b]8;;\x07",
    "\x9b31m",
    "\0",
    "\ud800",
    "\u202eevil\u202c",
    "\u2066x\u2069",
    "\r\n",
    "\n\n",
    "   ",
    "\t",
    "",
    "|",
    ">",
    "<",
    "&",
    "*",
    "`",
    "\\",
    '"',
    "👩‍👩‍👧‍👦",
    "🇩🇪🇫🇷",
    "e\u0301",
    "a|<!channel>",
    "U1> <!channel",
    "https://good.example/> <!channel> <https://x",
)
BAD_URLS = (
    "javascript:alert(1)",
    "data:text/html,x",
    "slack://open",
    "https://good.example|x> <!channel>",
    "https://good.example@evil.example/",
    "https://evil.example\\.good.example/",
    "https://ev\u0456l.example/",
    "https://",
    "x",
    "",
    "https://good.example/\n<!channel>",
    "https://good.example/" + "a" * 4000,
)

hostile = st.lists(
    st.one_of(st.sampled_from(ATTACKS), st.text(max_size=8), st.sampled_from(["word", " ", "\n", "x"])), max_size=5
).map("".join)
"""Short strings made of attacks."""


moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "No/Where", "../etc", "<!channel>", ""])


def paths(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Addresses of a good host with anything behind it."""
    return words.map(lambda text: f"https://good.example/{text}")


def is_good(url: str) -> bool:
    """Whether the address is one of ours, whatever was put behind it."""
    return (
        url in GOOD_URLS
        or re.fullmatch(r"https://good\.example/[A-Za-z0-9%!#$&'()*+,/:;=?@\[\]~._-]*", url) is not None
    )


def spans(words: st.SearchStrategy[str]) -> st.SearchStrategy[Span]:
    return st.one_of(
        st.builds(Bold, text=words),
        st.builds(Italic, text=words),
        st.builds(Strike, text=words),
        st.builds(Code, text=words),
        st.builds(Link, url=st.sampled_from(GOOD_URLS + BAD_URLS), label=words),
        st.builds(Link, url=paths(words), label=words),
        st.builds(Mention, user=st.one_of(st.sampled_from(GOOD_USERS), words)),
        st.builds(InChannel, channel=st.one_of(st.sampled_from(GOOD_CHANNELS), words)),
        st.builds(Person, user=words, name=words),
        st.builds(When, at=moments, style=st.sampled_from(["time", "date", "date_time", "full"]), zone=zones),
    )


def texts(words: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    return st.lists(st.one_of(words, words, spans(words)), max_size=5).map(tuple)


def buttons(words: st.SearchStrategy[str]) -> st.SearchStrategy[Button]:
    return st.builds(
        Button,
        action=st.sampled_from(["standup_answer", "nudge", "a" * 255]),
        label=words,
        value=words.map(lambda text: text[:2000]),
        style=st.sampled_from(["default", "primary", "danger"]),
        url=st.one_of(st.none(), st.none(), st.sampled_from(GOOD_URLS + BAD_URLS), paths(words)),
        confirm=st.one_of(st.none(), words),
    )


def blocks(words: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    text = texts(words)
    return st.one_of(
        st.builds(Paragraph, text=text, button=st.one_of(st.none(), buttons(words))),
        st.builds(
            Bullets,
            items=st.lists(text, max_size=6).map(tuple),
            numbered=st.booleans(),
            start=st.integers(0, 200),
            depth=st.integers(0, 5),
        ),
        st.builds(Heading, text=words),
        st.builds(Quote, text=text),
        st.builds(Preformatted, text=words),
        st.builds(
            Table,
            columns=st.lists(words, max_size=4).map(tuple),
            rows=st.lists(st.lists(text, max_size=4).map(tuple), max_size=4).map(tuple),
        ),
        st.builds(SmallPrint, text=text),
        st.builds(Divider),
        charts(words),
        st.builds(Buttons, buttons=st.lists(buttons(words), max_size=4).map(tuple)),
    )


def charts(words: st.SearchStrategy[str]) -> st.SearchStrategy[Chart]:
    bars = st.builds(Bar, label=words, value=st.floats(0, 1e6), shown=words)
    return st.builds(
        Chart, title=words, bars=st.lists(bars, min_size=1, max_size=6).map(tuple), most=st.floats(1e-3, 1e6)
    )


def posts(words: st.SearchStrategy[str]) -> st.SearchStrategy[Post]:
    return st.builds(Post, headline=texts(words), blocks=st.lists(blocks(words), max_size=6).map(tuple))


_NOT_WORDS = {"block", "span", "style", "action", "value", "zone", "user", "channel", "url"}


def grown(post: Post, times: int) -> Post:
    """The post with all its words repeated."""

    def grow(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value if name in _NOT_WORDS else value * times
        if isinstance(value, dict):
            return {key: grow(each, key) for key, each in value.items()}
        return tuple(grow(each) for each in value) if isinstance(value, tuple) else value

    return Post.model_validate(grow(post.model_dump()))
