"""What is said of the queue."""

from collections.abc import Mapping, Sequence
from typing import Literal

from integrations.chat import Person
from integrations.codehost import PullRequest, Verdict
from integrations.enumerated import in_a_row
from integrations.post import (
    LONGEST_VALUE,
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Heading,
    Link,
    Paragraph,
    Post,
    SmallPrint,
    Span,
    Text,
)
from integrations.post import Person as Named
from integrations.source import System
from integrations.words import one_line, shortened
from jobs.carried import read_id
from jobs.people.accounts import who_is_who
from jobs.people.working_age import WorkingAge
from jobs.reviews.queue import Group, Queue

NUDGE, SNOOZE = "review_nudge", "review_snooze"
_TITLE = 90
"""Characters of a title."""
SHOWN = 8
"""Of the oldest; the rest is in the thread."""
MOST_IN_THREAD = 300
"""Beyond that nobody reads, and the host's own list is better."""
_TITLES: Mapping[Group, str] = {
    "unassigned": "Needs a reviewer",
    "review": "Needs review",
    "changes": "Changes asked for",
}
_ORDER: Sequence[Group] = ("unassigned", "review", "changes")
_SAID: Mapping[Verdict, str] = {"approved": "approves", "changes": "asks for changes", "commented": "remarked on it"}
People = Mapping[str, Person]


def short(found: Queue, ages: WorkingAge, people: People, remarks: Sequence[Block], only: Sequence[str] = ()) -> Post:
    """The oldest, group by group, with remarks. `only` are the repositories that it was asked of."""
    waiting = found.waiting
    # What waits for reviewers first: what its authors let lie for months must not crowd it out.
    shown = set([*waiting, *sorted(found.groups["changes"], key=_age)][:SHOWN])
    blocks: list[Block] = []
    for name in _ORDER:
        mine = [pull for pull in found.groups[name] if pull in shown]
        if mine:
            count = len(found.groups[name])
            blocks.append(Heading(text=f"{_TITLES[name]} ({count})" if count > len(mine) else _TITLES[name]))
            blocks += [Paragraph(text=line(pull, ages, people), button=_button(name, pull)) for pull in mine]
    blocks += linked("Ready to merge: ", found.groups["ready"])
    blocks += linked("From bots, with nobody asked: ", found.groups["bots"])
    blocks += remarks
    notes = []
    if left := sum(len(found.groups[name]) for name in _ORDER) - len(shown):
        notes.append(f"{left} more in the thread.")
    if held := len(found.groups["approved"]):
        notes.append(f"{held} approved, held up by {'its' if held == 1 else 'their'} checks or conflicts.")
    if found.snoozed:
        notes.append(f"{found.snoozed} put off.")
    if notes:
        blocks.append(SmallPrint(text=(" ".join(notes),)))
    if shown:
        blocks.append(Buttons(buttons=(Button(action=SNOOZE, label="Put one off …", value=only_value(only)),)))
    return Post(headline=headline(found, ages), blocks=tuple(blocks))


def read_only(value: str) -> Sequence[str]:
    """The repositories that a button carries."""
    return value.split()


def only_value(only: Sequence[str]) -> str:
    """Repositories as a button carries them; none, which stands for all, where they are too many for one."""
    value = " ".join(only)
    return value if len(value) <= LONGEST_VALUE else ""


def in_full(found: Queue, ages: WorkingAge, people: People) -> Post | None:
    """The whole queue, for the thread; None where the short one has it all."""
    every = [pull for name in _ORDER for pull in found.groups[name]]
    if len(every) <= SHOWN:
        return None
    blocks: list[Block] = []
    room = MOST_IN_THREAD
    for name in _ORDER:
        mine = found.groups[name][:room]
        room -= len(mine)
        if mine:
            blocks += [Heading(text=_TITLES[name]), Bullets(items=tuple(line(pull, ages, people) for pull in mine))]
    if left := len(every) - MOST_IN_THREAD:
        blocks += [SmallPrint(text=(f"… and {left} more.",))] if left > 0 else []
    return Post(headline=(f"All {len(every)} that wait, oldest first",), blocks=tuple(blocks))


def line(pull: PullRequest, ages: WorkingAge, people: People) -> Text:
    """One pull request: what, whose, how old, how large, its checks, and whom it waits for."""
    facts: list[str | Span] = [
        Link(url=pull.url, label=pull.ref),
        f" {shortened(one_line(pull.title), _TITLE)} · ",
        who(pull.author, people),
    ]
    facts.append(f" · {ages.words(pull.ready_at)}")
    if pull.additions is not None and pull.deletions is not None:
        facts.append(f" · +{pull.additions} \u2212{pull.deletions}")
    if pull.checks == "failing":
        facts += [" · ", Bold(text="checks are red")]
    elif pull.checks == "running":
        facts.append(" · checks run")
    if pull.reviewers:
        facts += [" · waits for ", *in_a_row([who(login, people) for login in pull.reviewers], 3)]
    elif pull.has("changes"):
        facts.append(" · the author is next")
    elif pull.decision == "required" and pull.has("approved"):
        facts.append(" · needs another approval")
    for login, verdict in pull.bot_verdicts[:2]:
        facts.append(f" · {login} (a bot) {_SAID[verdict]}")
    return tuple(fact for fact in facts if fact != "")


def introduced(met: Sequence[tuple[str, Person, bool]], unknown: Sequence[str] = ()) -> Sequence[Block]:
    """Tell who was found to be who: (login, member, whether by the name alone).

    `unknown` are logins of whom nobody can say that.
    """
    if not met:
        return []
    words: list[str | Span] = ["From now on I take "]
    shown = sorted(met, key=lambda each: each[2])[:10]
    for number, (login, person, by_name) in enumerate(shown):
        words += [", " if number else "", f"{login} for ", Named(user=person.id, name=person.name)]
        if number + 1 == len(shown) or shown[number + 1][2] != by_name:
            words.append(" (the same name)" if by_name else " (the address of a commit)")
    words.append(f" and {len(met) - 10} more." if len(met) > 10 else ".")
    if unknown:
        more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
        words.append(f" I do not know yet whose these are: {', '.join(unknown[:6])}{more}.")
    words.append(" What is missing or wrong everybody can mend for themselves, and an admin for all.")
    return [SmallPrint(text=tuple(word for word in words if word != "")), Buttons(buttons=(who_is_who(),))]


def who(login: str, people: People) -> str | Span:
    """A person by their name here, or by their login as it is."""
    person = people.get(login)
    return Named(user=person.id, name=person.name) if person else login


def nudge(pull: PullRequest, ages: WorkingAge, by: str, asker: str) -> Post:
    """Return the message that a reviewer gets."""
    words: Text = (Named(user=by, name=asker), " asks for your review of ", Link(url=pull.url, label=pull.ref))
    size = f" It changes {pull.lines} lines." if pull.lines is not None else ""
    title = shortened(one_line(pull.title), _TITLE)
    text = (f"{title}. It has waited for {ages.words(pull.ready_at)} of working time.{size}",)
    return Post(headline=words, blocks=(Paragraph(text=text),))


def snoozed(pull: PullRequest, pause: Literal["tomorrow", "three_days", "push"], by: str, name: str) -> Post:
    """What the channel reads of a pause."""
    until = {"tomorrow": "until tomorrow", "three_days": "for three days", "push": "until its next push"}[pause]
    return Post(headline=(Named(user=by, name=name), " put ", Link(url=pull.url, label=pull.ref), f" off {until}."))


def told(
    pull: PullRequest,
    now: Sequence[Person],
    before: Sequence[Person],
    unknown: Sequence[str],
    host: System,
    *,
    alone: bool = False,
) -> Post:
    """What somebody who pressed "Nudge" reads; `alone` where it is they who were asked."""
    parts: list[str | Span] = []
    if now:
        parts += [
            *_names(now),
            f" will hear of {pull.ref}, in their working hours.",
        ]
    if before:
        parts += [
            " " if parts else "",
            *_names(before),
            f" heard of {pull.ref} already; nothing was pushed since.",
        ]
    if unknown:
        logins = ", ".join(unknown[:5])
        parts += [" " if parts else "", f"I know nobody in this channel who is {logins} {host.where}."]
    if alone and not parts:
        parts.append(f"It is you whose review of {pull.ref} is asked for.")
    return Post(headline=tuple(part for part in parts if part != ""))


def headline(found: Queue, ages: WorkingAge) -> Text:
    """How many wait for review, and for how long."""
    if waiting := found.waiting:
        count = "1 pull request waits" if len(waiting) == 1 else f"{len(waiting)} pull requests wait"
        oldest = f", the oldest for {ages.words(waiting[0].ready_at)}" if len(waiting) > 1 else ""
        return (f"{count} for review{oldest}",)
    if found.groups["changes"]:
        return ("Nothing waits for review; some wait for their authors",)
    return ("Nothing waits for review",)


def linked(title: str, pulls: Sequence[PullRequest]) -> list[Block]:
    """The first ten as links in one paragraph, after a title; nothing where there are none."""
    if not pulls:
        return []
    links = in_a_row([Link(url=pull.url, label=pull.ref) for pull in pulls], 10)
    return [Paragraph(text=(Bold(text=title), *links))]


def pull_value(pull: PullRequest) -> str:
    """A pull request as a button or a choice carries it, such as `owner/name#12`."""
    return f"{pull.repo}#{pull.number}"


def read_pull(value: str) -> tuple[str, int]:
    """The repository and number that a button or a choice carries. Raises `Outdated`."""
    repo, _, number = value.rpartition("#")
    return repo, read_id(number)


def _button(group: Group, pull: PullRequest) -> Button | None:
    return Button(action=NUDGE, label="Nudge", value=pull_value(pull)) if group == "review" and pull.reviewers else None


def _names(people: Sequence[Person]) -> Text:
    return in_a_row([Named(user=each.id, name=each.name) for each in people])


def _age(pull: PullRequest) -> tuple[object, str, int]:
    return (pull.ready_at, pull.repo, pull.number)
