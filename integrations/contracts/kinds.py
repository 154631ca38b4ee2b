"""Which files are contracts."""

import re
from collections.abc import Mapping
from typing import Literal

from integrations.deferred import pattern

ContractKind = Literal["openapi", "graphql", "proto"]
KINDS: Mapping[ContractKind, str] = {"openapi": "OpenAPI", "graphql": "GraphQL", "proto": "protobuf"}
"""The kinds, and what people call them."""
_TELLING_NAME = pattern(r"openapi|swagger|api[-_.]?docs?\b|(^|/)api\.(ya?ml|json)$", re.IGNORECASE)
_NO_CONTRACT = pattern(
    r"""(^|/)\.                       # what begins with a dot: workflows, settings of tools
    |(^|/)(node_modules|vendor|charts?|helm|k8s|kubernetes|locales?|i18n|translations?)/
    |(^|/)(package|package-lock|composer|bower|deno|lerna|nx|turbo|biome|renovate|angular|vercel|firebase|manifest)\.json$
    |(^|/)(tsconfig|jsconfig)[\w.-]*\.json$
    |(^|/)(redocly|docker-compose|compose|mkdocs|values|chart|kustomization|pnpm-lock|pubspec|codecov|netlify
          |cloudbuild|skaffold|spectral|buf|buf\.gen|buf\.work|serverless)([.-][\w.-]*)?\.ya?ml$
    |\.(lock|min|map|geo|sarif)\.json$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PART = pattern(r"(^|[/_.-])(openapi|swagger|components|schemas|definitions|paths)([_.-][^/]*)?/", re.IGNORECASE)
_CLAIM = pattern(r"""^\s*\{?\s*["']?(openapi|swagger)["']?\s*:\s*["']?[23]\.""", re.MULTILINE)
_CLAIMED_WITHIN = 20_000
"""Characters at the beginning of a file in which it says what it is."""


def kind_of(path: str) -> ContractKind | None:
    """Which contract a file may be, by its path; None for what is never one.

    A YAML or JSON file may be an OpenAPI document whatever it is called: what it holds decides (`claims`).
    """
    lower = path.lower()
    if lower.endswith(".proto"):
        return "proto"
    if lower.endswith((".graphql", ".graphqls", ".gql")):
        return "graphql"
    if lower.endswith((".yaml", ".yml", ".json")) and not _NO_CONTRACT.search(path):
        return "openapi"
    return None


def is_telling(path: str) -> bool:
    """Return True if the name alone says that it is a contract: then it is told where it cannot be read."""
    kind = kind_of(path)
    return kind in ("proto", "graphql") or (kind == "openapi" and _TELLING_NAME.search(path) is not None)


def is_part_by_name(path: str) -> bool:
    """Return True if a YAML or JSON file is likely to be a part of a contract, by the folders that it is in."""
    return _PART.search(path) is not None


def claims(text: str | None) -> bool:
    """Return True if a YAML or JSON text says near its beginning that it is an OpenAPI document."""
    return bool(text) and _CLAIM.search((text or "")[:_CLAIMED_WITHIN]) is not None
