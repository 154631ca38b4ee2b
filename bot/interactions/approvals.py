"""The buttons below a request of a tool that writes."""

from bot.interactions.features import clicked
from bot.tools.approval_posts import APPROVE, REFUSE
from bot.tools.approvals import Approvals
from integrations.interaction import Click, Done, Outcome
from jobs.carried import read_id


@clicked(APPROVE)
async def approve(click: Click, approvals: Approvals) -> Outcome:
    """Take the yes, and do it once the chat is answered."""
    allowed = await approvals.take(click.person, read_id(click.value))

    async def then() -> None:
        await approvals.carry_out(allowed, click.person)

    return Done(then=then)


@clicked(REFUSE)
async def refuse(click: Click, approvals: Approvals) -> Outcome:
    """Refuse a request that waits for a yes."""
    await approvals.refuse(click.person, read_id(click.value))
    return Done()
