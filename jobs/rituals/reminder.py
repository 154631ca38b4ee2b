"""A reminder: the task's own words at their hour, with one line of the voice.

It is the kind of every task that no other kind answers to.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from integrations.post import Block, Bullets, Heading, Paragraph, Person, Post, SmallPrint, When
from jobs.letters import Letter
from jobs.rituals.ritual import Occurrence, Result
from jobs.rituals.topics import Topics


class Words(Protocol):
    """Who words a sentence: the voice."""

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        """One sentence, or nothing."""
        ...


class Absent(Protocol):
    """Who is away. `jobs.absences.Absences` is one."""

    async def away(self, user: str, day: Any) -> bool:
        """Whether `user` is away on `day`."""
        ...


class Reminder:
    """The kind `reminder`."""

    name = "reminder"
    task_words: frozenset[str] = frozenset()
    option_names = frozenset({"agenda"})
    default_late = "skip"

    def __init__(self, voice: Words, topics: Topics, absences: Absent) -> None:
        """Remind with that voice; an agenda has the channel's queued topics."""
        self._voice = voice
        self._topics = topics
        self._absences = absences

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return [] if isinstance(given.get("agenda", False), bool) else [("agenda", "is neither true nor false")]

    async def run(self, occurrence: Occurrence) -> Result:
        """Post the words; to one member only where the reminder is each one's own."""
        ritual, mine = occurrence.ritual, occurrence.audience != "team"
        if mine and await self._absences.away(occurrence.audience, occurrence.local_date):
            return Result()
        said = await self._voice.line("reminder", {"title": ritual.title, "words": ritual.words})
        blocks: list[Block] = [Paragraph(text=(text,)) for text in (ritual.words, said) if text.strip()]
        queued = await self._topics.waiting(ritual.channel) if ritual.options.get("agenda") and not mine else []
        if queued:
            items = tuple((each.words, " (", Person(user=each.author, name=each.author_name), ")") for each in queued)
            blocks += [Heading(text="On the agenda"), Bullets(items=items)]
        if occurrence.late:
            blocks.append(
                SmallPrint(text=("Late: it was due at ", When(at=occurrence.due_at, zone=_zone(occurrence)), "."))
            )
        letter = Letter(
            key=f"reminder:{occurrence.id}",
            channel=occurrence.audience if mine else ritual.channel,
            post=Post(headline=(ritual.title,), blocks=tuple(blocks)),
            sort="reply" if occurrence.asked_by else "ritual",
        )
        return Result(letters=(letter,), keep=self._topics.raised([each.id for each in queued], occurrence.id))


def _zone(occurrence: Occurrence) -> str:
    zone = occurrence.ritual.timezone
    return "UTC" if zone == "member" else zone
