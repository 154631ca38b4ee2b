"""THE WORLD: every outside system, in our own words. Knows nothing of `jobs` or `bot`."""
