"""API contracts, compared: OpenAPI, GraphQL and protobuf files, before and after.

`compare` says what changed for those who call the API. `rules` has which changes are known.
"""

from integrations.contracts.comparison import compare, compare_openapi, compare_together
from integrations.contracts.files import Reader
from integrations.contracts.kinds import KINDS, ContractKind, claims, is_part_by_name, is_telling, kind_of
from integrations.contracts.model import ORDER, ContractChange, Effect, NoContract, Unreadable

__all__ = [
    "KINDS",
    "ORDER",
    "ContractChange",
    "ContractKind",
    "Effect",
    "NoContract",
    "Reader",
    "Unreadable",
    "claims",
    "compare",
    "compare_openapi",
    "compare_together",
    "is_part_by_name",
    "is_telling",
    "kind_of",
]
