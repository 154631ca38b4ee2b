"""Numbers for people."""

import pytest

from integrations.enumerated import counted
from jobs.queries.words import count, duration, percent, size


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "0 ms"),
        (0.0123, "0.012 ms"),
        (0.4, "0.4 ms"),
        (12.3, "12 ms"),
        (999.96, "1 s"),
        (2400, "2.4 s"),
        (59_999, "1 min"),
        (210_000, "3.5 min"),
        (3_600_000, "1 h"),
        (360_000_000, "100 h"),
    ],
)
def test_a_duration_has_two_digits_that_count(ms: float, shown: str) -> None:
    assert duration(ms) == shown


def test_counts_parts_and_sizes_are_short() -> None:
    assert [count(number) for number in (0, 1.0, 2.5, 12.5, 1234567)] == ["0", "1", "2.5", "12", "1,234,567"]
    assert [percent(part) for part in (0, 0.001, 0.384, 1)] == ["0 %", "under 1 %", "38 %", "100 %"]
    assert [size(number) for number in (10, 2048, 14 * 2**20, 3 * 2**40)] == ["10 bytes", "2 kB", "14 MB", "3,072 GB"]
    assert [counted(number, "query", "queries") for number in (1, 0, 1200)] == ["1 query", "0 queries", "1,200 queries"]
