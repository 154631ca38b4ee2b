"""Commands, clicks, forms and shortcuts, from the person's side and from the app's."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from integrations.workspace import Refused, Unanswered, View, Workspace
from tests.workspace.app import TinyApp


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


FORM = {
    "type": "modal",
    "callback_id": "adr",
    "title": plain("New ADR"),
    "submit": plain("Save"),
    "private_metadata": "carried",
    "notify_on_close": True,
    "blocks": [
        field("title", "Title", {"type": "plain_text_input", "action_id": "text", "max_length": 20}),
        field(
            "mood",
            "Mood",
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": plain("Good"), "value": "good"}, {"text": plain("Bad"), "value": "bad"}],
            },
            optional=True,
        ),
        field(
            "when",
            "When",
            {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-24"},
        ),
        {"type": "actions", "block_id": "more", "elements": [{"type": "button", "text": plain("More…")}]},
    ],
}
BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [{"type": "button", "action_id": "answer", "text": plain("Answer"), "value": "7"}],
    }
]


async def opened(workspace: Workspace, app: TinyApp, slack: AsyncWebClient) -> View:
    await workspace.member("ana").command("/adr Use Postgres", "#backend")
    await slack.views_open(trigger_id=app.trigger, view=FORM)
    view = workspace.view_of("ana")
    assert view is not None
    return view


async def test_a_command_brings_its_words_and_its_answer_is_whispered(workspace: Workspace, app: TinyApp) -> None:
    app.answer = lambda _: {"text": "on it"}
    ana = workspace.member("ana")
    assert await ana.command("/adr Use  Postgres", "#backend") == {"text": "on it"}
    payload = app.payloads[0]
    assert (payload["command"], payload["text"], payload["channel_name"]) == ("/adr", "Use  Postgres", "backend")
    assert [each.text for each in ana.whispers("#backend")] == ["on it"]
    assert workspace.member("ben").sees("#backend") == []
    app.answer = lambda _: {"text": "everyone", "response_type": "in_channel"}
    await ana.command("/adr", "#backend")
    assert [each.text for each in workspace.member("ben").sees("#backend")] == ["everyone"]


async def test_a_command_that_nobody_has_or_in_a_thread_is_refused(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    with pytest.raises(Refused, match="unknown_command"):
        await ana.command("/nonsense", "#backend")
    with pytest.raises(Refused, match="not_in_threads"):
        await ana.command("/adr", "#backend", thread_ts="1.000001")


@pytest.mark.usefixtures("impatient")
async def test_a_silent_app_shows_as_slack_shows_it(workspace: Workspace, app: TinyApp) -> None:
    app.silent = 1
    ana = workspace.member("ana")
    with pytest.raises(Unanswered, match="operation_timeout"):
        await ana.command("/adr", "#backend")
    assert [each.text for each in ana.whispers("#backend")] == ['/adr failed with the error "operation_timeout"']


async def test_an_absent_app_cannot_be_asked(workspace: Workspace) -> None:
    with pytest.raises(Unanswered, match="dispatch_failed"):
        await workspace.member("ana").command("/adr", "#backend")


async def test_a_response_url_whispers_replaces_deletes_and_wears_out(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    await ana.command("/adr", "#backend")
    hook = AsyncWebhookClient(app.payloads[0]["response_url"])
    assert (await hook.send(text="one")).body == "ok"
    await hook.send(text="all", response_type="in_channel")
    assert [each.text for each in ana.sees("#backend")] == ["one", "all"]
    assert (await hook.send(text=" ")).status_code == 400
    for _ in range(2):
        await hook.send(text="again")
    worn = await hook.send(text="too often")
    assert (worn.status_code, "used_url" in worn.body) == (404, True)


async def test_a_click_names_its_button_and_its_message_can_be_replaced(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    await slack.chat_postMessage(channel="C0BACK", text="round", blocks=BUTTONS)
    said = workspace.messages_in("#backend")[-1]
    assert said.buttons == ["Answer"]
    await workspace.member("ana").clicks(said, "Answer")
    (click,) = app.of("block_actions")
    assert click["actions"][0]["value"] == "7"
    assert (click["container"]["message_ts"], click["user"]["id"]) == (said.ts, "U0ANA")
    await AsyncWebhookClient(click["response_url"]).send(text="closed", replace_original=True)
    assert workspace.messages_in("#backend")[-1].text == "closed"
    await AsyncWebhookClient(click["response_url"]).send_dict({"delete_original": True})
    assert workspace.messages_in("#backend") == []


async def test_only_what_everybody_sees_is_put_into_a_thread_by_a_response_url(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    ana = workspace.member("ana")
    begins = await slack.chat_postMessage(channel="C0BACK", text="round", blocks=BUTTONS)
    await slack.chat_postMessage(channel="C0BACK", text="reply", blocks=BUTTONS, thread_ts=begins["ts"])
    for message in workspace.messages_in("#backend"):
        await ana.clicks(message, "Answer")
    for click in app.of("block_actions"):
        hook, thread = AsyncWebhookClient(click["response_url"]), {"thread_ts": begins["ts"]}
        await hook.send_dict({"text": f"about {click['message']['text']}", **thread})
        await hook.send_dict({"text": "to all", "response_type": "in_channel", **thread})
    heard = {each.text: each.thread_ts for each in ana.whispers("#backend")}
    assert heard == {"about round": None, "about reply": None}
    assert {each.thread_ts for each in workspace.messages_in("#backend") if each.text == "to all"} == {begins["ts"]}


async def test_a_whisper_has_buttons_only_for_its_reader(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    await slack.chat_postEphemeral(channel="C0BACK", user="U0ANA", text="you?", blocks=BUTTONS)
    (whisper,) = workspace.member("ana").whispers("#backend")
    await workspace.member("ana").clicks(whisper, "Answer")
    assert app.of("block_actions")[0]["container"]["is_ephemeral"]
    with pytest.raises(Refused, match="message_not_found"):
        await workspace.member("ben").clicks(whisper, "Answer")
    with pytest.raises(LookupError, match="there are"):
        await workspace.member("ana").clicks(whisper, "Nothing")


async def test_a_trigger_opens_one_view_within_its_time(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    await opened(workspace, app, slack)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await slack.views_open(trigger_id=app.trigger, view=FORM)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await slack.views_open(trigger_id="1.2.abc", view=FORM)
    workspace.triggers.live_s = -1.0
    await workspace.member("ana").command("/adr", "#backend")
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await slack.views_open(trigger_id=app.trigger, view=FORM)


async def test_slacks_own_client_checks_a_form_before_the_app_sees_it(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    view = await opened(workspace, app, slack)
    ana = workspace.member("ana")
    assert await ana.fills(view) == {"Title": "Please complete this required field."}
    assert await ana.fills(view, {"Title": "x" * 21}) == {"Title": "This field cannot be longer than 20 characters."}
    assert app.of("view_submission") == []
    with pytest.raises(LookupError, match="no field"):
        await ana.fills(view, {"Colour": "red"})


async def test_a_form_brings_every_value_and_closes(workspace: Workspace, app: TinyApp, slack: AsyncWebClient) -> None:
    view = await opened(workspace, app, slack)
    assert await workspace.member("ana").fills(view, {"Title": "Postgres", "Mood": "Good"}) == {}
    sent = app.of("view_submission")[0]["view"]
    assert sent["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "Postgres"}},
        "mood": {"pick": {"type": "static_select", "selected_option": {"text": plain("Good"), "value": "good"}}},
        "when": {"date": {"type": "datepicker", "selected_date": "2026-11-24"}},
    }
    assert (sent["private_metadata"], sent["callback_id"]) == ("carried", "adr")
    assert workspace.view_of("ana") is None


@pytest.mark.usefixtures("impatient")
async def test_the_apps_complaints_leave_the_form_open(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    view = await opened(workspace, app, slack)
    app.answer = lambda _: {"response_action": "errors", "errors": {"title": "taken"}}
    assert await workspace.member("ana").fills(view, {"Title": "Postgres"}) == {"Title": "taken"}
    assert workspace.view_of("ana") is view
    app.answer = lambda _: {"response_action": "errors", "errors": {"nowhere": "taken"}}
    assert "" in await workspace.member("ana").fills(view)
    app.silent = 1
    assert await workspace.member("ana").fills(view) == {"": "We had some trouble connecting. Try again?"}


async def test_an_ack_can_update_push_and_clear(workspace: Workspace, app: TinyApp, slack: AsyncWebClient) -> None:
    view = await opened(workspace, app, slack)
    ana = workspace.member("ana")
    app.answer = lambda _: {"response_action": "push", "view": FORM | {"title": plain("Second")}}
    assert await ana.fills(view, {"Title": "one"}) == {}
    second = ana.view
    assert second is not None
    assert (second.title, second.previous, second.root) == ("Second", view.id, view.id)
    app.answer = lambda _: {"response_action": "update", "view": FORM | {"title": plain("Third")}}
    assert await ana.fills(second, {"Title": "two"}) == {}
    assert second.title == "Third"
    app.answer = lambda _: {"response_action": "clear"}
    assert await ana.fills(second) == {}
    assert ana.view is None


async def test_a_view_is_updated_by_its_hash_and_keeps_what_was_typed(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    view = await opened(workspace, app, slack)
    ana = workspace.member("ana")
    app.answer = lambda _: {"response_action": "errors", "errors": {"title": "no"}}
    await ana.fills(view, {"Title": "kept"})
    before = view.hash
    await slack.views_update(view_id=view.id, hash=before, view=FORM | {"title": plain("Newer")})
    assert (view.title, view.values["title"]["text"]["value"]) == ("Newer", "kept")
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_update(view_id=view.id, hash=before, view=FORM)
    with pytest.raises(SlackApiError, match="not_found"):
        await slack.views_update(view_id="V1", view=FORM)


async def test_three_views_can_lie_upon_each_other(workspace: Workspace, app: TinyApp, slack: AsyncWebClient) -> None:
    await opened(workspace, app, slack)
    ana = workspace.member("ana")
    for expected in (2, 3):
        assert ana.view is not None
        await ana.clicks(ana.view, "More…")
        await slack.views_push(trigger_id=app.trigger, view=FORM)
        assert len(workspace.views.stack("U0ANA")) == expected
    assert ana.view is not None
    await ana.clicks(ana.view, "More…")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await slack.views_push(trigger_id=app.trigger, view=FORM)
    await ana.closes(ana.view)
    assert len(workspace.views.stack("U0ANA")) == 2
    assert len(app.of("view_closed")) == 1


async def test_whoever_turns_to_anything_else_has_closed_what_covered_it(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    ana = workspace.member("ana")
    await slack.chat_postMessage(channel="C0BACK", text="Stand-up", blocks=BUTTONS)
    await slack.views_publish(user_id="U0ANA", view={"type": "home", "blocks": BUTTONS})
    message, home = workspace.messages_in("#backend")[-1], ana.home
    assert home is not None
    acts = (
        lambda: ana.command("/adr", "#backend"),
        lambda: ana.clicks(message, "Answer"),
        lambda: ana.clicks(home, "Answer"),
        lambda: ana.shortcut("draft_adr"),
        lambda: ana.shortcut("remember", message),
        ana.opens_home,
    )
    for count, act in enumerate(acts, start=1):
        first = await opened(workspace, app, slack)
        await ana.clicks(first, "More…")
        assert ana.view is first
        await slack.views_push(trigger_id=app.trigger, view=FORM)
        await act()
        assert ana.view is None
        assert len(app.of("view_closed")) == 2 * count, "of the upper one and of the lower"


async def test_the_app_home_is_each_persons_own(workspace: Workspace, app: TinyApp, slack: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "section", "text": plain("Your day")}]}
    first = (await slack.views_publish(user_id="U0ANA", view=home))["view"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await slack.views_publish(user_id="U0ANA", view=home, hash="0.old")
    again = (await slack.views_publish(user_id="U0ANA", view=home | {"blocks": BUTTONS}, hash=first["hash"]))["view"]
    assert again["id"] == first["id"]
    assert workspace.home_of("ben") is None
    ana = workspace.member("ana")
    assert ana.home is not None
    await ana.clicks(ana.home, "Answer")
    assert app.of("block_actions")[0]["container"] == {"type": "view", "view_id": first["id"]}


async def test_shortcuts_start_anywhere_or_on_a_message(workspace: Workspace, app: TinyApp) -> None:
    ana = workspace.member("ana")
    await ana.says("#backend", "worth keeping")
    await ana.shortcut("draft_adr")
    await ana.shortcut("remember", workspace.messages_in("#backend")[-1])
    assert app.of("shortcut")[0]["callback_id"] == "draft_adr"
    assert app.of("message_action")[0]["message"]["text"] == "worth keeping"
    with pytest.raises(Refused, match="message_not_found"):
        await ana.shortcut("remember")
    with pytest.raises(Refused, match="unknown_shortcut"):
        await ana.shortcut("nonsense")


async def test_a_form_that_the_app_makes_wrongly_shows_as_trouble(
    workspace: Workspace, app: TinyApp, slack: AsyncWebClient
) -> None:
    view = await opened(workspace, app, slack)

    def wrong(_: SocketModeRequest) -> dict[str, Any]:
        return {"response_action": "update", "view": FORM | {"title": plain("x" * 25)}}

    app.answer = wrong
    assert "" in await workspace.member("ana").fills(view, {"Title": "one"})


async def test_a_response_url_that_was_never_given_is_no_address(workspace: Workspace, app: TinyApp) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{workspace.address}/respond/guess", json={"text": "x"}) as answer:
            assert answer.status == 404
        async with http.post(f"{workspace.address}/respond/guess", data="not json") as answer:
            assert answer.status == 400


async def test_slacks_own_commands_bring_people_and_the_app_in_and_out(workspace: Workspace) -> None:
    ana = workspace.member("ana")
    place = workspace.channel("#random")
    bot = workspace.state.members[workspace.app.bot_user].name
    assert await ana.command(f"/invite @{bot}", "#random") is None
    assert workspace.app.bot_user in place.members
    await ana.command(f"/remove @{bot}", "#random")
    assert workspace.app.bot_user not in place.members
    await ana.command("/invite @nobody", "#random")
    await ana.command("/invite", "#random")
    told = [each.text for each in ana.whispers("#random")]
    assert told == [
        f"{bot} is in this channel now.",
        f"{bot} is no longer in this channel.",
        "Nobody here is called nobody.",
        "Whom? Type /invite @name.",
    ]
