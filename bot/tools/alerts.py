"""What fires, and what fired."""

from datetime import timedelta

from bot.tools.arguments import About
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.post import Bullets, SmallPrint
from integrations.time import Clock
from jobs.alerts import Alerts
from jobs.alerts.lives import latest
from jobs.alerts.names import names
from jobs.alerts.posts import SHOWN, firing_first, firing_line

LOOKS_BACK = timedelta(days=30)
"""An alert that has fired for longer without a word of its source is not called firing."""


@tool("alerts_now", Audience.FULL_MEMBERS, told_by="standup")
async def alerts_now(asking: Asking, wanted: About, alerts: Alerts, clock: Clock) -> Finding:
    """Tell which alerts fire now, worst first: service, what it is about, severity, for how long.

    With words only those of a service or a rule that has these words in its name.
    """
    now = clock.now()
    firing = firing_first(latest(await alerts.between(now - LOOKS_BACK, now)), wanted.words)
    about = f" about {wanted.words}" if wanted.words else ""
    if not firing:
        return Finding((f"No alert{about} is firing, as far as my sources have told me.",), as_of=now)
    which = names(firing[:SHOWN])
    items = Bullets(items=tuple(firing_line(each, which[each.id], {}, now) for each in firing[:SHOWN]))
    more = (SmallPrint(text=(f"and {len(firing) - SHOWN} more",)),) if len(firing) > SHOWN else ()
    headline = "1 alert is firing" if len(firing) == 1 else f"{len(firing):,} alerts are firing"
    return Finding((f"{headline}{about}.",), (items, *more), as_of=now)
