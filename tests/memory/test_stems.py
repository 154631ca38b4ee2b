"""Words have the stems here that SQLite's index gives them, so that what is found is scored for the same words."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.memory.stems import forms, stem

STORIES = Path(__file__).parent.parent / "evals" / "recall" / "stories"


def test_stems_are_those_of_the_index() -> None:
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in STORIES.glob("*.txt"))
    words = sorted(set(re.findall(r"[a-z]{3,}", text)))
    assert len(words) > 1_000
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE said USING fts5(word, tokenize='porter unicode61')")
        db.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(said, instance)")
        db.executemany("INSERT INTO said(rowid, word) VALUES (?, ?)", enumerate(words))
        kept = dict(db.execute("SELECT doc, term FROM stems").fetchall())
    assert {word: stem(word) for word in words} == {word: kept[at] for at, word in enumerate(words)}


def test_forms_that_no_suffix_tells_are_known() -> None:
    assert forms("buy") == ("buy", "bought")
    assert forms("bought") == ("bought", "buy")
    assert forms("gateway") == ("gateway",)
