"""Drafts as Markdown files. Titles are literal; the text of a section is its author's own Markdown."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from integrations.links import usable
from integrations.markdown import contained, to_markdown
from integrations.post import Post
from jobs.drafts.kinds import Kind
from jobs.drafts.model import Draft, Page
from jobs.drafts.names import file_name
from jobs.drafts.posts import as_steps

INDEX = "README.md"
Known = Callable[[Draft], bool]
"""Whether another draft has a file of its own beside this one."""


def document(page: Page, known: Known) -> str:
    """The file of a draft."""
    draft = page.draft
    number = f"{draft.number}. " if draft.number is not None else ""
    parts = [f"# {number}{literal(draft.title)}", _facts(page, known)]
    for section in draft.kind.sections:
        text = draft.fields.get(section.name, "")
        if text and not section.one_line:
            parts += [f"## {section.label}", contained(as_steps(text) if section.steps else text, below=2)]
    if page.notes:
        parts.append("## Notes")
        parts += [
            f"{_day(note.made_at)}, {literal(page.name(note.author))}: {literal(note.words)}" for note in page.notes
        ]
    return "\n\n".join(parts) + "\n"


def index(kind: Kind, pages: Sequence[Page]) -> str:
    """The table of a folder: by number, then what has none yet."""
    what = {"adr": "Architecture decision records", "runbook": "Runbooks"}[kind.name]
    lines = [f"# {what}", "", "| No. | Title | Status | Date |", "| --- | --- | --- | --- |"]
    for page in sorted(pages, key=lambda page: (page.draft.number is None, page.draft.number or 0, page.draft.slug)):
        draft = page.draft
        number = str(draft.number) if draft.number is not None else ""
        title = _link(draft.title, draft)
        lines.append(f"| {number} | {title} | {draft.state} | {_day(_dated(draft))} |")
    return "\n".join(lines) + "\n"


def literal(text: str) -> str:
    """Words on one line of CommonMark that are shown as they are."""
    return to_markdown(Post(headline=(" ".join(text.split()),))).removeprefix("# ").strip()


def _facts(page: Page, known: Known) -> str:
    draft = page.draft
    facts = [("Status", draft.state), ("Date", _day(_dated(draft))), ("Author", literal(page.name(draft.author)))]
    facts += [
        (section.label, literal(draft.fields[section.name]))
        for section in draft.kind.sections
        if section.one_line and draft.fields.get(section.name)
    ]
    if draft.people:
        facts.append((draft.kind.people_label, ", ".join(literal(page.name(user)) for user in draft.people)))
    if draft.version > 1:
        edited = f"{draft.version}, edited by {literal(page.name(draft.edited_by))} on {_day(draft.edited_at)}"
        facts.append(("Version", edited))
    facts += [("Supersedes", _named(old, known)) for old in page.replaces]
    if page.to_replace:
        facts.append(("Supersedes, once accepted", _named(page.to_replace, known)))
    if page.replaced_by:
        facts.append(("Superseded by", _named(page.replaced_by, known)))
    if draft.source and (url := usable(draft.source)):
        facts.append(("Came up in", f"<{url}>"))
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _named(draft: Draft, known: Known) -> str:
    name = f"{draft.label}: {draft.title}"
    return _link(name, draft) if known(draft) else literal(name)


def _link(label: str, draft: Draft) -> str:
    return f"[{literal(label)}]({quote(file_name(draft))})"


def _dated(draft: Draft) -> datetime:
    return draft.decided_at or draft.made_at


def _day(when: datetime) -> str:
    """The date in UTC, so that two machines write the same."""
    return f"{when:%Y-%m-%d}"
