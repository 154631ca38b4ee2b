"""Asks every question of every chat, through the memory itself, and counts what is among the first."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.memory import Memory
from bot.memory.embedding import LOOK_S
from bot.memory.meaning import Meaning
from bot.memory.words import searchable
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.database.tables.memory import SEARCH_FORM, memories
from integrations.database.tables.team import channels, memberships, people
from integrations.embeddings import EmbeddingModel
from integrations.time import Clock
from tests.evals.recall.chatter import together
from tests.evals.recall.stories import KINDS, Question, Story, stories
from tests.memory.house import NobodyToAsk

DEPTHS = (5, 10)
"""How many of the first are looked at."""
ASKER = "UASKS"
_TALKS = 60
"""Talks about nothing much in each chat."""
_PART = 1_000


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, where the messages that answer it came among the results, from 1; 0 where they did not."""

    story: Story
    question: Question
    ranks: tuple[int, ...]
    half: str
    """The rules were tuned on the questions of one half; the other was only counted."""

    def share(self, depth: int) -> float:
        """How many of the messages that answer it were among the first `depth`."""
        return sum(0 < rank <= depth for rank in self.ranks) / len(self.ranks)


async def measure(db: Database, model: EmbeddingModel | None = None) -> list[Answered]:
    """All questions, in a workspace of all the chats, each asked where its chat is; with a model by meaning too."""
    meaning = Meaning(db, model, channels=(), lease_s=60) if model is not None else None
    memory = Memory(db, NobodyToAsk(), Clock(), meaning)
    told = stories()
    kept = {story.name: await _keep(db, number, story) for number, story in enumerate(told)}
    while meaning is not None and (await meaning.step()).after_s < LOOK_S:
        pass
    found: list[Answered] = []
    for number, story in enumerate(told):
        for order, question in enumerate(story.questions):
            results = await memory.recall(
                question.text, asker=ASKER, channel=f"C{number}", limit=max(DEPTHS), loosely=True
            )
            places = {(each.channel, each.message_id): rank for rank, each in enumerate(results, 1)}
            ranks = tuple(places.get((f"C{number}", kept[story.name][at]), 0) for at in question.evidence)
            found.append(Answered(story, question, ranks, "tuned" if order % 2 else "held out"))
    return found


def table(found: Sequence[Answered]) -> list[tuple[str, int, Mapping[int, float]]]:
    """Recall by half and by kind of question: a name, how many questions, the mean at each depth."""
    groups: dict[str, list[Answered]] = defaultdict(list)
    for each in found:
        groups[each.story.of].append(each)
        groups[f"{each.story.of}: {each.half}"].append(each)
        groups[KINDS[each.question.kind]].append(each)
    return [
        (name, len(members), {depth: sum(each.share(depth) for each in members) / len(members) for depth in DEPTHS})
        for name, members in groups.items()
    ]


async def _keep(db: Database, number: int, story: Story) -> list[str]:
    """Write a chat down as it would have been heard; the id of each of its lines."""
    dice = random.Random(story.name)  # noqa: S311 - the same talk each time
    channel, ids = f"C{number}", {name: f"U{number}{at}" for at, name in enumerate(story.people)}
    said = [(line.at, line.author, line.text) for line in story.lines]
    said += _chatter(dice, story)
    rows = [
        {
            "channel": channel,
            "message_id": _ts(at, order),
            "person": ids[author],
            "text": text,
            "search": searchable(text),
            "search_form": SEARCH_FORM,
            "said_at": at,
        }
        for order, (at, author, text) in enumerate(said)
    ]
    async with db.write() as tx:
        place = {"id": channel, "name": story.name, "kind": PlaceKind.PUBLIC, "archived": False, "here": True}
        await tx.execute(channels.insert().values(**place, shared=False, epoch=0, members_epoch=0))
        for name, person in ids.items():
            await tx.execute(people.insert().values(**_person(person, name)))
        if number == 0:
            await tx.execute(people.insert().values(**_person(ASKER, "Curious Asker")))
        for person in (*ids.values(), ASKER):
            await tx.execute(memberships.insert().values(channel=channel, person=person))
        for part in (rows[at : at + _PART] for at in range(0, len(rows), _PART)):
            await tx.execute(memories.insert(), sorted(part, key=lambda row: str(row["message_id"])))
    return [str(row["message_id"]) for row in rows[: len(story.lines)]]


def _chatter(dice: random.Random, story: Story) -> list[tuple[datetime, str, str]]:
    """Talk that follows a session at once, and sessions of nothing else between them."""
    team = len(story.people) > 2
    first, last = story.lines[0].at, story.lines[-1].at
    begins = [at + timedelta(seconds=50) for _, at in story.sessions]
    begins += [first + (last - first) * dice.random() for _ in range(max(_TALKS - len(begins), 0))]
    return [
        (begin.replace(microsecond=0) + timedelta(seconds=41 * turn), who, words)
        for begin in begins
        for turn, (who, words) in enumerate(together(dice, story.people, team=team))
    ]


def _ts(at: datetime, order: int) -> str:
    return f"{int(at.timestamp())}.{order:06d}"


def _person(person: str, name: str) -> dict[str, object]:
    plain = {"is_bot": False, "is_admin": False, "is_guest": False, "gone": False, "status": {}, "zone": "UTC"}
    return {
        "id": person,
        "name": name.split()[0].lower(),
        "real_name": name,
        "epoch": 0,
        "seen_at": Clock().now(),
    } | plain
