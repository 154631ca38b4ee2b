"""A panel: each personality raises one concern, backed by something that can be looked at; the rest are silent."""

from collections.abc import Iterable, Sequence

from bot.conversation.answer import Answer
from bot.conversation.quotes import Quoted
from bot.conversation.wording import quotation
from bot.persona.choose import about
from bot.persona.voice import OwnVoice, shown
from bot.persona.words import Subjects, spoken_in, stems
from bot.tools.tool import Finding
from integrations.deferred import dataclass
from integrations.post import Block, Bullets, Code, Paragraph, Post, SmallPrint, Text
from integrations.rolecard import Named, RoleCard
from integrations.words import words

MOST_SPEAK = 6
"""Concerns of one panel; those that are backed the best."""


@dataclass(frozen=True, slots=True)
class Backing:
    """Something that a concern may rest on: somebody's words, or a point that a source told."""

    words: str
    """What it says: whose subject it is, is told from these."""
    blocks: tuple[Block, ...]
    people: tuple[str, ...] = ()
    source: str = ""
    """What a source tells of, which says whose subject it is before its words do; "" where somebody said it."""


def from_quotes(quotes: Iterable[Quoted], zone: str) -> list[Backing]:
    """What was said; a question backs nothing."""
    said = [each for each in quotes if not each.said.text.rstrip().endswith("?")]
    return [Backing(each.said.text, quotation(each, zone), (each.said.user,)) for each in said]


def from_findings(findings: Iterable[tuple[str, Finding]], question: str) -> list[Backing]:
    """What sources tell that has to do with the question, point by point; each comes with what its source tells of."""
    language = spoken_in([question])
    asked = set(stems(question, language))
    found: list[Backing] = []
    for subject, finding in findings:
        points: list[Text] = [point for block in finding.blocks if isinstance(block, Bullets) for point in block.items]
        for point in points:
            told = words(point)
            if asked & set(stems(told, language)):
                shown_as = (Paragraph(text=finding.headline), Bullets(items=(point,)))
                plain = words(tuple(span for span in point if not isinstance(span, Code)))
                found.append(Backing(plain, shown_as, finding.people, subject))
    return found


def panel(card: RoleCard, voice: OwnVoice, question: str, backings: Sequence[Backing], looked_at: str) -> Answer:
    """Return who raises what, each with what it rests on. `looked_at` says where there was nothing, if there was."""
    raised = _raised(card, backings)
    blocks: list[Block] = []
    people: dict[str, None] = {}
    for speaker, backing in raised:
        said = voice.remark(f"{backing.source or question} {backing.words}", speaker)
        if said is None:
            continue
        blocks += [shown(said), *backing.blocks]
        people |= dict.fromkeys(backing.people)
    if not blocks:
        nobody = f"Nobody on the panel has a concern that rests on anything here. I looked at {looked_at}."
        return Answer(Post(headline=(nobody,)))
    count = len({speaker.name for speaker, _ in raised})
    headline = "One of us has something to raise." if count == 1 else f"{count} of us have something to raise."
    rest = SmallPrint(text=("Each rests on what stands below it. The others found nothing to raise.",))
    return Answer(Post(headline=(headline,), blocks=(*blocks, rest)), tuple(people))


def _raised(card: RoleCard, backings: Sequence[Backing]) -> list[tuple[Named, Backing]]:
    """Who speaks, each with what is their subject the most; what people said comes before what a source tells."""
    best: dict[str, tuple[tuple[bool, float], Named, Backing]] = {}
    subjects = Subjects([(each.name, about(each)) for each in card.personalities])
    for backing in backings:
        for told in filter(None, (backing.source, backing.words)):
            ranked = subjects.ranked(told)
            if ranked and ranked[0][1] >= subjects.plainly:
                index, score = ranked[0]
                speaker, weight = card.personalities[index], (not backing.source, score)
                if speaker.name not in best or weight > best[speaker.name][0]:
                    best[speaker.name] = weight, speaker, backing
                break
    raised = sorted(best.values(), key=lambda each: each[0], reverse=True)
    return [(speaker, backing) for _, speaker, backing in raised[:MOST_SPEAK]]
