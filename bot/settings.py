"""What the operator decides, and the form of each setting: `bot.load_settings` reads them."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    SkipValidation,
    ValidationInfo,
    field_validator,
    model_validator,
)

from integrations.alerts import AlertMapping
from integrations.chat import IdForms
from integrations.deferred import dataclass, pattern
from integrations.mcp.config import McpServer
from integrations.slack import SLACK_API

FOLLOWING = frozenset({"mcp_servers"})
"""What nobody sets: it follows from another setting."""
_UNPRINTABLE = pattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SLACK_TOKENS = {
    "slack_bot_token": ("xoxb-", "bot token", "OAuth & Permissions of your Slack app"),
    "slack_app_token": ("xapp-", "app-level token", "Basic Information, App-Level Tokens"),
}
"""How each begins, what it is, and where Slack shows it."""
DEFAULT_DATABASE = "sqlite:///.rolecall/rolecall.db"

Names = tuple[str, ...]
"""Several words: a list in the file, separated by commas in the environment."""

_ADDRESS = pattern(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class EmbeddingServer:
    """Where texts become vectors."""

    url: str | None
    """Without one it is OpenAI's."""
    key: str | None
    own_key: bool
    """Whether the key is for this alone."""


class Settings(BaseModel):
    """Everything that the operator decides."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API

    rolecall_database_url: str = DEFAULT_DATABASE
    rolecall_card: Path | None = None
    rolecall_mcp_config: Path | None = None
    rolecall_questions: Path | None = None
    """The team's own examples of questions: a file, or a folder of files. `bot.load_settings` reads them over."""
    rolecall_http_host: str = "127.0.0.1"
    rolecall_http_port: int = Field(default=8310, ge=0, le=65535)
    rolecall_admins: Names = ()
    rolecall_allowed_hosts: Names = ()
    rolecall_away_statuses: Names = ()
    rolecall_memory_days: int | None = Field(default=None, ge=1, le=36_500)
    rolecall_lease_seconds: float = Field(default=30, ge=2, le=600)
    rolecall_log_level: str = "INFO"

    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    rolecall_model: str | None = None
    rolecall_model_api: Literal["chat", "responses"] = "chat"
    rolecall_model_channels: Names = ()
    rolecall_embedding_model: str | None = Field(default=None, max_length=255)
    rolecall_embedding_base_url: str | None = None
    rolecall_embedding_api_key: SecretStr | None = None
    rolecall_model_timeout: float = Field(default=60, gt=0, le=600)
    rolecall_answer_steps: int = Field(default=5, ge=0, le=20)
    rolecall_answer_seconds: float = Field(default=120, ge=5, le=230)
    rolecall_result_characters: int = Field(default=6_000, ge=500, le=50_000)
    rolecall_tokens_a_day: int = Field(default=500_000, ge=0)

    jira_url: str | None = None
    jira_email: str | None = None
    jira_api_token: SecretStr | None = None
    jira_projects: Names = ()
    jira_blocked_statuses: Names = ()
    github_token: SecretStr | None = None
    github_api_url: str = "https://api.github.com"
    github_repos: Names = ()
    github_counted_bots: Names = ()
    rolecall_postgres_dsn: SecretStr | None = None
    rolecall_redis_url: SecretStr | None = None
    rolecall_alert_token: SecretStr | None = None
    rolecall_grafana_secret: SecretStr | None = None
    rolecall_pagerduty_secret: SecretStr | None = None
    alerts: Mapping[str, SkipValidation[AlertMapping]] = Field(default_factory=dict)
    """The mappings of `POST /alerts/generic/NAME`; tables of the file alone."""
    approvers: Mapping[str, SkipValidation[Names]] = Field(default_factory=dict)
    """Who decides on a tool that writes, by its name; a table of the file alone."""
    mcp_servers: Sequence[SkipValidation[McpServer]] = ()
    """Those of the file that `rolecall_mcp_config` names."""

    @field_validator("*", mode="before")
    @classmethod
    def _trimmed(cls, value: Any, field: ValidationInfo) -> Any:
        """A value without the blanks and line ends that come with copying; an empty one is none at all."""
        value = value.strip() if isinstance(value, str) else value
        for part in value if isinstance(value, list) else [value]:
            lines = str(part).splitlines() if field.field_name == "rolecall_postgres_dsn" else [part]
            if any(isinstance(line, str) and _UNPRINTABLE.search(line) for line in lines):
                raise ValueError("has a line break, another control character or a byte that is no text in it")
        return value

    @field_validator(
        "rolecall_admins",
        "rolecall_allowed_hosts",
        "rolecall_model_channels",
        "rolecall_away_statuses",
        "jira_projects",
        "jira_blocked_statuses",
        "github_repos",
        "github_counted_bots",
        mode="before",
    )
    @classmethod
    def _several(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _a_slack_token(cls, value: SecretStr | None, field: ValidationInfo) -> SecretStr | None:
        """Slack's tokens say what they are; one of another kind would only be refused later."""
        prefix, what, where = _SLACK_TOKENS[str(field.field_name)]
        if value and not re.fullmatch(rf"(xoxe\.)?{prefix}[\w-]+", value.get_secret_value(), re.ASCII):
            raise ValueError(f"is no {what}: it begins with {prefix} ({where})")
        return value

    @field_validator(
        "slack_signing_secret", "openai_api_key", "rolecall_embedding_api_key", "jira_api_token", "github_token"
    )
    @classmethod
    def _whole(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[!-~]*", value.get_secret_value()):
            raise ValueError("has a blank or a letter beyond ASCII in it: copy it again, alone")
        return value

    @field_validator("slack_api_url", "openai_base_url", "rolecall_embedding_base_url", "jira_url", "github_api_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        """An address without a user and password: it is shown where it does not answer."""
        if not value:
            return None
        try:
            parts = urlsplit(value)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and " " not in value
        except ValueError:  # a port that is no number, a bracket that is not closed
            whole = False
        if not whole:
            raise ValueError("is not an address: it begins with https://")
        if "@" in parts.netloc:
            raise ValueError("has a user or a password in it: leave them out, the token is a setting of its own")
        return value

    @field_validator("rolecall_database_url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        scheme = value.partition(":")[0]
        if scheme not in ("sqlite", "postgresql", "postgres"):
            raise ValueError(f"{scheme[:20]} is not supported: use sqlite:///path or postgresql://…")
        if scheme == "sqlite" and not re.match(r"sqlite:///(?!:memory:)[^?]", value):
            raise ValueError("names no file: use sqlite:///path; what is only in memory would be forgotten")
        return value

    @field_validator("rolecall_card")
    @classmethod
    def _a_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @field_validator("rolecall_log_level")
    @classmethod
    def _a_level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("is none of DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("rolecall_admins")
    @classmethod
    def _people(cls, value: tuple[str, ...], made: ValidationInfo) -> tuple[str, ...]:
        """People as the chat calls them, where it is known which that is: see `bot.load_settings`."""
        ids: IdForms | None = made.context
        if ids and (wrong := [each for each in value if not (ids.is_person(each) or _ADDRESS.fullmatch(each))]):
            verb = f"is neither a user id such as {ids.person_example} nor an e-mail address"
            raise ValueError("; ".join(f"“{each}” {verb}" for each in wrong))
        return value

    @field_validator("rolecall_model_channels")
    @classmethod
    def _channels(cls, value: tuple[str, ...], made: ValidationInfo) -> tuple[str, ...]:
        ids: IdForms | None = made.context
        if ids and (wrong := [each for each in value if not ids.is_channel(each)]):
            raise ValueError("; ".join(f"“{each}” is no channel id such as {ids.channel_example}" for each in wrong))
        return value

    @field_validator("jira_projects")
    @classmethod
    def _project_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for key in value:
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", key):
                raise ValueError(f"“{key}” is no project key: it is like PAY, the part of PAY-12 before the dash")
        return tuple(key.upper() for key in value)

    @field_validator("github_repos")
    @classmethod
    def _repositories(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+", name):
                raise ValueError(f"“{name}” is no repository: it is like owner/name")
        return value

    @field_validator("rolecall_postgres_dsn")
    @classmethod
    def _a_dsn(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.match(r"postgres(ql)?://|\w+\s*=", value.get_secret_value()):
            raise ValueError("is no address of a PostgreSQL: it begins with postgresql://")
        return value

    @field_validator("rolecall_redis_url")
    @classmethod
    def _a_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.match(r"rediss?://|unix://", value.get_secret_value()):
            raise ValueError("is no address of a Redis: it begins with redis://")
        return value

    @model_validator(mode="after")
    def _jira_needs_a_token(self) -> "Settings":
        if self.jira_url and not self.jira_api_token:
            raise ValueError("jira_url needs JIRA_API_TOKEN (and JIRA_EMAIL, where Jira is in Atlassian's cloud)")
        if self.jira_url and ".atlassian.net" in self.jira_url and not self.jira_email:
            raise ValueError("jira_url needs JIRA_EMAIL, whose account the token is, in Atlassian's cloud")
        if self.github_token and not self.github_repos:
            raise ValueError("github_token needs GITHUB_REPOS, such as owner/name,owner/other")
        return self

    @model_validator(mode="after")
    def _a_model_needs_a_server(self) -> "Settings":
        known = self.openai_api_key or self.openai_base_url
        for name, given in (
            ("rolecall_model", known),
            ("rolecall_embedding_model", known or self.rolecall_embedding_base_url or self.rolecall_embedding_api_key),
        ):
            if getattr(self, name) and not given:
                raise ValueError(f"{name} needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own")
        return self

    @property
    def embedding_server(self) -> EmbeddingServer:
        """Where the embedding model is: at the model's server, unless it has one of its own.

        The model's key is told to no server but the model's.
        """
        own = self.rolecall_embedding_api_key
        key = own or (None if self.rolecall_embedding_base_url else self.openai_api_key)
        url = self.rolecall_embedding_base_url or self.openai_base_url
        return EmbeddingServer(url, key.get_secret_value() if key else None, own_key=bool(own))

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for the log to leave out."""
        own = (value.get_secret_value() for _, value in self if isinstance(value, SecretStr))
        given = (secret for each in self.mcp_servers for secret in each.secrets)
        return (*own, *(each.secret for each in self.alerts.values() if each.secret), *given)
