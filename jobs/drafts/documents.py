"""Drafts as Markdown files. Titles are literal; the text of a section is its author's own Markdown."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from integrations.links import usable
from integrations.markdown import contained, to_markdown
from integrations.post import Post
from integrations.words import one_line
from jobs.drafts.folder_records import Habit, Record
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Draft, Page
from jobs.drafts.names import file_name
from jobs.drafts.posts import as_steps

Known = Callable[[Draft], bool]
"""Whether another draft has a file of its own beside this one."""


def document(page: Page, known: Known, habit: Habit = Habit.BULLETS) -> str:
    """The file of a draft, its status where the tool reads it that keeps the folder."""
    draft = page.draft
    number = f"{draft.number}. " if draft.number is not None else ""
    title = f"# {number}{literal(draft.title)}"
    facts = "\n".join(f"- {name}: {value}" for name, value in _facts(page, known, habit))
    head = {
        Habit.BULLETS: [title, facts],
        Habit.SECTION: [title, f"Date: {_day(_dated(draft))}", "## Status", *_statements(page, known), facts],
        Habit.FRONT_MATTER: [_front_matter(page), title, facts],
    }
    parts = [part for part in head[habit] if part]
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


def index(kind: DraftKind, pages: Sequence[Page], others: Sequence[Record] = ()) -> str:
    """The table of a folder: by number, then what has none yet. `others` were there before ours."""
    what = {"adr": "Architecture decision records", "runbook": "Runbooks"}[kind.name]
    lines = [f"# {what}", "", "| No. | Title | Status | Date |", "| --- | --- | --- | --- |"]
    rows = [_row_of(page.draft) for page in pages]
    rows += [(each.number, each.file, each.title, each.state, each.date) for each in others]
    for number, file, title, state, date in sorted(rows, key=lambda row: (row[0] is None, row[0] or 0, row[1])):
        shown = "" if number is None else number
        lines.append(f"| {shown} | {_link(title, file)} | {literal(state)} | {literal(date)} |")
    return "\n".join(lines) + "\n"


def _row_of(draft: Draft) -> tuple[int | None, str, str, str, str]:
    return draft.number, file_name(draft), draft.title, draft.state.value, _day(_dated(draft))


def literal(text: str) -> str:
    """Words on one line of CommonMark that are shown as they are."""
    return to_markdown(Post(headline=(" ".join(text.split()),))).removeprefix("# ").strip()


def _facts(page: Page, known: Known, habit: Habit) -> list[tuple[str, str]]:
    """What stands in the list below the title: what the habit has no other place for."""
    draft = page.draft
    status = draft.state.value
    if habit is Habit.BULLETS and page.replaced_by:
        status = f"superseded by {_reference(page.replaced_by, known)}"
    facts = [("Status", status), ("Date", _day(_dated(draft)))] if habit is Habit.BULLETS else []
    facts.append(("Author", literal(page.name(draft.author))))
    facts += [
        (section.label, literal(draft.fields[section.name]))
        for section in draft.kind.sections
        if section.one_line and draft.fields.get(section.name)
    ]
    if draft.people and habit is not Habit.FRONT_MATTER:
        facts.append((draft.kind.people_label, ", ".join(literal(page.name(user)) for user in draft.people)))
    if draft.version > 1:
        edited = f"{draft.version}, edited by {literal(page.name(draft.edited_by))} on {_day(draft.edited_at)}"
        facts.append(("Version", edited))
    if habit is not Habit.SECTION:
        facts += [("Supersedes", _named(old, known)) for old in page.replaces]
    if page.to_replace:
        facts.append(("Supersedes, once accepted", _named(page.to_replace, known)))
    if page.replaced_by and habit is Habit.BULLETS:
        facts.append(("Superseded by", _named(page.replaced_by, known)))
    if draft.source and (url := usable(draft.source)):
        facts.append(("Came up in", f"<{url}>"))
    return facts


def _statements(page: Page, known: Known) -> list[str]:
    """The paragraphs of a status section, as adr-tools writes and reads them."""
    state = page.draft.state.value.capitalize()
    if page.replaced_by:
        state = f"Superseded by {_numbered(page.replaced_by, known)}"
    return [state, *(f"Supersedes {_numbered(old, known)}" for old in page.replaces)]


def _front_matter(page: Page) -> str:
    """Status, date and deciders as MADR 4 has them."""
    draft = page.draft
    state = draft.state.value
    if page.replaced_by:
        state = f"superseded by {page.replaced_by.label.replace(' ', '-')}"
    facts = {"status": state, "date": _day(_dated(draft))}
    if draft.people:
        facts["decision-makers"] = ", ".join(one_line(page.name(user)) for user in draft.people)
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    return "\n".join(("---", *lines, "---"))


def _named(draft: Draft, known: Known) -> str:
    name = f"{draft.label}: {draft.title}"
    return _link(name, file_name(draft)) if known(draft) else literal(name)


def _numbered(draft: Draft, known: Known) -> str:
    """`[7. Use Postgres](0007-use-postgres.md)`."""
    name = f"{draft.number}. {literal(draft.title)}"
    return f"[{name}]({quote(file_name(draft))})" if known(draft) else name


def _reference(draft: Draft, known: Known) -> str:
    """A record by the name of its file, which Log4brains looks up."""
    file = file_name(draft)
    return _link(file.removesuffix(".md"), file) if known(draft) else literal(draft.label)


def _link(label: str, file: str) -> str:
    return f"[{literal(label)}]({quote(file)})"


def _dated(draft: Draft) -> datetime:
    return draft.decided_at or draft.made_at


def _day(when: datetime) -> str:
    """The date in UTC, so that two machines write the same."""
    return f"{when:%Y-%m-%d}"
