"""The decision records that a folder holds already, written by hand or by another tool."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from pathlib import Path

from integrations.deferred import dataclass
from integrations.markdown.front_matter import front_matter
from integrations.words import one_line

INDEXES = ("README.md", "index.md")
"""What an index may be called."""
MOST_READ = 20_000
"""Characters of a record; what is looked for stands at its top."""
_NUMBERED = re.compile(r"(\d{1,6})(?:[-_ .]|$)")
_TITLE = re.compile(r"#[ \t]+(?:(?:ADR[-_ ]?)?\d{1,6}(?:[.:]|[ \t]+-)[ \t]+)?(.+?)[ \t]*#*")
_FACT = re.compile(r"(?:[-*][ \t]+)?(?:\*\*)?(status|date)(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*(.+)", re.IGNORECASE)
_STATUS_SECTION = re.compile(r"##[ \t]+status", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MOST_STATE = 60


class Habit(Enum):
    """Where the records of a folder have their status, and so which tools read it there."""

    BULLETS = "a list below the title: Log4brains, and Rolecall"
    SECTION = "a section of its own: adr-tools and all that follow Nygard"
    FRONT_MATTER = "YAML above the title: MADR 4"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of others; what it does not say is empty."""

    file: str
    number: int | None
    title: str
    state: str
    date: str


@dataclass(frozen=True, slots=True)
class FolderRecords:
    """The records of a folder that are not ours, and the habit of most of them; None without any."""

    records: Sequence[Record] = ()
    habit: Habit | None = None

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers that are taken."""
        return frozenset(record.number for record in self.records if record.number is not None)


def read_records(folder: Path, *, besides: Collection[str] = ()) -> FolderRecords:
    """The records of a folder but for the files named `besides`; none where there is no folder. Blocking.

    Raises OSError where the folder cannot be read. A file that cannot be is left out.
    """
    if not folder.is_dir():
        return FolderRecords()
    found: list[tuple[Record, Habit | None]] = []
    for path in sorted(folder.glob("*.md")):
        if path.name in besides or path.name in INDEXES or not path.is_file():
            continue
        numbered = _NUMBERED.match(path.stem)
        text = _beginning(path)
        if text is not None and (numbered or _FACT.search(text)):
            found.append(_record(path, int(numbered[1]) if numbered else None, text.splitlines()))
    habits = Counter(habit for _, habit in found if habit is not None)
    return FolderRecords([record for record, _ in found], habits.most_common(1)[0][0] if habits else None)


def _beginning(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(MOST_READ)
    except (OSError, UnicodeDecodeError):
        return None


def _record(path: Path, number: int | None, lines: Sequence[str]) -> tuple[Record, Habit | None]:
    matter = front_matter(lines)
    facts = {name.casefold(): value for name, value in matter.fields.items()}
    habit = Habit.FRONT_MATTER if facts.get("status") else None
    below = lines[matter.lines :]
    for line in below:
        if (fact := _FACT.fullmatch(line.strip())) and fact[1].casefold() not in facts:
            facts[fact[1].casefold()] = fact[2]
            if fact[1].casefold() == "status":
                habit = habit or Habit.BULLETS
    if "status" not in facts and (status := _status_section(below)):
        facts["status"], habit = status, Habit.SECTION
    title = next((found[1] for line in below if (found := _TITLE.fullmatch(line.strip()))), path.stem)
    state = _plain(facts.get("status", ""))[:_MOST_STATE]
    return Record(path.name, number, _plain(title), state.casefold(), _plain(facts.get("date", ""))[:10]), habit


def _status_section(lines: Iterable[str]) -> str:
    """The first line of the section that is called so."""
    inside = False
    for line in lines:
        if inside and line.strip():
            return "" if line.startswith("#") else line.strip()
        inside = inside or _STATUS_SECTION.fullmatch(line.strip()) is not None
    return ""


def _plain(text: str) -> str:
    return one_line(_LINK.sub(r"\1", text)).strip("*_`\"' ")
