"""Who is who elsewhere: the button that asks for it, and its form."""

from contextlib import suppress

from bot.forms import accounts as forms
from bot.home.showing import Home
from bot.interactions.features import clicked, submitted
from integrations.chat import ChatError, PlaceKind
from integrations.interaction import Click, Opens, Outcome, Redraws, Submission, Wrong
from jobs.people.accounts import EDIT
from jobs.people.team import Team
from jobs.people.who_is_who import Mistakes, WhoIsWho


@clicked(EDIT, slow=True)
async def who_is_who(click: Click, who_is_who: WhoIsWho, team: Team) -> Outcome:
    """Open the form: for an admin it has the people of the channel where the button is."""
    channel = await team.channel(click.place) if click.place else None
    # In a direct message they are alone with us.
    place = channel.id if channel is not None and channel.kind is not PlaceKind.DIRECT else None
    asked_in = forms.AskedIn(place=place, thread=click.thread) if place and click.thread else forms.AskedIn()
    return Opens(forms.accounts_form(click.person, await who_is_who.sheet(click.person, place), asked_in))


@submitted(forms.ACCOUNTS)
async def accounts(submission: Submission, who_is_who: WhoIsWho, home: Home) -> Outcome:
    """Keep what it says; what changed is told in its place, a mistake at its field."""
    claims = forms.read_accounts(submission.values)
    asked_in = forms.AskedIn.read(submission.carry)
    try:
        changes = await who_is_who.say(submission.person, claims, channel=asked_in.place, thread=asked_in.thread)
    except Mistakes as mistakes:
        return Wrong({forms.field_of(claim): why for claim, why in mistakes.of.items()})

    async def redraw_home() -> None:
        with suppress(ChatError):  # it is where most people are asked for this, and may be open
            await home.show(submission.person)

    return Redraws(forms.changed_form(changes), then=redraw_home)
