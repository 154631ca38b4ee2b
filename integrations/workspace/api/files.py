"""`files.getUploadURLExternal`, `files.completeUploadExternal` and `files.delete`."""

import json
from collections.abc import Mapping

from integrations.workspace.api.call import Call, Method, writing
from integrations.workspace.errors import Refused
from integrations.workspace.model import Json


async def get_upload_url(call: Call) -> Json:
    """Begin a file: its id, and where its content goes."""
    name, length = call.text("filename"), call.text("length")
    if name is None or length in (None, "0"):
        raise Refused("missing_argument")
    if not (length.isascii() and length.isdigit()):
        raise Refused("invalid_arguments", ["[ERROR] must be a number [json-pointer:/length]"])
    number, url = call.workspace.files.begin(name, int(length[:20]))
    return {"file_id": number, "upload_url": url}


async def complete_upload(call: Call) -> Json:
    """Share files whose content has come."""
    files = call.args.get("files")
    try:
        given = json.loads(files) if isinstance(files, str) else files
    except ValueError:
        given = None
    if not (isinstance(given, list) and given and all(isinstance(each, dict) and each.get("id") for each in given)):
        raise Refused("invalid_arguments", ["[ERROR] must be a list of files [json-pointer:/files]"])
    conversation = call.conversation("channel_id") if call.text("channel_id") else None
    if conversation is not None and call.me.id not in conversation.members:
        raise Refused("not_in_channel")
    if conversation is not None and conversation.archived:
        raise Refused("is_archived")
    ids = [str(each["id"]) for each in given]
    return {"files": call.workspace.files.share(ids, conversation, call.text("initial_comment") or "")}


async def delete(call: Call) -> Json:
    """Delete a file."""
    call.workspace.files.delete(call.need("file", "file_not_found"))
    return {}


METHODS: Mapping[str, Method] = {
    "files.getUploadURLExternal": writing(get_upload_url, "files:write"),
    "files.completeUploadExternal": writing(complete_upload, "files:write"),
    "files.delete": writing(delete, "files:write"),
}
