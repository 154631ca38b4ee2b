"""A Slack export as its owners downloaded it: people, places, and a file of messages for each day of a place."""

from integrations.slack.export.export import SlackExport as SlackExport
