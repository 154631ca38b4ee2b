"""Clicks on buttons, one file a feature."""
