"""`api.test`, `auth.test`, `apps.connections.open`, `team.info`, `bots.info`."""

from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, reading, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Json


async def api_test(call: Call) -> Json:
    """Give back what was sent, or the error that was asked for."""
    if error := call.text("error"):
        raise Refused(error, args=call.args)
    return {"args": call.args}


async def auth_test(call: Call) -> Json:
    """Who the token belongs to."""
    state = call.workspace.state
    return {
        "url": f"{call.address}/",
        "team": state.team.name,
        "user": call.me.name,
        "team_id": state.team.id,
        "user_id": call.me.id,
        "bot_id": call.me.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(call: Call) -> Json:
    """An address for one Socket Mode connection, at the host that was asked."""
    sockets = call.workspace.sockets
    if not sockets.enabled:
        raise Refused("forbidden_team")
    address = call.address.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={sockets.ticket()}&app_id={call.workspace.app.id}"}


async def team_info(call: Call) -> Json:
    """Tell of the team."""
    team = call.workspace.state.team
    if call.text("team") not in (None, team.id):
        raise Refused("team_not_found")
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"{call.address}/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


async def bots_info(call: Call) -> Json:
    """The app's bot."""
    app = call.workspace.app
    if call.text("bot") not in (None, app.bot_id):
        raise Refused("bot_not_found")
    profile = call.workspace.messages.bot_profile()
    return {"bot": {name: profile[name] for name in ("id", "deleted", "name", "updated", "app_id", "user_id", "icons")}}


METHODS: Mapping[str, Method] = {
    "api.test": Method(api_test, caller="anyone"),
    "auth.test": writing(auth_test),
    "apps.connections.open": Method(connections_open, caller="app"),
    "team.info": reading(team_info, "team:read"),
    "bots.info": reading(bots_info, "users:read"),
}
