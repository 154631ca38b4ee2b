"""Which section of a card a heading begins, however it is written."""

from integrations.deferred import pattern
from integrations.word_set import word_set

SECTIONS = {
    "description": {
        *("description", "about", "summary", "overview", "introduction"),
        *("beschreibung", "überblick", "descripción", "resumen", "présentation", "descrição", "descrizione"),
        *("beschrijving", "описание", "描述", "説明", "简介"),
    },
    "responsibilities": {
        *("responsibilities", "duties"),
        *("verantwortlichkeiten", "verantwortung", "aufgabenbereich", "responsabilités", "responsabilidades"),
        *("responsabilità", "verantwoordelijkheden", "ansvarsområden", "obowiązki", "обязанности", "职责", "責任"),
    },
    "variations": {"variations", "variants", "specialisations", "specializations"},
    "tasks": {
        "daily tasks",
        "tasks",
        "day",
        "day in the life",
        "daily schedule",
        "schedule",
        "daily routine",
        "routine",
        *("daily activities", "timetable", "shift", "workday"),
        *("tägliche aufgaben", "aufgaben", "tagesablauf", "tag", "tâches quotidiennes", "tâches", "journée"),
        *("tareas diarias", "tareas", "tarefas diárias", "tarefas", "attività quotidiane", "attività"),
        *("dagelijkse taken", "taken", "codzienne zadania", "ежедневные задачи", "日常任务", "毎日のタスク"),
    },
    "partners": {
        *("partners", "collaborators", "colleagues", "contacts", "works with", "who i work with"),
        *("partner", "ansprechpartner", "partenaires", "socios", "colaboradores", "parceiros", "collaboratori"),
        *("партнёры", "партнеры", "合作伙伴", "パートナー"),
    },
    "profile": {"profile", "agent profile"},
    "system_prompt": {"system prompt", "prompt"},
    "personalities": {"personalities", "personality", "personas", "persona"},
    "phrases": {"phrases", "sayings"},
    "dialogue": {"dialogue style", "dialogue", "dialog style", "dialog", "tone", "tone of voice"},
    "mcp_servers": {"mcp servers", "mcp server", "mcp", "tools"},
    "reading": {"reading", "further reading", "references"},
}
"""What a section is called, without case, marks and `_DRESSING`."""

_DRESSING = word_set(
    "the a my our your this job role agent ai average typical common key core main example sample recommended "
    "work working"
)
"""Words before a section's name that change nothing."""
_NOTE = pattern(r"\s*\([^()]{0,200}\)$")
_LONGEST = 100


def section_of(heading: str) -> str | None:
    """The section that a heading begins: a key of `SECTIONS`, or None."""
    if len(heading) > _LONGEST:
        return None
    said = _NOTE.sub("", _bare(heading)).casefold().split()
    while said:
        if found := next((name for name, names in SECTIONS.items() if " ".join(said) in names), None):
            return found
        if said[0] not in _DRESSING:
            return None
        said = said[1:]
    return None


def _bare(heading: str) -> str:
    """Without numbers and emoji before it, and a colon or marks after it."""
    first = next((at for at, mark in enumerate(heading) if mark.isalpha()), len(heading))
    return heading[first:].rstrip(" \t:：.*_#–—-")  # noqa: RUF001
