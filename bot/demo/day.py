"""The day that the demo plays: who does what, and when. Sample data, all of it.

Five members answer the standup in five ways: in full, blocked, the evening before, late, and
not at all, being away. A question is answered from what was said the day before, a pull request is
merged and unblocks somebody, an alert comes and goes, a decision is drafted and accepted in the
design review, and the day ends with everybody's own issues.
"""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.demo import team
from bot.demo.acting import Act, acted, answer, clicks, fill, had_a_standup
from bot.demo.stage import Stage
from bot.demo.world.story import LOGINS, MERGED, Story
from bot.demo.world.world import errors, night
from integrations.database.tables.cadence import TEAM, Late
from integrations.workspace import Person
from jobs.cadence.ritual import Occurrence, Ritual
from jobs.people.partners import Who

BACKEND = f"#{team.BACKEND.name}"
OPENS = "08:55"
"""The demo begins a little before the day does."""
LAST = "18:00"
"""When the day is over."""

YESTERDAY = (
    (team.BEN, "The payment webhook was retried twice during the deploy and we charged one customer twice."),
    (team.ANA, "We decided: every retry of the payment webhook carries an idempotency key, kept for 24 hours."),
    (team.CHIARA, "I will add an index on payments.retry_at, the nightly sweep scans the whole table."),
    (team.CHIARA, "Agreed on databases: each service keeps its own, and nobody reads another's tables."),
    (team.DEV, "Staging has the new order form. The slow query from Thursday is still there."),
)
PLANS = {
    team.ANA: {"finish": "Wrote down what went wrong in the deploy.", "plan": "Review the idempotency keys with Ben."},
    team.BEN: {"finish": "Found the webhook that charged twice.", "plan": "Idempotency keys on POST /payments."},
    team.DEV: {"finish": "The new order form on staging.", "plan": "Try the order form on a phone."},
}
"""What they answered in the standup of the day before: the next one begins with it."""
PARTNERS = {"QA Engineer": Who(person=team.DEV.id), "DevOps Engineer": Who(person=team.ELIF.id)}
"""Who the card's partners are."""
WAITS = "Drop legacy_total from the order API"
"""The pull request that waits for a review the longest."""
TOPIC = "Contract tests for the order API"
DECISION = "Keep payment events in an outbox table"
PLANNED = "The index on payments.retry_at (payments#212), built concurrently."


async def before(stage: Stage, story: Story) -> None:
    """What the team said the working day before, and the rituals that it set up that evening."""
    parts, workspace = stage.app.parts, stage.workspace
    await parts.partners.say(team.ANA.id, PARTNERS)
    await had_a_standup(stage, BACKEND, PLANS)
    await stage.turn_to(stage.at("15:00"))
    await _measure(stage)
    for person, words in YESTERDAY:
        await workspace.member(person.id).says(BACKEND, words)
        await stage.pass_(minutes=7)
    await workspace.member(team.ANA.id).says(
        f"#{team.LEADS.name}", "The second backend opening is approved; not announced yet, please keep it here."
    )
    await stage.turn_to(stage.at("18:05"))
    await parts.rituals.setup.apply(team.ANA.id, team.BACKEND.id, timezone=team.ZONE)
    await stage.settle()
    chiara = workspace.member(team.CHIARA.id)
    await chiara.command("/standup ahead", BACKEND)
    await fill(stage, chiara, {"plan for": PLANNED})
    await stage.turn_to(story.at("06:00"))
    await parts.alerts.take(night(story))


async def _measure(stage: Stage) -> None:
    """The look at the databases that a ritual took the day before: what is slow is told by the difference."""
    zone, now = team.ZONE, stage.now()
    ritual = Ritual(0, "", "slow_queries", team.BACKEND.id, "14:00", (), zone, 1, Late.RUN, None, "", "")
    result = await stage.app.parts.rituals.kinds[ritual.kind].run(Occurrence(0, ritual, now.date(), TEAM, "open", now))
    if result.keep is not None:
        async with stage.app.parts.db.write() as tx:
            await result.keep(tx)


def play(stage: Stage, mention: str, story: Story | None = None) -> AsyncIterator[datetime]:
    """Play the day from now to its end, or the next one where it is over; yields after each thing that happens."""
    return acted(stage, _scenes(mention, story), opens=OPENS, last=LAST)


def _scenes(mention: str, story: Story | None) -> tuple[tuple[str, Act], ...]:
    def says(who: Person, words: str) -> Act:
        async def act(stage: Stage) -> None:
            await stage.workspace.member(who.id).says(BACKEND, words.format(bot=mention))

        return act

    def types(who: Person, words: str) -> Act:
        async def act(stage: Stage) -> None:
            await stage.workspace.member(who.id).command(words, BACKEND)

        return act

    def alerts(*, over: bool) -> Act:
        async def act(stage: Stage) -> None:
            if story is not None:
                await stage.app.parts.alerts.take(errors(story, over=over))

        return act

    return (
        ("09:03", _ana_answers),
        ("09:06", _ben_is_blocked),
        ("09:40", _ana_says_who_elif_is),
        ("09:45", _ana_nudges),
        ("10:05", says(team.BEN, "{bot} what did we decide about retries of the payment webhook?")),
        ("10:50", types(team.DEV, f"/ritual topic {TOPIC}")),
        ("11:20", _dev_is_late),
        (MERGED, says(team.CHIARA, "Merged. The index goes out with v2.15 this afternoon.")),
        ("11:36", _somebody_looks),
        ("12:05", _dev_asks_in_a_dm),
        ("14:05", alerts(over=False)),
        ("14:21", alerts(over=True)),
        ("14:30", _chiara_drafts_a_decision),
        ("15:20", _ana_accepts_it),
        ("15:25", _dev_talks),
        ("16:20", says(team.ANA, "{bot} remember that the release train leaves on Thursdays at 14:00")),
        ("16:40", says(team.BEN, "{bot} panel: what about refunds, before we retry the payment webhook for them too?")),
        ("16:50", says(team.CHIARA, "{bot} as the Database Reliability Engineer, what should I look at?")),
        ("16:55", says(team.DEV, "{bot} what would the Pragmatist say about the order form on staging?")),
        ("17:40", _ben_plans_ahead),
    )


# --- the scenes --------------------------------------------------------------------


async def _ana_answers(stage: Stage) -> None:
    await answer(
        stage,
        BACKEND,
        stage.workspace.member(team.ANA.id),
        {
            "finish": "Reviewed the idempotency keys with Ben.",
            "plan": "The outbox for payment events: write the proposal, find out who reads them.\nReview payments#212",
        },
    )


async def _ben_is_blocked(stage: Stage) -> None:
    await answer(
        stage,
        BACKEND,
        stage.workspace.member(team.BEN.id),
        {
            "finish": "Idempotency keys on POST /payments, reviewed and merged.",
            "plan": "The same for refunds.",
            "in your way": "Waiting for the index on payments.retry_at (PAY-41, payments#212) to load-test refunds",
        },
    )


async def _somebody_looks(stage: Stage) -> None:
    """What the background does every few minutes, on a clock that jumps: blockers close themselves."""
    await stage.app.parts.condition_poller.look_after()


async def _ana_says_who_elif_is(stage: Stage) -> None:
    """What neither addresses nor names tell; Ana is an admin."""
    if await clicks(stage, BACKEND, team.ANA, "Who is who"):
        await fill(stage, stage.workspace.member(team.ANA.id), {"elif's login on github": LOGINS[team.ELIF.id]})


async def _ana_nudges(stage: Stage) -> None:
    await clicks(stage, BACKEND, team.ANA, "Nudge", WAITS)


async def _dev_talks(stage: Stage) -> None:
    await clicks(stage, BACKEND, team.DEV, "Talked about", TOPIC)


async def _dev_is_late(stage: Stage) -> None:
    await answer(
        stage,
        BACKEND,
        stage.workspace.member(team.DEV.id),
        {"finish": "Dentist, sorry.", "plan": "Try the order form on a phone.\nThe order form on staging, end to end."},
    )


async def _dev_asks_in_a_dm(stage: Stage) -> None:
    dev = stage.workspace.member(team.DEV.id)
    await dev.says(await dev.opens_dm(), "Where did the slow query on staging come from?")


async def _chiara_drafts_a_decision(stage: Stage) -> None:
    chiara = stage.workspace.member(team.CHIARA.id)
    await chiara.command(f"/adr {DECISION}", BACKEND)
    await stage.settle()
    await fill(
        stage,
        chiara,
        {
            "context": "Events were lost when the process died between the commit and the publish.",
            "decision": "Write the event in the same transaction as the payment, and publish from the table.",
            "consequences": "Consumers may see an event twice and must be idempotent. One more table to prune.",
        },
    )


async def _ana_accepts_it(stage: Stage) -> None:
    await clicks(stage, BACKEND, team.ANA, "Accept", DECISION)


async def _ben_plans_ahead(stage: Stage) -> None:
    ben = stage.workspace.member(team.BEN.id)
    await ben.command("/standup ahead", BACKEND)
    await fill(stage, ben, {"plan for": "Load-test refunds now that the index is there."})
