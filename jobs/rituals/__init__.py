"""The kinds of ritual: one file a kind, and here the list of them."""

from collections.abc import Callable, Mapping, Sequence

from integrations.codehost import CodeHost
from integrations.deferred import dataclass
from integrations.rolecard import Task
from integrations.time import Clock
from jobs.alerts.overnight import Overnight
from jobs.cadence.kind import RitualKind
from jobs.cadence.task_words import kind_for
from jobs.delivery.quiet_windows import QuietWindows
from jobs.deploys.deploys import Deploys
from jobs.design import Agendas
from jobs.design.topics import Topics
from jobs.drafts.drafts import Drafts
from jobs.issues import Issues
from jobs.people.absences import Absences
from jobs.people.partners import Partners
from jobs.people.team import Team
from jobs.queries.query_probe import QueryProbe
from jobs.retro import Actions, Retros
from jobs.reviews import Reviews
from jobs.rituals.api_design import ApiDesign
from jobs.rituals.deployment import Deployment
from jobs.rituals.design_review import DesignReview
from jobs.rituals.focus import Focus, Lunch
from jobs.rituals.reminder import Reminder
from jobs.rituals.retro import Retro
from jobs.rituals.review_queue import ReviewQueue
from jobs.rituals.slow_queries import SlowQueries
from jobs.rituals.standup import Standup
from jobs.rituals.testing import Testing
from jobs.rituals.wrap_up import WrapUp
from jobs.standup import Rounds
from jobs.standup.evening_plans import EveningPlans
from jobs.standup.plans_today import PlansToday
from jobs.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class KindParts:
    """What kinds are made of. A source is None where it is not connected."""

    clock: Clock
    voice: Voice
    team: Team
    absences: Absences
    windows: QuietWindows
    rounds: Rounds
    evening_plans: EveningPlans
    plans_today: PlansToday
    overnight: Overnight
    reviews: Reviews
    issues: Issues
    drafts: Drafts
    agendas: Agendas
    topics: Topics
    query_probe: QueryProbe
    deploys: Deploys
    codehost: CodeHost | None
    partners: Partners
    retros: Retros
    actions: Actions


KINDS: Mapping[type[RitualKind], Callable[[KindParts], RitualKind]] = {
    Standup: lambda its: Standup(its.rounds, its.overnight, its.actions),
    ReviewQueue: lambda its: ReviewQueue(its.reviews, its.voice),
    ApiDesign: lambda its: ApiDesign(its.codehost, its.partners, its.reviews, its.voice),
    Focus: lambda its: Focus(its.windows, its.clock, its.team, its.absences, its.voice, its.plans_today),
    Lunch: lambda its: Lunch(its.windows, its.clock, its.team, its.absences, its.voice),
    SlowQueries: lambda its: SlowQueries(its.query_probe, its.reviews.ages, its.voice, its.codehost),
    DesignReview: lambda its: DesignReview(its.agendas, its.drafts, its.topics, its.voice),
    Testing: lambda its: Testing(its.codehost, its.clock, its.reviews.ages, its.voice),
    Deployment: lambda its: Deployment(its.deploys, its.reviews.ages, its.voice),
    WrapUp: lambda its: WrapUp(its.issues, its.drafts, its.team, its.absences, its.clock, its.voice, its.evening_plans),
    Retro: lambda its: Retro(its.retros),
    Reminder: lambda its: Reminder(its.voice, its.topics, its.absences),
}
"""Every kind there is, in the order of the day, and how it is made."""


def every_kind(parts: KindParts) -> Sequence[RitualKind]:
    """Return every kind, made of these parts."""
    return [make(parts) for make in KINDS.values()]


def kind_of(task: Task) -> str:
    """Return the name of the kind of ritual that a card's task becomes."""
    return kind_for(task.title, {kind.name: kind.task_words for kind in KINDS})
