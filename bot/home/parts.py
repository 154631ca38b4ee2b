"""What the App Home is drawn from."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.conversation.opinions import Opinions
from integrations.rolecard import RoleCard
from jobs.alerts import Alerts
from jobs.delivery.ledger import Ledger
from jobs.delivery.quiet_windows import QuietWindows
from jobs.drafts.drafts import Drafts
from jobs.issues import Issues
from jobs.people.absences import Absences
from jobs.people.accounts import Accounts
from jobs.people.admins import Admins
from jobs.people.partners import Partners
from jobs.people.team import Team
from jobs.retro import Actions
from jobs.reviews import Reviews
from jobs.roster.rituals import Rituals
from jobs.standup.open_blockers import OpenBlockers
from jobs.standup.round_lookup import RoundLookup


@dataclass(frozen=True, slots=True)
class HomeParts:
    """Everything that a section may ask."""

    card: RoleCard
    team: Team
    rituals: Rituals
    drafts: Drafts
    reviews: Reviews
    issues: Issues
    accounts: Accounts
    partners: Partners
    windows: QuietWindows
    alerts: Alerts
    alert_channels: Callable[[], Awaitable[Sequence[str]]]
    opinions: Opinions
    admins: Admins
    ledger: Ledger
    actions: Actions
    rounds: RoundLookup
    blockers: OpenBlockers
    absences: Absences
