"""The kinds of ritual: one file a kind, and nothing else."""
