"""Whatever somebody types: it is a question of a tool's, or of none, and what we say to it calls and runs nothing."""

from datetime import date

import pytest

from bot.demo.stage import Stage
from tests.post.slack_rules import live
from tests.questions.test_understanding import questions
from tests.stage import BACKEND, BOT, last, with_a_day

TUESDAY = date(2026, 11, 24)
PUNCTUATION = (
    "",
    " ",
    "\n\n\t",
    "...",
    "?!?!?!",
    "-",
    "--",
    "___",
    "'",
    '"',
    "''",
    "`",
    "```",
    "()",
    "[]{}",
    "<>",
    "|||",
)
WHITE = ("\u00a0", "\u2003\u2003", "\u200b", "\u200b\u200c\u200d\ufeff", "\u2028who\u2029", "\x85", "\v\f", "\u180e")
DIRECTIONS = (
    "\u202ewho is away?\u202c",
    "\u2066any alerts\u2069",
    "\u200fمن غائب اليوم؟",
    "who\u202e is \u202daway",
    "\u061c",
)
CONTROLS = ("\x00", "who\x00 is away?", "\x01\x02\x03", "\x1b[31mred\x1b[0m", "\x7f", "\ufffe\uffff", "a\x08b")
HALVES = ("\ud83d", "\udfff\ud800", "is \ud83d away?", "any \udcff alerts")
EMOJI = ("😀", "👩‍👩‍👧‍👦 away?", "🇩🇪🇫🇷", "👍🏽👍🏿", "❤️‍🔥 on 🔥?", "①②③", "\u20e3", ":fire: :fire:")
DIGITS = (
    "٣",
    "PAY-४१",
    "PR #٤٢",
    "adr ²",
    "½ of the alerts",
    "payments#२१२",
    "९" * 50,
    "1e309",
    "NaN",
    "-0",
    "0x1F",
    "1/0",
    "0.0.0",
    "9" * 400,
)
SQL = ("' OR 1=1 --", "1; DROP TABLE people;--", '" OR ""="', "alerts' UNION SELECT * FROM memories", "%_%", "\\'; --")
HTML = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "<!here>",
    "<!channel> away?",
    "<@U0>",
    "<#C0|x>",
)
SHELL = (
    "$(touch x)",
    "`id`",
    "; rm -rf *",
    "| cat",
    "&& reboot",
    "${HOME}",
    "../../etc/passwd",
    "C:\\con\\con",
    "%00",
    "~",
)
FORMATS = (
    "%s%s%n",
    "{0}",
    "{}",
    "{person}",
    "{words}",
    "{day} {key}",
    "{__class__}",
    "${{7*7}}",
    "{{7*7}}",
    "%(name)s",
    "{unknown}",
)
PATTERNS = (
    "(a+)+$",
    "[",
    "*",
    "\\",
    "(?P<n>",
    ".*" * 100,
    "\\d{1000000}",
    "^$",
    "@",
    "@(",
    "@@@@",
    "#",
    "#1",
    "a-1 " * 60,
)
SCRIPTS = (
    *(
        "аlеrts firing?",
        "ｗｈｏ　ｉｓ　ａｗａｙ",
        "𝔴𝔥𝔬 𝔦𝔰 𝔞𝔴𝔞𝔶",
        "ẅ̸̢h̷o̵ ̶i̵s̸",
        "İstanbul ıi",
        "ﬁring ﬂaky",
        "ΑΛΕΡΤΣ;",
        "谁不在?",
        "誰がいますか",
    ),
    *("누구 없어요?", "कौन छुट्टी पर है", "ใครไม่อยู่", "መን የለም", "ß ẞ ſ", "e\u0301" * 100, "a" + "\u0301" * 290),
)
LONG = ("x" * 300, "x" * 60_000, "who " * 75, "who is away? " * 5_000, "é" * 299, "ﷺ" * 299, "?" * 10_000)
WORDS = (
    "null",
    "undefined",
    "None",
    "true",
    "constructor",
    "__proto__",
    "toString",
    "CON",
    "INF",
    "who",
    "is",
    "and",
    "@Ben@Ben",
)
ODD = tuple(
    dict.fromkeys(
        each
        for kind in (
            *(PUNCTUATION, WHITE, DIRECTIONS, CONTROLS, HALVES, EMOJI, DIGITS, SQL, HTML, SHELL, FORMATS, PATTERNS),
            *(SCRIPTS, LONG, WORDS),
        )
        for each in kind
    )
)
FRAMES = ("…", "who owns …?", "any alerts on …?", "move PAY-41 to …")
ODDLY_ALIVE = frozenset(("broadcast", "usergroup", "emoji", "team", "markdown", "picture", "half open", "unescaped"))
MENTIONED = (
    *(
        "\u202ewho is away?\u202c",
        "\u200b\u200c",
        "who\x00 is away?",
        "is \ud83d away?",
        "👩‍👩‍👧‍👦 away?",
        "' OR 1=1 --",
    ),
    *(
        "<script>alert(1)</script>",
        "is <!channel> away tomorrow?",
        "{person} {words}",
        "who owns {0}%s$(id)?",
        "((((",
        "@(",
    ),
    *("any alerts on *_~`x`~_*?", "who is <https://evil.example|Ben>?", "who owns " + "ﷺ" * 80 + "?"),
)


@pytest.mark.slow
async def test_odd_words_are_read_without_harm() -> None:
    asked = [frame.replace("…", odd) for odd in ODD for frame in FRAMES]
    assert len(set(asked)) >= 515
    for odd in asked:
        await questions().understood(odd, TUESDAY)
    for odd in ODD:
        await questions().understood(odd, TUESDAY, before=["who is away today?"])
        await questions().understood(f"is {odd} away?", TUESDAY, mentioned={odd: "U1"} if odd else {})


@pytest.mark.slow
async def test_odd_words_said_to_us_get_an_answer_in_which_nothing_is_live(stage: Stage) -> None:
    await with_a_day(stage)
    ben = stage.workspace.member("Ben")
    for odd in MENTIONED:
        asked = await ben.says(BACKEND, f"{BOT} {odd}")
        await stage.pass_(seconds=5)
        answer = last(stage)
        assert answer.thread_ts == asked, f"no answer to {odd!a}"
        assert "went wrong" not in answer.shown
        alive = list(live(answer.blocks))
        assert ODDLY_ALIVE.isdisjoint(kind for kind, _ in alive), f"after {odd!a}"
        assert not [each for each in alive if "evil" in each[1]]
