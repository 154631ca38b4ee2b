"""The parts that are there only where the settings ask for them; what they import is imported only then."""

import math
from typing import TYPE_CHECKING

from bot.settings import Settings
from integrations.database import Database
from integrations.kubernetes import Clusters
from integrations.time import Clock
from jobs.people.admins import Admins
from jobs.people.spending import Purse

if TYPE_CHECKING:
    from bot.memory.meaning import Meaning
    from bot.tools.mcp import McpTools
    from integrations.embeddings import EmbeddingModel
    from integrations.mcp.servers import McpServers
    from integrations.model import Model


def model(settings: Settings, longest_s: float = math.inf) -> "Model | None":
    """The model, where one is configured. It answers within `longest_s` seconds, or within what the settings say."""
    if settings.rolecall_model is None:
        return None
    from integrations.model import Model

    return Model(
        settings.rolecall_model,
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        api=settings.rolecall_model_api,
        timeout_s=min(longest_s, settings.rolecall_model_timeout),
    )


def embedding_model(settings: Settings) -> "EmbeddingModel | None":
    """The model that tells what messages mean, where one is configured."""
    if settings.rolecall_embedding_model is None:
        return None
    from integrations.embeddings import EmbeddingModel

    server = settings.embedding_server
    return EmbeddingModel(settings.rolecall_embedding_model, base_url=server.url, api_key=server.key)


def meaning(settings: Settings, db: Database, purse: Purse) -> "Meaning | None":
    """What messages mean, where a model is configured that tells; what a question costs comes from the `purse`."""
    if (tells := embedding_model(settings)) is None:
        return None
    from bot.memory.meaning import Meaning

    channels, lease_s = settings.rolecall_model_channels, settings.rolecall_lease_seconds
    return Meaning(db, tells, channels=channels, lease_s=lease_s, purse=purse)


def mcp_servers(settings: Settings) -> "McpServers | None":
    """The MCP servers, where a file names some; none is started before it is asked."""
    if not settings.mcp_servers:
        return None
    from integrations.mcp.servers import McpServers

    return McpServers(settings.mcp_servers)


def clusters(servers: "McpServers | None", db: Database, clock: Clock) -> Clusters | None:
    """The clusters whose rollouts are read through MCP servers, where the file says how."""
    if servers is None:
        return None
    from integrations.mcp.clusters import McpClusters
    from integrations.mcp.pins import Pins

    clusters = McpClusters(servers, Pins(db, clock))
    return clusters if clusters.names else None


def mcp_tools(
    servers: "McpServers | None", settings: Settings, db: Database, clock: Clock, admins: Admins
) -> "McpTools | None":
    """The MCP servers' tools, where there is a model to ask them."""
    if servers is None or settings.rolecall_model is None:
        return None
    from bot.tools.mcp import McpTools
    from integrations.mcp.pins import Pins

    return McpTools(servers, Pins(db, clock), clock, admins)


def _key(settings: Settings) -> str | None:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
