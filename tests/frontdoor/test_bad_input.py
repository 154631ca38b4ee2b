"""What nobody should type at the command line ends with exit 2, and no command shows an exception."""

from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli_commands import app


@pytest.mark.parametrize(
    ("typed", "environment", "words"),
    [
        (("demo", "--port", "99999"), {}, "--port"),
        (("demo", "--port", "-1"), {}, "--port"),
        (("memory", "export", "--user", ""), {}, "an id has letters and digits"),
        (("memory", "forget", "--user", "\udcff"), {}, "an id has letters and digits"),
        (("memory", "export", "--user", "NOPE"), {}, "nobody with the id NOPE is known"),
        (("memory", "forget", "--user", "U0TYPO"), {}, "nobody with the id U0TYPO is known"),
        (("memory", "recall", "what?", "--user", "U1", "--channel", "a b"), {}, "an id has letters and digits"),
        (("db", "upgrade"), {"ROLECALL_DATABASE_URL": "postgresql://u:hunter2@host:port/x"}, "the database URL is"),
        (("db", "upgrade"), {"ROLECALL_DATABASE_URL": "sqlite:////proc/x/y.db"}, "cannot be opened"),
        (("card", "."), {}, "cannot be read"),
        (("demo", "--json"), {}, "give both"),
        (("drafts", "show", "\udcff"), {}, "There is no draft"),
    ],
)
def test_it_ends_with_a_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: tuple[str, ...],
    environment: dict[str, str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("ROLECALL_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, list(typed))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert "hunter2" not in result.output


def test_it_says_which_version_it_is() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"rolecall {version('rolecall')}\n")
