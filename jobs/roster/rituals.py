"""Everything that one can do with rituals, put together: what features get."""

from collections.abc import Collection, Sequence

from integrations.database import Database
from integrations.public_holidays import Holidays
from integrations.rolecard import Task
from integrations.time import Clock
from jobs.cadence import Cadence
from jobs.cadence.kinds import Kinds
from jobs.messages import Outgoing
from jobs.people.admins import Admins
from jobs.people.directory import Directory
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.channel_access import ChannelAccess
from jobs.roster.day_plan import DayPlans
from jobs.roster.on_demand import OnDemand
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.ritual_maker import RitualMaker
from jobs.roster.rituals_file import RitualsFile
from jobs.roster.settings_change import SettingsChange
from jobs.roster.setup import Setup


class Rituals:
    """The team's rituals, and who does what with them.

    `roster` changes one, `maker` makes or ends one, `bulk`, `setup` and `file` many, `on_demand` runs one now, `days`
    lists a day, `settings` are the whole team's. `channel_access` pauses those of a channel that is gone, and lets
    them go on when it is back.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        kinds: Kinds,
        team: Directory,
        cadence: Cadence,
        *,
        tasks: Sequence[Task],
        holidays: Holidays,
        admins: Collection[str] = (),
    ) -> None:
        """Put the uses together. `tasks` are the card's; `admins` the user ids or addresses that the operator named."""
        self.kinds = kinds
        self.roster = RitualAdmin(db, clock, outbox, kinds, team, cadence.planner, cadence.members, admins=admins)
        self.channel_access = ChannelAccess(
            db, clock, outbox, self.roster, cadence.planner, Admins(team, admins), team.chat_name
        )
        self.on_demand = OnDemand(db, clock, self.roster, cadence.planner)
        bulk = self.bulk = BulkApply(db, clock, outbox, self.roster, cadence.planner)
        self.maker = RitualMaker(db, clock, outbox, team, self.roster, cadence.planner, bulk)
        self.setup = Setup(db, kinds, team, self.roster, bulk, tasks)
        self.days = DayPlans(db, cadence.planner)
        self.settings = SettingsChange(db, self.roster, bulk, holidays)
        self.file = RitualsFile(db, kinds, team, bulk, holidays)
