"""The real app in the local workspace, with a clock that a hand can turn.

The demo plays on it, and so do the tests that read like conversations. Nothing is
pretended: Web API, Socket Mode, inbox, cadence and outbox are those of `rolecall run`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from pydantic import SecretStr

from bot.app import assemble
from bot.running import App
from bot.settings import Settings
from bot.sources import Sources
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from integrations.workspace import Address, Sample, Workspace, serving
from integrations.workspace.sockets import ACK_S
from jobs.delivery.worker import outlived

log = structlog.get_logger()

PATIENCE_S = 10
"""Seconds of real time that a turn of the clock waits for everything to come to rest."""
_CALM = 2
"""How many looks in a row must find everything at rest: an ack may still be on its way."""


class Stage:
    """A workspace, the app in it, and the clock of both. The page turns the clock through it."""

    def __init__(
        self, workspace: Workspace, app: App, clock: TurnableClock, zone: str, patience_s: float = PATIENCE_S
    ) -> None:
        """Put together; `on_stage` makes one that runs."""
        self.workspace = workspace
        self.app = app
        self.clock = clock
        self._zone = ZoneInfo(zone)
        self._patience_s = patience_s
        self._next: tuple[datetime, str] | None = None
        self._turning = asyncio.Lock()
        self._commits = 0
        self._rested: tuple[datetime, int] | None = None
        app.parts.db.on_commit(self._committed)
        self._player: asyncio.Task[None] | None = None
        self.day: Callable[[], AsyncIterator[datetime]] | None = None
        """What plays when somebody presses "play the day": yields after each thing that happens."""

    # --- what the page turns the clock with -----------------------------

    @property
    def zone(self) -> str:
        """Where the clock is read."""
        return self._zone.key

    @property
    def playing(self) -> bool:
        """Whether the day plays by itself."""
        return self._player is not None and not self._player.done()

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def next(self) -> tuple[datetime, str] | None:
        """The next ritual, as of the last look."""
        return self._next

    async def jump(self, to: datetime) -> None:
        """Turn forward to `to`; whatever is due until then happens at its own moment."""
        await self.turn_to(to)

    async def play(self, on: bool) -> None:
        """Start or stop playing the day."""
        if not on and self._player is not None:
            self._player.cancel()
            await asyncio.gather(self._player, return_exceptions=True)
            self._player = None
        elif on and not self.playing and self.day is not None:
            self._player = asyncio.create_task(self._play(self.day), name="play")

    async def _play(self, day: Callable[[], AsyncIterator[datetime]]) -> None:
        try:
            with outlived("play_stopped"):
                async for _ in day():
                    self.workspace.clock_changed()
                    await asyncio.sleep(1.2)  # real time: a person is watching
        finally:
            asyncio.get_running_loop().call_soon(self.workspace.clock_changed)

    # --- turning -------------------------------------------------------------------

    def at(self, clock: str, day: datetime | None = None) -> datetime:
        """The moment at which the wall shows `HH:MM`, today or on the date of `day`."""
        hour, minute = map(int, clock.split(":"))
        local = (day or self.clock.now()).astimezone(self._zone)
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0)

    async def turn_to(self, moment: datetime) -> None:
        """Turn to `moment` by way of everything that is due before it, and let each come to rest."""
        async with self._turning:
            await self.settle()
            while (due := await self._next_due()) is not None and due <= moment:
                self.clock.turn_to(due)
                await self.settle()
            self.clock.turn_to(moment)
            await self.settle()
        await self.look_ahead()

    async def pass_(self, **time: float) -> None:
        """Let some time go by: `pass_(minutes=5)`."""
        await self.turn_to(self.clock.now() + timedelta(**time))

    async def settle(self) -> None:
        """Wait until nothing is under way and nothing is due. Gives up when its patience ends."""
        try:
            async with asyncio.timeout(self._patience_s):
                calm = 0
                while calm < _CALM:
                    calm = calm + 1 if await self._at_rest() else 0
                    await asyncio.sleep(0.002)
        except TimeoutError:
            log.warning("not_at_rest", after_s=self._patience_s)

    async def _at_rest(self) -> bool:
        """Whether nothing is under way and nothing is due; the database is asked only where that may have changed."""
        if self.workspace.delivering or self.app.busy:
            return False
        seen = self.clock.now(), self._commits
        if self._rested == seen:
            return True
        await self.app.tick()
        if self._commits != seen[1] or not await self.app.idle():
            return False
        self._rested = seen
        return True

    def _committed(self) -> None:
        self._commits += 1

    async def look_ahead(self) -> None:
        """See which ritual is next, and tell the page."""
        following = await self.app.parts.cadence.next_due()
        if following != self._next:
            self._next = following
            self.workspace.clock_changed()

    async def _next_due(self) -> datetime | None:
        message_due = await self.app.parts.outbox.next_due()
        occurrence = await self.app.parts.cadence.next_due()
        due = [moment for moment in (message_due, occurrence[0] if occurrence else None) if moment is not None]
        return min((moment for moment in due if moment > self.clock.now()), default=None)


@asynccontextmanager
async def on_stage(
    sample: Sample,
    clock: TurnableClock,
    *,
    database_url: str,
    card: RoleCard | None = None,
    port: int = 0,
    http: bool = False,
    settings: dict[str, object] | None = None,
    sources: Sources | None = None,
    ack_s: float = ACK_S,
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[tuple[Stage, Address]]:
    """Serve `sample` on `port`, run the app in it, and give both on a stage.

    Nothing of the environment is used. Raises OSError where the port is taken.
    """
    workspace = Workspace(sample, clock, ack_s=ack_s)
    async with serving(workspace, port=port) as address:
        chosen = Settings(
            slack_bot_token=SecretStr(sample.app.bot_token),
            slack_app_token=SecretStr(sample.app.app_token),
            slack_api_url=address.api_url,
            rolecall_database_url=database_url,
            rolecall_http_port=0,
            **(settings or {}),
        )
        app = assemble(chosen, clock=clock, card=card, sources=sources or Sources())
        stage = Stage(workspace, app, clock, sample.zone, patience_s)
        workspace.clock_control = stage
        async with app.running(http=http):
            await app.learned.wait()
            await stage.settle()
            yield stage, address
            await stage.play(False)
