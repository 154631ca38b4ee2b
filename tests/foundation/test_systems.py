"""What is said of code hosts and trackers that could be connected."""

import re
from dataclasses import replace

import pytest

from bot.settings import Settings
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.source import System
from integrations.systems import CODE_HOSTS, SYSTEMS, TRACKERS, not_connected

SHELF = replace(GITHUB, key="shelf", name="Shelf", settings="SHELF_PATH")


def test_where_none_is_connected_each_that_could_be_is_named_with_its_settings() -> None:
    assert not_connected([JIRA]) == "Jira is not connected (JIRA_URL and JIRA_API_TOKEN)"
    both = "neither GitHub (GITHUB_TOKEN and GITHUB_REPOS) nor Shelf (SHELF_PATH) is connected"
    assert not_connected([GITHUB, SHELF]) == both


def test_no_two_keep_their_accounts_under_one_key() -> None:
    assert len(SYSTEMS) == len(CODE_HOSTS) + len(TRACKERS)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=lambda system: system.key)
def test_the_settings_that_are_named_are_settings_that_there_are(system: System) -> None:
    named = re.findall(r"[A-Z_]{2,}", f"{system.settings} {system.scope}")
    assert named
    assert {name.lower() for name in named} <= Settings.model_fields.keys()
