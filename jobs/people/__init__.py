"""Who may hear what: the one rule of it, and since when what we know of people and places can be relied on."""
