"""A statement of somebody else's is read piece by piece, and sent to the server in those pieces alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.postgres.normalised import Piece, normalised
from integrations.postgres.types import NotPlanned


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("SELECT  a.b,\t$1 FROM t --, f()\n WHERE x>=-1", "SELECT a . b , $1 FROM t WHERE x >=- 1"),
        ("SELECT 1 /* /* , f() */ */ +/**/2", "SELECT 1 + 2"),
        ('(TABLE "Odd ""Name")', '( TABLE "Odd ""Name" )'),
        ("SELECT id AS Straße FROM t", 'SELECT id AS "straße" FROM t'),
        ("SELECT interval $1, date  $2", "SELECT CAST ( $1 AS interval ) , CAST ( $2 AS date )"),
        ("SELECT EXTRACT($1 FROM placed)", 'SELECT "extract" ( CAST ( $1 AS text ) , placed )'),
        (
            "SELECT x::numeric(10,2), a[1:2], .5e-3 FROM t",
            "SELECT x :: numeric ( 10 , 2 ) , a [ 1 : 2 ] , .5e-3 FROM t",
        ),
        ("SELECT 1 OPERATOR(pg_catalog.+) 2", "SELECT 1 OPERATOR ( pg_catalog . + ) 2"),
        ('SELECT U&"\\0066"', None),
        ('SELECT U&"f"', 'SELECT U & "f"'),
    ],
)
def test_it_is_put_together_anew(text: str, sent: str | None) -> None:
    if sent is None:
        assert normalised(text).text == 'SELECT U & "\\0066"'  # an operator and a name, and no escape any more
    else:
        assert normalised(text).text == sent


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SELECT 'a'", "strings"),
        ("SELECT $$a$$", "strings"),
        ("SELECT E'\\''", "strings"),
        ("SELECT 1; SELECT 2", "strings"),
        ("SELECT 1 /* no end", "strings"),
        ('SELECT "no end', "strings"),
        ("SELECT " + "x" * 64, "strings"),
        ("SELECT 1\0", "strings"),
        ("SELECT " + "1, " * 10_000 + "1", "too long"),
        ("UPDATE t SET x = 1", "no SELECT"),
        ("INSERT INTO t VALUES ('x')", "no SELECT"),
        ("", "no SELECT"),
        ("SELECT 1 FROM t FOR UPDATE", "locks or changes"),
        ("SELECT 1 FROM t FOR NO KEY UPDATE", "locks or changes"),
        ("SELECT 1 INTO t", "locks or changes"),
        ("WITH x AS (DELETE FROM t RETURNING 1) TABLE x", "locks or changes"),
        ("SELECT 1 OPERATOR(public.+) 2", "operator"),
        ("SELECT $1::public.d", "schema public"),
        ("SELECT CAST($1 AS evil . d)", "schema evil"),
    ],
)
def test_what_is_not_surely_understood_is_not_read(text: str, why: str) -> None:
    with pytest.raises(NotPlanned) as refused:
        normalised(text)
    assert why in refused.value.why


def test_names_are_those_that_the_server_reads() -> None:
    read = normalised('SELECT Evil ( /* x */ ), "Odd ""Name" ("a(b") , o . Total, s."T" . x FROM Ünder😀 -- not(\n')
    assert read.called() == {"evil", 'Odd "Name'}
    assert read.pairs() == [("o", "total"), ("s", "T"), ("T", "x")]
    assert Piece("quoted", '"Ünder😀"', "Ünder😀") in read.pieces


@given(st.text(alphabet="SELCTab.\"'$1-/* \n\r()=U&;:\\é", max_size=40))
def test_what_is_sent_is_read_the_same_again_and_has_no_comment(text: str) -> None:
    try:
        once = normalised(f"SELECT {text}")
    except NotPlanned:
        return
    assert normalised(once.text) == once
    outside = " ".join(piece.text for piece in once.pieces if piece.kind != "quoted")
    assert not any(sign in outside for sign in ("'", ";", "--", "/*", " $$", "\\"))
