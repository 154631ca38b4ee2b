"""TIME: what happens when, exactly once, and what the team keeps. Knows nothing of `bot`."""
