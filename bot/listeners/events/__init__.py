"""What happens in Slack, one file a feature."""
