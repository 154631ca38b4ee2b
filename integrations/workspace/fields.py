"""Input elements as Slack's client treats them: what they begin with, what they accept, what they send."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from integrations.workspace.model import Json

REQUIRED = "Please complete this required field."

_SINGLE = {  # element: (the key of its value, the key of what it begins with)
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
_MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}


def initial_state(element: Json) -> Json | None:
    """The state of an element that nobody has touched; None for what has no state."""
    kind = element.get("type", "")
    if kind in _SINGLE:
        key, initial = _SINGLE[kind]
        return {"type": kind, key: element.get(initial)}
    if kind in _MANY:
        key, initial = _MANY[kind]
        return {"type": kind, key: list(element.get(initial) or [])}
    return None


def value_of(state: Json) -> Any:
    """What the state of an element says, without its wrapping."""
    kind = state.get("type", "")
    key = (_SINGLE.get(kind) or _MANY.get(kind) or ("value",))[0]
    return state.get(key)


def filled(element: Json, given: Any) -> Json:
    """The state of an element into which a person puts `given`.

    Text, a number, a date or an id as it is; an option, or several, by text or value.
    Raises ValueError for an option that is not there.
    """
    kind = element.get("type", "")
    if kind in _SINGLE:
        key = _SINGLE[kind][0]
        if given is None:
            return {"type": kind, key: None}
        if key == "selected_option":
            return {"type": kind, key: option(element, given)}
        if kind == "number_input":
            return {"type": kind, key: str(given)}
        return {"type": kind, key: given}
    if kind in _MANY:
        key = _MANY[kind][0]
        chosen = [given] if isinstance(given, str) else list(given or [])
        return {"type": kind, key: [option(element, each) for each in chosen] if key == "selected_options" else chosen}
    raise ValueError(f"nobody can fill in a {kind}")


def options(element: Json) -> Sequence[Json]:
    """Every option of an element, its groups opened."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(each for group in groups for each in group.get("options") or [])]


def option(element: Json, given: Any) -> Json:
    """The option with that text or value. Raises ValueError where there is none."""
    if isinstance(given, Mapping):
        given = given.get("value")
    for each in options(element):
        if given in (each.get("value"), (each.get("text") or {}).get("text")):
            return {name: each[name] for name in ("text", "value", "description") if name in each}
    raise ValueError(f"{given!r} is none of {[each.get('value') for each in options(element)]}")


def complaint(block: Json, state: Json | None) -> str | None:
    """What Slack's own client says before it sends a form, or None where it is content."""
    element = block.get("element") or {}
    value = value_of(state or {})
    if value in (None, "", [], {}):
        return None if block.get("optional") else REQUIRED
    if not isinstance(value, str):
        return None
    kind = element.get("type")
    if kind == "plain_text_input":
        return _length(element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.fullmatch(r"\w[\w+.-]*://\S+", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _number(element, value)
    return None


def _length(element: Json, value: str) -> str | None:
    longest = int(element.get("max_length") or 3000)
    if len(value) > longest:
        return f"This field cannot be longer than {longest} characters."
    shortest = int(element.get("min_length") or 0)
    return f"This field must be at least {shortest} characters." if len(value) < shortest else None


def _number(element: Json, value: str) -> str | None:
    decimals = element.get("is_decimal_allowed")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?" if decimals else r"[+-]?\d+", value):
        return "Please enter a valid number." if decimals else "Please enter a whole number."
    lowest, highest = element.get("min_value"), element.get("max_value")
    if lowest is not None and float(value) < float(lowest):
        return f"The number must be at least {lowest}."
    if highest is not None and float(value) > float(highest):
        return f"The number must be at most {highest}."
    return None
