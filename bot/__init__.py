"""PEOPLE: what is said in conversation, and the front door."""
