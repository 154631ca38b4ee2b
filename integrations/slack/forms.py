"""Forms as Slack modals, their submissions read back, and the App Home."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from integrations.deferred import pattern
from integrations.form import (
    ChannelField,
    ChoiceField,
    DateField,
    Field_,
    Form,
    FormValues,
    NumberField,
    PeopleField,
    TextField,
    TimeField,
    change_of,
)
from integrations.post import Block
from integrations.slack.buttons import plain
from integrations.slack.escape import Json, cut, weigh_blocks
from integrations.slack.ids import SLACK_IDS
from integrations.slack.limits import (
    AT_A_GLANCE,
    CHOICES,
    HINT,
    INPUT,
    LABEL,
    OPTION_TEXT,
    OPTIONS,
    PLACEHOLDER,
    VIEW_BLOCKS,
    VIEW_BUTTON,
    VIEW_TITLE,
    VIEW_WEIGHT,
)
from integrations.slack.pieces import NO_PICTURES, Pictures
from integrations.slack.render import render_blocks
from integrations.words import clean, one_line

_CHANNEL = pattern(r"[CGD][A-Z0-9]{1,30}")
_DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d")
LEAST_ROOM = 6_000
"""Below this a block between fields is not begun any more."""


def render_form(form: Form) -> Json:
    """The modal of a form; each field is an input whose block and action are its name.

    Initial values that Slack would refuse (an id that is none, a choice that is not offered)
    are left out; of more than 500 choices the rest is counted below the field. Blocks among
    the fields share the room that the inputs leave.
    """
    inputs = sum(not _is_block(field) for field in form.fields)
    blocks: list[Json] = []
    room, weight = VIEW_BLOCKS - inputs, VIEW_WEIGHT
    for field, between in _in_turn(form.fields):
        if field is not None:
            blocks += _input(field, change_of(form.callback))
        elif between and room > 2 and weight > LEAST_ROOM:
            drawn = render_blocks(between, at_most=room, weight=weight)
            room -= len(drawn)
            weight -= weigh_blocks(drawn)
            blocks += drawn
    view: Json = {
        "type": "modal",
        "callback_id": form.callback,
        "title": plain(_title(form), VIEW_TITLE),
        "close": plain("Cancel" if inputs else "Close", VIEW_BUTTON),
        "blocks": blocks,
    }
    if inputs:
        view["submit"] = plain(form.submit, VIEW_BUTTON, "Save")
    if form.carry:
        view["private_metadata"] = form.carry
    return view


def render_home(blocks: Iterable[Block], pictures: Pictures = NO_PICTURES) -> Json:
    """The App Home that shows `blocks`: 100 of Slack's at most, cut with a line that says so."""
    drawn = render_blocks(blocks, at_most=VIEW_BLOCKS, weight=VIEW_WEIGHT, pictures=pictures)
    return {"type": "home", "blocks": drawn}


def read_form(view: Mapping[str, Any]) -> FormValues:
    """What was submitted, by field name, trimmed and without control characters."""
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = (view.get("state") or {}).get("values") or {}
    return {
        name: _answer(actions.get(name) or next(iter(actions.values()))) for name, actions in values.items() if actions
    }


def form_errors(errors: Mapping[str, str]) -> Json:
    """The answer to a submission that shows each message below its field."""
    shown = {name: cut(one_line(message), HINT) or "Please look at this again." for name, message in errors.items()}
    return {"response_action": "errors", "errors": shown}


def _title(form: Form) -> str:
    return form.short_title if form.short_title and len(one_line(form.title)) > VIEW_TITLE else form.title


def _is_block(field: Field_) -> bool:
    return not hasattr(field, "field")


def _in_turn(fields: Sequence[Field_]) -> Iterator[tuple[Field_ | None, list[Block]]]:
    """Yield fields one by one, and the blocks between them together."""
    blocks: list[Block] = []
    for field in fields:
        match field:
            case (
                TextField() | ChoiceField() | PeopleField() | ChannelField() | NumberField() | DateField() | TimeField()
            ):
                yield None, blocks
                blocks = []
                yield field, []
            case _:
                blocks.append(field)
    yield None, blocks


def _input(field: Field_, change: str) -> list[Json]:
    match field:
        case TextField():
            return [_labelled(field, _text(field))]
        case ChoiceField():
            options = _options(field.choices)
            if not options:
                return _note(f"{field.label}: nothing to choose from.")
            left = len(options) - CHOICES
            drawn_choice = _labelled(field, _choice(field, options))
            if field.tells:
                drawn_choice["dispatch_action"] = True
                drawn_choice["element"]["action_id"] = change
            return [
                drawn_choice,
                *(_note(f"… and {left} more choices") if left > 0 else []),
            ]
        case PeopleField():
            people = [user for user in dict.fromkeys(field.value) if SLACK_IDS.is_person(user)]
            if field.many:
                return [_labelled(field, _initial({"type": "multi_users_select"}, "initial_users", people))]
            return [_labelled(field, _initial({"type": "users_select"}, "initial_user", next(iter(people), "")))]
        case ChannelField():
            kinds = {"include": ["public", "private"]}
            drawn: Json = {"type": "conversations_select", "filter": kinds}
            known = field.value if _CHANNEL.fullmatch(field.value) else ""
            return [_labelled(field, _initial(drawn, "initial_conversation", known))]
        case NumberField():
            number: Json = {"type": "number_input", "is_decimal_allowed": not field.whole}
            number |= {"min_value": str(field.least)} if field.least is not None else {}
            number |= {"max_value": str(field.most)} if field.most is not None else {}
            return [_labelled(field, _initial(number, "initial_value", one_line(field.value)))]
        case DateField():
            day = field.value if _DATE.fullmatch(field.value) else ""
            return [_labelled(field, _initial({"type": "datepicker"}, "initial_date", day))]
        case TimeField():
            time = field.value if _TIME.fullmatch(field.value) else ""
            return [_labelled(field, _initial({"type": "timepicker"}, "initial_time", time))]
    return []


def _labelled(
    field: TextField | ChoiceField | PeopleField | ChannelField | NumberField | DateField | TimeField, element: Json
) -> Json:
    drawn: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, LABEL, field.name),
        "element": {**element, "action_id": field.name},
        "optional": field.optional,
    }
    if one_line(field.hint):
        drawn["hint"] = plain(field.hint, HINT)
    return drawn


def _initial(element: Json, name: str, value: str | list[str] | list[Json] | Json) -> Json:
    return {**element, name: value} if value else element


def _text(field: TextField) -> Json:
    most = min(field.max_length or INPUT, INPUT)
    value = clean(field.value) if field.multiline else one_line(field.value)
    drawn = _initial({"type": "plain_text_input", "multiline": field.multiline}, "initial_value", cut(value, most))
    drawn["max_length"] = most
    if field.min_length:
        drawn["min_length"] = min(field.min_length, most)
    if one_line(field.placeholder):
        drawn["placeholder"] = plain(field.placeholder, PLACEHOLDER)
    return drawn


def _note(text: str) -> list[Json]:
    return [{"type": "context", "elements": [plain(text, LABEL)]}]


def _options(choices: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """The options by value, each value once."""
    return {value: {"text": plain(label, OPTION_TEXT, value), "value": value} for value, label in dict(choices).items()}


def _choice(field: ChoiceField, options: dict[str, Json]) -> Json:
    offered = list(options.values())[:CHOICES]
    if field.at_a_glance and len(offered) <= AT_A_GLANCE:
        drawn: Json = {"type": "checkboxes" if field.many else "radio_buttons"}
    else:
        drawn = {"type": "multi_static_select" if field.many else "static_select"}
    if len(offered) <= OPTIONS:
        drawn["options"] = offered
    else:
        drawn["option_groups"] = [
            {"label": plain(f"{start + 1} to {min(start + OPTIONS, len(offered))}", OPTION_TEXT), "options": group}
            for start in range(0, len(offered), OPTIONS)
            if (group := offered[start : start + OPTIONS])
        ]
    chosen = [options[value] for value in dict.fromkeys(field.value) if options.get(value) in offered]
    if field.many:
        return _initial(drawn, "initial_options", chosen)
    return _initial(drawn, "initial_option", next(iter(chosen), {}))


def _answer(state: Mapping[str, Any]) -> str | list[str]:
    match state.get("type"):
        case "multi_static_select" | "checkboxes":
            return [str(option["value"]) for option in state.get("selected_options") or []]
        case "multi_users_select":
            return [str(user) for user in state.get("selected_users") or []]
        case "multi_conversations_select":
            return [str(channel) for channel in state.get("selected_conversations") or []]
        case "multi_channels_select":
            return [str(channel) for channel in state.get("selected_channels") or []]
        case "static_select" | "radio_buttons":
            return str((state.get("selected_option") or {}).get("value") or "")
    names = ("value", "selected_user", "selected_conversation", "selected_channel", "selected_date", "selected_time")
    return clean(str(next((state[name] for name in names if state.get(name)), ""))).strip()
