"""Which rituals a channel has: set up, changed, paused, run now, and kept as a file."""
