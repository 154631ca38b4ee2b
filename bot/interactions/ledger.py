"""The buttons of the interruption ledger, in its message and in the App Home: less of a kind, and all of it again."""

from datetime import date

from bot.home.showing import Home
from bot.interactions.features import clicked
from integrations.interaction import Click, Done, Outcome, Redraws
from jobs.carried import readable
from jobs.delivery import ledger_posts
from jobs.delivery.ledger import Ledger
from jobs.messages import Interruption


@clicked(*map(ledger_posts.action, ledger_posts.CAN_BE_LESS))
async def less(click: Click, ledger: Ledger, home: Home) -> Outcome:
    """Let them have less of a kind, and show it where they pressed."""
    await ledger.limits.less(click.person, Interruption(click.action.removeprefix(f"{ledger_posts.LESS}_")))
    if click.place is not None:
        with readable():
            day = date.fromisoformat(click.value)
        return Redraws(ledger_posts.weekly(await ledger.week(click.person, day)))
    return Done(then=home.redraw(click.person))
