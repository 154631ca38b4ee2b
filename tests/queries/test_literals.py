"""No literal leaves the server's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.postgres.literals import in_one_line, without_literals


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = $1"),
        ("ALTER ROLE ana PASSWORD 'hunter2'", "ALTER ROLE ana PASSWORD '…'"),
        ("SELECT 'it''s' || E'a\\'b' || U&'\\0041'", "SELECT '…' || '…' || '…'"),
        ("DO $$ BEGIN secret(); END $$", "DO '…'"),
        ("DO $x$ a $$ b $x$, 12.5e3", "DO '…', …"),
        ('SELECT "Odd ""name""1" FROM t2', 'SELECT "Odd ""name""1" FROM t2'),
        ("SELECT a -- by ana@example.com\nFROM t /* trace=81 */ WHERE b=7", "SELECT a  \nFROM t   WHERE b=…"),
        ("SELECT 'never ends", "SELECT '…'"),
        ("SELECT 0xFF, .5, 1_000", "SELECT …, …, …"),
    ],
)
def test_literals_are_left_out_and_names_stay(sql: str, shown: str) -> None:
    assert without_literals(sql) == shown


words = st.text('abcdefghijklmnopqrstuvwxyz ;-$/*"', max_size=20).map(lambda text: f"secret{text}")


@given(words, st.sampled_from(["SELECT {}", "SELECT a FROM t WHERE b = {} AND c = $1", "UPDATE t SET x={}, y='z'"]))
def test_whatever_stands_in_a_string_is_not_shown(secret: str, sql: str) -> None:
    quoted = "'" + secret.replace("'", "''") + "'"
    assert "secret" not in without_literals(sql.format(quoted))
    assert "secret" not in without_literals(sql.format(f"$tag${secret.replace('$', '')}$tag$"))


@given(st.text(max_size=200))
def test_any_text_comes_through(text: str) -> None:
    shown = without_literals(text)
    assert without_literals(shown).count("…") >= 0
    assert len(in_one_line(shown, 50)) <= 50


def test_a_long_text_is_masked_in_time_linear_in_its_length() -> None:
    for unit in ("'", '"', "/*", "$a$", "E'\\", "((", "1.", "--"):
        without_literals(unit * 100_000)
