"""The buttons of somebody's issues and of their plan for tomorrow, and their forms."""

from bot.forms import issues as forms
from bot.forms.values import one
from bot.interactions.features import clicked, submitted
from integrations.form import Form
from integrations.interaction import Click, Done, Opens, Outcome, Redraws, Says, Submission, Waits, Wrong
from integrations.post import InChannel, Link, Paragraph, Post
from jobs.errors import UserError
from jobs.issues import IssueChanges, Issues, posts
from jobs.standup.evening_plans import EveningPlans


@clicked(posts.DONE)
async def done(click: Click, issues: Issues, issue_changes: IssueChanges) -> Outcome:
    """Finish an issue; where the tracker wants to know more, ask for that."""
    key, title = click.value, _title(click.value)

    async def fill() -> Outcome:
        await issue_changes.may(click.person, key)
        found = await issue_changes.ways_done(key)
        if (way := found.at_once) is None:
            return Redraws(forms.done_form(found, issues.system))
        return Redraws(forms.said_form(forms.DONE, title, await issue_changes.finish(click.person, key, way.id, {})))

    return Opens(forms.loading_form(forms.DONE, title, issues.system), then=fill)


@submitted(forms.DONE)
async def finish(submission: Submission, issues: Issues, issue_changes: IssueChanges) -> Outcome:
    """Finish it in the way that was chosen, with what the tracker wants for that."""
    if not submission.carry:  # a form that only says something
        return Done()
    about = forms.Finishing.read(submission.carry)
    way, filled = forms.read_done(submission.values, about)
    if missing := forms.missing(way, filled, about, issues.system):
        return Wrong(missing)
    key = about.key
    title = _title(key)

    async def work() -> Form:
        return forms.said_form(forms.DONE, title, await issue_changes.finish(submission.person, key, way, filled))

    return Waits(forms.loading_form(forms.DONE, title, issues.system), work)


@clicked(posts.COMMENT)
async def comment(click: Click) -> Outcome:
    """Ask for a comment."""
    return Opens(forms.words_form(forms.COMMENT, click.value))


@clicked(posts.BLOCKED)
async def blocked(click: Click) -> Outcome:
    """Ask what an issue waits for."""
    return Opens(forms.words_form(forms.BLOCKED, click.value))


@submitted(forms.COMMENT, forms.BLOCKED)
async def write(submission: Submission, issues: Issues, issue_changes: IssueChanges) -> Outcome:
    """Add the words to the issue; where that fails, they are shown, so that nobody must type them again."""
    callback, key, words = submission.form, submission.carry, one(submission.values, "words").strip()
    if not words:
        return Wrong({"words": "A word or two will do."})
    change = issue_changes.block if callback == forms.BLOCKED else issue_changes.comment

    async def work() -> Form:
        try:
            return forms.said_form(callback, key, await change(submission.person, key, words))
        except UserError as problem:
            return forms.said_form(callback, key, str(problem), kept=words)

    return Waits(forms.loading_form(callback, key, issues.system), work)


@clicked(posts.TOMORROW, slow=True)
async def tomorrow(click: Click, issues: Issues, evening_plans: EveningPlans) -> Outcome:
    """Add an issue to the plan for tomorrow."""
    channel, key = posts.read_tomorrow(click.value)
    issue = (await issues.named([key])).get(key)
    line = f"{key} {issue.title}" if issue and not issue.restricted else key
    await evening_plans.add(click.person, channel, line)
    label = Link(url=issue.url, label=key) if issue else key
    return Says(Post(headline=(label, " is in your plan for tomorrow.")))


@clicked(posts.PLAN)
async def plan(click: Click, evening_plans: EveningPlans) -> Outcome:
    """Ask for the plan for tomorrow, with what is in it already."""
    return Opens(forms.plan_form(click.value, await evening_plans.of(click.person, click.value)))


@submitted(forms.PLAN)
async def planned(submission: Submission, evening_plans: EveningPlans) -> Outcome:
    """Keep the plan for the next standup, and say so; without words there is none any more."""
    channel, words = submission.carry, one(submission.values, "plan").strip()
    await evening_plans.set(submission.person, channel, words)
    where = ("the next standup of ", InChannel(channel=channel))
    if not words:
        return Says(Post(headline=("You have no plan for ", *where, ".")))
    return Says(Post(headline=("This is your plan for ", *where, ":"), blocks=(Paragraph(text=(words,)),)))


def _title(key: str) -> str:
    return f"{key} is done"
