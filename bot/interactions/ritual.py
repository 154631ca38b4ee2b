"""What people do with the rituals of a channel: `/ritual`, and the form of the card's day."""

from bot.forms.command_help import RITUAL, asks_for_help, help_post, unknown
from bot.forms.field_errors import field_errors
from bot.forms.pages import ListPage
from bot.forms.ritual import SETUP, ForChannel, was_set_up_form
from bot.forms.values import many, one
from bot.interactions import ritual_ending
from bot.interactions.features import clicked, command, submitted
from bot.interactions.ritual_list import list_page, short_list
from bot.interactions.ritual_making import copy_of, edit_of, setup_of, start
from bot.interactions.team_settings import settings_form
from integrations.interaction import Click, Command, Done, Opens, Outcome, Redraws, Says, Submission, Wrong
from integrations.post import Post, SmallPrint, When
from integrations.rolecard import RoleCard
from jobs.cadence import Cadence
from jobs.calendar import WEEKDAYS
from jobs.delivery.unfinished_forms import UnfinishedForms
from jobs.design.topics import Topics
from jobs.errors import NotAccepted
from jobs.people.team import Team
from jobs.rituals.design_review import DesignReview
from jobs.rituals.reminder import Reminder
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals
from jobs.roster.spec import MEMBER

MOST_PREVIEWED = 3

# --- /ritual ---------------------------------------------------------------------------


@command("/ritual")
async def ritual(
    typed: Command,
    rituals: Rituals,
    cadence: Cadence,
    topics: Topics,
    card: RoleCard,
    team: Team,
    unfinished: UnfinishedForms,
) -> Outcome:
    """Do what was typed; alone it shows what comes next in this channel."""
    word, _, rest = typed.words.partition(" ")
    user, channel, rest = typed.person, typed.place, rest.strip()
    match word.lower():
        case "":
            return Says(await short_list(rituals, channel))
        case "list":
            return Says(await list_page(rituals, channel, ListPage(what="rituals")))
        case "setup":
            return Opens(await setup_of(rituals, card, user, channel))
        case "team" | "settings":
            return Opens(await settings_form(rituals, team, user))
        case "new":
            return Opens(await start(rituals, team, unfinished, user, channel, rest))
        case "edit" | "change":
            found = await rituals.roster.find(channel, rest)
            return Opens(await edit_of(rituals, team, user, found.ritual.name))
        case "copy":
            found = await rituals.roster.find(channel, rest)
            return Opens(await copy_of(rituals, team, user, found.ritual.name))
        case "end":
            found = await rituals.roster.find(channel, rest)
            return Says(ritual_ending.asked(await rituals.roster.changeable(user, found.ritual.name)))
        case "run":
            return await _run(rituals, cadence, typed, rest)
        case "preview":
            return Done(then=lambda: _preview(rituals, user, channel, rest))
        case "pause":
            found = await rituals.roster.find(channel, rest)
            await rituals.roster.pause(user, found.ritual.name)
            return Says(Post(headline=(f"{found.ritual.title} is paused.",)))
        case "resume":
            found = await rituals.roster.find(channel, rest)
            return Says(_next(await rituals.roster.resume(user, found.ritual.name)))
        case "skip":
            found = await rituals.roster.find(channel, rest)
            day, after = await rituals.roster.skip_next(user, found.ritual.name)
            return Says(_next(after, f"Skipped on {day:%A} {day.day} {day:%B}. "))
        case "topic":
            waiting = await topics.queue(channel, user, rest)
            return Says(await _queued(rituals, channel, waiting))
        case _ if asks_for_help(typed.words):
            return Says(help_post("What /ritual can do", RITUAL))
    return Says(unknown("/ritual", word, RITUAL))


async def _run(rituals: Rituals, cadence: Cadence, typed: Command, words: str) -> Outcome:
    began = await rituals.on_demand.run_now(typed.person, typed.place, words, f"run:{typed.id}")

    async def then() -> Outcome:
        await cadence.tick()
        return Says(Post(headline=(f"{began.title} runs now.",)))

    return Done(then=then)


async def _preview(rituals: Rituals, user: str, channel: str, words: str) -> Outcome:
    found = await rituals.on_demand.preview(user, channel, words)
    *before, last = found.posts[:MOST_PREVIEWED]
    when = When(at=found.at, style="full", zone=found.zone)
    small = SmallPrint(
        text=(
            "A preview for you alone: as it would look on ",
            when,
            ", with what I know now.",
        )
    )
    first, *more = *before, last.model_copy(update={"blocks": (*last.blocks, small)})
    return Says(first, more=tuple(more))


async def _queued(rituals: Rituals, channel: str, waiting: int) -> Post:
    here = await rituals.roster.listed(channel, kinds=(DesignReview.name, Reminder.name))
    agenda = [each for each in here if each.ritual.kind == DesignReview.name or each.ritual.options.get("agenda")]
    coming = min((each for each in agenda if each.next_at), key=lambda each: str(each.next_at), default=None)
    lead = f"Queued; {waiting} {'waits' if waiting == 1 else 'wait'}."
    if coming is None or coming.next_at is None:
        words = "No ritual here brings topics up by itself yet; /ritual run design_review does."
        return Post(headline=(f"{lead} {words}",))
    when = When(at=coming.next_at, style="date_time", zone=coming.zone)
    return Post(headline=(f"{lead} {coming.ritual.title} brings it up, ", when, "."))


# --- the buttons and the forms ---------------------------------------------------------


@clicked(SETUP)
async def setup(click: Click, rituals: Rituals, card: RoleCard) -> Outcome:
    """Open the form of the card's day."""
    return Opens(await setup_of(rituals, card, click.person, click.value))


@submitted(SETUP)
async def set_up(submission: Submission, rituals: Rituals, team: Team) -> Outcome:
    """Set the day up; the channel is told by the change itself."""
    answers, user, channel = submission.values, submission.person, ForChannel.read(submission.carry).channel
    try:
        await _check_is_in(team, user, channel)
        await rituals.setup.apply(
            user,
            channel,
            chosen=[int(number) for number in many(answers, "tasks")],
            days=tuple(day for day in WEEKDAYS if day in many(answers, "days")),
            each_their_own=one(answers, "zone") == MEMBER,
            timezone=one(answers, "timezone") or None,
        )
    except NotAccepted as problem:
        return Wrong(field_errors(problem.fields, list(answers)))
    return Redraws(was_set_up_form(channel))


async def _check_is_in(team: Team, user: str, channel: str) -> None:
    """Raise `NotAccepted` for who is not in a channel of ours: they may have left it since the form was opened."""
    found = await team.channel(channel)
    if found is None or not found.here:
        return  # the change itself refuses that, and says why
    if not await team.is_member(channel, user):
        raise NotAccepted({"channel": "is no channel that you are in"})


# --- what they are shown ---------------------------------------------------------------


def _next(each: Listed, lead: str = "") -> Post:
    if each.next_at is None:
        return Post(headline=(f"{lead}{each.ritual.title} has no next date.",))
    when = When(at=each.next_at, style="date_time", zone=each.zone)
    return Post(headline=(f"{lead}{each.ritual.title} comes next ", when, "."))
