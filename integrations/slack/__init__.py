"""Slack: its Web API, what we say drawn for it, and what it sends read for us."""

SLACK_API = "https://slack.com/api/"
