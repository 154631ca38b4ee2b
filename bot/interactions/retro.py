"""What people do with a retrospective: notes, votes, what its lead does, and actions wherever they come back."""

from datetime import timedelta

from bot.forms import retro as forms
from bot.forms.values import one
from bot.home.showing import Home
from bot.interactions.features import clicked, submitted
from integrations.database.tables.retro import ActionState
from integrations.interaction import Click, Done, Opens, Outcome, Says, Submission, Wrong
from jobs.carried import read_id
from jobs.errors import NotAccepted
from jobs.retro import Actions, Retros, RetroVotes, action_posts, posts

WITHIN = timedelta(days=7)
"""The day that is proposed for an action."""


# --- notes -----------------------------------------------------------------------------


@clicked(posts.WRITE)
async def write(click: Click, retros: Retros) -> Outcome:
    """Open the form for notes, with what they have written."""
    return Opens(forms.notes_form(await retros.sheet(click.person, read_id(click.value))))


@submitted(forms.NOTES)
async def written(submission: Submission, retros: Retros) -> Outcome:
    """Keep the notes that somebody wrote for a retrospective."""
    try:
        await retros.write(submission.person, read_id(submission.carry), forms.read_notes(submission.values))
    except NotAccepted as problem:
        return Wrong(forms.notes_errors(problem.fields))
    return Done()


@clicked(posts.START_VOTE)
async def start_vote(click: Click, retros: Retros) -> Outcome:
    """Group the notes now; the messages change."""
    await retros.start_vote(click.person, read_id(click.value))
    return Done()


# --- votes -----------------------------------------------------------------------------


@clicked(posts.VOTE)
async def vote(click: Click, retro_votes: RetroVotes) -> Outcome:
    """Vote, or take the vote back; the count beside the button changes."""
    await retro_votes.vote(click.person, read_id(click.value), click.id)
    return Done()


@clicked(posts.MINE)
async def my_votes(click: Click, retro_votes: RetroVotes) -> Outcome:
    """Say what they have voted for, and how many votes are left."""
    return Says(await retro_votes.votes_of(click.person, read_id(click.value)))


@clicked(posts.ARRANGE)
async def arrange(click: Click, retro_votes: RetroVotes) -> Outcome:
    """Ask what is to be merged, or called something else."""
    return Opens(forms.arrange_form(await retro_votes.to_arrange(click.person, read_id(click.value))))


@submitted(forms.ARRANGE)
async def arranged(submission: Submission, retro_votes: RetroVotes) -> Outcome:
    """Merge topics, rename one, or take it apart."""
    items, title, apart = forms.read_arrangement(submission.values)
    number = read_id(submission.carry)
    if apart:
        if len(items) != 1:
            return Wrong({"items": "Choose the one that is to be taken apart."})
        await retro_votes.part(submission.person, number, items[0])
    else:
        await retro_votes.merge(submission.person, number, items, title)
    return Done()


@clicked(posts.END)
async def end(click: Click, retros: Retros) -> Outcome:
    """End the vote now; the messages change."""
    await retros.end(click.person, read_id(click.value))
    return Done()


# --- actions ---------------------------------------------------------------------------


@clicked(posts.ADD)
async def add_action(click: Click, retros: Retros, actions: Actions) -> Outcome:
    """Ask what is to be done, by whom and until when."""
    board = await retros.for_action(click.person, read_id(click.value))
    return Opens(forms.action_form(board, click.person, await actions.today(click.person) + WITHIN))


@submitted(forms.ACTION)
async def action_added(submission: Submission, actions: Actions) -> Outcome:
    """Keep an action; the result in the thread shows it."""
    owner, due = forms.read_due(submission.values)
    if due is None:
        return Wrong({"due": "Please choose a day."})
    words = one(submission.values, "words")
    await actions.make(submission.person, read_id(submission.carry), words, owner, due, submission.id)
    return Done()


@clicked(action_posts.DONE)
async def action_done(click: Click, actions: Actions, home: Home) -> Outcome:
    """Settle an action; whatever shows it changes."""
    await actions.settle(click.person, read_id(click.value), ActionState.DONE)
    return Done(then=home.redraw(click.person, click.place))


@clicked(action_posts.DROP)
async def action_dropped(click: Click, actions: Actions, home: Home) -> Outcome:
    """Drop an action: nobody will do it."""
    await actions.settle(click.person, read_id(click.value), ActionState.DROPPED)
    return Done(then=home.redraw(click.person, click.place))


@clicked(action_posts.LATER)
async def action_later(click: Click, actions: Actions) -> Outcome:
    """Ask until when, and who sees to it."""
    action = await actions.one(click.person, read_id(click.value))
    proposed = max(action.due, await actions.today(click.person)) + WITHIN
    return Opens(forms.later_form(action, proposed))


@submitted(forms.LATER)
async def action_put_off(submission: Submission, actions: Actions, home: Home) -> Outcome:
    """Give an action another day, or other hands."""
    owner, due = forms.read_due(submission.values)
    if due is None:
        return Wrong({"due": "Please choose a day."})
    await actions.put_off(submission.person, read_id(submission.carry), owner, due)
    return Done(then=home.redraw(submission.person))
