"""Slack's commands, one file a feature."""
