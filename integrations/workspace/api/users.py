"""`users.*`: who is in the team, with zones and statuses."""

from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, reading
from integrations.workspace.api.conversations import kinds
from integrations.workspace.errors import Refused
from integrations.workspace.model import Json, Member


def _shown(call: Call, member: Member) -> Json:
    scopes = call.workspace.app.scopes
    return call.workspace.state.user(member, with_email=scopes is None or "users:read.email" in scopes)


def _member(call: Call, user: str | None) -> Member:
    member = call.workspace.state.members.get(user or "")
    if member is None:
        raise Refused("user_not_found")
    return member


async def list_(call: Call) -> Json:
    """Everybody, bots and deactivated ones too."""
    page, metadata = call.page(list(call.workspace.state.members.values()))
    return {
        "members": [_shown(call, each) for each in page],
        "cache_ts": call.workspace.state.timestamps.seconds(),
        "response_metadata": metadata,
    }


async def info(call: Call) -> Json:
    """One user."""
    return {"user": _shown(call, _member(call, call.text("user")))}


async def lookup_by_email(call: Call) -> Json:
    """The user with that address; deactivated ones are not found."""
    email = (call.text("email") or "").casefold()
    for member in call.workspace.state.members.values():
        if email and member.email.casefold() == email and not member.deleted:
            return {"user": _shown(call, member)}
    raise Refused("users_not_found")


async def conversations(call: Call) -> Json:
    """The conversations of a user, as far as the bot can see them; its own by default."""
    state = call.workspace.state
    user = _member(call, call.text("user") or call.me.id)
    asked = kinds(call)
    found = [
        each
        for each in state.conversations.values()
        if each.kind in asked and user.id in each.members and state.can_see(each, call.me.id)
        and not (each.archived and call.flag("exclude_archived"))
    ]  # fmt: skip
    page, metadata = call.page(found)
    channels = []
    for each in page:
        shown = each.as_slack(call.me.id, state.team.id)
        channels.append({name: value for name, value in shown.items() if name not in ("is_member", "num_members")})
    return {"channels": channels, "response_metadata": metadata}


async def profile_get(call: Call) -> Json:
    """The profile of a user."""
    return {"profile": _shown(call, _member(call, call.text("user") or call.me.id))["profile"]}


async def get_presence(call: Call) -> Json:
    """Return `active` or `away` for a user."""
    return {"presence": "away" if _member(call, call.text("user") or call.me.id).away else "active"}


METHODS: Mapping[str, Method] = {
    "users.list": reading(list_, "users:read"),
    "users.info": reading(info, "users:read"),
    "users.lookupByEmail": reading(lookup_by_email, "users:read.email"),
    "users.conversations": reading(conversations, "channels:read", "groups:read", "im:read", "mpim:read"),
    "users.profile.get": reading(profile_get, "users.profile:read"),
    "users.getPresence": reading(get_presence, "users:read"),
}
