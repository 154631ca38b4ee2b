"""A reminder: the task's own words at their hour, with one line of the voice.

It is the kind of every task that no other kind answers to.
"""

from collections.abc import Sequence

from integrations.post import Block, Bold, Bullets, Heading, Paragraph, Person, Post, SmallPrint, When
from jobs.cadence.kind import RitualKind
from jobs.cadence.options import truth
from jobs.cadence.ritual import Occurrence, Result
from jobs.cadence.task_words import REMINDER
from jobs.design.topics import Topic, Topics
from jobs.messages import OutgoingMessage
from jobs.people.absences import Absences
from jobs.voice import Voice


class Reminder(RitualKind):
    """The kind `reminder`."""

    name = REMINDER
    options = (truth("agenda"),)
    default_late = "skip"
    runs_together = True

    def __init__(self, voice: Voice, topics: Topics, absences: Absences) -> None:
        """Remind with that voice; an agenda has the channel's queued topics."""
        self._voice = voice
        self._topics = topics
        self._absences = absences

    async def run(self, occurrence: Occurrence) -> Result:
        """Post the words; to one member only where the reminder is each one's own."""
        [result] = await self.run_together([occurrence])
        return result

    async def run_together(self, occurrences: Sequence[Occurrence]) -> Sequence[Result]:
        """The same of many: who is away, and which topics wait, is asked once."""
        days = {each.local_date for each in occurrences if _is_personal(each)}
        away = {day: await self._absences.who(day) for day in days}
        channels = {each.ritual.channel for each in occurrences if _has_agenda(each)}
        topics = {channel: await self._topics.waiting(channel) for channel in channels}
        results = []
        for each in occurrences:
            if _is_personal(each) and each.audience.member in away[each.local_date]:
                results.append(Result())
            else:
                queued = topics.pop(each.ritual.channel, ()) if _has_agenda(each) else ()
                results.append(await self._reminded(each, queued))
        return results

    async def _reminded(self, occurrence: Occurrence, queued: Sequence[Topic]) -> Result:
        ritual = occurrence.ritual
        said = await self._voice.line("reminder", {"title": ritual.title, "words": ritual.words})
        blocks: list[Block] = [Paragraph(text=(text,)) for text in (ritual.words, said) if text.strip()]
        if queued:
            items = tuple((each.words, " (", Person(user=each.author, name=each.author_name), ")") for each in queued)
            blocks += [Heading(text="On the agenda"), Bullets(items=items)]
        if occurrence.late:
            blocks.append(
                SmallPrint(text=("Late: it was due at ", When(at=occurrence.due_at, zone=_zone(occurrence)), "."))
            )
        message = OutgoingMessage(
            key=f"reminder:{occurrence.id}",
            channel=occurrence.audience.member or ritual.channel,
            post=Post(headline=(Bold(text=ritual.title),), blocks=tuple(blocks)),
            priority=occurrence.priority,
        )
        return Result(messages=(message,), keep=self._topics.raised([each.id for each in queued], occurrence.id))


def _is_personal(occurrence: Occurrence) -> bool:
    return occurrence.audience.member is not None


def _has_agenda(occurrence: Occurrence) -> bool:
    return bool(occurrence.ritual.options.get("agenda")) and not _is_personal(occurrence)


def _zone(occurrence: Occurrence) -> str:
    zone = occurrence.ritual.timezone
    return "UTC" if zone == "member" else zone
