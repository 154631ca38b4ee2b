"""The kinds of ritual, for whoever asks before the house stands."""

from typing import NamedTuple

from integrations.rolecard import Task
from jobs.rituals.api_design import ApiDesign
from jobs.rituals.deployment import DeploymentRitual
from jobs.rituals.design_review import DesignReview
from jobs.rituals.focus import Focus, Lunch
from jobs.rituals.reminder import Reminder
from jobs.rituals.review_queue import ReviewQueue
from jobs.rituals.slow_queries import SlowQueries
from jobs.rituals.standup import StandupRitual
from jobs.rituals.testing import Testing
from jobs.rituals.wrap_up import WrapUp
from jobs.roster.task_kinds import kind_for

KINDS = (
    StandupRitual,
    ReviewQueue,
    ApiDesign,
    Focus,
    Lunch,
    SlowQueries,
    DesignReview,
    Testing,
    DeploymentRitual,
    WrapUp,
    Reminder,
)
"""Every kind there is. The composition root makes one of each."""


class _Answers(NamedTuple):
    name: str
    task_words: frozenset[str]


def kind_of(task: Task) -> str:
    """Which kind of ritual a task of a card becomes."""
    return kind_for(task.title, [_Answers(kind.name, kind.task_words) for kind in KINDS])
