"""Logs are JSON lines, and no secret is ever in one."""

import json
import logging

import pytest
import structlog

from bot import logs

SECRET = "hunter2-hunter2"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_records_and_those_of_libraries_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup()
    structlog.get_logger("ours").info("round_opened", channel="C1")
    logging.getLogger("theirs").warning("careful: %s", 5)
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["channel"], ours["level"]) == ("round_opened", "C1", "info")
    assert (theirs["event"], theirs["level"]) == ("careful: 5", "warning")


def test_a_message_is_said_once_and_not_in_colour_again(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup()
    logging.getLogger("theirs").warning("Started %d", 5, extra={"color_message": "Started \x1b[36m%d\x1b[0m"})
    (line,) = lines(capsys)
    assert line["event"] == "Started 5"
    assert "color_message" not in line


@pytest.mark.parametrize("name", ["aiosqlite", "markdown_it.rules_block", "slack_sdk.socket_mode", "openai", "x"])
def test_what_a_library_says_below_info_is_not_written_at_any_level(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.setup(level="DEBUG")
    logging.getLogger(name).debug("executing %s", "somebody's words")
    structlog.get_logger("bot.conversation.turn").debug("turn_begun")
    (ours,) = lines(capsys)
    assert ours["event"] == "turn_begun"


@pytest.mark.parametrize(
    "leak",
    [
        SECRET,
        f"before {SECRET} after",
        "xoxb-123-abc",
        "xapp-1-A-2-b",
        "Authorization: Bearer abc.def",
        "postgresql://rolecall:hunter3@db/x",
        "sk-abcdefghijkl",
        "github_pat_11ABCDEFG0abcdefgh",
        "{'Authorization': 'Basic YW5hQHRlYW0uZXhhbXBsZTp0b2tlbg=='}",
        "https://hooks.slack.com/commands/T1/2/hunter3",
        "postgresql://db/x?user=u&password=hunter3",
        "host=db password='hunter3 hunter3' user=u",
    ],
)
def test_a_secret_is_hidden_wherever_it_turns_up(leak: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup(secrets=[SECRET])
    log = structlog.get_logger("ours")
    log.info(leak)
    log.info("field", value=leak, deep={"list": [leak]})
    try:
        raise RuntimeError(leak)
    except RuntimeError:
        log.exception("failed")
    logging.getLogger("theirs").error("it said %s", leak)
    written = capsys.readouterr().err
    assert logs.HIDDEN in written
    for secret in (SECRET, "xoxb-123", "xapp-1", "abc.def", "hunter3", "sk-abc", "github_pat_1", "YW5h"):
        assert secret not in written
