"""GitHub: pull requests, builds, contents, deployments. `GitHub` in `github` is the adapter."""

import re

from integrations.deferred import pattern
from integrations.source import System

GITHUB = System(
    key="github",
    name="GitHub",
    where="on GitHub",
    settings="GITHUB_TOKEN and GITHUB_REPOS",
    scope="GITHUB_REPOS",
    account="login",
    account_hint="Without the @.",
    account_length=100,
    account_form=pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII),
    account_rule="letters, digits and hyphens alone, such as octo-cat",
)
