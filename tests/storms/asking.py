"""A team that asks a lot at once, and what it counts afterwards, all from the workspace's side."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from integrations.workspace import Said, Workspace
from integrations.workspace.model import Json

US = "@Rolecall"
TURN = "turn:"
"""How the key of an answer begins, in the metadata of its post."""


@dataclass
class Asked:
    """Where and when something was asked: an answer's key and its place follow from that."""

    keys: list[str] = field(default_factory=list)
    places: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    """Answers that belong into a thread of a channel, or into the open conversation of a DM."""

    def note(self, channel: str, ts: str, thread_ts: str | None) -> None:
        """One more question."""
        self.keys.append(f"{TURN}{channel}:{ts}")
        self.places[channel, thread_ts] += 1


async def ask(workspace: Workspace, people: list[str], channels: list[str], asked: Asked, *, count: int) -> None:
    """Ask `count` questions: most by mention in a channel, every fourth in a thread, every fifth in a DM."""
    for n in range(count):
        person = workspace.member(people[n % len(people)])
        channel = channels[n % len(channels)]
        words = f"what did we decide about service number {n}?"
        if n % 5 == 4:
            dm = person.dm_with_app.id
            asked.note(dm, await person.says(dm, words), None)
        elif n % 4 == 3:
            begun = await person.says(channel, f"Service number {n} fell over again.")
            asked.note(channel, await person.says(channel, f"{US} {words}", begun), begun)
        else:
            ts = await person.says(channel, f"{US} {words}")
            asked.note(channel, ts, ts)


def answers(workspace: Workspace) -> Iterator[Said]:
    """Everything that the bot has said anywhere."""
    for conversation in workspace.state.conversations.values():
        yield from (said for said in workspace.messages_in(conversation.id) if said.user == workspace.app.bot_user)


def places(workspace: Workspace) -> Counter[tuple[str, str | None]]:
    """How often the bot spoke in each thread, and in each open conversation."""
    return Counter((said.channel, said.thread_ts) for said in answers(workspace))


def posted(workspace: Workspace) -> Counter[str]:
    """The keys of the answers that the workspace accepted, whether or not it could say so."""
    keys = (_key(entry.args) for entry in workspace.journal.accepted("chat.postMessage"))
    return Counter(key for key in keys if key.startswith(TURN))


def _key(args: Json) -> str:
    return str(((args.get("metadata") or {}).get("event_payload") or {}).get("key", ""))


def trouble(workspace: Workspace, seed: int, *, lost: int) -> None:
    """Order what goes wrong with the next posts and their look-ups, in an order that follows from `seed`.

    `lost` posts are accepted and the answer is cut off; others are limited, refused with a
    5xx or a page, or cut off before they had any effect. Some acks do not arrive either.
    """
    faults, dice = workspace.faults, random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    say = "chat.postMessage"
    orders: list[Callable[[], None]] = [
        *[lambda: faults.lose(say)] * lost,
        *[lambda: faults.limit(say, retry_after=2)] * 4,
        *[lambda: faults.fail(say, status=dice.choice((500, 502, 503)))] * 3,
        *[lambda: faults.html(say, status=504)] * 2,
        *[lambda: faults.drop(say)] * 3,
        lambda: faults.refuse(say, code="internal_error"),
    ]
    dice.shuffle(orders)
    for order in orders:
        order()
    for look_up in ("conversations.replies", "conversations.history"):
        faults.fail(look_up)
        faults.limit(look_up, retry_after=1)
        faults.drop(look_up)
    faults.lost_acks = 5
