"""What `/ritual` shows of a channel: what comes next in a few lines, all of it in pages, and what can be typed."""

from collections.abc import Sequence

from bot.forms.command_help import RITUAL, help_post
from bot.forms.pages import NEXT, ListPage
from bot.forms.ritual import NEW, SETUP, ritual_buttons
from bot.interactions.features import clicked
from integrations.database.tables.cadence import RitualState
from integrations.interaction import Click, Outcome, Says
from integrations.post import Block, Bold, Bullets, Button, Buttons, Code, InChannel, Paragraph, Post, Text, When
from jobs.roster.change_lines import rhythm
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals

HELP = "ritual_help"
MOST_NEXT = 10
"""Rituals of the next day that are named."""


@clicked(HELP)
async def help_(click: Click) -> Outcome:
    """Say what can be typed."""
    return Says(help_post("What /ritual can do", RITUAL))


async def short_list(rituals: Rituals, channel: str) -> Post:
    """Return the rituals of a channel that come on its next day, and buttons to all of them."""
    coming = await rituals.roster.coming([channel], MOST_NEXT)
    count = await rituals.roster.count(channel)
    if not count:
        return _with_help(_none(channel))
    more = Buttons(
        buttons=(
            Button(
                action=NEXT,
                label=f"See and change {_all(count)}",
                value=ListPage(what="rituals").carry,
                style="primary",
            ),
            Button(action=NEW, label="New ritual", value=channel),
        )
    )
    post = Post(headline=("The rituals of ", InChannel(channel=channel)), blocks=(*_next_day(coming), more))
    return _with_help(post)


def _next_day(coming: Sequence[Listed]) -> list[Block]:
    dated = [(each, each.next_at) for each in coming if each.next_at is not None]
    if not dated:
        return [Paragraph(text=("None of them comes by itself now: they are paused or off.",))]
    first, at = dated[0]
    lines: list[Text] = [
        (When(at=when, style="time", zone=each.zone), " ", Bold(text=each.ritual.title))
        for each, when in dated
        if each.next_day == first.next_day
    ]
    return [Paragraph(text=("Next, ", When(at=at, style="date", zone=first.zone), ":")), Bullets(items=tuple(lines))]


def _all(count: int) -> str:
    return "it" if count == 1 else "both" if count == 2 else f"all {count}"


def _none(channel: str) -> Post:
    day = Button(action=SETUP, label="Set up the card's day", value=channel)
    new = Button(action=NEW, label="New ritual", value=channel, style="primary")
    return Post(headline=("No rituals yet in ", InChannel(channel=channel)), blocks=(Buttons(buttons=(new, day)),))


def _with_help(post: Post) -> Post:
    *blocks, last = post.blocks
    assert isinstance(last, Buttons)  # noqa: S101 # each of them ends with its buttons
    buttons = (*last.buttons, Button(action=HELP, label="What /ritual can do"))
    return post.model_copy(update={"blocks": (*blocks, Buttons(buttons=buttons))})


async def list_page(rituals: Rituals, channel: str, place: ListPage) -> Post:
    """Return a page of a channel's rituals, each with its buttons."""
    listed, pages = await rituals.roster.page(channel, place.page)
    if not listed:
        return _none(channel)
    blocks: list[Block] = []
    for each in listed:
        blocks += [Paragraph(text=line(each)), ritual_buttons(each.ritual.name, each.state)]
    blocks.append(Buttons(buttons=(Button(action=NEW, label="New ritual", value=channel),)))
    blocks += place.at(min(place.page, pages - 1)).buttons(pages)
    return Post(headline=("The rituals of ", InChannel(channel=channel)), blocks=tuple(blocks))


def line(each: Listed) -> Text:
    """Return a ritual in a line: its title and rhythm, when it comes next or why it does not, and its name."""
    ritual = each.ritual
    what: Text = (Bold(text=ritual.title), f" {rhythm(ritual.at, ritual.days, ritual.every, each.timezone)}")
    if each.state is not RitualState.ACTIVE:
        return (*what, f"; {each.state.value}{f': {each.reason}' if each.reason else ''}; ", Code(text=ritual.name))
    if each.next_at is None:
        return (*what, "; ", Code(text=ritual.name))
    return (*what, "; next ", When(at=each.next_at, style="date_time", zone=each.zone), "; ", Code(text=ritual.name))
