"""Posts as Markdown for files and as plain text for terminals; a model's Markdown as blocks."""

from integrations.markdown.plain import to_plain
from integrations.markdown.reading import from_markdown
from integrations.markdown.writing import to_markdown

__all__ = ["from_markdown", "to_markdown", "to_plain"]
