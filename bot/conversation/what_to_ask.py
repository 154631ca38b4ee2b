"""What people can ask us: made from the tools that work here, with a few questions that each of them answers."""

from collections.abc import Collection, Iterator

from integrations.deferred import dataclass
from integrations.phrase import phrase
from integrations.post import Block, Bold, Bullets, Mention, SmallPrint, Span, Text

MOST_EXAMPLES = 2
"""Questions of a group: the whole has to fit a phone."""


@dataclass(frozen=True, slots=True)
class CanAsk:
    """What a tool knows, and a question that it answers."""

    tool: str
    subject: str
    question: str


GROUPS: tuple[tuple[CanAsk, ...], ...] = (
    (
        CanAsk("standup_answers", "standup", "who hasn't answered the standup yet?"),
        CanAsk("who_is_away", "away", "who is off tomorrow?"),
        CanAsk("alerts_now", "alerts", "which alerts are firing?"),
        CanAsk("open_blockers", "blockers", "which blockers are open?"),
        CanAsk("plans", "plans", "what is everybody working on?"),
    ),
    (
        CanAsk("reviews_waiting", "reviews", "which reviews wait for me?"),
        CanAsk("deployments", "deployments", "what went out today?"),
        CanAsk("my_issues", "issues", "what's on my plate?"),
        CanAsk("red_tests", "tests", "which tests are red?"),
        CanAsk("slow_queries", "database", "which queries got slower?"),
    ),
    (
        CanAsk("recall", "what was said and decided", "what did we decide about retries?"),
        CanAsk("this_channel", "what you missed", "what did I miss today?"),
        CanAsk("find_drafts", "decision records and runbooks", "which ADRs are open?"),
    ),
    (
        CanAsk("the_day", "the day", "what's next today?"),
        CanAsk("partners", "people", "who do I ask about databases?"),
    ),
    (
        CanAsk("skip_ritual", "with your button", "skip the next standup"),
        CanAsk("move_issue", "move an issue", "move PAY-41 to Done"),
        CanAsk("nudge_reviewers", "nudge reviewers", "nudge the reviewers of payments#212"),
    ),
)
"""By what they are about, those first that are asked most."""


def what_to_ask(us: str, tools: Collection[str]) -> tuple[Block, ...]:
    """Return what can be asked of us, `us` being our own user id, with the `tools` that work here."""
    keep = "*Keep: *{us} remember that deploys stop on Fridays; `forget that` takes it back"
    besides = (
        phrase(keep, us=Mention(user=us)),
        phrase("*Privately: *`/recall retries`, for your eyes alone"),
        phrase("*Write down: *`/adr` and `/runbook`"),
    )
    return (
        Bullets(items=(*_groups(tools), *besides)),
        SmallPrint(text=("In a thread that starts with a mention of me, you don't need to mention me again.",)),
    )


def _groups(tools: Collection[str]) -> Iterator[Text]:
    for group in GROUPS:
        known = [each for each in group if each.tool in tools]
        if not known:
            continue
        about = ", ".join(each.subject for each in known)
        line: list[str | Span] = [Bold(text=f"{about[0].upper()}{about[1:]}: ")]
        line.append(" · ".join(each.question for each in known[:MOST_EXAMPLES]))
        yield tuple(line)
