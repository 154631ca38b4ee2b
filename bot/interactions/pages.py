"""The buttons that turn the pages of a list, whatever it lists."""

from bot.forms.pages import NEXT, PREVIOUS, ListPage
from bot.interactions.draft_commands import list_page as drafts_page
from bot.interactions.features import clicked
from bot.interactions.ritual_list import list_page as rituals_page
from integrations.interaction import Click, Outcome, Redraws
from jobs.drafts.drafts import Drafts
from jobs.drafts.model import kind_of
from jobs.roster.rituals import Rituals


@clicked(PREVIOUS, NEXT, slow=True)
async def turn_page(click: Click, rituals: Rituals, drafts: Drafts) -> Outcome:
    """Show the page that the button leads to in the place of the one that it is on."""
    place = ListPage.read(click.value)
    if place.what == "rituals":
        return Redraws(await rituals_page(rituals, click.place or "", place))
    return Redraws(await drafts_page(drafts, kind_of(place.what), click.person, place))
