"""Files that the app shares: an address to put each at, then a message that shows it."""

import mimetypes
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from integrations.workspace.errors import Refused
from integrations.workspace.faults import Faults
from integrations.workspace.messages import Messages
from integrations.workspace.model import Conversation, Json
from integrations.workspace.state import State

LARGEST = 10 * 1024 * 1024
"""Bytes of a file. Slack takes more; this workspace keeps its files in memory."""
MOST_BEGUN = 20
"""Files that are begun and not shared yet; of more, the oldest are dropped."""


@dataclass(slots=True)
class File:
    """A file. Whoever has `secret` may read it, and only those who see its message are told."""

    id: str
    name: str
    size: int
    secret: str
    created: int
    content: bytes | None = None

    @property
    def kind(self) -> str:
        """Its media type, by its name."""
        return mimetypes.types_map.get(PurePath(self.name).suffix.lower(), "application/octet-stream")


class Files:
    """Every file: begun, put in its place, shared."""

    def __init__(self, state: State, messages: Messages, faults: Faults, address: Callable[[], str]) -> None:
        """`address` is where this workspace is served, without a slash at its end."""
        self._faults = faults
        self._state = state
        self._messages = messages
        self._address = address
        self._begun: dict[str, File] = {}
        self._uploads: dict[str, File] = {}
        self._shared: dict[str, File] = {}

    def begin(self, name: str, size: int) -> tuple[str, str]:
        """The id of a new file, and where its content is to be POSTed, once.

        Raises Refused("file_upload_size_restricted").
        """
        if size > LARGEST:
            raise Refused("file_upload_size_restricted")
        file = File(
            self._state.timestamps.id("F"), name, size, secrets.token_urlsafe(24), self._state.timestamps.seconds()
        )
        upload = secrets.token_urlsafe(24)
        self._begun[file.id] = self._uploads[upload] = file
        while len(self._begun) > MOST_BEGUN:
            del self._begun[next(iter(self._begun))]
        self._uploads = {key: each for key, each in self._uploads.items() if each.id in self._begun}
        return file.id, f"{self._address()}/upload/v1/{upload}"

    def put(self, upload: str, content: bytes) -> None:
        """Take the content. Raises Refused: `not_found`, and `invalid_size` for another length than was said."""
        file = self._uploads.get(upload)
        if file is None:
            raise Refused("not_found")
        if len(content) != file.size:
            raise Refused("invalid_size")
        del self._uploads[upload]
        file.content = content

    def share(self, ids: Sequence[str], conversation: Conversation | None, words: str) -> list[Json]:
        """Show these files in one message, or keep them unseen, and return them as Slack does.

        Raises Refused: `file_not_found`, and `file_update_failed` for one whose content never came.
        """
        files = [self._begun.get(each) for each in ids]
        if not all(files):
            raise Refused("file_not_found")
        given = [file for file in files if file is not None]
        if any(file.content is None for file in given):
            raise Refused("file_update_failed")
        for file in given:
            self._shared[file.id] = self._begun.pop(file.id)
        shown = [self._as_slack(file) for file in given]
        if conversation is not None:
            more = {"subtype": "file_share", "files": shown, "upload": False, "display_as_bot": False}
            self._messages.post(conversation, self._state.bot, words, more=more)
        return shown

    def delete(self, number: str) -> None:
        """Delete a file for good, also from what shows it. Raises Refused("file_not_found")."""
        if self._shared.pop(number, None) is None and self._begun.pop(number, None) is None:
            raise Refused("file_not_found")

    def check_pictures(self, blocks: Iterable[Json], pointer: str, code: str) -> None:
        """See that every file that is to be shown in `blocks` is there. Raises Refused(code)."""
        problems = []
        for number, block in enumerate(blocks):
            file = block.get("slack_file")
            if block.get("type") != "image" or file is None:
                continue
            place = f"{pointer}/{number}/slack_file"
            name = str(file.get("id"))
            if not re.fullmatch("F[A-Z0-9]{8,}", name):
                problems.append(f"input must match regex pattern: ^[F][A-Z0-9]{{8,}}$ [json-pointer:{place}/id]")
            elif name not in self._shared or self._faults.spend("unprocessed_files"):
                problems.append(f"invalid slack file [json-pointer:{place}]")
        if problems:
            raise Refused(code, [f"[ERROR] {each}" for each in problems], errors=problems)

    def picture(self, number: str) -> File:
        """A file that a message or a view shows. Raises Refused("not_found")."""
        if number not in self._shared:
            raise Refused("not_found")
        return self._shared[number]

    @property
    def ids(self) -> list[str]:
        """Return the ids of the files that are there, the oldest first."""
        return list(self._shared)

    def read(self, number: str, secret: str) -> File:
        """A file for who has its secret. Raises Refused("not_found")."""
        file = self._shared.get(number)
        if file is None or not secrets.compare_digest(file.secret.encode(), secret.encode()):
            raise Refused("not_found")
        return file

    def _as_slack(self, file: File) -> Json:
        url = f"{self._address()}/files/{file.id}/{file.secret}/{quote(file.name, safe='')}"
        return {
            "id": file.id,
            "created": file.created,
            "timestamp": file.created,
            "name": file.name,
            "title": file.name,
            "mimetype": file.kind,
            "filetype": file.name.rpartition(".")[2].lower(),
            "user": self._state.bot.id,
            "size": file.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": url,
            "url_private_download": url,
        }
