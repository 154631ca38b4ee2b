"""DailyBot's check-ins, their responses and people, as its API v1 and its own command line give them."""

from collections.abc import Mapping

from integrations.standup_exports.export import (
    ExportedAnswers,
    ExportedPerson,
    ExportedQuestion,
    ExportedStandup,
    QuestionType,
    days_of_numbers,
    names_of,
)
from integrations.standup_exports.fields import Fields
from integrations.standup_exports.moments import NoMoment, read_moment

BOT = "DailyBot"
NUMBERED = "Question "
"""How a question is called, with its number, where an answer does not have its words."""
_TYPES: Mapping[str, QuestionType] = {"multiple_choice": "choice", "numeric": "number", "boolean": "yes_no"}
_CHECK_IN = ("schedule", "frequency_type", "frequency_on_days", "report_channels", "template_uuid")


def is_check_in(fields: Fields) -> bool:
    """Return True for a check-in, as it is listed or in detail."""
    return "name" in fields.given and any(key in fields.given for key in _CHECK_IN)


def is_response(fields: Fields) -> bool:
    """Return True for what somebody answered in a check-in."""
    return isinstance(fields.given.get("responses"), list)


def check_in(fields: Fields) -> ExportedStandup:
    """Read a check-in. Its days are numbers, and 0 is Sunday."""
    schedule = fields.inside("schedule") or fields
    numbers = schedule.given.get("days", fields.given.get("frequency_on_days"))
    if numbers is not None and not (
        isinstance(numbers, list) and all(isinstance(each, int) and each in range(7) for each in numbers)
    ):
        (schedule if "days" in schedule.given else fields).wrong(
            "days" if "days" in schedule.given else "frequency_on_days", "are no days of a week, 0 to 6"
        )
        numbers = None
    left_out = []
    every = fields.given.get("frequency")
    weekly = fields.text("frequency_type") == "weekly" and isinstance(every, int) and not isinstance(every, bool)
    if fields.text("frequency_type") == "monthly" or fields.text("frequency_advanced") not in ("", "disabled"):
        left_out.append("that it does not come every week")
    told = [each for each in fields.each("report_channels") if each.given.get("reporting_enabled") is not False]
    participants = fields.inside("participants")
    if participants is not None and participants.given.get("teams"):
        left_out.append("its teams: name their people as its members, or everybody in the channel is asked")
    questions, untaken = _questions(fields)
    own = fields.truth("use_participant_timezone")
    return ExportedStandup(
        key=fields.text("uuid", "id"),
        place=fields.place,
        bot=BOT,
        title=fields.text("name"),
        channel=told[0].text("id", "name") if told else None,
        at=schedule.text("time", "custom_trigger_time")[:5] or None,
        timezone="member" if own else schedule.text("timezone") or None,
        days=days_of_numbers(numbers) or None if numbers else None,
        every=int(every) if weekly and every else 1,
        questions=questions,
        people=tuple(person(each) for each in participants.each("users"))
        if participants is not None and not participants.given.get("teams")
        else (),
        paused=fields.given.get("active") is False or fields.truth("is_archived"),
        hidden="anonymous" if fields.truth("is_anonymous") or fields.truth("anonymous") else "",
        left_out=(*left_out, *untaken),
    )


def response(fields: Fields) -> ExportedAnswers | None:
    """Read what somebody answered; None where it cannot be, which is noted."""
    if fields.given.get("response_completed") is False:
        return None
    keys = ("completed_at", "updated_at", "created_at", "response_date")
    key = next((each for each in keys if fields.given.get(each)), "response_date")
    try:
        at = read_moment(fields.given.get(key))
        day = read_moment(fields.given["response_date"]) if fields.given.get("response_date") else at
    except NoMoment as why:
        fields.wrong(key, str(why))
        return None
    if day.date() != at.date():  # an answer that was filled in for another day is of that day
        at = day
    given = sorted(fields.each("responses"), key=_index)
    who = fields.inside("user") if isinstance(fields.given.get("user"), dict) else None
    label = fields.text("user_full_name", "user_name")
    return ExportedAnswers(
        place=fields.place,
        standup=fields.text("followup_uuid", "checkin_uuid", "followup", "checkin"),
        person=person(who) if who else ExportedPerson(names=(label,)) if label else None,
        at=at,
        answers=tuple(
            (
                each.text("question", "question_text", "label") or f"{NUMBERED}{_index(each, place) + 1}",
                each.words("response"),
            )
            for place, each in enumerate(given)
        ),
        hidden="" if who or label else "anonymous",
    )


def person(fields: Fields) -> ExportedPerson:
    """Read somebody: by the id that they have in the chat, where DailyBot tells it."""
    chat = fields.given.get("chat_platform_data")
    external = chat.get("user_external_id") if isinstance(chat, dict) else None
    return ExportedPerson(
        id=external if isinstance(external, str) else fields.text("uuid", "id"),
        email=fields.text("email"),
        names=names_of(*(fields.given.get(key) for key in ("full_name", "name", "username"))),
    )


def _index(fields: Fields, place: int = 0) -> int:
    number = fields.given.get("index")
    return number if isinstance(number, int) else place


def _questions(fields: Fields) -> tuple[tuple[ExportedQuestion, ...], tuple[str, ...]]:
    found: list[ExportedQuestion] = []
    left_out: list[str] = []
    given = fields.given.get("questions")
    if isinstance(given, list) and all(isinstance(each, str) for each in given):
        return tuple(ExportedQuestion(" ".join(each.split())) for each in given), ()
    for each in fields.each("questions"):
        text = each.text("question", "text")
        type_ = _TYPES.get(each.text("question_type"), "text")
        choices = tuple(each.texts("choices") or each.texts("options"))
        if type_ == "choice" and len(choices) < 2:
            type_ = "text"
        found.append(ExportedQuestion(text, type_, choices if type_ == "choice" else ()))
        if each.given.get("logic") or each.given.get("variations"):
            left_out.append(f"the conditions and other wordings of “{text}”")
    return tuple(found), tuple(left_out)
