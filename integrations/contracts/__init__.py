"""API contracts, compared: OpenAPI, GraphQL and protobuf files, before and after.

`compare` says what changed for those who call the API. It reads text and nothing else:
no reference to another file or address is followed.
"""

from integrations.contracts.comparing import KINDS, compare, kind_of
from integrations.contracts.model import ORDER, Change, Effect, NoContract, Unreadable

__all__ = ["KINDS", "ORDER", "Change", "Effect", "NoContract", "Unreadable", "compare", "kind_of"]
