"""How a change of a ritual is said in its channel."""

from collections.abc import Sequence

from integrations.post import Bold, Bullets, Person, Post, SmallPrint, Span, Text, When
from jobs.calendar import WEEKDAYS, Due
from jobs.people.team_settings import TeamSettings
from jobs.roster.spec import Spec

OPTION_WORDS = {
    "agenda": "whether topics that wait are brought up",
    "alerts": "which alerts it tells",
    "anonymous": "whether names are kept with the notes",
    "blockers": "whether it asks what is in the way",
    "categories": "what notes are written to",
    "close_after": "how long it stays open",
    "close_early": "whether it closes once everybody has answered",
    "collect": "where people are asked",
    "lists": "whether members get their own list",
    "members": "who is asked",
    "minutes": "how many minutes it lasts",
    "mood": "whether it asks how people are",
    "questions": "its questions",
    "remind_after": "when it reminds",
    "report_to": "which other channel reads its summary",
    "repos": "which repositories it looks at",
    "vote_after": "how long votes are taken",
    "votes": "how many votes each person has",
    "weekly": "whether it sums the week up",
}
"""What each of a kind's own keys decides."""


def days_in_words(days: Sequence[str]) -> str:
    """`Mon to Fri`, `Sun to Thu`, `every day`, `Tue, Thu`."""
    wanted = [day for day in WEEKDAYS if day in days]
    if len(wanted) == len(WEEKDAYS):
        return "every day"
    for start in range(len(WEEKDAYS)) if len(wanted) > 2 else ():  # days in a row, maybe over Sunday
        row = [WEEKDAYS[(start + number) % len(WEEKDAYS)] for number in range(len(wanted))]
        if set(row) == set(wanted):
            return f"{row[0].capitalize()} to {row[-1].capitalize()}"
    return ", ".join(day.capitalize() for day in wanted)


def rhythm(at: str, days: Sequence[str], every: int, timezone: str | None) -> str:
    """`09:00 Mon to Fri, every 2 weeks, each at their own time`."""
    words = f"{at} {days_in_words(days)}"
    if every > 1:
        words += f", every {every} weeks"
    if timezone == "member":
        words += ", each at their own time"
    elif timezone:
        words += f" ({timezone})"
    return words


def differences(before: Spec, after: Spec, working_days: Sequence[str]) -> list[str]:
    """What a change changes, in words. Who has no days of their own has the team's `working_days`."""
    found = []
    old = rhythm(before.at, before.days or working_days, before.every, before.timezone)
    new = rhythm(after.at, after.days or working_days, after.every, after.timezone)
    if old != new or before.days != after.days:
        found.append(f"{old} → {new}")
    if before.title != after.title:
        found.append(f"called “{after.title}”")
    if before.late != after.late:
        found.append("runs late" if after.late == "run" else "is skipped when late")
    if before.paused != after.paused:
        found.append("paused" if after.paused else "on again")
    if before.channel != after.channel:
        found.append("in this channel now")
    if before.words != after.words:
        found.append("new words")
    if before.owner != after.owner:
        found.append("a new owner")
    if before.kind != after.kind:
        found.append(f"{before.kind} → {after.kind}")
    changed = sorted(
        key for key in {*before.options, *after.options} if before.options.get(key) != after.options.get(key)
    )
    if changed:
        found.append(", ".join(OPTION_WORDS.get(key, key) for key in changed))
    return found


def settings_differences(before: TeamSettings, after: TeamSettings) -> list[str]:
    """What a change of the team's settings changes, in words."""
    found = []
    if before.timezone != after.timezone:
        found.append(f"{before.timezone} → {after.timezone}")
    if before.days != after.days:
        found.append(f"working {days_in_words(before.working_days)} → {days_in_words(after.working_days)}")
    if before.working_hours != after.working_hours:
        found.append(f"work from {' to '.join(before.working_hours)} → {' to '.join(after.working_hours)}")
    if before.quiet_hours != after.quiet_hours:
        found.append(f"quiet from {' to '.join(after.quiet_hours)}" if after.quiet_hours else "no quiet hours")
    if before.holidays != after.holidays:
        found.append(f"the public holidays of {after.holidays}" if after.holidays else "no public holidays")
    if before.daily_cap != after.daily_cap:
        found.append(f"at most {after.daily_cap} nudges a day for each")
    return found


def comes_next(due: Due | None, zone: str, why: str = "") -> Text:
    """`; next Tue 24 Nov 2026 09:00 CET`, with the reason where it is not today."""
    if due is None:
        return ("; it has no next date in the coming years",)
    lead = f" ({why})" if why else ""
    return (f"{lead}; next ", When(at=due.at, style="full", zone=zone))


def line(who: str | Span, did: str, title: str, *rest: str | Span) -> Post:
    """A change in one line, such as `Ana paused *Daily standup*`."""
    return Post(headline=(who, f" {did} ", Bold(text=title), *rest, "."))


def several(who: str | Span, headline: str, lines: Sequence[Text], small: str = "") -> Post:
    """Many changes of one channel as one message."""
    blocks = [Bullets(items=tuple(lines))]
    return Post(headline=(who, f" {headline}"), blocks=(*blocks, *([SmallPrint(text=(small,))] if small else [])))


def named(user: str, name: str) -> Person:
    """A person, without calling them."""
    return Person(user=user, name=name)
