"""A ritual made, changed, copied and paused by hand: the forms that `/ritual`, its list and the App Home open."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.forms.field_errors import field_errors
from bot.forms.question_fields import lacks_fields, questions_as_shown
from bot.forms.ritual import CONTINUE, COPY, DAY, EDIT, NEW, PAUSE, RESUME, ForChannel, new_form, setup_form
from bot.forms.ritual_form import (
    CALLBACK,
    About,
    RitualBegun,
    about_of,
    as_filled,
    as_picture,
    errors_of,
    imprint,
    made_form,
    read_ritual,
    ritual_form,
    shown_questions,
)
from bot.forms.values import one
from bot.home.showing import Home
from bot.interactions.features import changed, clicked, submitted
from integrations.chat import PlaceKind
from integrations.form import Form, FormValues
from integrations.interaction import Change, Click, Done, Opens, Outcome, Redraws, Says, Submission, Wrong
from integrations.post import Post
from integrations.rolecard import RoleCard
from jobs.delivery.unfinished_forms import UnfinishedForms
from jobs.errors import NotAccepted, UserError
from jobs.people.team import Team
from jobs.people.told_elsewhere import NOT_HERE
from jobs.roster.ritual_templates import beginning, others, templates
from jobs.roster.rituals import Rituals
from jobs.roster.spec import Spec

PREVIEW_WITHIN_S = 1.5
"""What takes longer is not shown: a chat waits for a form no longer than it does for an ack."""
_NAMED = ("members", "report_to")
_CONTINUES = "Then choose “Continue where you were” in /ritual new: what you typed is kept for a day"
_LATER = "What it says is looked up at its time; /ritual preview shows that once it is there."


# --- new -------------------------------------------------------------------------------


@clicked(NEW)
async def new(click: Click, rituals: Rituals, team: Team, unfinished: UnfinishedForms) -> Outcome:
    """Ask which kind of ritual it is to be."""
    return Opens(await start(rituals, team, unfinished, click.person, click.value or click.place or ""))


async def start(
    rituals: Rituals, team: Team, unfinished: UnfinishedForms, user: str, place: str, words: str = ""
) -> Form:
    """Return the form with which a ritual begins; `words` name a template or a kind. Raise `UserError` for guests."""
    await rituals.maker.check_may_make(user)
    found = await team.channel(place) if place else None
    channel = place if found is not None and found.kind != PlaceKind.DIRECT and found.here else ""
    every = await asyncio.to_thread(templates)
    if not words.strip():
        kept = await unfinished.of(user, CALLBACK)
        left = str(kept.answers.get("title", "")) if kept is not None else None
        return new_form(every.values(), others(rituals.kinds), channel, has_day=rituals.setup.has_day, left=left)
    spec = replace(beginning(words, rituals.kinds), channel=channel)
    return ritual_form(spec, await _about(rituals, team, user, about_of("new", words, rituals.kinds, spec.kind), spec))


async def setup_of(rituals: Rituals, card: RoleCard, user: str, channel: str) -> Form:
    """Return the form of the card's day. Raise `UserError` for who may not set it up, and where."""
    proposals = await rituals.setup.propose(user, channel)
    zone, is_set = await rituals.roster.zone_for(user)
    days = await rituals.setup.working_days()
    return setup_form(card.title, channel, proposals, days, zone, zone_is_set=is_set)


@submitted(NEW)
async def begun(
    submission: Submission, rituals: Rituals, team: Team, card: RoleCard, unfinished: UnfinishedForms
) -> Outcome:
    """Show the form of what was chosen."""
    chosen = one(submission.values, "kind") or one(submission.values, "template")
    if not chosen:
        return Wrong({"template": "Please choose one."})
    channel = ForChannel.read(submission.carry).channel
    if chosen == DAY:
        return Redraws(await setup_of(rituals, card, submission.person, channel))
    if chosen == CONTINUE:
        return Redraws(await _left(rituals, team, unfinished, submission.person))
    return Redraws(await start(rituals, team, unfinished, submission.person, channel, chosen))


async def _left(rituals: Rituals, team: Team, unfinished: UnfinishedForms, user: str) -> Form:
    """Return the form that somebody had to leave. Raise `UserError` where it is gone, or theirs no more."""
    kept = await unfinished.of(user, CALLBACK)
    if kept is None:
        raise UserError("That was kept for a day, and is gone by now. Please choose how to begin.")
    spec, about = await _read(rituals, team, user, kept.carry, kept.answers)
    if about.doing == "edit":
        await rituals.roster.changeable(user, about.origin)
    return _as_held(spec, about, kept.answers, shown_questions(kept.answers, ""))


# --- one that is there -----------------------------------------------------------------


@clicked(EDIT)
async def edit(click: Click, rituals: Rituals, team: Team) -> Outcome:
    """Open the form of one ritual, for who may change it."""
    return Opens(await edit_of(rituals, team, click.person, click.value))


async def edit_of(rituals: Rituals, team: Team, user: str, name: str) -> Form:
    """Return the form of one ritual. Raise `UserError` for who may not change it."""
    listed = await rituals.roster.changeable(user, name)
    spec = await as_ids(team, await rituals.roster.spec_of(name))
    about = about_of("edit", name, rituals.kinds, spec.kind)
    return ritual_form(spec, await _about(rituals, team, user, replace(about, state=listed.state), spec))


@clicked(COPY)
async def copy(click: Click, rituals: Rituals, team: Team) -> Outcome:
    """Open the form of a new one that begins as this one is."""
    return Opens(await copy_of(rituals, team, click.person, click.value))


async def copy_of(rituals: Rituals, team: Team, user: str, name: str) -> Form:
    """Return the form of a copy. Raise `UserError` for guests, and for who is not in its channel."""
    await rituals.maker.check_may_make(user)
    spec = await _beginning(rituals, team, name, copied=True)
    if all(member.id != user for member in await team.members(spec.channel)):
        raise UserError("You are not in the channel of that ritual, so it is not yours to copy.")
    about = about_of("new", name, rituals.kinds, spec.kind, copied=True)
    return ritual_form(spec, await _about(rituals, team, user, about, spec))


@clicked(PAUSE)
async def pause(click: Click, rituals: Rituals, home: Home) -> Outcome:
    """Pause a ritual."""
    found = await rituals.roster.pause(click.person, click.value)
    return Says(Post(headline=(f"{found.ritual.title} is paused.",)), then=home.redraw(click.person, click.place))


@clicked(RESUME)
async def resume(click: Click, rituals: Rituals, home: Home) -> Outcome:
    """Let a paused ritual run again."""
    found = await rituals.roster.resume(click.person, click.value)
    return Says(Post(headline=(f"{found.ritual.title} runs again.",)), then=home.redraw(click.person, click.place))


# --- the form --------------------------------------------------------------------------


@changed(CALLBACK)
async def redrawn(change: Change, rituals: Rituals, team: Team) -> Outcome:
    """Show the fields that follow from what was chosen, or one question more."""
    spec, about = await _read(rituals, team, change.person, change.carry, change.values)
    return Redraws(_as_held(spec, about, change.values, shown_questions(change.values, change.value)))


@submitted(CALLBACK)
async def sent(
    submission: Submission, rituals: Rituals, team: Team, home: Home, unfinished: UnfinishedForms
) -> Outcome:
    """Change a ritual, show what a new one will be, or make that; the channel is told by the change itself."""
    values, user = submission.values, submission.person
    spec, about = await _read(rituals, team, user, submission.carry, values)
    if lacks_fields(values):
        return Redraws(_as_held(spec, about, values, shown_questions(values, "")))
    if wrong := errors_of(values):
        return Wrong(wrong)
    try:
        if about.doing == "edit":
            await _change(rituals, team, user, spec, about, values)
            return Done(then=lambda: unfinished.drop(user, CALLBACK))
        checked = await rituals.maker.checked(user, spec)
        if RitualBegun.read(submission.carry).seen != imprint(spec):
            preview = as_picture(spec, await _preview(rituals, user, checked), about)
            return Redraws(ritual_form(spec, about, preview=preview))
        made = await rituals.maker.make(user, spec)
    except NotAccepted as problem:
        wrong = dict(problem.fields)
        if NOT_HERE in wrong.values():  # to invite us they have to leave the form
            await unfinished.keep(user, CALLBACK, submission.carry, values)
            wrong = {key: f"{NOT_HERE}. {_CONTINUES}" if why == NOT_HERE else why for key, why in wrong.items()}
        return Wrong(field_errors(wrong, list(values)))

    async def then() -> None:
        await unfinished.drop(user, CALLBACK)
        await home.show(user)

    return Redraws(made_form(made), then=then)


def _as_held(spec: Spec, about: About, values: FormValues, shown: int) -> Form:
    """The form with what it holds by now."""
    return ritual_form(spec, about, questions=questions_as_shown(values), questions_shown=shown)


async def _change(rituals: Rituals, team: Team, user: str, spec: Spec, about: About, values: FormValues) -> None:
    """Change a ritual, for who may, and is in the channel that it moves to."""
    before = await rituals.roster.changeable(user, about.origin)
    if spec.channel != before.ritual.channel:
        found = await team.channel(spec.channel)
        # What we cannot post to the change itself refuses, and says why.
        if found is not None and found.here and not await team.is_member(spec.channel, user):
            raise NotAccepted({"channel": "is no channel that you are in"})
    kept = await rituals.roster.spec_of(about.origin)
    shown = await as_ids(team, kept)
    wanted = read_ritual(values, shown, about.own)
    for key in _NAMED:  # what a file says by address or name stays so, as long as nobody chooses something else
        if key in kept.options and wanted["options"].get(key) == shown.options.get(key):
            wanted["options"][key] = kept.options[key]
    await rituals.roster.edit(user, about.origin, **wanted)


async def _preview(rituals: Rituals, user: str, spec: Spec) -> Sequence[Post]:
    try:
        async with asyncio.timeout(PREVIEW_WITHIN_S):
            return (await rituals.on_demand.preview_of(user, spec)).posts
    except TimeoutError:
        return [Post(headline=(spec.title, ". ", _LATER))]


async def _read(rituals: Rituals, team: Team, user: str, carry: str, values: FormValues) -> tuple[Spec, About]:
    """The ritual as a form holds it by now, and what the form is about."""
    begun = RitualBegun.read(carry)
    if begun.doing == "edit":
        before = await as_ids(team, await rituals.roster.spec_of(begun.origin))
    else:
        before = await _beginning(rituals, team, begun.origin, copied=begun.copied)
    about = about_of(begun.doing, begun.origin, rituals.kinds, before.kind, copied=begun.copied)
    if about.doing == "edit":
        about = replace(about, state=(await rituals.roster.named(about.origin)).state)
    spec = as_filled(values, before, about.own)
    return spec, await _about(rituals, team, user, about, spec)


async def as_ids(team: Team, spec: Spec) -> Spec:
    """Return a ritual with ids for the addresses and names that a file may have, as fields take them."""
    options = dict(spec.options)
    if members := options.get("members"):
        found = [await team.by_email(each) if "@" in str(each).lstrip("<@") else None for each in members]
        options["members"] = [person.id if person else each for person, each in zip(found, members, strict=True)]
    if report_to := options.get("report_to"):
        options["report_to"] = await team.find_channel(str(report_to)) or report_to
    return replace(spec, options=options)


async def _beginning(rituals: Rituals, team: Team, origin: str, *, copied: bool) -> Spec:
    if not copied:
        return beginning(origin, rituals.kinds)
    spec = await as_ids(team, await rituals.roster.spec_of(origin))
    return replace(spec, title=f"{spec.title[:140]} (copy)", paused=False, off="")


async def _about(rituals: Rituals, team: Team, user: str, about: About, spec: Spec) -> About:
    """With what the form says of the team, to `user`."""
    settings = await rituals.roster.team_settings()
    people = await team.members(spec.channel) if spec.channel else []
    zones = tuple(sorted({person.zone for person in people}))
    zone, _ = await rituals.roster.zone_for(user)
    return replace(about, working_days=settings.working_days, zone=zone, zones=zones, people=len(people))
