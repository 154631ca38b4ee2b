"""`/focus 60`: an hour without nudges, for whoever types it; alone it says how it is."""

from datetime import timedelta

from bot.forms.command_help import asks_for_help, elsewhere
from bot.interactions.features import command
from integrations.deferred import pattern
from integrations.interaction import Command, Outcome, Says
from integrations.post import Code, Paragraph, Post, Text, When
from jobs.delivery.quiet_windows import QuietWindows, Window
from jobs.people.team import Team

_LENGTH = pattern(r"(?P<count>-?[0-9]{1,6}) ?(?P<unit>m|mins?|minutes?|h|hours?)?")
HELP: Text = (Code(text="/focus 60"), " keeps nudges back for an hour, ", Code(text="/focus off"), " ends it.")


@command("/focus")
async def focus(typed: Command, windows: QuietWindows, team: Team) -> Outcome:
    """Begin, end, or say how it is."""
    text, user = typed.words.lower(), typed.person
    zone = await team.zone(user)
    if text in ("off", "stop", "end"):
        ended = await windows.end(user)
        said = "Your focus is over." if ended else "You were in no focus of your own."
        goes_on: Text = ()
        if (window := await _of_channels(windows, team, user)) is not None:
            goes_on = (
                f" The {window.kind.value} of a channel of yours goes on until ",
                When(at=window.until, zone=zone),
                ".",
            )
        return Says(Post(headline=(said, *goes_on)))
    if text == "":
        return Says(await _how_it_is(windows, team, user, zone))
    if (asked := _LENGTH.fullmatch(text)) is None:
        lead = "" if asks_for_help(text) else f"I did not understand “{text[:50]}”. "
        other = elsewhere("/focus", text.partition(" ")[0])
        return Says(Post(headline=(lead, *HELP), blocks=(Paragraph(text=other),) if other else ()))
    minutes = int(asked["count"]) * (60 if (asked["unit"] or "m").startswith("h") else 1)
    window = await windows.begin(user, timedelta(minutes=minutes))
    until = When(at=window.until, zone=zone)
    return Says(Post(headline=("In focus until ", until, ". Nudges and digests wait; pages and answers do not.")))


async def _how_it_is(windows: QuietWindows, team: Team, user: str, zone: str) -> Post:
    own = await windows.own(user)
    window = own or await _of_channels(windows, team, user)
    if window is None:
        return Post(headline=HELP)
    lead = "You are in focus until " if own else f"A channel of yours has its {window.kind.value} until "
    held = len(await windows.held_for(user))
    waits = f" {held} waiting for you." if held else " Nothing waits for you."
    return Post(headline=(lead, When(at=window.until, zone=zone), f".{waits}"))


async def _of_channels(windows: QuietWindows, team: Team, user: str) -> Window | None:
    """What holds the nudges of a person besides their own focus, and lasts longest."""
    return await windows.of_channels(await team.channels_of(user))
