"""What the composition root hands to the listeners."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.conversation.hearing import Hearing
from bot.memory.erasure import PersonalData
from bot.memory.store import Memory
from bot.persona.voice import OwnVoice
from bot.settings import Settings
from bot.sources import Sources
from bot.turn import Turn
from integrations.database import Database
from integrations.rolecard import RoleCard
from integrations.slack.chat import Chat
from integrations.time import Clock
from jobs.absences import Absences
from jobs.accounts import Accounts
from jobs.alerts import Alerts, Announcing
from jobs.cadence import Cadence
from jobs.design import Agendas
from jobs.drafts.drafts import Drafts
from jobs.issues import Issues
from jobs.outbox import Outbox
from jobs.reviews import Reviews
from jobs.rituals.rituals import Rituals
from jobs.standup import Standups
from jobs.standup.leave import Leave
from jobs.standup.watching import Watching
from jobs.team import Team
from jobs.who_is_who import WhoIsWho
from jobs.windows import Windows


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a listener may call."""

    settings: Settings
    clock: Clock
    db: Database
    chat: Chat
    team: Team
    outbox: Outbox
    cadence: Cadence
    rituals: Rituals
    standups: Standups
    absences: Absences
    leave: Leave
    accounts: Accounts
    who_is_who: WhoIsWho
    sources: Sources
    alerts: Alerts
    announcing: Announcing
    alert_channels: Callable[[], Awaitable[Sequence[str]]]
    reviews: Reviews
    watching: Watching
    agendas: Agendas
    windows: Windows
    issues: Issues
    drafts: Drafts
    memory: Memory
    personal_data: PersonalData
    hearing: Hearing
    turn: Turn
    card: RoleCard
    voice: OwnVoice
