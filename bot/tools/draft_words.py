"""What the words of a question say of the drafts that are meant: their kind, number, state, and what they are about."""

from collections.abc import Mapping, Sequence

from bot.memory.stop_words import strong, without_empty
from integrations.database.tables.drafts import DraftState
from integrations.deferred import dataclass, pattern
from jobs.drafts.kinds import ADR, RUNBOOK, DraftKind
from jobs.drafts.names import folded

_WORD = pattern(r"\w+(?:-\w+)*")
_NUMBER = pattern(r"(?:adr|runbook|record|number|nr|no|num|#)\W{0,3}0*(\d{1,9})\b|^\W*0*(\d{1,9})\W*$")
_KINDS: Mapping[str, str] = {
    ADR.name: """
adr adrs decision decisions record records entscheidung entscheidungen decisión decisiones décision décisions
""",
    RUNBOOK.name: "runbook runbooks playbook playbooks",
}
_STATES: Mapping[tuple[DraftState, ...], str] = {
    (DraftState.PROPOSED, DraftState.DEFERRED, DraftState.DRAFT): """
open pending undecided offen offene offenen abierto abierta abiertas abiertos pendiente pendientes ouvert ouverte
ouverts ouvertes ansteht entscheiden decidir décider
""",
    (DraftState.ACCEPTED, DraftState.PUBLISHED): """
accepted decided angenommen angenommene akzeptiert aceptado aceptada aceptadas accepté acceptée acceptées
""",
    (DraftState.PROPOSED,): "proposed vorgeschlagen vorgeschlagene propuesto propuesta propuestas proposé proposée",
    (DraftState.REJECTED,): "rejected declined abgelehnt abgelehnte rechazado rechazada rechazadas rejeté rejetée",
    (DraftState.DEFERRED,): "deferred postponed verschoben zurückgestellt aplazado aplazada reporté reportée",
    (DraftState.SUPERSEDED,): "superseded replaced ersetzt ersetzte reemplazado reemplazada remplacé remplacée",
    (DraftState.PUBLISHED,): "published veröffentlicht publicado publicada publié publiée",
    (DraftState.DRAFT,): "draft drafts entwurf entwürfe borrador borradores brouillon brouillons",
}
_SMALL = """
decide decides wrote steht ansteht entscheiden müssen queda decidir todavía hay reste décider
still yet already thing things stuff made noch schon sache aún todavía ya cosa encore déjà truc
number nr no num newest latest last recent list show find see written finde encuentro trouve
zeig zeige neueste neuesten letzte letzten geschrieben
muestra última último reciente recientes montre dernier dernière derniers dernières récent
"""
"""What does not say what a draft is about."""


@dataclass(frozen=True, slots=True)
class AskedDrafts:
    """What the words ask for."""

    kinds: Sequence[DraftKind]
    number: int | None
    states: Sequence[DraftState]
    words: Sequence[str]
    """What it is about, folded as drafts are searched."""

    @property
    def says_more(self) -> bool:
        """Return True if only some of the drafts of these kinds are meant."""
        return self.number is not None or bool(self.states or self.words)


def read(words: str) -> AskedDrafts:
    """Return what the words ask for; without any, everything."""
    text = folded(words)
    number = next(_NUMBER.finditer(text), None)
    if number is not None:
        text = f"{text[: number.start()]} {number[0].rstrip('0123456789')} {text[number.end() :]}"
    said = _WORD.findall(text)
    of_kinds = {word: kind for kind in (ADR, RUNBOOK) for word in _KINDS[kind.name].split()}
    of_states = {word: states for states, several in _STATES.items() for word in several.split()}
    known = of_kinds.keys() | of_states.keys() | set(_SMALL.split())
    digits = (number[1] or number[2]) if number is not None else None
    return AskedDrafts(
        kinds=tuple(dict.fromkeys(of_kinds[word] for word in said if word in of_kinds)),
        number=int(digits) if digits else None,
        states=tuple(dict.fromkeys(state for word in said for state in of_states.get(word, ()))),
        words=sorted(strong(without_empty([word for word in dict.fromkeys(said) if word not in known]))),
    )
