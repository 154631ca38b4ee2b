"""Slugs, file names, and words as search compares them."""

import unicodedata
from collections.abc import Collection

from integrations.words import clean, one_line
from jobs.drafts.model import Draft

LONGEST_SLUG = 80
"""Bytes of UTF-8 before a suffix. File systems take 255 a name; a prefix and `.md` come on top."""
_APOSTROPHES = dict.fromkeys(map(ord, "'\N{RIGHT SINGLE QUOTATION MARK}"))


def folded(text: str) -> str:
    """The text as it is searched: no case, no difference of width, one blank between words."""
    words = unicodedata.normalize("NFKC", one_line(text)).casefold()
    return " ".join(clean(unicodedata.normalize("NFKC", words)).split())


def slug_of(title: str, kind: str) -> str:
    """The title as a name: letters and digits of any script, lower case, hyphens between.

    Never empty, never only digits (that would be a number), at most `LONGEST_SLUG` bytes
    and a few of `kind`.
    """
    words = folded(title).translate(_APOSTROPHES)
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in words)
    parts = filter(None, (_without_leading_marks(part) for part in kept.split()))
    slug = "-".join(parts).encode()[:LONGEST_SLUG].decode(errors="ignore").strip("-")
    return f"{kind}-{slug}".strip("-") if not slug or slug.replace("-", "").isnumeric() else slug


def free_slug(slug: str, taken: Collection[str]) -> str:
    """The slug, with `-2`, `-3`, … where it is taken."""
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def file_name(draft: Draft) -> str:
    """`0007-use-postgres.md`, `proposed-use-postgres.md`, `draft-restart-the-queue.md`."""
    first = f"{draft.number:04d}" if draft.number is not None else draft.state.value
    return f"{first}-{draft.slug}.md"


def _without_leading_marks(part: str) -> str:
    while part and unicodedata.category(part[0])[0] == "M":
        part = part[1:]
    return part
