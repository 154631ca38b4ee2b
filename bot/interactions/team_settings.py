"""What holds for the whole team, changed in a form: `/ritual team`, and a button in the App Home."""

import asyncio
from dataclasses import replace

from bot.forms.team_settings import CALLBACK, every_zone, read_settings, team_form
from bot.home.showing import Home
from bot.interactions.features import clicked, submitted
from integrations.form import Form
from integrations.interaction import Click, Done, Opens, Outcome, Says, Submission, Wrong
from integrations.post import Post
from jobs.errors import NotAccepted
from jobs.people.team import Team
from jobs.roster.rituals import Rituals


@clicked(CALLBACK)
async def settings(click: Click, rituals: Rituals, team: Team) -> Outcome:
    """Open the form, for who may change them."""
    return Opens(await settings_form(rituals, team, click.person))


async def settings_form(rituals: Rituals, team: Team, user: str) -> Form:
    """Return the form of the team's settings. Raise `UserError` for who may not change them."""
    zone, _ = await rituals.roster.zone_for(user)
    now = replace(await rituals.settings.changeable(user), timezone=zone)
    near = {await team.zone(user)}
    for channel in await team.channels_of(user):
        near |= {person.zone for person in await team.members(channel)}
    return team_form(now, near, await asyncio.to_thread(every_zone))


@submitted(CALLBACK)
async def changed(submission: Submission, rituals: Rituals, home: Home) -> Outcome:
    """Change them; every channel with rituals is told by the change itself."""
    user = submission.person
    wanted, wrong = read_settings(submission.values, await rituals.settings.changeable(user))
    if wrong:
        return Wrong(wrong)
    try:
        differs = await rituals.settings.change(user, wanted)
    except NotAccepted as problem:
        return Wrong({field: f"This {why}." for field, why in problem.fields.items()})

    async def then() -> Outcome:
        await home.show(user)
        said = "The team's settings are changed." if differs else "The team's settings are as they were."
        return Says(Post(headline=(said,)))

    return Done(then=then)
