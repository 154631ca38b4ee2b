"""Jira, in the cloud or in a data center. `Jira` in `jira` is the adapter."""

from integrations.source import System

JIRA = System(
    key="jira",
    name="Jira",
    where="in Jira",
    settings="JIRA_URL and JIRA_API_TOKEN",
    scope="JIRA_PROJECTS",
    account="account",
    account_hint="The e-mail address there; or the account's name or id.",
    account_length=200,
)
