"""The team's issues: what a day came to, and what people do with their own."""

from jobs.issues.changes import IssueChanges
from jobs.issues.issues import Issues

__all__ = ["IssueChanges", "Issues"]
