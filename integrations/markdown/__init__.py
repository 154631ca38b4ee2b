"""Posts as Markdown for files and as plain text for terminals; others' Markdown as blocks, or kept in its place."""

from integrations.markdown.contained import contained
from integrations.markdown.plain_text import to_plain
from integrations.markdown.reader import from_markdown
from integrations.markdown.writer import to_markdown

__all__ = ["contained", "from_markdown", "to_markdown", "to_plain"]
