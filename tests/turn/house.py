"""A small workspace to talk in: a chat by hand, and everything behind it for real."""

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.by_rule import ByRule
from bot.conversation.history import History
from bot.conversation.message_handler import MessageHandler
from bot.conversation.model_answers import ModelAnswers
from bot.conversation.questions import Names, Questions
from bot.conversation.questions.examples import examples
from bot.conversation.quotes import Quotes
from bot.conversation.thinking import Thinker, Thinking
from bot.conversation.turn import Turn
from bot.conversation.voices import Voices
from bot.conversation.whole_threads import WholeThreads
from bot.conversation.written_down import WrittenDown
from bot.memory import Memory
from bot.memory.erasure import PersonalData
from bot.memory.keeping import Keeping
from bot.memory.past import Past
from bot.memory.plain_words import PlainWords
from bot.persona.voice import OwnVoice
from bot.tools import blockers, notes
from bot.tools.approvals import Approvals
from bot.tools.memory import recall
from bot.tools.tool import Tool
from bot.tools.toolbox import Toolbox
from integrations.chat import Channel, ChatRefused, Growing, Identity, Person, PlaceKind, Posted
from integrations.chat_events import Deleted, Edited, Said
from integrations.chat_history import HistoryPage, Told
from integrations.database import Database
from integrations.markdown import to_plain
from integrations.model import Entry, Hear, Line, Reply, ToolOffer, ToolResult
from integrations.model_problem import ModelProblem
from integrations.post import Post
from integrations.rolecard import RoleCard
from integrations.slack import events
from integrations.time import TurnableClock
from jobs.alerts import Alerts
from jobs.approvals.approvers import Approvers
from jobs.delivery.following import Following
from jobs.delivery.growing import GrowingMessages
from jobs.delivery.outbox import Outbox
from jobs.drafts.drafts import Drafts
from jobs.drafts.lookup import DraftLookup
from jobs.people.groups import Groups
from jobs.people.spending import Spending
from jobs.people.team import Team
from jobs.standup.open_blockers import OpenBlockers
from jobs.standup.round_lookup import RoundLookup
from tests.slack_ids import SlackIds
from tests.waiting import until

US = "U0BOT"
ROOMS: dict[str, tuple[PlaceKind, tuple[str, ...]]] = {
    "C1": (PlaceKind.PUBLIC, ("UANA", "UBEN", "UCLEO", US)),
    "P1": (PlaceKind.PRIVATE, ("UANA", US)),
    "D1": (PlaceKind.DIRECT, ("UANA", US)),
}
_SORTS = {PlaceKind.PUBLIC: "channel", PlaceKind.PRIVATE: "group", PlaceKind.DIRECT: "im", PlaceKind.GROUP: "mpim"}


@dataclass
class Desk(SlackIds):
    """A chat where everything works, and everything that was said is kept."""

    clock: TurnableClock
    said: list[tuple[str, str | None, str, Post]] = field(default_factory=list)
    statuses: list[tuple[str, str, str]] = field(default_factory=list)
    gone: set[tuple[str, str]] = field(default_factory=set)
    left: set[tuple[str, str]] = field(default_factory=set)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def ts(self) -> str:
        return f"{self.clock.now().timestamp() + next(self.numbers):.6f}"

    async def me(self) -> Identity:
        return Identity(user=US, bot="B0BOT", team="T1", name="backend_architect", url="https://team.example/")

    async def whisper(self, channel: str, user: str, post: Post, *, thread: str | None = None) -> None:
        raise AssertionError("a turn answers where everybody reads it")

    threads: dict[tuple[str, str], list[Told]] = field(default_factory=dict)
    """What Slack has of threads."""

    async def history(self, channel: str, *, since: datetime, following: str | None = None) -> HistoryPage:
        return HistoryPage([], [], None)

    async def replies(self, channel: str, thread: str, *, following: str | None = None) -> HistoryPage:
        return HistoryPage(self.threads.get((channel, thread), []), [], None)

    async def person(self, user: str) -> Person:
        name = user.removeprefix("U").title()
        return Person(user, name, name, None, "Europe/Berlin", user == US, gone=False, is_admin=False, is_guest=False)

    async def people(self) -> list[Person]:
        return [await self.person(user) for user in ("UANA", "UBEN", "UCLEO", US)]

    async def channel(self, channel: str) -> Channel:
        if channel not in ROOMS:
            raise ChatRefused("channel_not_found")
        return Channel(channel, channel.lower(), ROOMS[channel][0], archived=False, here=True)

    async def channels(self) -> list[Channel]:
        return [await self.channel(channel) for channel in ROOMS]

    async def members(self, channel: str) -> list[str]:
        return [user for user in ROOMS[channel][1] if (channel, user) not in self.left]

    async def permalink(self, channel: str, message_id: str) -> str | None:
        return (
            None
            if (channel, message_id) in self.gone
            else f"https://team.example/archives/{channel}/p{message_id.replace('.', '')}"
        )

    async def set_status(self, channel: str, thread: str, status: str) -> None:
        self.statuses.append((channel, thread, status))

    async def groups(self) -> dict[str, str]:
        return {}

    async def group_members(self, handle: str) -> list[str]:
        return []

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        ts = self.ts()
        self.said.append((channel, thread, ts, post))
        return Posted(ts, events.said_at(ts))

    async def prepare(self, post: Post, *, key: str) -> None:
        """It shows everything in words."""

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        raise AssertionError("nothing is edited here")

    async def begin(self, channel: str, post: Post, *, key: str, thread: str | None, reader: str) -> Growing:
        ts = self.ts()
        self.said.append((channel, thread, ts, post))
        return Growing(channel, ts, events.said_at(ts))

    async def grow(self, message: Growing, post: Post, *, key: str) -> None:
        await self.finish(message.channel, message.id, post, key=key)

    async def rest(self, channel: str, thread: str) -> None:
        raise AssertionError("nobody stops anything here")

    async def finish(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        self.said = [(*each[:3], post) if each[2] == message_id else each for each in self.said]

    async def unfinished(
        self, channel: str, key: str, *, since: datetime, thread: str | None, besides: Collection[str] = ()
    ) -> Posted | None:
        return None

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        return None

    async def place_of(self, address: str) -> str:
        return "D1" if address.startswith("U") else address


@dataclass
class FakeModel:
    """Answers what it was told to, one after the other, and keeps what it was asked."""

    answers: list[str | Reply | ModelProblem] = field(default_factory=list)
    results: list[list[ToolResult]] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)
    asked: list[tuple[str, list[Line], str]] = field(default_factory=list)
    takes_tools: bool = True
    loses_tools: bool = False
    """It is found out with the first question that it has none."""

    async def reply(
        self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = (), hear: Hear | None = None
    ) -> Reply:
        *history, question = (each for each in said if isinstance(each, Line))
        self.asked.append((system, history, question.text))
        self.results.append([each for each in said if isinstance(each, ToolResult)])
        self.offered.append([each.name for each in tools])
        if self.loses_tools:
            self.takes_tools = False
        answer = self.answers.pop(0)
        if isinstance(answer, ModelProblem):
            raise answer
        return answer if isinstance(answer, Reply) else Reply(answer)


class House:
    """Who is there, and what happens when they speak."""

    def __init__(
        self,
        db: Database,
        clock: TurnableClock,
        card: RoleCard,
        model: Thinker | None = None,
        *,
        tools: Sequence[Tool[..., Any]] = (),
    ) -> None:
        self.db = db
        self.clock = clock
        self.chat = Desk(clock)
        self.team = Team(db, self.chat, clock)
        self.growing = GrowingMessages(db, self.chat, clock)
        self.outbox = Outbox(db, self.chat, clock, finish_begun=self.growing.finish)
        self.memory = Memory(db, self.team, clock)
        self.personal_data = PersonalData(db, clock)
        self.quotes = Quotes(self.chat, self.team)
        round_lookup = RoundLookup(db, self.outbox, self.chat)
        self.open_blockers = OpenBlockers(db, clock, round_lookup)
        self.alerts = Alerts(db, clock)
        self.draft_lookup = DraftLookup(db, self.team)
        self.written_down = WrittenDown(
            db,
            self.team,
            self.chat,
            alerts=self.alerts,
            drafts=Drafts(db, clock, self.team, self.outbox),
            draft_lookup=self.draft_lookup,
            round_lookup=round_lookup,
        )
        self.plain_words = PlainWords(self.team)
        kept_past = Past(db, Keeping(db, clock, None))
        threads = WholeThreads(db, self.chat, self.chat, self.team, self.memory, self.plain_words, kept_past)
        self.history = past = History(db, self.memory, threads)
        toolbox = Toolbox(
            [blockers.open_blockers, recall, notes.remember, notes.forget, *tools], lambda: self, db=db, team=self.team
        )
        approvals = Approvals(
            db, clock, self.outbox, toolbox, self.team, Approvers(self.team, Groups(self.chat, clock), {})
        )
        self.by_rule = ByRule(Questions(examples, toolbox.tools, Names(db).known), toolbox, approvals, self.team)
        self.turn = Turn(
            db,
            memory=self.memory,
            history=past,
            outbox=self.outbox,
            chat=self.chat,
            team=self.team,
            clock=clock,
            card=card,
            voices=Voices(card, OwnVoice(card, lambda: clock.now().date()), toolbox),
            quotes=self.quotes,
            by_rule=self.by_rule,
            model_answers=ModelAnswers(
                Thinking(model, toolbox, approvals), self.growing, Spending(db, clock, 500_000), clock
            )
            if model
            else None,
            approvals=approvals,
            allowed_hosts=("team.example",),
        )
        self.hearing = MessageHandler(
            words=self.plain_words,
            memory=self.memory,
            following=Following(db, clock),
            history=past,
            turn=self.turn,
            team=self.team,
            chat=self.chat,
        )

    async def says(
        self, user: str, text: str, *, channel: str = "C1", thread_ts: str | None = None, **more: Any
    ) -> str:
        """`user` says it, Slack tells us, and we say what we have to; returns the ts."""
        ts = self.chat.ts()
        event = {"type": "message", "channel": channel, "user": user, "text": text, "ts": ts, **more}
        event |= {"channel_type": _SORTS[ROOMS[channel][0]]} if channel in ROOMS else {}
        await self.hears(event | ({"thread_ts": thread_ts} if thread_ts else {}))
        return ts

    async def hears(self, event: dict[str, Any]) -> None:
        happened = events.read({"event": event})
        if isinstance(happened, Said | Edited | Deleted):
            await self.hearing.handle(happened)
        await self.send()

    async def send(self) -> None:
        """Everything in the outbox goes out."""

        async def done() -> bool:
            claimed = await self.outbox.beat()
            if not claimed and self.outbox.idle:
                due = await self.outbox.next_due()
                if due is None:
                    return True
                self.clock.turn_to(due)
            return False

        await until(done)

    async def answers(self, user: str, text: str, **where: Any) -> str:
        """What we say to that, as plain text; "" where we are silent."""
        before = len(self.chat.said)
        await self.says(user, text, **where)
        return "\n".join(to_plain(post) for _, _, _, post in self.chat.said[before:])
