"""Somebody's Markdown stays within its part of a document, whatever it holds."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from integrations.markdown import contained

PIECES = [
    *("word", "# Title", "## Title", "Title\n===", "Title\n---", "#", "###### deep #", "    code", "\ttab"),
    *("```", "~~~~", "```sh", "- ```", "  ```", "1. ~~~", "> ```", "> # quoted", "- # listed", "* * *", "`", "``"),
    *(
        "<!--",
        "-->",
        "<!-- x -->",
        "<pre>",
        "</pre>",
        "<script>",
        "<style",
        "<?php",
        "<![CDATA[",
        "<!X",
        "<div>",
        "<b>",
    ),
    *(
        '<a title="',
        '<a title="<b>">',
        "&lt;b&gt;",
        "<https://a.example>",
        "[a]: /x",
        "| a |\n| - |",
        "\\",
        "\r",
        "\u2028",
    ),
]
THEIRS = st.lists(st.sampled_from(PIECES), max_size=7).flatmap(
    lambda pieces: st.lists(st.sampled_from(["\n", "\n\n", " ", ""]), min_size=len(pieces), max_size=len(pieces)).map(
        lambda ends: "".join(piece + end for piece, end in zip(pieces, ends, strict=True))
    )
)


@given(st.lists(THEIRS, min_size=1, max_size=3), st.integers(1, 4))
def test_every_heading_of_ours_is_one_and_nothing_of_theirs_is_as_high_or_html(theirs: list[str], level: int) -> None:
    marks = "#" * level
    parts = [
        part for number, text in enumerate(theirs) for part in (f"{marks} part {number}", contained(text, below=level))
    ]
    tokens = MarkdownIt("commonmark").enable("table").parse("\n\n".join([*parts, f"{marks} end"]))
    high = [
        tokens[number + 1].content
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and int(token.tag[1:]) <= level
    ]
    assert high == [*(f"part {number}" for number in range(len(theirs))), "end"]
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert not kinds & {"html_block", "html_inline"}


@pytest.mark.parametrize(
    ("theirs", "shown"),
    [
        ("- one\n- two\n\n```sh\nls\n```", "- one\n- two\n\n```sh\nls\n```"),
        ("## Why\n\n### How\n\nso", "### Why\n\n#### How\n\nso"),
        ("Why\n===\n\nHow\n---\n", "### Why\n\n#### How"),
        ("### Why", "### Why"),
        ("C#\n=", "### C# ###"),
        ("a <b>c</b> `<b>`", "a &lt;b>c&lt;/b> `<b>`"),
        ("<https://a.example> and 1 < 2", "<https://a.example> and 1 < 2"),
        ("```\nopen", "```\nopen\n```"),
        ("- ```\n  in a list", "- ```\n  in a list"),
    ],
)
def test_it_keeps_what_it_says_and_its_form(theirs: str, shown: str) -> None:
    assert contained(theirs, below=2) == shown


def test_what_cannot_be_held_otherwise_is_shown_as_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[contained.__module__], "_MOST_ROUNDS", 1)
    theirs = "a <!-- <b> -->\n\n```\n# open"
    assert contained(theirs, below=2) == f"````\n{theirs}\n````"
