"""Rolecall at work: what it starts with, what goes on beside its heartbeat, and how it ends."""

import asyncio
import contextlib
import importlib
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.conversation.failure_reply import give_up, give_up_message
from bot.conversation.message_handler import MessageHandler
from bot.conversation.turn import Turn
from bot.door import CannotStart, Door
from bot.event_handler import EventHandler
from bot.garbage import collect_from_now
from bot.missed_events import MissedEvents
from bot.parts import Parts
from bot.recurring import beats
from integrations.chat_events import Said, Unreadable
from integrations.database import DatabaseProblem
from integrations.database.pulse import Pulse
from jobs.delivery.heartbeat import Heartbeat
from jobs.delivery.inbox import Inbox

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from bot.alert_intake import Intake
    from bot.metrics import Metrics
    from bot.tools.mcp import McpTools
    from integrations.model import Model

log = structlog.get_logger()

DRAIN_S = 10
"""Seconds from SIGTERM to the end: what is in hand finishes, the rest is handed back."""
PARTED = "the database is older than what was acked: a copy was put back, or its -wal file was removed"
ALIVE_EVERY_S = 1
"""How often it is looked whether every worker works."""


class WorkerDied(Exception):
    """Something that has to go on has ended; only a new process helps."""


class App:
    """Rolecall, running or about to."""

    port: int | None = None
    """Where HTTP listens, once it does."""

    def __init__(
        self,
        parts: Parts,
        messages: MessageHandler,
        turn: Turn,
        door: Door,
        inbox: Inbox,
        missed_events: MissedEvents,
        model: "Model | None",
        mcp: "McpTools | None" = None,
    ) -> None:
        """Run these parts; people come in by the door, and what they say goes to `messages`.

        The inbox hands its events to `dispatch`, and those that it gives up to `set_aside`.
        """
        self.parts = parts
        self.inbox = inbox
        self.missed_events = missed_events
        self._turn = turn
        self._events = EventHandler(parts, messages)
        self._model = model
        self._mcp = mcp
        self._settings = parts.settings
        self._clock = parts.clock
        self._db = parts.db
        self._chat = parts.chat
        self._door = door
        self._pulse = Pulse(parts.db)
        self._heartbeat: Heartbeat | None = None
        self._metrics: Metrics | None = None
        self._alerts_taken: Counter[str] = Counter()
        self.learned = asyncio.Event()
        """Set once people, channels and who is where were read whole."""

    def upgrade_apart(self) -> None:
        """Have what makes a new database, or upgrades an old one, take its memory elsewhere: before `run`."""
        self._say_who_could_read(self._db.upgrade_apart())

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT. Raises `CannotStart`, and `WorkerDied` where a worker did.

        A worker goes on after any failure, so that one which ended is a mistake that nobody has
        thought of: whoever supervises the process starts it again, and what was in hand is taken over.
        """
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stopping.set)
        async with self.running():
            collect_from_now()
            while not stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), ALIVE_EVERY_S)
                if not stopping.is_set() and not self.alive:
                    log.error("worker_died", ended=[name for name, alive in self.workers.items() if not alive])
                    raise WorkerDied
            log.info("stopping")

    @asynccontextmanager
    async def running(self, *, http: bool = True) -> AsyncIterator[None]:
        """Everything at work; at the end what is in hand is finished. Raises `CannotStart`."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._db.close)
            stack.push_async_callback(self._pulse.close)
            stack.push_async_callback(self._chat.close)
            stack.push_async_callback(self.parts.sources.close)
            if self._model is not None:
                stack.push_async_callback(self._model.close)
            if self.parts.meaning is not None:
                stack.push_async_callback(self.parts.meaning.close)
            if self._mcp is not None:
                stack.push_async_callback(self._mcp.close)
            await self._prepare()
            parts = self.parts
            if lost := await self.inbox.missing():
                log.error("acked_events_are_missing", count=lost, why=PARTED)
            await self.missed_events.note()
            await self.inbox.start()
            await parts.outbox.start()
            self._heartbeat = heartbeat = Heartbeat(self._clock, beats(parts, self.missed_events, self.learned))
            stack.push_async_callback(self._drain, heartbeat)
            await self._door.open()
            if http:
                try:
                    self.port = await stack.enter_async_context(self._serving())
                except OSError as problem:
                    where = f"{self._settings.rolecall_http_host}:{self._settings.rolecall_http_port}"
                    raise CannotStart(f"ROLECALL_HTTP_PORT: cannot listen on {where}: {problem.strerror}") from problem
                log.info("listening", port=self.port)
            heartbeat.start()
            log.info("running", mode=self._door.mode, as_user=(await self._chat.me()).name)
            yield

    async def _prepare(self) -> None:
        """Check what would otherwise fail later and less clearly."""
        try:
            self._say_who_could_read(await self._db.upgrade())
        except DatabaseProblem as problem:
            raise CannotStart(f"ROLECALL_DATABASE_URL: {problem}") from problem
        await self._door.prepare(self.parts, self.missed_events, self.inbox.is_new)

    def _say_who_could_read(self, files: Iterable[Path]) -> None:
        for path in files:
            log.warning("others_could_read", path=str(path), now="only its owner can")

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[int]:
        """Listen, and give the port. A thread imports what that takes only now: the chat is heard already."""
        await asyncio.to_thread(importlib.import_module, "bot.web")
        from starlette.routing import Route

        from bot import web

        more = [Route("/metrics", self._show_metrics), *self._door.routes(), *self._intake().routes]
        routes = web.build(ready=self.ready, more=more)
        async with web.serving(routes, self._settings.rolecall_http_host, self._settings.rolecall_http_port) as port:
            yield port

    async def _show_metrics(self, _: "Request") -> "Response":
        """Show the numbers; what draws them is imported by a thread when somebody asks for the first time."""
        if self._metrics is None:
            await asyncio.to_thread(importlib.import_module, "bot.metrics")
            from bot.metrics import Metrics

            meaning = self.parts.meaning
            self._metrics = Metrics(
                self._db,
                self.connected,
                lambda: self._alerts_taken,
                lambda: meaning.tokens if meaning is not None else {},
            )
        return await self._metrics.shown()

    def _intake(self) -> "Intake":
        from bot.alert_intake import Intake

        chosen = self._settings
        signing = {"grafana": chosen.rolecall_grafana_secret, "pagerduty": chosen.rolecall_pagerduty_secret}
        return Intake(
            chosen.rolecall_alert_token.get_secret_value() if chosen.rolecall_alert_token else None,
            {source: secret.get_secret_value() for source, secret in signing.items() if secret},
            self.parts.alerts.take,
            lambda source, number: self._alerts_taken.update({source: number}),
            mappings=chosen.alerts,
            now=self._clock.now,
        )

    async def _drain(self, heartbeat: Heartbeat) -> None:
        """Take nothing new, and finish what is in hand, within `DRAIN_S`."""
        for hang_up in (self._door.close, heartbeat.stop):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_S * 0.1):
                    await hang_up()
        grace_s = DRAIN_S * 0.5
        await asyncio.gather(self.inbox.stop(grace_s), self.parts.cadence.stop(grace_s), self._door.finish(grace_s))
        await self.parts.outbox.stop(DRAIN_S * 0.2)
        await self.parts.team.stop()

    async def tick(self) -> None:
        """One beat, for who has turned the clock and wants to see what comes of it."""
        if self._heartbeat is not None:
            await self._heartbeat.beat_now()

    # --- what the inbox calls ------------------------------------------------------

    async def dispatch(self, body: dict[str, object]) -> None:
        """Read an event from the inbox, and hand it to who handles it."""
        if asked := await self.parts.asking_again.read(body):
            await self._turn.answer(asked)
            return
        happened = self._chat.read(body)
        if happened is not None:
            await self._events.handle(happened)

    async def set_aside(self, number: int, body: Mapping[str, object]) -> None:
        """Report an event that failed too often; whoever wrote a message is told."""
        envelope = self._chat.envelope(body)
        log.error("event_given_up", inbox_id=number, type=envelope.type)
        if envelope.about is not None:
            await self.missed_events.note()
        if asked := await self.parts.asking_again.read(body):
            outbox = self.parts.outbox
            await give_up(self._db, outbox, asked.key, asked.channel, asked.answer_in, number, person=asked.user)
            return
        try:
            happened = self._chat.read(body)
        except Unreadable:
            return
        if isinstance(happened, Said):
            await give_up_message(self._db, self.parts.outbox, self._chat, happened, number)

    # --- how it is -----------------------------------------------------------------

    async def connected(self) -> bool:
        """Return True if the chat can reach us."""
        return await self._door.connected()

    async def ready(self) -> Mapping[str, bool]:
        """Return of each part whether it works."""
        return {
            "database": await self._pulse.beats(),
            self._chat.chat_name.casefold(): await self.connected(),
            "token": self.parts.outbox.token_works,
            "workers": self.alive,
        }

    @property
    def workers(self) -> Mapping[str, bool]:
        """Whether each of what has to go on does."""
        return {
            "inbox": self.inbox.alive,
            "outbox": self.parts.outbox.alive,
            **(self._heartbeat.alive if self._heartbeat is not None else {"heartbeat": False}),
        }

    @property
    def alive(self) -> bool:
        """Return True while every worker works."""
        return all(self.workers.values())

    @property
    def busy(self) -> bool:
        """Return True while this process answers, handles, posts or runs something."""
        return self._door.busy or not (self.inbox.idle and self.parts.outbox.idle and self.parts.cadence.idle())

    async def idle(self) -> bool:
        """Whether nothing is under way in this process, and nothing is due that could be."""
        parts, now = self.parts, self._clock.now()
        if self.busy:
            return False
        if await self.inbox.waiting():
            return False
        message_due, occurrence = await parts.outbox.next_due(), await parts.cadence.next_due()
        due = [message_due, occurrence[0] if occurrence else None]
        return all(moment is None or moment > now for moment in due)
