"""What the operator decides is checked whole, and every mistake has its place."""

import re
from pathlib import Path

import pytest

from bot.load_settings import BadSettings, load
from bot.settings import FOLLOWING, Settings
from integrations.chat import IdForms

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def problems(environment: dict[str, str], *, for_slack: bool = False) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        load(environment, for_slack=for_slack)
    return bad.value.problems


def config(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "rolecall.toml"
    path.write_text(text)
    return {"ROLECALL_CONFIG": str(path)}


def test_two_tokens_are_all_that_slack_needs() -> None:
    settings = load(GOOD, for_slack=True)
    assert settings.rolecall_database_url == "sqlite:///.rolecall/rolecall.db"
    assert settings.rolecall_http_port == 8310


def test_every_mistake_is_listed_at_once_with_its_place(tmp_path: Path) -> None:
    environment = config(tmp_path, 'slack_bot_tokn = "x"\nrolecall_http_port = 99999\n\nrolecall_log_level = "loud"\n')
    environment["SLACK_API_URL"] = "slack.example"
    found = problems(environment, for_slack=True)
    place = environment["ROLECALL_CONFIG"]
    assert [line.split(": ")[:2] for line in found[:4]] == [
        [f"{place}:1", "slack_bot_tokn is no setting; did you mean slack_bot_token?"],
        ["environment", "SLACK_API_URL"],
        [f"{place}:2", "rolecall_http_port"],
        [f"{place}:4", "rolecall_log_level"],
    ]
    assert [line.split(":")[0] for line in found[4:]] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('move_isue = "U012AB3CD"', "approvers.move_isue: is no tool that asks for a button; did you mean move_issue?"),
        ('recall = "U012AB3CD"', "is no tool that asks for a button"),
        ("move_issue = []", "names nobody"),
        ('move_issue = ["ana", "@leads"]', "“ana” is neither a user id such as U012AB3CD"),
    ],
)
def test_who_cannot_be_an_approver_is_a_mistake_with_its_line(tmp_path: Path, line: str, why: str) -> None:
    environment = config(tmp_path, f'rolecall_log_level = "INFO"\n[approvers]\n{line}\n')
    (found,) = problems(environment)
    assert why in found
    assert found.startswith(f"{environment['ROLECALL_CONFIG']}:3: approvers.")


def test_approvers_are_people_addresses_and_groups_by_tool(tmp_path: Path) -> None:
    names = ('move_issue = "U012AB3CD"', '"mcp_kubernetes_*" = ["@leads", "ana@team.example"]', '"*" = ["@all-hands"]')
    text = "\n".join(["[approvers]", *names])
    assert load(config(tmp_path, text)).approvers == {
        "move_issue": ("U012AB3CD",),
        "mcp_kubernetes_*": ("@leads", "ana@team.example"),
        "*": ("@all-hands",),
    }


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ({"ROLECALL_DATABASE_URL": "mysql://x"}, "mysql is not supported"),
        ({"ROLECALL_DATABASE_URL": "sqlite://"}, "names no file"),
        ({"ROLECALL_DATABASE_URL": "sqlite:///:memory:"}, "names no file"),
        ({"JIRA_URL": "https://x.atlassian.net", "JIRA_API_TOKEN": "t"}, "needs JIRA_EMAIL"),
    ],
)
def test_what_would_fail_later_is_a_mistake_at_the_start(setting: dict[str, str], why: str) -> None:
    (found,) = problems({**GOOD, **setting})
    assert why in found


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SLACK_BOT_TOKEN", "foo", "is no bot token: it begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xapp-1-hunter2", "is no bot token: it begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 hunter2", "is no bot token"),
        ("SLACK_BOT_TOKEN", "xoxb-1\nhunter2", "a line break"),
        ("SLACK_APP_TOKEN", "xoxb-hunter2", "is no app-level token: it begins with xapp-"),
        ("SLACK_APP_TOKEN", "“xapp-hunter2”", "is no app-level token"),
        ("SLACK_SIGNING_SECRET", "hunter2\r\nx", "a line break"),
        ("GITHUB_TOKEN", "hunter2\x00", "control character"),
        ("OPENAI_API_KEY", "sk-hunter2…", "a letter beyond ASCII"),
        ("OPENAI_API_KEY", "sk-hunter2\udcff", "a byte that is no text"),
        ("JIRA_API_TOKEN", "hunter2 hunter2", "a blank"),
        ("ROLECALL_DATABASE_URL", "sqlite:///a\nb.db", "a line break"),
        ("SLACK_API_URL", "https://ana:hunter2@slack.example/api/", "has a user or a password in it"),
        ("GITHUB_API_URL", "https://hunter2@ghe.example", "has a user or a password in it"),
        ("JIRA_URL", "https://:hunter2@jira.example", "has a user or a password in it"),
        ("OPENAI_BASE_URL", "http://hunter2:8080:9090/v1", "is not an address"),
        ("OPENAI_BASE_URL", "http://[hunter2/v1", "is not an address"),
        ("SLACK_API_URL", "ftp://hunter2.example/", "is not an address"),
    ],
)
def test_a_value_of_the_wrong_shape_is_one_line_that_does_not_repeat_it(name: str, value: str, why: str) -> None:
    needed = {"GITHUB_REPOS": "team/pay"} if name == "GITHUB_TOKEN" else {}
    (found,) = problems({**GOOD, **needed, name: value}, for_slack=True)
    assert found.startswith(f"environment: {name}: ")
    assert why in found
    assert len(found.splitlines()) == 1
    assert "hunter2" not in found


def test_a_value_of_the_file_is_looked_at_like_one_of_the_environment(tmp_path: Path) -> None:
    (found,) = problems(config(tmp_path, 'slack_bot_token = "xoxb-1\\n2"\n'))
    assert found.endswith(
        "rolecall.toml:1: slack_bot_token: has a line break, another control character or a byte that is no text in it"
    )


@pytest.mark.parametrize("token", ["xoxb-1-2-aB3", "xoxe.xoxb-1-aB3", "xoxb-local_1"])
def test_every_form_of_a_bot_token_is_one(token: str) -> None:
    assert load({**GOOD, "SLACK_BOT_TOKEN": token}).slack_bot_token is not None


def test_databases_to_watch_may_be_one_a_line() -> None:
    dsn = load({"ROLECALL_POSTGRES_DSN": "postgresql://a/x\npostgresql://b/y"}).rolecall_postgres_dsn
    assert dsn is not None


def test_a_table_of_a_rituals_file_is_told_where_it_belongs(tmp_path: Path) -> None:
    (found,) = problems(config(tmp_path, "[team]\ntimezone = 'UTC'\n"))
    assert "rolecall rituals import" in found


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environment = config(tmp_path, "rolecall_http_port = 1\nrolecall_http_host = '0.0.0.0'\n")
    settings = load({**environment, "ROLECALL_HTTP_PORT": "2"})
    assert (settings.rolecall_http_port, settings.rolecall_http_host) == (2, "0.0.0.0")  # noqa: S104


def test_the_environment_mends_what_is_wrong_in_the_file(tmp_path: Path) -> None:
    environment = config(tmp_path, "rolecall_http_port = 'many'\n")
    assert load({**environment, "ROLECALL_HTTP_PORT": "2"}).rolecall_http_port == 2


def test_an_empty_variable_is_none_at_all() -> None:
    assert load({**GOOD, "ROLECALL_HTTP_PORT": "", "OPENAI_BASE_URL": " "}).openai_base_url is None


def test_a_token_copied_with_its_line_end_still_works() -> None:
    token = load({**GOOD, "SLACK_BOT_TOKEN": " xoxb-1\n"}).slack_bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-1"


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    assert problems({"ROLECALL_CONFIG": str(tmp_path / "none.toml")})[0].startswith("ROLECALL_CONFIG: there is no file")


def test_a_file_that_is_no_toml_is_named_with_the_place_of_the_mistake(tmp_path: Path) -> None:
    (problem,) = problems(config(tmp_path, "a = \n"))
    assert "rolecall.toml" in problem
    assert "line 1" in problem


def test_http_mode_needs_a_signing_secret_instead_of_an_app_token() -> None:
    assert load({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, for_slack=True).slack_app_token is None


def test_a_model_needs_a_server() -> None:
    assert "OPENAI_API_KEY" in problems({"ROLECALL_MODEL": "m"})[0]
    assert load({"ROLECALL_MODEL": "m", "OPENAI_BASE_URL": "http://localhost:11434/v1"}).rolecall_model == "m"


def test_no_secret_is_shown_in_a_problem_or_in_a_representation() -> None:
    settings = load({**GOOD, "OPENAI_API_KEY": "sk-very-secret"})
    assert "very-secret" not in repr(settings)
    assert settings.secrets == ("xoxb-1", "xapp-1", "sk-very-secret")


def test_a_list_is_read_from_both_places(tmp_path: Path) -> None:
    assert load({"ROLECALL_ADMINS": "U1, U2,"}).rolecall_admins == ("U1", "U2")
    assert load(config(tmp_path, 'rolecall_admins = ["U3"]')).rolecall_admins == ("U3",)


def test_an_admin_is_named_by_id_or_address_and_nothing_else(tmp_path: Path) -> None:
    assert load({"ROLECALL_ADMINS": "U012AB3CD, ana@team.example"}).rolecall_admins == ("U012AB3CD", "ana@team.example")
    words = "is neither a user id such as U012AB3CD nor an e-mail address"
    environment = config(tmp_path, 'rolecall_http_port = 99999\nrolecall_admins = ["Ana", "U1", "@ben"]\n')
    port, admins = problems(environment)
    assert ":1: rolecall_http_port: " in port
    assert admins.endswith(f"rolecall.toml:2: rolecall_admins: “Ana” {words}; “@ben” {words}")


def test_people_and_channels_are_named_by_the_ids_of_the_chat_whichever_it_is(tmp_path: Path) -> None:
    other = IdForms(
        person=re.compile("29:[A-Za-z0-9]+"),
        channel=re.compile("19:[a-z0-9]+@thread"),
        person_example="29:1Bc",
        channel_example="19:ab@thread",
    )
    lines = (
        'rolecall_admins = ["29:9Xyz"]',
        'rolecall_model_channels = ["19:b2@thread"]',
        "[approvers]",
        'move_issue = "29:9Xyz"',
    )
    settings = load(config(tmp_path, "\n".join(lines)), ids=other)
    assert (settings.rolecall_admins, settings.rolecall_model_channels) == (("29:9Xyz",), ("19:b2@thread",))
    assert settings.approvers == {"move_issue": ("29:9Xyz",)}
    with pytest.raises(BadSettings) as slacks:
        load({"ROLECALL_ADMINS": "U012AB3CD", "ROLECALL_MODEL_CHANNELS": "C012AB3CD"}, ids=other)
    assert [line.partition(" is n")[2] for line in slacks.value.problems] == [
        "either a user id such as 29:1Bc nor an e-mail address",
        "o channel id such as 19:ab@thread",
    ]


def test_every_setting_is_documented() -> None:
    readme = Path(__file__, "..", "..", "..", "docs", "settings.md").resolve().read_text()
    missing = [
        name.upper()
        for name in Settings.model_fields.keys() - FOLLOWING
        if f"`{name.upper()}`" not in readme and f"`[{name}" not in readme
    ]
    assert missing == []
