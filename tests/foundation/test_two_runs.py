"""`make test` and `make test-slow` run each test once, and CI runs both."""

import re
from pathlib import Path

HERE = Path(__file__).parent.parent.parent
RUNS = re.compile(r'^(test[a-z-]*):.*\n\t@\$\(BIN\)/pytest .* -m "([^"]+)"$', re.MULTILINE)


def test_they_run_each_test_once() -> None:
    assert RUNS.findall((HERE / "Makefile").read_text("utf-8")) == [("test", "not slow"), ("test-slow", "slow")]


def test_ci_runs_both() -> None:
    ran = re.findall(r"^bare make (test\S*)$", (HERE / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert ran == ["test", "test-slow"]
