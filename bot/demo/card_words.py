"""What the sample team of any card says, in the languages that cards are written in."""

from collections.abc import Mapping

from bot.persona.words import spoken_in
from integrations.deferred import dataclass
from integrations.rolecard import RoleCard


@dataclass(frozen=True, slots=True)
class TeamWords:
    """Sentences with places for the card's own titles: `{first}` and `{second}` are things that the role does."""

    took_long: str
    decided: str
    keeps_list: str
    holds: str
    """`{duty}` is a responsibility, `{words}` how the card describes it."""
    planned: str
    finished: str
    together: str
    waits: str
    """`{partner}` is a partner, `{other}` another where there is one."""
    what_decided: str
    who_keeps: str
    asks_as: str
    """`{name}` is a personality."""
    panel: str
    knows: str
    remember: str
    decision: str
    context: str
    choice: str
    consequences: str


ENGLISH = TeamWords(
    took_long="{first} took longer than we thought, and nobody had the notes at hand.",
    decided="We decided: the notes on “{first}” stay in the folder at the door, for whoever comes first.",
    keeps_list="I keep the list for “{second}”; ask me before you change it.",
    holds="Let's hold each other to it this week. {duty}: {words}",
    planned="{first}, as planned.",
    finished="{second}, and a look at what was left over.",
    together="{first}, together with Ana.",
    waits="Waiting for the {partner}",
    what_decided="what did we decide about {first}?",
    who_keeps="Who keeps the list for {second}?",
    asks_as="as the {name}, what do you say to this: {duty}?",
    panel="panel: {duty}, and what we said about {second}",
    knows="did the {other} see what we decided about {first}?",
    remember="remember that {first} begins on time, whoever is missing",
    decision="One list for {second}",
    context="There were two of them this week, and they did not agree.",
    choice="We keep one, and whoever changes it says so here.",
    consequences="Everybody looks in the same place. Somebody has to keep it tidy.",
)
GERMAN = TeamWords(
    took_long="{first} hat länger gedauert als gedacht, und niemand hatte die Notizen zur Hand.",
    decided="Wir haben beschlossen: die Notizen zu „{first}“ bleiben im Ordner an der Tür, für wen auch immer.",
    keeps_list="Die Liste für „{second}“ führe ich; bitte fragt mich, bevor ihr sie ändert.",
    holds="Darauf achten wir diese Woche gemeinsam. {duty}: {words}",
    planned="{first}, wie geplant.",
    finished="{second}, und ein Blick auf das, was übrig war.",
    together="{first}, zusammen mit Ana.",
    waits="Es fehlt noch eine Antwort von: {partner}",
    what_decided="was haben wir zu {first} beschlossen?",
    who_keeps="Wer führt die Liste für {second}?",
    asks_as="als {name}: was sagst du zu {duty}?",
    panel="panel: {duty}, und was wir zu {second} gesagt haben",
    knows="{other}: weiß man dort, was wir zu {first} beschlossen haben?",
    remember="remember that {first} pünktlich beginnt, auch wenn jemand fehlt",
    decision="Eine Liste für {second}",
    context="Diese Woche gab es zwei, und sie passten nicht zusammen.",
    choice="Wir führen eine, und wer sie ändert, sagt es hier.",
    consequences="Alle sehen an derselben Stelle nach. Jemand muss sie in Ordnung halten.",
)
_BY_LANGUAGE: Mapping[str, TeamWords] = {"de": GERMAN}


def words_for(card: RoleCard) -> TeamWords:
    """Return the words of the card's language; English ones where we have none."""
    said = [task.description for task in card.tasks]
    said += [each.description for each in (*card.responsibilities, *card.personalities)]
    return _BY_LANGUAGE.get(spoken_in([card.title, card.description, *said]), ENGLISH)
