"""What a form must hold before it is kept."""

from collections.abc import Mapping, Sequence

from integrations.words import clean, one_line
from jobs.drafts.kinds import MOST_NOTE, MOST_TITLE, DraftKind
from jobs.drafts.model import DraftEntry
from jobs.errors import NotAccepted
from jobs.people.directory import Directory

MOST_PEOPLE = 20


async def checked(kind: DraftKind, entry: DraftEntry, team: Directory, longest: int) -> DraftEntry:
    """The entry trimmed, a section of `longest` characters at most. Raises `NotAccepted` with every problem."""
    title = one_line(entry.title)
    fields = {
        section.name: one_line(said) if section.one_line else clean(said).strip()
        for section in kind.sections
        if (said := entry.fields.get(section.name, "")).strip()
    }
    problems = dict(_too_long({"title": title}, {"title": MOST_TITLE}))
    problems |= _too_long(fields, {section.name: section.most or longest for section in kind.sections})
    if not title:
        problems["title"] = "It needs a title."
    for section in kind.sections:
        if not section.optional and not fields.get(section.name):
            problems[section.name] = f"{section.label} is empty. A word or two will do."
    people = tuple(dict.fromkeys(entry.people))
    if problem := await _people(kind, people, team):
        problems[kind.people_name] = problem
    if problems:
        raise NotAccepted(problems)
    return DraftEntry(title, fields, people, entry.supersedes)


def checked_note(words: str) -> str:
    """A note trimmed. Raises `NotAccepted`."""
    words = clean(words).strip()
    problems = _too_long({"words": words}, {"words": MOST_NOTE})
    if not words:
        problems["words"] = "The note is empty."
    if problems:
        raise NotAccepted(problems)
    return words


def _too_long(said: Mapping[str, str], most: Mapping[str, int]) -> dict[str, str]:
    return {
        name: f"This is {len(words):,} characters; {most[name]:,} is the most that fits. Please shorten it."
        for name, words in said.items()
        if len(words) > most[name]
    }


async def _people(kind: DraftKind, users: Sequence[str], team: Directory) -> str | None:
    if not users:
        return None if kind.many_people else "Somebody must own it."
    if len(users) > (MOST_PEOPLE if kind.many_people else 1):
        return f"{MOST_PEOPLE} people at most." if kind.many_people else "One person, please."
    for user in users:
        person = await team.person(user)
        if person is None or person.is_bot or person.gone:
            return f"{person.name if person else user} cannot be asked: no person of this workspace."
    return None
