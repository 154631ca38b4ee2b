"""Drafts of one kind as an archive of Markdown files, with their index."""

import io
import zipfile
from collections.abc import Sequence

from jobs.drafts.documents import document, index
from jobs.drafts.folder_records import INDEXES
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Page
from jobs.drafts.names import file_name


def archive_of(kind: DraftKind, pages: Sequence[Page]) -> bytes:
    """Return a zip that has a file for each, named as in a repository. Blocking."""
    together = {page.draft.id for page in pages}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{kind.folder}/{INDEXES[0]}", index(kind, pages))
        for page in pages:
            text = document(page, lambda other: other.id in together)
            archive.writestr(f"{kind.folder}/{file_name(page.draft)}", text)
    return held.getvalue()
