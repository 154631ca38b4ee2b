"""What the composition root hands to those who answer people and events."""

from typing import TYPE_CHECKING

from bot.conversation.again import Again
from bot.conversation.by_rule import ByRule
from bot.conversation.history import History
from bot.conversation.quotes import Quotes
from bot.conversation.written_down import WrittenDown
from bot.home.showing import Home
from bot.memory.conversation import Conversation
from bot.memory.erasure import PersonalData
from bot.memory.erasures import Erasures
from bot.memory.keeping import Keeping
from bot.memory.past import Past
from bot.memory.plain_words import PlainWords
from bot.memory.reading_back import ReadingBack
from bot.memory.store import Memory
from bot.persona.voice import OwnVoice
from bot.settings import Settings
from bot.sources import Sources
from bot.tools.approvals import Approvals
from bot.tools.toolbox import Toolbox
from integrations.chat import Chat
from integrations.database import Database
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays
from integrations.rolecard import RoleCard
from integrations.time import Clock
from jobs.alerts import Alerts, Announcements
from jobs.cadence import Cadence
from jobs.delivery.growing import GrowingMessages
from jobs.delivery.ledger import Ledger
from jobs.delivery.opinions import Opinions
from jobs.delivery.outbox import Outbox
from jobs.delivery.quiet_windows import QuietWindows
from jobs.delivery.unfinished_forms import UnfinishedForms
from jobs.deploys.deploys import Deploys
from jobs.design import Agendas
from jobs.design.topics import Topics
from jobs.drafts.drafts import Drafts
from jobs.drafts.lookup import DraftLookup
from jobs.issues import IssueChanges, Issues
from jobs.people.absences import Absences
from jobs.people.accounts import Accounts
from jobs.people.admins import Admins
from jobs.people.partners import Partners
from jobs.people.team import Team
from jobs.people.who_is_who import WhoIsWho
from jobs.queries.query_probe import QueryProbe
from jobs.retro import Actions, RetroLookup, Retros, RetroVotes
from jobs.reviews import Reviews
from jobs.roster.rituals import Rituals
from jobs.standup import Standups
from jobs.standup.condition_poller import ConditionPoller
from jobs.standup.evening_plans import EveningPlans
from jobs.standup.leave import Leave
from jobs.standup.open_blockers import OpenBlockers
from jobs.standup.round_lookup import RoundLookup

if TYPE_CHECKING:
    from bot.memory.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that they may call; a feature of `bot/interactions` names what it takes of it."""

    settings: Settings
    clock: Clock
    db: Database
    chat: Chat
    team: Team
    outbox: Outbox
    cadence: Cadence
    rituals: Rituals
    unfinished: UnfinishedForms
    standups: Standups
    evening_plans: EveningPlans
    absences: Absences
    leave: Leave
    accounts: Accounts
    admins: Admins
    who_is_who: WhoIsWho
    partners: Partners
    sources: Sources
    alerts: Alerts
    announcing: Announcements
    reviews: Reviews
    deploys: Deploys
    query_probe: QueryProbe
    condition_poller: ConditionPoller
    agendas: Agendas
    retros: Retros
    retro_votes: RetroVotes
    retro_lookup: RetroLookup
    actions: Actions
    topics: Topics
    windows: QuietWindows
    ledger: Ledger
    issues: Issues
    issue_changes: IssueChanges
    drafts: Drafts
    memory: Memory
    meaning: "Meaning | None"
    keeping: Keeping
    past: Past
    reading_back: ReadingBack
    personal_data: PersonalData
    erasures: Erasures
    home: Home
    plain_words: PlainWords
    quotes: Quotes
    toolbox: Toolbox
    approvals: Approvals
    by_rule: ByRule
    open_blockers: OpenBlockers
    round_lookup: RoundLookup
    draft_lookup: DraftLookup
    written_down: WrittenDown
    conversation: Conversation
    history: History
    growing: GrowingMessages
    opinions: Opinions
    asking_again: Again
    holidays: Holidays
    card: RoleCard
    voice: OwnVoice
