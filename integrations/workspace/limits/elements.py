"""Block elements: https://docs.slack.dev/reference/block-kit/block-elements/ ."""

import re
from collections.abc import Callable

from integrations.workspace.limits.report import Report
from integrations.workspace.model import Json

SELECTS = {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
MULTI = {f"multi_{name}" for name in SELECTS}
CHOICES = {"checkboxes", "radio_buttons", "overflow"}
PICKERS = {"datepicker", "timepicker"}
TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}

IN_SECTION = {"button", "image", "workflow_button"} | SELECTS | MULTI | CHOICES | PICKERS
IN_ACTIONS = {"button", "datetimepicker", "workflow_button", "rich_text_input"} | SELECTS | MULTI | CHOICES | PICKERS
IN_INPUT = {"datetimepicker", "file_input"} | SELECTS | MULTI | (CHOICES - {"overflow"}) | PICKERS | TEXTS
IN_CONTEXT_ACTIONS = {"feedback_buttons", "icon_button"}

ACTION_ID = 255
OPTIONS = 100
CHOICE_OPTIONS = 10
OVERFLOW_OPTIONS = 5
PLACEHOLDER = 150
INPUT_TEXT = 3000


def check_element(report: Report, element: Json, pointer: str, allowed: set[str]) -> None:
    """Check one element of a block that takes the `allowed` kinds."""
    kind = element.get("type")
    if kind not in allowed:
        report.say(f"unsupported type: {kind}", f"{pointer}/type")
        return
    report.string(element, "action_id", pointer, most=ACTION_ID, least=1)
    report.text(element, "placeholder", pointer, most=PLACEHOLDER, plain=True)
    if element.get("confirm") is not None:
        _confirm(report, element, pointer)
    check = _CHECKS.get(str(kind))
    if check:
        check(report, element, pointer)


def _confirm(report: Report, element: Json, pointer: str) -> None:
    pointer = f"{pointer}/confirm"
    confirm = report.object(element["confirm"], pointer)
    if confirm is not None:
        report.text(confirm, "title", pointer, most=100, plain=True, required=True)
        report.text(confirm, "text", pointer, most=300, required=True)
        report.text(confirm, "confirm", pointer, most=30, plain=True, required=True)
        report.text(confirm, "deny", pointer, most=30, plain=True, required=True)


def _button(report: Report, element: Json, pointer: str) -> None:
    report.text(element, "text", pointer, most=75, plain=True, required=True)
    report.string(element, "value", pointer, most=2000)
    report.string(element, "url", pointer, most=3000)
    report.string(element, "accessibility_label", pointer, most=75)
    report.one_of(element, "style", pointer, ("primary", "danger"))


def check_image(report: Report, element: Json, pointer: str) -> None:
    """Check an image, as an element or as a block."""
    if element.get("slack_file") is None:
        url = report.string(element, "image_url", pointer, most=3000, least=1, required=True)
        if url is not None and not re.match(r"https?://", url):
            report.say("must be a valid URL", f"{pointer}/image_url")
    report.string(element, "alt_text", pointer, most=2000, least=1, required=True)


def _options(most: int) -> Callable[[Report, Json, str], None]:
    def check(report: Report, element: Json, pointer: str) -> None:
        flat: list[Json] = []
        if element.get("option_groups") is not None:
            for number, group in enumerate(report.items(element, "option_groups", pointer, most=OPTIONS)):
                inside = f"{pointer}/option_groups/{number}"
                if report.object(group, inside) is None:
                    continue
                report.text(group, "label", inside, most=75, plain=True, required=True)
                flat += _each_option(report, group, inside, most)
        else:
            flat = _each_option(report, element, pointer, most)
        _initial(report, element, pointer, flat)

    return check


def _each_option(report: Report, where: Json, pointer: str, most: int) -> list[Json]:
    options = report.items(where, "options", pointer, most=most)
    for number, option in enumerate(options):
        inside = f"{pointer}/options/{number}"
        if report.object(option, inside) is None:
            continue
        report.text(option, "text", inside, most=75, required=True)
        report.string(option, "value", inside, most=150, least=1, required=True)
        report.text(option, "description", inside, most=75)
        report.string(option, "url", inside, most=3000)
    return [option for option in options if isinstance(option, dict)]


def _initial(report: Report, element: Json, pointer: str, options: list[Json]) -> None:
    values = {option.get("value") for option in options}
    one = element.get("initial_option")
    many = element.get("initial_options")
    if one is not None and (not isinstance(one, dict) or one.get("value") not in values):
        report.say("must match one of the options", f"{pointer}/initial_option")
    if many is not None:
        for number, each in enumerate(report.items(element, "initial_options", pointer, most=OPTIONS)):
            if not isinstance(each, dict) or each.get("value") not in values:
                report.say("must match one of the options", f"{pointer}/initial_options/{number}")


def _pattern(name: str, pattern: str, words: str) -> Callable[[Report, Json, str], None]:
    def check(report: Report, element: Json, pointer: str) -> None:
        value = element.get(name)
        if value is not None and not re.fullmatch(pattern, str(value)):
            report.say(words, f"{pointer}/{name}")

    return check


def _plain_text_input(report: Report, element: Json, pointer: str) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", INPUT_TEXT)
    if not isinstance(least, int) or not 0 <= least <= INPUT_TEXT:
        report.say(f"must be between 0 and {INPUT_TEXT}", f"{pointer}/min_length")
    if not isinstance(most, int) or not 1 <= most <= INPUT_TEXT:
        report.say(f"must be between 1 and {INPUT_TEXT}", f"{pointer}/max_length")
    else:
        report.string(element, "initial_value", pointer, most=most)


def _number_input(report: Report, element: Json, pointer: str) -> None:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        report.say("missing required field: is_decimal_allowed", pointer)


_CHECKS: dict[str, Callable[[Report, Json, str], None]] = {
    "button": _button,
    "image": check_image,
    "static_select": _options(OPTIONS),
    "multi_static_select": _options(OPTIONS),
    "checkboxes": _options(CHOICE_OPTIONS),
    "radio_buttons": _options(CHOICE_OPTIONS),
    "overflow": _options(OVERFLOW_OPTIONS),
    "datepicker": _pattern("initial_date", r"\d{4}-\d\d-\d\d", "must be a date of the form YYYY-MM-DD"),
    "timepicker": _pattern("initial_time", r"([01]\d|2[0-3]):[0-5]\d", "must be a time of the form HH:mm"),
    "datetimepicker": _pattern("initial_date_time", r"\d{10}", "must be a UNIX timestamp of 10 digits"),
    "plain_text_input": _plain_text_input,
    "number_input": _number_input,
}
