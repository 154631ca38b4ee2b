"""Requests to change something, which a person has to allow: who can, until when, and what became of each."""
