"""What the words of many tools mean in three of ours, and that the documentation says the same."""

import re
from pathlib import Path

import pytest

from integrations.alerts import read
from integrations.alerts.severities import WORDS, known_severity, severity
from tests.alerts.samples import alert, alertmanager

DOCS = Path(__file__).parents[2] / "docs" / "alerts.md"


def test_the_table_in_the_documentation_has_every_word() -> None:
    rows = re.findall(r"^\| (critical|warning|info) \| (.*) \|$", DOCS.read_text(), re.MULTILINE)
    assert {ours: tuple(words.split(", ")) for ours, words in rows} == WORDS


def test_every_word_means_one_thing() -> None:
    for ours, words in WORDS.items():
        for word in words:
            assert known_severity(word) == known_severity(word.upper()) == ours, word


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("emerg", "critical"),
        ("SEV-1", "critical"),
        ("Blocking", "critical"),
        ("Sev 0", "critical"),
        ("sev_1", "critical"),
        ("P1 - Critical", "critical"),
        ("1 (high)", "critical"),
        ("🔴 CRITICAL", "critical"),
        ("critical!", "critical"),
        ("Crítico", "critical"),
        ("CRITIQUE", "critical"),
        ("緊急", "critical"),
        ("Чрезвычайная", "critical"),
        (1, "critical"),
        (1.0, "critical"),
        ("slo-page", "critical"),
        ("Average", "warning"),
        ("Sev-2", "warning"),
        (3, "warning"),
        ("Moderate", "warning"),
        ("P4 - Low", "info"),
        ("Informational", "info"),
        (5, "info"),
    ],
)
def test_a_word_is_what_it_says(word: object, meant: str) -> None:
    assert severity(word) == meant
    fired = alert() | {"labels": {"alertname": "A", "severity": word}}
    assert read("alertmanager", alertmanager(fired)).alerts[0].severity == meant


@pytest.mark.parametrize(
    "word",
    ["non-critical", "not classified", "no error", "sev10", "p12", "-1", "", None, True, [], {}, "wat", "\ud800"],
)
def test_what_says_nothing_that_we_know_is_a_warning(word: object) -> None:
    assert known_severity(word) is None
    assert severity(word) == "warning"


def test_the_next_label_counts_where_the_first_says_nothing() -> None:
    fired = alert() | {"labels": {"alertname": "A", "severity": "team-a", "priority": "P1"}}
    assert read("alertmanager", alertmanager(fired)).alerts[0].severity == "critical"
