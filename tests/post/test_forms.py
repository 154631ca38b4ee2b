"""Forms become modals that Slack takes, and submissions come back by field name."""

from typing import Any

import pytest
from pydantic import ValidationError

from integrations.form import (
    ChannelField,
    ChoiceField,
    DateField,
    Field_,
    Form,
    PeopleField,
    TextField,
    TimeField,
)
from integrations.post import Bullets, Divider, Heading, Paragraph, Table
from integrations.slack.chat import Chat
from integrations.slack.forms import form_errors, read_form, render_form, render_home
from tests.post import slack_rules

STANDUP = Form(
    callback="standup_answer",
    title="Monday's standup",
    submit="Send",
    carry="round:7",
    fields=(
        Paragraph(text=("Seen by ", "#backend")),
        TextField(name="yesterday", label="Yesterday", value="Shipped it", multiline=True),
        TextField(name="today", label="Today", placeholder="What next?", max_length=500, min_length=3),
        ChoiceField(
            name="mood", label="Mood", choices=(("good", "Good"), ("bad", "Bad")), value=("bad",), optional=True
        ),
        ChoiceField(name="topics", label="Topics", choices=(("a", "A"), ("b", "B")), value=("b", "z"), many=True),
        PeopleField(name="helpers", label="Helpers", value=("U1", "U1", "nobody"), many=True, hint="Who knows"),
        PeopleField(name="owner", label="Owner", value=("U2", "U1")),
        ChannelField(name="where", label="Where", value="C1"),
        DateField(name="day", label="Day", value="2026-11-23"),
        TimeField(name="at", label="At", value="09:00"),
    ),
)


def inputs(form: Form) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in render_form(form)["blocks"] if block["type"] == "input"}


def test_a_form_is_a_modal_within_every_limit() -> None:
    view = render_form(STANDUP)
    slack_rules.check_view(view)
    assert (view["type"], view["callback_id"], view["private_metadata"]) == ("modal", "standup_answer", "round:7")
    assert view["submit"]["text"] == "Send"
    assert [block["type"] for block in view["blocks"]] == ["rich_text", *["input"] * 9]
    assert [block["element"]["action_id"] for block in view["blocks"][1:]] == [
        block["block_id"] for block in view["blocks"][1:]
    ]


def test_fields_begin_with_their_values() -> None:
    fields = inputs(STANDUP)
    assert fields["yesterday"]["initial_value"] == "Shipped it"
    assert (fields["today"]["min_length"], fields["today"]["max_length"]) == (3, 500)
    assert fields["yesterday"]["max_length"] == Chat.limits.typed
    assert fields["mood"]["initial_option"]["value"] == "bad"
    assert [option["value"] for option in fields["topics"]["initial_options"]] == ["b"]
    assert fields["helpers"] == {"type": "multi_users_select", "initial_users": ["U1"], "action_id": "helpers"}
    assert fields["owner"]["initial_user"] == "U2"
    assert fields["where"]["initial_conversation"] == "C1"
    assert (fields["day"]["initial_date"], fields["at"]["initial_time"]) == ("2026-11-23", "09:00")


def test_values_that_slack_would_refuse_are_left_out() -> None:
    fields = inputs(
        Form(
            callback="c",
            title="t",
            fields=(
                PeopleField(name="p", label="p", value=("<!channel>",)),
                ChannelField(name="c", label="c", value="general"),
                DateField(name="d", label="d", value="23.11.2026"),
                TimeField(name="t", label="t", value="9 AM"),
                ChoiceField(name="x", label="x", choices=(("a", "A"),), value=("gone",)),
                TextField(name="w", label="w", value="x" * 5000, max_length=10),
            ),
        )
    )
    assert {name: [key for key in field if key.startswith("initial")] for name, field in fields.items()} == {
        "p": [],
        "c": [],
        "d": [],
        "t": [],
        "x": [],
        "w": ["initial_value"],
    }
    assert fields["w"]["initial_value"] == "x" * 9 + "…"


@pytest.mark.parametrize("number", [0, 1, 100, 101, 2500, 12_000])
def test_any_number_of_choices_fits(number: int) -> None:
    choices = tuple((f"v{n}", f"Choice {n} " + "x" * 100) for n in range(number))
    form = Form(callback="c", title="t", fields=(ChoiceField(name="x", label="Which", choices=choices),))
    slack_rules.check_view(render_form(form))
    if not number:
        assert "nothing to choose from" in slack_rules.seen(render_form(form)["blocks"])


def test_a_form_of_a_hundred_fields_and_long_blocks_fits() -> None:
    fields: tuple[Field_, ...] = tuple(TextField(name=f"f{n}", label="l" * 3000, hint="h" * 3000) for n in range(90))
    long = Bullets(items=(("item " * 100,),) * 500)
    form = Form(callback="c", title="t", fields=(*fields, long, Heading(text="x"), Divider(), *[Divider()] * 7))
    view = render_form(form)
    slack_rules.check_view(view)
    assert sum(block["type"] == "input" for block in view["blocks"]) == 90


def test_a_view_without_inputs_has_nothing_to_submit() -> None:
    view = render_form(Form(callback="c", title="Help", fields=(Paragraph(text=("words",)),)))
    assert "submit" not in view
    assert view["close"]["text"] == "Close"


def test_tables_in_views_are_drawn_as_text() -> None:
    table = Table(columns=("service", "errors"), rows=((("billing",), ("3",)),))
    view = render_home([table])
    slack_rules.check_view(view)
    assert "service  errors\n───────  ──────\nbilling  3" in slack_rules.seen(view["blocks"])


def test_names_that_would_collide_are_refused() -> None:
    with pytest.raises(ValidationError, match="same name"):
        Form(callback="c", title="t", fields=(TextField(name="a", label="l"), DateField(name="a", label="l")))
    with pytest.raises(ValidationError):
        Form(callback="c", title="t", fields=(), carry="x" * 3001)


def test_a_submission_is_read_by_field_name() -> None:
    state = {
        "yesterday": {"yesterday": {"type": "plain_text_input", "value": "  did\x00 it <!channel>\r\n"}},
        "today": {"today": {"type": "plain_text_input", "value": None}},
        "mood": {"mood": {"type": "static_select", "selected_option": {"value": "good"}}},
        "none": {"none": {"type": "static_select", "selected_option": None}},
        "topics": {"topics": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "boxes": {"boxes": {"type": "checkboxes", "selected_options": []}},
        "helpers": {"helpers": {"type": "multi_users_select", "selected_users": ["U1", "U2"]}},
        "owner": {"owner": {"type": "users_select", "selected_user": "U2"}},
        "where": {"where": {"type": "conversations_select", "selected_conversation": "C1"}},
        "day": {"day": {"type": "datepicker", "selected_date": "2026-11-23"}},
        "at": {"at": {"type": "timepicker", "selected_time": "09:00"}},
        "other": {"another_action": {"type": "plain_text_input", "value": "x"}},
    }
    assert read_form({"state": {"values": state}}) == {
        "yesterday": "did it <!channel>",
        "today": "",
        "mood": "good",
        "none": "",
        "topics": ["a", "b"],
        "boxes": [],
        "helpers": ["U1", "U2"],
        "owner": "U2",
        "where": "C1",
        "day": "2026-11-23",
        "at": "09:00",
        "other": "x",
    }
    assert read_form({}) == {}


def test_errors_stand_below_their_fields() -> None:
    assert form_errors({"today": "Please say\nsomething."}) == {
        "response_action": "errors",
        "errors": {"today": "Please say something."},
    }


@pytest.mark.parametrize(
    ("title", "short", "shown"),
    [
        ("Monday's standup", "Standup", "Monday's standup"),
        ("Standup of the payments and ledger team", "Standup", "Standup"),
        ("PAYMENTSPLATFORM-1234 is done", "", "PAYMENTSPLATFORM-1234 i…"),
    ],
)
def test_a_title_that_has_no_room_gives_way_to_the_short_one(title: str, short: str, shown: str) -> None:
    assert render_form(Form(callback="c", title=title, short_title=short, fields=()))["title"]["text"] == shown
