"""Builds a card from what is read, part by part."""

from collections.abc import Sequence
from dataclasses import field

from integrations.deferred import dataclass
from integrations.rolecard.inline import Point, unquoted
from integrations.rolecard.model import Named, Phrase, Problem, RoleCard, Task
from integrations.rolecard.prompt import dialogue_of

FIELDS = {
    "title": "title",
    "role": "title",
    "role title": "title",
    "job title": "title",
    "role code": "role_code",
    "role id": "role_code",
    "code": "role_code",
    "agent name": "agent_name",
    "agent": "agent_name",
    "name": "agent_name",
}
"""What a field such as "**Role Code:** SWEN1002" may be called."""
_ANYWHERE = frozenset({"role code", "agent name"})
_MARKS = " \t*_`\"'"


@dataclass(slots=True)
class CardBuilder:
    """What has been read so far."""

    title: str = ""
    summary: str = ""
    """What the front matter says of the role."""
    fields: dict[str, str] = field(default_factory=dict)
    lead: list[str] = field(default_factory=list)
    """What stands below the title, before any section."""
    description: list[str] = field(default_factory=list)
    prompt: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    points: dict[str, list[Named]] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    dialogue: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: int = 0
    """How much has been used, for whoever wants to know whether a section gave anything."""

    def wrong(self, line: int, what: str) -> None:
        """Note what of the card cannot be used, with its line."""
        self.problems.append(Problem(line=line, what=what))

    def note(self, line: int, what: str) -> None:
        """Name what there is no use for."""
        self.problems.append(Problem(line=line, what=what, note=True))

    def take_field(self, words: str, *, anywhere: bool) -> bool:
        """Take the words and return True if they are a field; `anywhere` means one that cannot be mistaken."""
        colon = min((at for at in (words.find(":"), words.find("：")) if at > 0), default=0)  # noqa: RUF001
        name = words[:colon].strip(_MARKS).casefold().replace("_", " ").replace("-", " ")
        value = words[colon + 1 :].strip(_MARKS) if colon else ""
        if name not in (_ANYWHERE if anywhere else FIELDS) or not value:
            return False
        self.set_field(name, value)
        return True

    def set_field(self, name: str, value: str) -> None:
        """Keep a field under any of its names; the first one of a card counts."""
        self.fields.setdefault(FIELDS[name], value)
        self.taken += 1

    def add_task(self, time: str, told: Point, line: int) -> None:
        """A task of the day."""
        if not told.name:
            self.wrong(line, f"what is at {time} has no title")
            return
        self.tasks.append(Task(time=time, title=told.name, description=told.text, line=line))
        self.taken += 1

    def continue_task(self, words: str) -> None:
        """More about the last task."""
        last = self.tasks[-1]
        told = f"{last.description} {words}".strip()
        self.tasks[-1] = last.model_copy(update={"description": told})

    def add_point(self, section: str, told: Point) -> None:
        """A point of a section, or a phrase."""
        if section == "phrases":
            name, said = (told.name, told.text) if told.text else ("", told.name)
            self.add_phrase(name, said)
        elif told.name or told.text:
            named = Named(name=told.name or told.text, description=told.text if told.name else "", link=told.link)
            self.points.setdefault(section, []).append(named)
            self.taken += 1

    def add_phrase(self, name: str, said: str) -> None:
        """A phrase, if it says anything."""
        if text := unquoted(said):
            self.phrases.append(Phrase(name=name, text=text))
            self.taken += 1

    def add_saying(self, words: str) -> None:
        """A line of dialogue, if it says anything."""
        if text := unquoted(words):
            self.dialogue.append(text)
            self.taken += 1

    def card(self) -> RoleCard:
        """The card, as far as it goes."""
        prompt = "\n".join(self.prompt).strip("\n") or None
        return RoleCard(
            title=self.title,
            role_code=self.fields.get("role_code"),
            agent_name=self.fields.get("agent_name"),
            description="\n\n".join(self.description or self.lead) or self.summary,
            system_prompt=prompt,
            tasks=tuple(self.tasks),
            responsibilities=self._points("responsibilities"),
            variations=self._points("variations"),
            partners=self._points("partners"),
            personalities=self._points("personalities"),
            mcp_servers=self._points("mcp_servers"),
            dialogue=tuple(self.dialogue or dialogue_of(prompt or "")),
            phrases=tuple(self.phrases),
        )

    def _points(self, section: str) -> Sequence[Named]:
        return tuple(self.points.get(section, ()))
