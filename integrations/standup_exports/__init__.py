"""Reads what other standup bots give to those who leave them: their API's answers as JSON, and their CSV.

The forms, and where each is described, are in docs/coming-from-other-bots.md. Nothing here knows our own
standups, people or channels; what cannot be read is noted with its place and costs the whole import.
"""

from integrations.standup_exports.export import (
    ExportedAnswers,
    ExportedPerson,
    ExportedQuestion,
    ExportedStandup,
    StandupExport,
)
from integrations.standup_exports.reading import read_exports

__all__ = [
    "ExportedAnswers",
    "ExportedPerson",
    "ExportedQuestion",
    "ExportedStandup",
    "StandupExport",
    "read_exports",
]
