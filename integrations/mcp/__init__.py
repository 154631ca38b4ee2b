"""Servers of the Model Context Protocol: what they offer, and calls of it, in our own words."""

from integrations.mcp.config import McpServer, read_servers
from integrations.mcp.model import McpProblem, McpTool, McpUnanswered

__all__ = ["McpProblem", "McpServer", "McpTool", "McpUnanswered", "read_servers"]
