"""Slow queries: what is measured of the watched servers, kept, compared and told."""
