"""The team's issues: what a day came to, and what people do with their own."""

from jobs.issues.issues import Issues

__all__ = ["Issues"]
