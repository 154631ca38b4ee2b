"""Redis for the rituals: `Redis` is the adapter, `types` are the facts. It is only ever read."""
