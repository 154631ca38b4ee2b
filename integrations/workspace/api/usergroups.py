"""`usergroups.*`: the groups that people mention as one."""

from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, reading
from integrations.workspace.model import Json


async def list_(call: Call) -> Json:
    """Every user group of the team."""
    state = call.workspace.state
    found = []
    for group in state.team.groups:
        shown: Json = {"id": group.id, "team_id": state.team.id, "is_usergroup": True, "handle": group.handle}
        shown |= {"name": group.name or group.handle, "description": "", "is_external": False, "date_delete": 0}
        if call.flag("include_users"):
            shown["users"] = list(group.users)
        found.append(shown | ({"user_count": len(group.users)} if call.flag("include_count") else {}))
    return {"usergroups": found}


METHODS: Mapping[str, Method] = {"usergroups.list": reading(list_, "usergroups:read")}
