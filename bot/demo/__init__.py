"""A sample team, its data, and the day that it plays. Nobody here is real."""
