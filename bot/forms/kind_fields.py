"""The fields of what a kind of ritual alone has, such as whom a standup asks, and what they say of its own keys."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.forms.values import lines, many, one
from integrations.ballot_box import LEAST_SHOWN
from integrations.form import (
    ChannelField,
    ChoiceField,
    Field_,
    FormValues,
    NumberField,
    PeopleField,
    TextField,
)
from jobs.retro.options import DEFAULT_CATEGORIES, MOST_CATEGORIES, MOST_VOTES

_MINUTES = (15, 30, 60, 120, 240, 480, 1440)
_EXTRAS: tuple[tuple[str, str, bool], ...] = (
    ("blockers", "Ask what is in the way", True),
    ("mood", "Ask how people are", True),
    ("weekly", "Sum the week up on its last day", True),
    ("agenda", "Bring up the topics that wait (/ritual topic)", False),
    ("lists", "Send each member their own list", True),
    ("anonymous", f"Keep nobody's name with their notes (shown from {LEAST_SHOWN} people on)", False),
)
"""Keys that are true or false: as people read them, and what holds where nobody says."""
_COLLECT = (("thread", "in the channel, together"), ("dm", "each in a direct message"))
_NEVER = "never"


def place_fields(own: Collection[str], options: Mapping[str, Any]) -> list[Field_]:
    """Draw whom a kind asks, and where its summary goes."""
    fields: list[Field_] = []
    if "members" in own:
        ids = tuple(str(each).strip("<@>") for each in options.get("members") or ())
        hint = "Nobody chosen: everybody in the channel."
        fields.append(PeopleField(name="members", label="Who is asked", value=ids, many=True, optional=True, hint=hint))
    if "collect" in own:
        value = (str(options.get("collect") or "thread"),)
        fields.append(ChoiceField(name="collect", label="Where they are asked", choices=_COLLECT, value=value))
    if "report_to" in own:
        hint = "Another channel that reads the summary too. Invite me there; who reads there must be able to read here."
        value_ = str(options.get("report_to") or "")
        fields.append(ChannelField(name="report_to", label="Report to", value=value_, optional=True, hint=hint))
    return fields


def category_fields(own: Collection[str], options: Mapping[str, Any]) -> list[Field_]:
    """Draw what the notes of a retrospective are written to."""
    if "categories" not in own:
        return []
    given = options.get("categories") or DEFAULT_CATEGORIES
    hint = f"One a line, {MOST_CATEGORIES} at most. Everybody writes as many notes as they like to each."
    return [
        TextField(
            name="categories", label="What people write notes to", value="\n".join(given), hint=hint, multiline=True
        )
    ]


def time_fields(own: Collection[str], options: Mapping[str, Any]) -> list[Field_]:
    """Draw how long a kind takes, and when it reminds."""
    fields: list[Field_] = []
    if "close_after" in own:
        minutes = int(options.get("close_after") or 120)
        choices = tuple((str(each), _in_hours(each)) for each in sorted({*_MINUTES, minutes}))
        fields.append(
            ChoiceField(
                name="close_after",
                label="Notes are taken for" if "categories" in own else "Answers are taken for",
                choices=choices,
                value=(str(minutes),),
                hint=""
                if "categories" in own
                else "It closes at the end of the working day, and as soon as everybody has answered.",
            )
        )
    if "vote_after" in own:
        vote = int(options.get("vote_after") or 120)
        lasts = tuple((str(each), _in_hours(each)) for each in sorted({*_MINUTES, vote}))
        fields.append(
            ChoiceField(name="vote_after", label="And votes after that for", choices=lasts, value=(str(vote),))
        )
    if "votes" in own:
        votes = str(options.get("votes") or 3)
        fields.append(NumberField(name="votes", label="Votes of each person", value=votes, least=1, most=MOST_VOTES))
    if "remind_after" in own:
        given = options.get("remind_after", [30])
        value = ",".join(map(str, given)) or _NEVER
        offered = {_NEVER: "nobody is reminded"}
        offered |= {str(each): f"once, after {_in_hours(each)}" for each in _MINUTES[:5]}
        offered.setdefault(value, f"after {' and '.join(_in_hours(each) for each in given)}")
        fields.append(
            ChoiceField(
                name="remind_after",
                label="Who has not answered is reminded",
                choices=tuple(offered.items()),
                value=(value,),
            )
        )
    if "minutes" in own:
        minutes_ = str(options["minutes"]) if options.get("minutes") else ""
        hint = "Empty: what is usual for it."
        fields.append(NumberField(name="minutes", label="Minutes", value=minutes_, least=1, optional=True, hint=hint))
    return fields


def more_fields(own: Collection[str], options: Mapping[str, Any]) -> list[Field_]:
    """Draw what else there is to choose."""
    fields: list[Field_] = []
    if "repos" in own:
        fields.append(
            TextField(
                name="repos",
                label="Repositories",
                value="\n".join(options.get("repos") or ()),
                hint="One a line, such as owner/name. Empty: all of them.",
                multiline=True,
                optional=True,
            )
        )
    extras = [(key, words, usual) for key, words, usual in _EXTRAS if key in own]
    if extras:
        on = tuple(key for key, _, usual in extras if options.get(key, usual))
        choices = tuple((key, words) for key, words, _ in extras)
        fields.append(
            ChoiceField(
                name="extras", label="Also", choices=choices, value=on, many=True, optional=True, at_a_glance=True
            )
        )
    return fields


def read_options(own: Collection[str], before: Mapping[str, Any], values: FormValues) -> dict[str, Any]:
    """Return a kind's own keys as a form says them; what it has no field for stays as it was."""
    options = dict(before)

    def put(key: str, value: Any, usual: Any) -> None:
        if value == usual and key not in before:
            return
        options[key] = value

    if "members" in values:
        people = many(values, "members")
        # An address of nobody whom the chat knows has no place in the field, and is no choice that was taken back.
        _or_none(options, "members", people + [each for each in before.get("members") or () if "@" in each[1:]])
    if "report_to" in values:
        _or_none(options, "report_to", one(values, "report_to"))
    if "repos" in values:
        _or_none(options, "repos", lines(values, "repos"))
    if "minutes" in values:
        typed = one(values, "minutes")
        _or_none(options, "minutes", int(typed) if typed.isdigit() else typed)
    if one(values, "collect"):
        put("collect", one(values, "collect"), "thread")
    if one(values, "close_after"):
        put("close_after", int(one(values, "close_after")), 120)
    if one(values, "vote_after"):
        put("vote_after", int(one(values, "vote_after")), 120)
    if typed_votes := one(values, "votes"):
        put("votes", int(typed_votes) if typed_votes.isdigit() else typed_votes, 3)
    if "categories" in values:
        put("categories", [" ".join(each.split()) for each in lines(values, "categories")], list(DEFAULT_CATEGORIES))
    if chosen := one(values, "remind_after"):
        put("remind_after", [] if chosen == _NEVER else [int(each) for each in chosen.split(",")], [30])
    if "extras" in values:
        for key, _, usual in _EXTRAS:
            if key in own:
                put(key, key in many(values, "extras"), usual)
    return options


def _or_none(options: dict[str, Any], key: str, value: Any) -> None:
    """Keep a value, or nothing where it is empty."""
    options.pop(key, None)
    if value:
        options[key] = value


def _in_hours(minutes: int) -> str:
    if minutes % 60:
        return f"{minutes} minutes"
    return "an hour" if minutes == 60 else "a day" if minutes == 1440 else f"{minutes // 60} hours"
