"""`views.*`: modals and App Homes."""

from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Json
from integrations.workspace.views import View


def _shown(call: Call, view: View) -> Json:
    return {"view": view.as_slack(call.workspace.state)}


async def open_(call: Call) -> Json:
    """Open a modal for the person whose trigger it is."""
    trigger = call.need("trigger_id", "invalid_trigger_id")
    body = call.view("modal")
    return _shown(call, call.workspace.views.open(call.workspace.triggers.take(trigger), body))


async def push(call: Call) -> Json:
    """Lay a modal upon the one that is open."""
    trigger = call.need("trigger_id", "invalid_trigger_id")
    body = call.view("modal")
    return _shown(call, call.workspace.views.push(call.workspace.triggers.take(trigger), body))


async def update(call: Call) -> Json:
    """Replace an open view."""
    views = call.workspace.views
    external_id = call.text("external_id")
    view = views.by_external_id(external_id) if external_id else views.get(call.need("view_id", "not_found"))
    body = call.view(view.body["type"])
    return _shown(call, views.update(view, body, expected=call.text("hash")))


async def publish(call: Call) -> Json:
    """Show an App Home."""
    user = call.need("user_id")
    if user not in call.workspace.state.members:
        raise Refused("user_not_found")
    body = call.view("home")
    return _shown(call, call.workspace.views.publish(user, body, expected=call.text("hash")))


METHODS: Mapping[str, Method] = {
    "views.open": writing(open_),
    "views.push": writing(push),
    "views.update": writing(update),
    "views.publish": writing(publish),
}
