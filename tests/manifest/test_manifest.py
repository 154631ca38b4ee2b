"""The Slack app's manifest says what the code does, and no more."""

import itertools
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml

from bot.demo import team
from bot.home import COMMANDS
from bot.interactions.every_feature import every_feature
from bot.parts import Parts
from integrations.slack.events import READERS
from integrations.slack.scopes import SCOPES
from tests.manifest.registered import registered

ROOT = Path(__file__).parents[2]
SCOPE_OF_EVENT = {
    "agent_session_stopped": "assistant:write",
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_unshared": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""What Slack requires for each event."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return read


def scopes(manifest: dict[str, Any]) -> list[str]:
    return list(manifest["oauth_config"]["scopes"]["bot"])


def test_every_command_is_registered_and_none_is_missing(manifest: dict[str, Any]) -> None:
    assert {each["command"] for each in manifest["features"]["slash_commands"]} == registered().commands


def test_the_app_home_names_every_command(manifest: dict[str, Any]) -> None:
    named = {words.split()[0] for words, _ in COMMANDS}
    assert named == {each["command"] for each in manifest["features"]["slash_commands"]}


def test_every_shortcut_is_registered_and_none_is_missing(manifest: dict[str, Any]) -> None:
    assert {each["callback_id"] for each in manifest["features"]["shortcuts"]} == registered().shortcuts


def test_the_demo_offers_the_same_commands_and_shortcuts_in_the_same_words(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    commands = [(each["command"], each["description"], each["usage_hint"]) for each in features["slash_commands"]]
    assert [(each.command, each.description, each.usage_hint) for each in team.COMMANDS] == commands
    shortcuts = [(each["callback_id"], each["name"], each["type"]) for each in features["shortcuts"]]
    assert [(each.callback_id, each.name, each.type) for each in team.SHORTCUTS] == shortcuts


def test_every_event_is_read_and_none_is_missing(manifest: dict[str, Any]) -> None:
    subscribed = {each.partition(".")[0] for each in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == set(READERS)


def test_there_is_a_home_tab_only_where_somebody_fills_it(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"]["home_tab_enabled"] is ("app_home_opened" in set(READERS))


def test_every_event_has_the_scope_that_slack_requires_for_it(manifest: dict[str, Any]) -> None:
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert SCOPE_OF_EVENT[event] in {None, *scopes(manifest)}, event


def test_the_doctor_looks_for_the_same_scopes(manifest: dict[str, Any]) -> None:
    assert set(scopes(manifest)) == SCOPES


def test_every_scope_has_its_reason_beside_it() -> None:
    lines = (ROOT / "manifest.yml").read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.strip() == "bot:") + 1
    listed = list(itertools.takewhile(lambda line: line.strip().startswith("-"), lines[begin:]))
    assert listed
    for line in listed:
        assert re.fullmatch(r"\s+- [a-z_]+(:[a-z._]+)? # .{10,}|\s+- commands # .{10,}", line), line


def test_the_documentation_gives_a_reason_for_each_scope_and_for_no_other(manifest: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "slack.md").read_text("utf-8")
    section = text.split("## What it may do, and why")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE)
    assert [scope for scope, _ in rows] == scopes(manifest) == sorted(set(scopes(manifest)))
    assert all(len(reason) > 10 for _, reason in rows)


def test_the_documentation_has_every_command(manifest: dict[str, Any]) -> None:
    text = (ROOT / "docs" / "slack.md").read_text("utf-8")
    for each in manifest["features"]["slash_commands"]:
        assert f"| `{each['command']}` |" in text


def test_it_opens_beside_the_conversation_as_new_apps_do(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert "assistant_view" not in features
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(set(prompt) == {"title", "message"} for prompt in features["agent_view"]["suggested_prompts"])
    assert features["app_home"]["messages_tab_read_only_enabled"] is False


def test_it_keeps_within_the_limits_of_a_manifest(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", manifest["features"]["bot_user"]["display_name"])
    assert len(manifest["features"]["shortcuts"]) <= 10
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in manifest["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


def test_it_connects_by_itself_and_its_token_stays(manifest: dict[str, Any]) -> None:
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["token_rotation_enabled"] is False


def test_no_file_of_features_is_forgotten_and_no_two_listen_to_the_same() -> None:
    files = {path.stem for path in (ROOT / "bot" / "interactions").glob("*.py")}
    names = [(feature.listens_to, name) for feature in every_feature() for name in feature.names]
    assert {feature.do.__module__.rpartition(".")[2] for feature in every_feature()} == files - {
        "__init__",
        "every_feature",
        "features",
    }
    assert len(set(names)) == len(names)


def test_what_a_feature_takes_is_among_the_parts() -> None:
    parts = get_type_hints(Parts, localns={"Meaning": object})  # imported only where an embedding model is set
    for feature in every_feature():
        for need, kind in get_type_hints(feature.do).items():
            if need in feature.needs:
                assert kind is parts[need] or getattr(kind, "_is_protocol", False), f"{feature.do.__name__}: {need}"
