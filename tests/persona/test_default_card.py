"""The card that comes with Rolecall has a whole day, and its character is complete."""

from pathlib import Path

import pytest

from bot.persona import load_card
from integrations.rolecard import NoCard

CARD = load_card().card


def test_the_default_card_has_a_whole_day_and_no_problem() -> None:
    reading = load_card()
    assert reading.problems == ()
    assert (CARD.title, CARD.role_code, CARD.agent_name) == ("Backend Engineer", "SWEN1002", "Backend_Architect")
    assert [(task.time, task.title) for task in CARD.tasks] == [
        ("09:00", "Morning Standup and Team Sync"),
        ("09:30", "Code Review and Pull Requests"),
        ("10:30", "API Design and Documentation"),
        ("11:30", "Feature Implementation (Coding)"),
        ("13:00", "Lunch Break"),
        ("14:00", "Database Optimization and Queries"),
        ("15:00", "Architecture and Design Discussion"),
        ("16:00", "Testing and Debugging"),
        ("17:00", "Infrastructure and Deployment"),
        ("17:30", "Documentation and Wrap-up"),
    ]
    assert all(task.description for task in CARD.tasks)


def test_the_default_card_has_its_people_words_and_tools() -> None:
    counts = (CARD.responsibilities, CARD.variations, CARD.personalities, CARD.phrases, CARD.partners, CARD.dialogue)
    assert [len(each) for each in counts] == [10, 10, 10, 10, 5, 5]
    assert [each.name for each in CARD.partners] == [
        *("Frontend Engineer", "Data Engineer", "DevOps Engineer", "Product Manager", "QA Engineer")
    ]
    assert [server.name for server in CARD.mcp_servers] == ["postgresql", "redis", "kubernetes", "aws", "docker"]
    assert CARD.mcp_servers[0].link == "https://www.postgresql.org/"
    assert CARD.system_prompt is not None
    assert CARD.system_prompt.startswith("You are **Backend_Architect**")


@pytest.mark.parametrize("data", [b"\xff\xfe#\x00 \x00R", b"\x89PNG\r\n\x1a\n", b"# \xe9t\xe9"])
def test_a_file_that_is_no_text_is_no_card(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "card.md").write_bytes(data)
    with pytest.raises(NoCard, match="UTF-8"):
        load_card(tmp_path / "card.md")
