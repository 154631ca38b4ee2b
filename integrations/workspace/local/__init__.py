"""The page's own HTTP API: what a person in front of it sees and does."""
