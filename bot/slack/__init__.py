"""Slack's door: Bolt, Socket Mode and HTTP, and what is durable before it is acked."""
