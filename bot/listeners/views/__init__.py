"""Submitted forms, one file a feature."""
