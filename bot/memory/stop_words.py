"""Words that say nothing, or little, of what is asked about, in the languages that people write in."""

from collections.abc import Collection, Sequence
from functools import cache

_EMPTY = {
    "en": """
a about after again all also am an and any anybody anyone anything are as at be because been before being but by
can could did do does doing done for from get got had has have having he hello her here hey hi him his how i if in
into is it its just know let like ll may me might more most my no nor not now of off ok okay on once one only or
other our out over own please re s said same say says she should since so some somebody someone something such t
tell than thank thanks that the their them then there these they thing things this those to told too under until up
us ve very whats whos whens wheres whys hows thats theres lets dont didnt doesnt isnt arent wasnt cant im ive was we
were what when where whether which while who whom whose why will with would you your yours
""",
    "de": """
aber alle alles als also am an auch auf aus bei bin bis bist bitte da damit danke dann das dass dein dem den denn der
des die dies diese dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch fur ganz
gerade gibt habe haben hat hast hatte hatten hier ich ihr im in ins irgendwas ist ja jede jeder jemand kann kannst
kein keine konnen man mehr mein mir mit nach nein nicht noch nur ob oder sagt schon sehr sein sich sie sind so soll
sollen um und uns unser unsere unserem unseren vom von vor war waren warum was weiss welche welchem welchen welcher
welches wem wen wer werden weshalb wessen wie wieso wir wird wo woher wohin wozu wurde zu zum zur uber gesagt
""",
    "es": """
a al algo alguien alguna algun ante antes aqui asi como con cual cuales cuando cuanto cuantos de del desde donde dos
e el ella ellos en entre era es esa ese eso esta estan estamos estar este esto estos fue gracias ha hace han hasta
hay hola la las le les lo los mas me mi mis muy nada ni no nos nosotros nuestra nuestro o os otra otro para pero por
porque puede que quien quienes se ser si sin sobre sois somos son su sus tambien te tenemos tiene tienen tu un una
uno unos y ya yo dicho dijo
""",
    "fr": """
a ai ainsi alors as au aucun aussi aux avec avez avons bonjour c ce cela ces cet cette ceux chez comme comment d dans
de des deux dit donc du elle elles en encore es est et etait ete etes etre eux fait il ils j je jusque l la le les leur
leurs lui m ma mais me meme merci mes moi mon n ne nos notre nous on ont ou par pas peut plus pour pourquoi qu quand
que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sur t ta te tes toi ton tous tout tres tu un
une vos votre vous y estce
""",
}
"""By language, folded as the search folds words. A word of one may mean something in another: "die", "son"."""

_WEAK = """
ask big bit call change check come day do end find fine first fix give go going good help issue keep last leave leaves
leaving left lot look make mean meet need new next old open people place point problem put question ready run see send
set show start state still stop take talk team think time today tomorrow tonight try turn update use used user using
wait want way week work working yesterday year month morning
afternoon evening answer nobody live lives news update updates
benutzen benutzt brauchen braucht frage geht gehen heute gestern jetzt kommt macht machen morgen neu neue nutzen nutzt
sagen tag woche zeit neues neuigkeiten
ahora ayer dia hacer hoy manana necesita nueva nuevo pregunta semana tiempo usa usamos usar novedades
aujourd demain faire faut hier jour nouveau nouvelle semaine temps utilise utiliser nouvelles
"""
"""Words of every day that mean too many things for one of them alone to make an answer."""


def language_of(words: Collection[str]) -> str:
    """The language (en, de, es or fr) whose empty words are the most among these; English where that is none's."""
    said = frozenset(words)
    return max(_EMPTY, key=lambda each: (len(said & _listed(_EMPTY[each])), each == "en"))


def empty_in(language: str) -> frozenset[str]:
    """The empty words of a language."""
    return _listed(_EMPTY[language])


def without_empty(words: Sequence[str]) -> list[str]:
    """The words that say something: without those that are empty in the language of the others, or in English.

    The language is the one whose empty words are the most, so that "die" is kept in "why did the process die?".
    """
    empty = empty_in(language_of(words)) | empty_in("en")
    return [word for word in words if word not in empty]


def strong(words: Collection[str]) -> frozenset[str]:
    """Those of the words that can carry an answer alone."""
    return frozenset(words) - _listed(_WEAK)


@cache
def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())
