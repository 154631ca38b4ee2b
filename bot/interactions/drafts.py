"""The buttons of a draft, and its forms. What is wrong is shown at its field, and nothing typed is lost."""

from bot.forms import drafts as forms
from bot.forms.values import one
from bot.interactions.features import clicked, submitted
from integrations.interaction import Click, Done, Opens, Outcome, Redraws, Says, Submission
from jobs.carried import read_id
from jobs.design import Agendas
from jobs.drafts import posts
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import ADR
from jobs.drafts.model import kind_of

DECISIONS = {
    posts.ACCEPT: "accept",
    posts.REJECT: "reject",
    posts.DEFER: "defer",
    posts.PROPOSE: "propose",
    posts.PUBLISH: "publish",
}

# --- the buttons -----------------------------------------------------------------------


@clicked(*DECISIONS)
async def decide(click: Click, drafts: Drafts, agendas: Agendas) -> Outcome:
    """Decide on a draft; who comes second is told what was decided."""
    decision = await drafts.decide(click.person, read_id(click.value), DECISIONS[click.action], seen_in=click.place)

    async def then() -> Outcome | None:
        await agendas.draft_changed(decision.page.draft.id)
        return None if decision.now else Says(posts.already(decision.page))

    return Done(then=then)


@clicked(posts.EDIT, slow=True)
async def edit(click: Click, drafts: Drafts) -> Outcome:
    """Open a draft's text in a form."""
    draft, seen_in = read_id(click.value), click.place
    page = await drafts.editable(click.person, draft, seen_in=seen_in)
    earlier = await drafts.earlier(click.person, page.draft.kind, "", besides=draft)
    names = await drafts.names_people(click.person, page.draft)
    return Opens(forms.edit_form(page, seen_in=seen_in, accepted=earlier.replaceable, names_people=names))


@clicked(posts.SUPERSEDE, slow=True)
async def supersede(click: Click, drafts: Drafts) -> Outcome:
    """Ask which decision takes the place of this one."""
    draft, seen_in = read_id(click.value), click.place
    page = await drafts.replaceable(click.person, draft, seen_in=seen_in)
    earlier = await drafts.earlier(click.person, ADR, "", besides=draft)
    channel = page.draft.channel or seen_in or ""
    return Opens(forms.supersede_form(page, channel=channel, seen_in=seen_in, accepted=earlier.accepted))


@clicked(posts.NOTE, slow=True)
async def note(click: Click, drafts: Drafts) -> Outcome:
    """Ask for a note on a decision."""
    page = await drafts.read(click.person, read_id(click.value), seen_in=click.place)
    return Opens(forms.note_form(page, seen_in=click.place))


@clicked(posts.SHARE, slow=True)
async def share(click: Click, drafts: Drafts) -> Outcome:
    """Ask which channel it is given to."""
    return Opens(forms.share_form(await drafts.read(click.person, read_id(click.value), seen_in=click.place)))


@clicked(posts.SHOW, slow=True)
async def show(click: Click, drafts: Drafts) -> Outcome:
    """Show all of it, to them alone."""
    page = await drafts.read(click.person, read_id(click.value), seen_in=click.place)
    return Says(posts.whole(page, hosts=drafts.hosts))


# --- the forms -------------------------------------------------------------------------


@submitted(forms.NEW)
async def new(submission: Submission, drafts: Drafts) -> Outcome:
    """Keep a new draft, and post it."""
    about = forms.NewDraft.read(submission.carry)
    kind = kind_of(about.kind)
    entry = forms.read_entry(kind, submission.values)
    await drafts.propose(submission.person, about.channel, kind, entry, source=about.source, form=submission.id)
    return Done()


@submitted(forms.EDIT)
async def edited(submission: Submission, drafts: Drafts, agendas: Agendas) -> Outcome:
    """Keep its text as it was changed."""
    about = forms.OpenDraft.read(submission.carry)
    entry = forms.read_entry(kind_of(about.kind), submission.values, about.supersedes)
    seen_in = await drafts.still_in(submission.person, about.seen)
    await drafts.edit(submission.person, about.draft, about.version, entry, seen_in=seen_in)
    await agendas.draft_changed(about.draft)
    return Done()


@submitted(forms.SUPERSEDE)
async def superseded(submission: Submission, drafts: Drafts, agendas: Agendas) -> Outcome:
    """Let another take its place, or go on to a form for one that is yet to be written."""
    user, about, by = submission.person, forms.OpenDraft.read(submission.carry), one(submission.values, "by")
    seen_in = await drafts.still_in(user, about.seen)
    if by == forms.WRITE:
        page = await drafts.replaceable(user, about.draft, seen_in=seen_in)
        earlier = await drafts.earlier(user, ADR, "", besides=page.draft.id)
        channel = about.channel
        here = await drafts.known_place(user, channel)
        return Redraws(
            forms.new_form(ADR, channel=channel, author=user, supersedes=page.draft, earlier=earlier, here=here)
        )
    await drafts.supersede(user, about.draft, read_id(by), seen_in=seen_in)
    await agendas.draft_changed(about.draft)
    return Done()


@submitted(forms.NOTE)
async def noted(submission: Submission, drafts: Drafts) -> Outcome:
    """Add the note to the decision."""
    about, words = forms.OpenDraft.read(submission.carry), one(submission.values, "words")
    seen_in = await drafts.still_in(submission.person, about.seen)
    await drafts.annotate(submission.person, about.draft, words, seen_in=seen_in, form=submission.id)
    return Done()


@submitted(forms.SHARE)
async def shared(submission: Submission, drafts: Drafts) -> Outcome:
    """Share a draft that was its author's alone with a channel."""
    about = forms.OpenDraft.read(submission.carry)
    await drafts.share(submission.person, about.draft, one(submission.values, "channel"))
    return Done()
