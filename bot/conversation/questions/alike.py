"""Words and phrases that ask for the same: "PTO" and "vacation", "rolled out" and "deployed".

An example written with one of them stands for the others as well. Only words that are asked for the same tools
stand together; what merely means nearly the same is left to the examples.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from bot.conversation.questions.blanks import Token, folded

_ALIKE: Mapping[str, str] = {
    "en": """
everybody everyone folks people guys yall
anybody anyone somebody someone
stuck stalled jammed
hinders impedes obstructs hampers
vacation holiday holidays pto furlough
away ooo absent
sick ill unwell
back returning
alert alarm page pager
outage incident downtime disruption
broken busted borked kaput
trouble problem problems difficulties
misbehave misbehaves misbehaving struggle struggling acting
noisy loud
healthy happy ok okay fine
deploy deployed ship shipped release released launch launched publish published push pushed
deployment rollout
production prod
test tests spec specs
build pipeline
ci actions
flaky unstable intermittent
fail failing failed failure
query queries sql statement
database db postgres postgresql mysql
slow sluggish laggy crawling
expensive costly heavy
longest slowest
ticket issue task
merged landed
retro retrospective
review reviewed reviewing
overdue late
owes owe
schedule agenda programme timetable
lunch lunchtime
role job title position function
boss lead leader head
account handle login username
partner counterpart
runbook playbook
summarise summarize recap
""",
    "de": """
jemand irgendwer irgendjemand wer
alle jeder jeden
hangt steckt fest
bremst hindert behindert blockiert
urlaub ferien freizeitausgleich
weg abwesend unterwegs
krank erkrankt
alarm alert alarme alerts
storung ausfall incident vorfall
kaputt hinuber defekt
ausgefallen abgesturzt
gesund ok okay gut
produktion prod
deployt deployed ausgerollt ausgeliefert released veroffentlicht freigegeben
deployment deploy release rollout
test tests
build pipeline
wackelig flaky instabil
fokus focus
fehlgeschlagen fehl gescheitert
abfrage query queries sql
datenbank db postgres
langsam lahm trage
langsamste langsten
ticket issue aufgabe
bug fehler
pr pullrequest
gemergt gemerged gemerget gemerdgt fusioniert zusammengefuhrt gelandet
reviewen anschauen ansehen durchsehen prufen
agenda programm tagesordnung
mittag mittagessen mittagspause
rolle job position funktion
leitet fuhrt
chef leiter leitung
konto account
partner ansprechpartner
entscheidung entscheidungen adr
runbook anleitung
zusammenfassung zusammenfassen fass
ubernommen gegriffen
fertig erledigt abgeschlossen
sorgen probleme schwierigkeiten
""",
    "es": """
alguien alguno
todos todo
atascado bloqueado trabado parado
frena bloquea detiene impide
vacaciones permiso
fuera ausente ooo
enfermo malo
alerta alarma
caido tumbado
incidente caida incidencia
roto estropeado averiado
produccion prod
desplego desplegado desplegamos desplegaron publico publicado publicamos lanzado lanzo lanzamos
despliegue release lanzamiento
test tests prueba pruebas
build pipeline
inestable flaky
falla fallan fallado fallaron
consulta query queries sql
lenta lento
ticket tarea
pr prs
fusionada fusionado mergeada mergeado mezclada
revisar mirar
agenda programa horario
comida comemos almuerzo almorzamos
rol cargo puesto papel funcion
jefe jefa lider
lidera dirige manda
cuenta usuario
decision decisiones adr
runbook guia
resumen resume resumeme
responder contestar
respondido contestado
respondio contesto
acabado terminado hecho listo
""",
    "fr": """
quelqu personne
bloque coince
freine ralentit
conge conges vacances rtt
absent off
malade souffrant
alerte alarme
panne incident
casse hs
tombe plante
production prod
deploye livre publie sorti
deploiement livraison release
test tests
build pipeline
instable flaky
echoue echouent plantent
requete requetes sql query
lent lente
ticket tache
pr prs
fusionnee fusionne mergee merge
relire revoir regarder
revue relecture
agenda programme planning
dejeuner mange dejeune
role poste fonction
chef cheffe responsable
compte identifiant
decision decisions adr
runbook procedure
resume resumer recapitule recap
fini termine acheve
travaille bosse planche
rate manque
""",
}
"""By language: the words of a line stand for its first one."""
_PHRASES: Mapping[str, str] = {
    "en": """
pr = pull request | pull requests | merge request | merge requests | prs | mr | mrs
away = out of office | out of the office | on leave | on pto | on vacation | on holiday
deployed = rolled out | went out | go out | gone out | went live | go live | gone live
tickets = to dos | to do list | todo list | todos
doing = up to | busy with | occupied with
working on = looking into | looking at | digging into
stuck = held up | hung up
time zone = tz | timezone
oncall = on call | on duty
overnight = over night | during the night
get hold of = reach
who is = whos
what is = whats | wats | wat is
how is = hows
where is = wheres
when is = whens
""",
    "de": """
pr = pull request | pull requests | merge request | merge requests | prs
deployt = live gegangen | in produktion gegangen
weg = im urlaub | nicht da | ausser haus
gibt es = gibts
""",
    "es": """
pr = pull request | pull requests | prs
fuera = de vacaciones | de permiso | de baja
semana = semana que viene
desplegado = puesto en produccion | subido a produccion | ido a produccion
""",
    "fr": """
pr = pull request | pull requests | prs | merge request | merge requests
absent = en conge | en conges | en vacances | en rtt | en arret
deploye = mis en prod | mis en production | parti en prod | passe en prod
""",
}
"""By language: what stands for a word of several."""


@cache
def alike(language: str) -> Mapping[str, str]:
    """Return the words that stand for others in that language, folded, with the one that each of them is taken for."""
    lines = [line.split() for line in _ALIKE[language].strip().splitlines()]
    return {other: first for first, *others in lines for other in others}


def as_one(tokens: Sequence[Token], language: str) -> tuple[Token, ...]:
    """Return the tokens with one word, or those of another phrase, for each phrase that stands for it."""
    phrases = _phrases(language)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        for words, means in phrases.get(tokens[at].word, ()):
            there = tokens[at : at + len(words)]
            if tuple(each.word for each in there) == words:
                start, end = there[0].start, there[-1].end
                raw = " ".join(each.raw for each in there)
                found += [Token(word, raw, start, end) for word in means]
                at += len(words)
                break
        else:
            found.append(tokens[at])
            at += 1
    return tuple(found)


@cache
def _phrases(language: str) -> Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]:
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for line in _PHRASES[language].strip().splitlines():
        means, _, phrases = line.partition(" = ")
        for phrase in phrases.split(" | "):
            words = tuple(folded(phrase).split())
            found.setdefault(words[0], []).append((words, tuple(means.split())))
    return {first: sorted(those, key=lambda each: -len(each[0])) for first, those in found.items()}
