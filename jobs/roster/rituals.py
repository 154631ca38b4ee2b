"""Everything that one can do with rituals, put together: what listeners and commands get."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from integrations.chat import Channel, Person
from integrations.database import Database
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.cadence import Cadence
from jobs.cadence.claims import Mail
from jobs.cadence.kinds import Kinds
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.on_demand import OnDemand
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.rituals_file import RitualsFile
from jobs.roster.setup import KindFor, Setup, Task


class Directory(Protocol):
    """Who is who and where. `jobs.people.team.Team` is one."""

    @property
    def knows_channels(self) -> bool:
        """Whether Slack has listed the channels to this process."""
        ...

    async def person(self, user: str) -> Person | None:
        """One person."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """The person of an address."""
        ...

    async def name(self, user: str) -> str:
        """What people see of a user."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """One channel."""
        ...

    async def known_channels(self) -> Mapping[str, Channel]:
        """Every channel that is known, by id."""
        ...


class Rituals:
    """The team's rituals: `roster` changes one, `setup` and `file` many, `on_demand` runs one now."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Mail,
        kinds: Kinds,
        team: Directory,
        cadence: Cadence,
        *,
        tasks: Sequence[Task],
        kind_for: KindFor,
        holidays: Holidays,
        admins: Collection[str] = (),
    ) -> None:
        """Put together. `tasks` are the card's; `admins` the user ids or addresses that the operator named."""
        self.kinds = kinds
        self.roster = RitualAdmin(db, clock, outbox, kinds, team, cadence.planner, cadence.members, admins=admins)
        self.on_demand = OnDemand(db, clock, self.roster, cadence.planner)
        adoption = BulkApply(db, clock, outbox, self.roster, cadence.planner)
        self.setup = Setup(db, kinds, team, adoption, tasks, kind_for)
        self.file = RitualsFile(db, kinds, team, adoption, holidays)
