"""The composition root: the only place that knows everything. Every part can be replaced.

`assemble` puts the parts together and starts nothing; an `App` runs them.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

import structlog

from bot import optional_parts
from bot.chats import chat_and_door
from bot.conversation.again import Again
from bot.conversation.assembled import conversation
from bot.conversation.by_rule import ByRule
from bot.conversation.history import History
from bot.conversation.questions import Names, Questions
from bot.conversation.questions.examples import ByTool, examples, files_of, read, together
from bot.conversation.quotes import Quotes
from bot.conversation.summing_up import SummingUp
from bot.conversation.whole_threads import WholeThreads
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
from bot.missed_events import MissedEvents
from bot.parts import Parts
from bot.persona import load_card
from bot.persona.voice import OwnVoice
from bot.running import App
from bot.settings import Settings
from bot.sources import Sources, connect
from bot.tools.approvals import Approvals
from bot.tools.every_tool import every_tool
from bot.tools.toolbox import Toolbox
from integrations.ballot_box import BallotBox
from integrations.chat import Chat
from integrations.database import Database
from integrations.public_holidays import Holidays
from integrations.rolecard import RoleCard
from integrations.time import Clock
from jobs.alerts import Alerts, Announcements
from jobs.alerts.overnight import Overnight
from jobs.approvals.approvers import Approvers
from jobs.cadence import Cadence
from jobs.cadence.kind import RitualKind
from jobs.cadence.kinds import Kinds
from jobs.delivery.growing import GrowingMessages
from jobs.delivery.inbox import Inbox
from jobs.delivery.interruption_limits import InterruptionLimits
from jobs.delivery.ledger import Ledger
from jobs.delivery.message_links import MessageLinks
from jobs.delivery.nudge_hours import NudgeHours
from jobs.delivery.opinions import Opinions
from jobs.delivery.outbox import Outbox
from jobs.delivery.picture_shelf import PictureShelf
from jobs.delivery.quiet_windows import QuietWindows
from jobs.delivery.unfinished_forms import UnfinishedForms
from jobs.deploys.deploys import Deploys
from jobs.design import Agendas
from jobs.design.topics import Topics
from jobs.drafts.drafts import Drafts
from jobs.drafts.lookup import DraftLookup
from jobs.issues import IssueChanges, Issues
from jobs.issues.references import References
from jobs.messages import Interruption, in_turn
from jobs.people.absences import Absences
from jobs.people.accounts import Accounts
from jobs.people.admins import Admins
from jobs.people.audience_check import AudienceCheck
from jobs.people.away_status import AwayStatuses
from jobs.people.groups import Groups
from jobs.people.partners import Partners
from jobs.people.spending import Purse, Spending
from jobs.people.team import Team
from jobs.people.who_is_who import WhoIsWho
from jobs.queries.query_probe import QueryProbe
from jobs.queries.store import Measures
from jobs.retro import Actions, RetroAccess, RetroLookup, Retros, RetroVotes
from jobs.reviews import Reviews
from jobs.reviews.store import reaction_to_nudge
from jobs.rituals import KindParts, every_kind
from jobs.roster.rituals import Rituals
from jobs.standup import Rounds, Standups, reactions
from jobs.standup.blocker_announcements import BlockerAnnouncements
from jobs.standup.condition_poller import ConditionPoller
from jobs.standup.evening_plans import EveningPlans
from jobs.standup.leave import Leave
from jobs.standup.open_blockers import OpenBlockers
from jobs.standup.plans_today import PlansToday
from jobs.standup.recent_work import RecentWork
from jobs.standup.round_lookup import RoundLookup

log = structlog.get_logger()

QUESTIONS = 256
"""Events in hand at once: most that are there for long wait for a model, and cost nothing."""


def assemble(
    settings: Settings,
    *,
    clock: Clock | None = None,
    db: Database | None = None,
    chat: Chat | None = None,
    card: RoleCard | None = None,
    sources: Sources | None = None,
    kinds_of: Callable[[KindParts], Iterable[RitualKind]] = every_kind,
) -> App:
    """Put the parts together. What is given takes the place of what would be made.

    Raises `DatabaseProblem` for a database URL that is none, `NoCard` and OSError for a card
    that cannot be read.
    """
    clock = clock or Clock()
    db = db or Database(settings.rolecall_database_url)
    card = card or _read_card(settings)
    lease_s = settings.rolecall_lease_seconds
    own_chat, door = chat_and_door(settings, PictureShelf(db, clock))
    chat = chat or own_chat
    mcp_servers = optional_parts.mcp_servers(settings)
    sources = sources or connect(settings)
    if sources.clusters is None:
        sources = replace(sources, clusters=optional_parts.clusters(mcp_servers, db, clock))

    # What the inbox and the outbox call while they run is made further down.
    inbox = Inbox(
        db,
        lambda body: app.dispatch(body),
        chat.envelope,
        report=lambda number, body: app.set_aside(number, body),
        lease_s=lease_s,
        width=QUESTIONS,
    )
    missed_events = MissedEvents(db, inbox.accept)
    team = Team(db, chat, clock, sure=missed_events.note_if_disconnected)
    admins = Admins(team, settings.rolecall_admins)
    holidays = Holidays()
    absences = Absences(db, clock, AwayStatuses(settings.rolecall_away_statuses))
    hours = NudgeHours(db, team, holidays)
    growing = GrowingMessages(db, chat, clock)
    may_hear = AudienceCheck(db, team)
    references = References(clock, sources.tracker)
    outbox = Outbox(
        db,
        chat,
        clock,
        hours=hours.next_open,
        daily_cap=hours.daily_cap,
        wanted=InterruptionLimits(db, clock).wanted,
        on_channel_gone=lambda channel, why: rituals.channel_access.pause(channel, why),
        enrich=in_turn(references.enrich, MessageLinks(db, chat).enrich),
        finish_begun=growing.finish,
        may_hear=may_hear,
        lease_s=lease_s,
    )
    windows = QuietWindows(db, clock, outbox, hours.next_open, may_hear)
    ledger = Ledger(db, clock, team, absences, holidays, hours, outbox, _REACTIONS)
    voice = OwnVoice(card, today=lambda: _today(clock))
    groups = Groups(chat, clock)
    partners = Partners(db, clock, team, groups, absences, outbox, card, hours.next_open)
    topics = Topics(db, clock, team)
    accounts = Accounts(db, clock)
    model, spending = optional_parts.model(settings), Spending(db, clock, settings.rolecall_tokens_a_day)
    rounds = Rounds(
        db,
        clock,
        team,
        absences,
        holidays,
        outbox,
        voice,
        chat,
        _ballot_box(db),
        sources.known_names,
        SummingUp(model, spending, settings.rolecall_model_channels) if model else None,
    )
    drafts = Drafts(
        db, clock, team, outbox, admins=settings.rolecall_admins, allowed_hosts=settings.rolecall_allowed_hosts
    )
    alerts = Alerts(db, clock)
    reviews = Reviews(db, clock, team, holidays, accounts, outbox, sources.codehost)
    issues = Issues(db, clock, team, holidays, accounts, sources.tracker)
    agendas = Agendas(db, clock, team, absences, outbox)
    evening_plans = EveningPlans(db, clock, team)
    deploys = Deploys(sources.codehost, alerts, accounts, team, clock, sources.clusters)
    query_probe = QueryProbe(Measures(db), clock, reviews.ages, sources.postgres, sources.redis)
    actions = Actions(db, clock, team, outbox)
    retro_access = RetroAccess(db, team, admins)
    retros = Retros(db, clock, team, outbox, voice, chat, _ballot_box(db, "retrospectives"), actions, retro_access)
    kind_parts = KindParts(
        clock=clock,
        voice=voice,
        team=team,
        absences=absences,
        windows=windows,
        rounds=rounds,
        evening_plans=evening_plans,
        plans_today=PlansToday(db),
        overnight=Overnight(alerts, drafts, team, holidays, clock, chat),
        reviews=reviews,
        issues=issues,
        drafts=drafts,
        agendas=agendas,
        topics=topics,
        query_probe=query_probe,
        deploys=deploys,
        codehost=sources.codehost,
        partners=partners,
        retros=retros,
        actions=actions,
    )
    kinds = Kinds(kinds_of(kind_parts))
    cadence = Cadence(db, clock, outbox, kinds, team, holidays=holidays, lease_s=lease_s)
    rituals = Rituals(
        db,
        clock,
        outbox,
        kinds,
        team,
        cadence,
        tasks=card.tasks,
        holidays=holidays,
        admins=settings.rolecall_admins,
    )
    recent_work = RecentWork(
        sources.codehost, sources.tracker, accounts, issues.known, team.is_full_member, reviews.ages, clock
    )
    standups = Standups(db, clock, team, outbox, rituals.roster, rituals.on_demand, rounds, recent_work)
    announcements = BlockerAnnouncements(outbox, hours.next_open)
    condition_poller = ConditionPoller(db, clock, outbox, announcements, sources.conditions)
    meaning = optional_parts.meaning(settings, db, Purse(spending, team))
    memory = Memory(db, team, clock, meaning)
    keeping = Keeping(db, clock, settings.rolecall_memory_days)
    personal_data = PersonalData(db, clock)
    past = Past(db, keeping)
    plain_words = PlainWords(team, groups)
    history = History(db, memory, WholeThreads(db, chat, chat, team, memory, plain_words, past))
    quotes = Quotes(chat, team)
    round_lookup, draft_lookup = RoundLookup(db, outbox, chat), DraftLookup(db, team)
    open_blockers = OpenBlockers(db, clock, round_lookup)
    written_down = WrittenDown(
        db, team, chat, alerts=alerts, drafts=drafts, draft_lookup=draft_lookup, round_lookup=round_lookup
    )
    alert_channels = standups.alert_channels
    opinions = Opinions(db, clock)
    home = Home(lambda: parts, chat)
    mcp = optional_parts.mcp_tools(mcp_servers, settings, db, clock, admins)
    toolbox = Toolbox(
        every_tool(),
        lambda: parts,
        db=db,
        team=team,
        rituals=rituals,
        sources=sources.connected,
        more=mcp.tools if mcp else None,
    )
    approvals = Approvals(db, clock, outbox, toolbox, team, Approvers(team, groups, settings.approvers))
    questions = Questions(lambda: _examples(settings), toolbox.tools, Names(db, _names(sources, card)).known)
    by_rule = ByRule(questions, toolbox, approvals, team)
    parts = Parts(
        settings=settings,
        clock=clock,
        db=db,
        chat=chat,
        team=team,
        outbox=outbox,
        cadence=cadence,
        rituals=rituals,
        unfinished=UnfinishedForms(db, clock),
        standups=standups,
        evening_plans=evening_plans,
        absences=absences,
        leave=Leave(db, clock, team, absences, holidays, outbox),
        accounts=accounts,
        admins=admins,
        who_is_who=WhoIsWho(
            db,
            clock,
            team,
            accounts,
            outbox,
            issues,
            admins,
            [source.system for source in (sources.tracker, sources.codehost) if source is not None],
        ),
        partners=partners,
        sources=sources,
        alerts=alerts,
        announcing=Announcements(db, clock, outbox, alert_channels),
        reviews=reviews,
        deploys=deploys,
        query_probe=query_probe,
        condition_poller=condition_poller,
        agendas=agendas,
        retros=retros,
        retro_votes=RetroVotes(db, outbox, retro_access),
        actions=actions,
        topics=topics,
        windows=windows,
        ledger=ledger,
        issues=issues,
        issue_changes=IssueChanges(issues, team, accounts, on_moved=references.forget),
        drafts=drafts,
        memory=memory,
        meaning=meaning,
        keeping=keeping,
        past=past,
        reading_back=ReadingBack(db, clock, chat, team, plain_words, past, outbox, lease_s=lease_s),
        personal_data=personal_data,
        erasures=Erasures(db, clock, personal_data, outbox, lease_s=lease_s),
        home=home,
        plain_words=plain_words,
        quotes=quotes,
        toolbox=toolbox,
        approvals=approvals,
        by_rule=by_rule,
        open_blockers=open_blockers,
        round_lookup=round_lookup,
        retro_lookup=RetroLookup(db, outbox, chat),
        draft_lookup=draft_lookup,
        written_down=written_down,
        conversation=Conversation(db),
        history=history,
        growing=growing,
        opinions=opinions,
        asking_again=Again(growing, outbox, inbox.accept),
        holidays=holidays,
        card=card,
        voice=voice,
    )
    message_handler, turn = conversation(
        parts, model, spending=spending, may_hear=may_hear, announcements=announcements
    )
    app = App(parts, message_handler, turn, door, inbox, missed_events, model, mcp)
    return app


_REACTIONS = {
    Interruption.QUESTION: reactions.to_question,
    Interruption.REMINDER: reactions.to_question,
    Interruption.BLOCKER: reactions.to_blocker,
    Interruption.REVIEW: reaction_to_nudge,
}


def _read_card(settings: Settings) -> RoleCard:
    reading = load_card(settings.rolecall_card)
    for problem in reading.problems:
        (log.info if problem.note else log.warning)("card", line=problem.line, what=problem.what)
    return reading.card


def _ballot_box(db: Database, of: str = "") -> BallotBox:
    """Where anonymous answers wait for the close of their round, or of what else: not in the database."""
    return BallotBox.of(f"{os.path.abspath(db.file) if db.file else db.url}{of}")


def _examples(settings: Settings) -> Mapping[str, ByTool]:
    """The examples of questions that come with us, and the team's own."""
    own = settings.rolecall_questions
    return together(examples(), read(files_of(own))) if own is not None else examples()


def _names(sources: Sources, card: RoleCard) -> list[str]:
    """What a question can name: repositories, projects, partners."""
    known = sources.known_names
    repos = [name for repo in known.repos for name in (repo, repo.rpartition("/")[2])]
    return [*repos, *known.projects, *(partner.name for partner in card.partners)]


def _today(clock: Clock) -> date:
    return clock.now().date()
