"""Who the card's partners are: the button that asks for it, and its form."""

from contextlib import suppress

from bot.forms import partners as forms
from bot.home.showing import Home
from bot.interactions.features import clicked, submitted
from integrations.chat import ChatError
from integrations.interaction import Click, Opens, Outcome, Redraws, Submission
from jobs.people.partners import EDIT, Partners


@clicked(EDIT)
async def open_partners(_: Click, partners: Partners) -> Outcome:
    """Open the form that says who the card's partners are."""
    known = await partners.all()
    return Opens(forms.partners_form(known, {each.name: await partners.shown(each.who) for each in known}))


@submitted(forms.PARTNERS)
async def keep_partners(submission: Submission, partners: Partners, home: Home) -> Outcome:
    """Keep what it says, and show it."""
    wanted = forms.read_partners(submission.values, await partners.all())
    changed = await partners.say(submission.person, wanted)
    shown = [(each, await partners.shown(each.who)) for each in changed]

    async def redraw_home() -> None:
        with suppress(ChatError):
            await home.show(submission.person)

    return Redraws(forms.changed_form(shown), then=redraw_home)
