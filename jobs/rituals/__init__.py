"""The day's rituals: one file a kind, and the roster of those that the team has."""
