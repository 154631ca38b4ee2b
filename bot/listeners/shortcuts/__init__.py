"""Slack's shortcuts, one file a feature."""
