"""Geekbot's standups, reports and people, as its API v1 gives them."""

from integrations.standup_exports.export import (
    ExportedAnswers,
    ExportedPerson,
    ExportedQuestion,
    ExportedStandup,
    names_of,
)
from integrations.standup_exports.fields import Fields
from integrations.standup_exports.moments import NoMoment, read_moment

BOT = "Geekbot"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_standup(fields: Fields) -> bool:
    """Return True for a standup as `/v1/standups` lists it."""
    return {"questions", "name"} <= fields.given.keys() and ({"time", "wait_time"} & fields.given.keys() != set())


def is_report(fields: Fields) -> bool:
    """Return True for somebody's answers as `/v1/reports` lists them."""
    return "standup_id" in fields.given and bool({"questions", "answers"} & fields.given.keys())


def standup(fields: Fields) -> ExportedStandup:
    """Read a standup."""
    people = tuple(person(each) for each in fields.each("users"))
    master = fields.text("master")
    owner = next((each for each in people if each.id == master), ExportedPerson(id=master)) if master else None
    questions, left_out = _questions(fields)
    at = fields.text("time")[:5]
    days = [each.lower()[:3] for each in fields.texts("days")]
    if unknown := [day for day in days if day not in _DAYS]:
        fields.wrong("days", f"has {unknown[0]}, which is no day")
    return ExportedStandup(
        key=fields.text("id"),
        place=fields.place,
        bot=BOT,
        title=fields.text("name"),
        channel=fields.text("channel") or None,
        at=at or None,
        timezone=fields.text("timezone") or None,
        days=tuple(day for day in _DAYS if day in days) or None,
        questions=questions,
        people=() if fields.truth("sync_channel_members") else people,
        owner=owner,
        paused=fields.truth("paused") or fields.truth("draft"),
        hidden=_hidden(fields, "anonymous", "confidential"),
        left_out=left_out,
    )


def report(fields: Fields) -> ExportedAnswers | None:
    """Read somebody's answers; None where they cannot be, which is noted."""
    member = fields.inside("member")
    hidden = _hidden(fields, "is_anonymous", "is_confidential")
    if member is None and not hidden:
        hidden = "anonymous"  # the API leaves the author of an anonymous report out
    key = next((each for each in ("timestamp", "done_at", "slack_ts") if fields.given.get(each) is not None), "")
    try:
        at = read_moment(fields.given.get(key)) if key else None
    except NoMoment as why:
        fields.wrong(key, str(why))
        return None
    if at is None:
        fields.wrong("timestamp", "is no time")
        return None
    given = fields.each("questions") or fields.each("answers")
    return ExportedAnswers(
        place=fields.place,
        standup=fields.text("standup_id"),
        person=person(member) if member else None,
        at=at,
        answers=tuple((each.text("question", "text"), each.words("answer")) for each in given),
        channel=fields.text("channel") or None,
        hidden=hidden,
    )


def person(fields: Fields) -> ExportedPerson:
    """Read somebody: of a Slack team the id is Slack's own."""
    return ExportedPerson(
        id=fields.text("id"),
        email=fields.text("email"),
        names=names_of(fields.given.get("realname"), fields.given.get("username")),
    )


def _questions(fields: Fields) -> tuple[tuple[ExportedQuestion, ...], tuple[str, ...]]:
    found: list[ExportedQuestion] = []
    left_out: list[str] = []
    for each in fields.each("questions"):
        text = each.text("text", "question")
        choices = tuple(each.texts("answer_choices"))
        is_choice = each.text("answer_type") == "multiple_choice" and len(choices) > 1
        found.append(ExportedQuestion(text, "choice" if is_choice else "text", choices if is_choice else ()))
        if each.given.get("preconditions"):
            left_out.append(f"that “{text}” depends on an earlier answer")
        if each.given.get("random_texts") and each.truth("is_random"):
            left_out.append(f"the other wordings of “{text}”")
    return tuple(found), tuple(left_out)


def _hidden(fields: Fields, *keys: str) -> str:
    return next((key.removeprefix("is_") for key in keys if fields.truth(key)), "")
