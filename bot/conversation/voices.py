"""Who speaks in an answer: the personality whose subject it is, or whoever is asked by name.

The facts of an answer are the same whoever speaks. A voice adds a word of the card's own, and
where it is asked what it sees, it chooses what it looks at first.
"""

import asyncio
from collections.abc import Mapping, Sequence

from bot.conversation.answer import Answer, Room
from bot.conversation.history import HistoryLine
from bot.conversation.panel import from_findings, from_quotes, panel
from bot.conversation.quotes import Quoted
from bot.persona.asked import AskedFor, asked_for
from bot.persona.lens import looks_first
from bot.persona.voice import OwnVoice, shown
from bot.tools.tool import Asking, Audience, Effect, Finding
from bot.tools.toolbox import Toolbox
from integrations.post import Block, Bold, Bullets, Paragraph, Post, SmallPrint, Span, When
from integrations.rolecard import Named, RoleCard, short_name
from jobs.rituals import kind_of

MOST_LOOKS = 3
"""Sources that an open question is answered from."""
MOST_POINTS = 4
"""Points of each of them."""
NOT_SOURCES = frozenset({"my_issues", "find_issues", "alerts_since"})
"""Tools that tell of the asker alone, or that have to be told what to look for."""
SURELY = 2
"""Words of a question that make it somebody's subject where there is little room for them."""


class Voices:
    """Speaks as the card's personalities."""

    def __init__(self, card: RoleCard, voice: OwnVoice, toolbox: Toolbox) -> None:
        """Speak for `card`, and look at what the tools of `toolbox` find."""
        self._card = card
        self._voice = voice
        self._toolbox = toolbox

    def asked_for(self, words: str) -> AskedFor | None:
        """Read who is asked by name, and what; None where nobody is."""
        return asked_for(self._card, words)

    def unknown(self, name: str) -> Answer:
        """Say that nobody has that name, and which names there are."""
        known: list[str | Span] = []
        for label, points in (("I can answer as: ", self._card.personalities), ("My hats: ", self._card.variations)):
            if points:
                known += [
                    " " if known else "",
                    Bold(text=label),
                    ", ".join(short_name(each.name) for each in points),
                    ".",
                ]
        return Answer(Post(headline=(f"There is no {name} on my role card.",), blocks=(Paragraph(text=tuple(known)),)))

    def remarked(self, answer: Answer, question: str, before: Sequence[HistoryLine]) -> Answer:
        """Return the answer with what the personality says to it whose subject the question is.

        It is silent where it spoke just before in the same conversation, and where the card has no words for it.
        """
        if answer.room is Room.NONE:
            return answer
        said = self._voice.remark(question, least=1 if answer.room is Room.MUCH else SURELY)
        if said is None or (said.speaker is not None and _spoke(said.speaker, before)):
            return answer
        return answer.followed_by(shown(said))

    def as_asked(self, answer: Answer, question: str, speaker: Named) -> Answer:
        """Return the answer with the word of somebody who was asked by name."""
        said = self._voice.remark(question, speaker)
        if said is None:
            return answer
        asked = self._voice.asked_back(question, speaker)
        more = (asked,) if asked and asked != said.words else ()
        return answer.followed_by(shown(said, *more))

    # --- what they look at -----------------------------------------------------------

    def sources(self) -> Mapping[str, str]:
        """Return the systems' tools that tell something without being told what, with what they tell.

        What people said is no system's: it is recalled. A source also tells of what the card's day says of its hour.
        """
        hours: dict[str, str] = {}
        for task in self._card.tasks:
            hours[kind_of(task)] = f"{hours.get(kind_of(task), '')} {task.title} {task.description}"
        return {
            name: f"{tool.description} {hours.get(tool.told_by, '')}"
            for name, tool in self._toolbox.tools.items()
            if tool.effect is Effect.READS
            and tool.audience is not Audience.BY_PLACE
            and name not in NOT_SOURCES
            and not any(field.is_required() for field in tool.arguments.model_fields.values())
        }

    async def look(self, point: Named, asking: Asking) -> Answer | None:
        """Return what somebody sees who looks at their own subjects first; None where no source is of them."""
        chosen = list(looks_first(self._card, point, self.sources()))[:MOST_LOOKS]
        if not chosen:
            return None
        found = await asyncio.gather(*(self._toolbox.call(name, asking, {}) for name in chosen))
        told = [each for each in found if each.found] or found
        blocks = [block for finding in told for block in _in_short(finding)]
        times = [each.as_of for each in told if each.as_of is not None]
        if times:
            blocks.append(SmallPrint(text=("As of ", When(at=min(times), style="time", zone=asking.zone))))
        people = list(dict.fromkeys(person for each in told for person in each.people))
        return Answer(
            Post(headline=(f"As the {short_name(point.name)} I look at this first.",), blocks=tuple(blocks)), people
        )

    async def panel(self, question: str, quotes: Sequence[Quoted], asking: Asking) -> Answer:
        """Return what each personality raises on a question, backed by what was said or by a source."""
        if not self._card.personalities:
            return Answer(Post(headline=("My role card has no personalities who could sit on a panel.",)))
        sources = self.sources()
        chosen = dict.fromkeys(
            name for each in self._card.personalities for name in list(looks_first(self._card, each, sources))[:1]
        )
        findings = await asyncio.gather(*(self._toolbox.call(name, asking, {}) for name in chosen))
        told = [(name.replace("_", " "), finding) for name, finding in zip(chosen, findings, strict=True)]
        backings = [*from_quotes(quotes, asking.zone), *from_findings(told, question)]
        where = "this conversation, what was said before and my sources" if chosen else "what was said here and before"
        return panel(self._card, self._voice, question, backings, where)


def _in_short(finding: Finding) -> list[Block]:
    """What a source says in a few lines."""
    shortened: list[Block] = [Paragraph(text=finding.headline)]
    for block in finding.blocks:
        if isinstance(block, Bullets):
            shortened.append(block.model_copy(update={"items": block.items[:MOST_POINTS]}))
            if (left := len(block.items) - MOST_POINTS) > 0:
                shortened.append(SmallPrint(text=(f"and {left} more",)))
        elif isinstance(block, Paragraph):
            shortened.append(block)
    return shortened


def _spoke(speaker: Named, before: Sequence[HistoryLine]) -> bool:
    """Whether they had a word in our last answer."""
    ours = [each.text for each in before if each.user is None]
    return bool(ours) and f"{speaker.name} ·" in ours[-1]
