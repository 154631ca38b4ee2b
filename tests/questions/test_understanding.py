"""From words to what a tool is asked with."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import cache
from typing import Any

import pytest

from bot.conversation.questions.asking_for import Stranger, ToolCall, Understood, WhichOne
from bot.conversation.questions.blanks import Known
from bot.conversation.questions.examples import ByTool, examples
from bot.conversation.questions.understanding import Questions
from bot.tools.every_tool import every_tool

WEDNESDAY = date(2026, 11, 25)
KNOWN = Known(
    {
        "ben": frozenset({"U1"}),
        "ben sample": frozenset({"U1"}),
        "chiara": frozenset({"U2"}),
        "max": frozenset({"U3", "U4"}),
    },
    {"payments": "payments", "pay": "PAY", "orders db": "orders-db"},
)


async def always_the_same() -> Known:
    return KNOWN


@cache
def questions() -> Questions:
    return Questions(examples, {each.name: each for each in every_tool()}, always_the_same)


async def understood(words: str, *before: str) -> Understood | None:
    return await questions().understood(words, WEDNESDAY, before=before)


def call(tool: str, **arguments: Any) -> ToolCall:
    return ToolCall(tool, arguments)


def days(first: int, last: int | None = None, month: int = 11) -> dict[str, date]:
    return {"first": date(2026, month, first), "last": date(2026, month, last or first)}


@pytest.mark.parametrize(
    ("before", "words", "wanted"),
    [
        ("is Ben in on Monday?", "the day after?", call("who_is_away", person="U1", **days(1, month=12))),
        ("ist Ben am Montag da?", "und am Tag danach?", call("who_is_away", person="U1", **days(1, month=12))),
        ("¿está Ben el lunes?", "¿y el día siguiente?", call("who_is_away", person="U1", **days(1, month=12))),
        ("Ben est là lundi ?", "et le lendemain ?", call("who_is_away", person="U1", **days(1, month=12))),
        ("is Ben in tomorrow?", "the day after tomorrow?", call("who_is_away", person="U1", **days(27))),
        ("who is off next week", "and the week after?", call("who_is_away", **days(7, 13, month=12))),
        ("alerts yesterday", "and the day before?", call("alerts_since", **days(23))),
        ("what happens today?", "and after that?", call("the_day", **days(26))),
        ("was steht heute an?", "Und danach?", call("the_day", **days(26))),
        ("what's on tomorrow?", "and then?", call("the_day", **days(27))),
        ("¿qué hay hoy?", "¿y después?", call("the_day", **days(26))),
        ("qu'est-ce qu'il y a aujourd'hui ?", "et après ?", call("the_day", **days(26))),
        ("which alerts are firing?", "how bad is it", call("alerts_now")),
        ("welche Alarme feuern?", "wie schlimm ist es?", call("alerts_now")),
        ("¿hay alertas?", "¿es grave?", call("alerts_now")),
        ("des alertes ?", "c'est grave ?", call("alerts_now")),
        ("which alerts are firing?", "and which service", call("alerts_now")),
        ("which runbooks are there?", "who am I?", call("who_is_who", person="me")),
        ("tell me about payments#205", "who reviews it?", call("reviews_waiting", pull="payments#205")),
    ],
)
async def test_what_stands_beside_the_question_before_goes_on_from_it(
    before: str, words: str, wanted: ToolCall
) -> None:
    assert await understood(words, before) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("is Ben away tomorrow?", call("who_is_away", person="U1", **days(26))),
        ("ist ben morgen da", call("who_is_away", person="U1", **days(26))),
        ("qui est absent le 3 décembre ?", call("who_is_away", **days(3, month=12))),
        ("what did Ben do on Friday?", call("plans", person="U1", **days(20))),
        ("was hat Ben am Freitag gemacht?", call("plans", person="U1", **days(20))),
        ("¿qué hizo Ben el viernes?", call("plans", person="U1", **days(20))),
        ("qu'a fait Ben vendredi ?", call("plans", person="U1", **days(20))),
        ("what does Ben do on Friday?", call("plans", person="U1", **days(27))),
        ("was macht Ben am Freitag?", call("plans", person="U1", **days(27))),
        ("who was away on Friday?", call("who_is_away", **days(20))),
        ("what's on tomorrow?", call("the_day", **days(26))),
        ("¿qué hay hoy?", call("the_day", **days(25))),
        ("and tomorrow?", None),
        ("who is off next week", call("who_is_away", **days(30, 30) | {"last": date(2026, 12, 4)})),
        ("Bens Reviews", call("reviews_waiting", person="U1")),
        ("les revues de Chiara", call("reviews_waiting", person="U2")),
        ("what waits for me?", call("reviews_waiting", person="me")),
        ("my tickets pls", call("my_issues", person="me")),
        ("que tengo pendiente", call("my_issues", person="me")),
        ("status of pay-41", call("issue", key="PAY-41")),
        ("any alerts on payments?", call("alerts_now", words="payments")),
        ("any alerts on payments yesterday?", call("alerts_since", words="payments", **days(24))),
        ("alerts since Monday", call("alerts_since", **days(23, 25))),
        ("is there a ticket for the rounding bug?", call("find_issues", words="rounding bug")),
        ("any stale tickets", call("find_issues", which="stale")),
        ("which tickets have not moved since monday", call("find_issues", which="stale", **days(23, 25))),
        ("which tickets moved since monday", call("find_issues", which="moved", **days(23, 25))),
        ("¿qué tickets no se han movido?", call("find_issues", which="stale")),
        ("longest waiting review", call("reviews_waiting", which="oldest")),
        (
            "which PRs have no reviewer, and which are red?",
            ToolCall("reviews_waiting", {"which": "unassigned"}, ({"which": "red"},)),
        ),
        ("is 212 in yet", call("reviews_waiting", pull="#212")),
        ("qui a relu la 212 ?", call("reviews_waiting", pull="#212")),
        ("what has Ben in progress?", call("my_issues", person="U1")),
        ("quelle est la plus vieille PR ?", call("reviews_waiting", which="oldest")),
        ("is staging slow", call("slow_queries", words="staging")),
        ("what went out before lunch", call("deployments", **days(25))),
        ("I was wondering if you could tell me who is away 2moro", call("who_is_away", **days(26))),
        ("kien falta hoi", None),
        ("wann muss ich antworten", call("open_rounds")),
        ("which index would help", call("slow_queries", indexes=True)),
        ("what's the slowest query and since when", call("slow_queries")),
        ("when was the last deploy of payments and by whom", call("deployments", words="payments")),
        ("und was ist noch rot?", call("red_tests")),
        ("can we deploy on friday afternoon", None),
        ("können wir am Freitag deployen?", None),
        ("can I see what was deployed on monday?", call("deployments", **days(23))),
        ("am i blocking someone", call("open_blockers")),
        ("wem kann ich helfen?", call("open_blockers")),
        ("wann ist heute mittag?", call("the_day", words="lunch", **days(25))),
        ("¿a qué hora comemos?", call("the_day", words="lunch")),
        ("what did I miss over night", call("alerts_since", night=True)),
        ("anything blowing up in prod?", call("alerts_now")),
        ("is northwind happy", call("alerts_now", words="northwind")),
        ("who am i", call("who_is_who", person="me")),
        ("who is reviewing my PR?", call("reviews_waiting", person="me", own=True)),
        ("my reviews", call("reviews_waiting", person="me")),
        ("fehlt ein Index?", call("slow_queries", indexes=True)),
        ("tickets sin asignar?", call("find_issues", which="unassigned")),
        ("welche Tickets gehören niemandem", call("find_issues", which="unassigned")),
        ("what moved today", call("find_issues", which="moved", **days(25))),
        ("how many issues did we close today", call("find_issues", which="done", **days(25))),
        ("wie viele Tickets haben wir gestern geschlossen?", call("find_issues", which="done", **days(24))),
        ("combien de tickets on a fermés hier ?", call("find_issues", which="done", **days(24))),
        ("¿cuántos tickets cerramos ayer?", call("find_issues", which="done", **days(24))),
        ("has 2.15 gone out", call("deployments", words="2.15")),
        ("ist v2.15.0 schon raus?", call("deployments", words="v2.15.0")),
        ("any retro actions open?", call("retro_actions")),
        ("welche Maßnahmen hat Ben?", call("retro_actions", person="U1")),
        ("Was wurde heute fertig?", call("find_issues", which="done", **days(25))),
        ("which PRs are gathering dust?", call("reviews_waiting", which="oldest")),
        ("which tickets are gathering dust?", call("find_issues", which="stale")),
        ("¿Quién vuelve el lunes?", call("who_is_away", back=True, **days(30))),
        ("wer ist am Montag wieder da?", call("who_is_away", back=True, **days(30))),
        ("who returns on Monday?", call("who_is_away", back=True, **days(30))),
        ("when is Ben back?", call("who_is_away", person="U1")),
        ("is it us or the bank", call("alerts_now", words="bank")),
        ("sind wir das oder die Bank?", call("alerts_now", words="Bank")),
        ("anyone coming back tomorrow?", call("who_is_away", back=True, **days(26))),
        ("what was the outcome of our last retrospective", call("retro_results")),
        ("¿cuánto falta para la revisión de diseño?", call("the_day", words="review design")),
        ("when is the retrospective?", call("the_day", words="retro")),
        ("What did we vote for?", call("retro_results")),
        ("what did the retro decide?", call("retro_results")),
        ("welche Themen hatten in der letzten Retro die meisten Stimmen?", call("retro_results")),
        ("¿qué se votó en la retro?", call("retro_results")),
        ("c'était comment, la rétro ?", call("retro_results")),
        ("how was the pulse?", call("pulse_results")),
        ("how do people feel this week?", call("pulse_results", **days(23, 29))),
        ("wie war die Stimmung gestern?", call("pulse_results", **days(24))),
        ("¿cómo anda el ánimo?", call("pulse_results")),
        ("comment va le moral de l'équipe ?", call("pulse_results")),
        ("Fokuszeit bis wann?", call("quiet_time")),
        ("le focus c'est jusqu'à quand", call("quiet_time")),
        ("laufen gerade umfragen?", call("open_rounds")),
        ("hay alguna encuesta abierta", call("open_rounds")),
        ("what have we decided today", call("find_drafts", words="what have we decided", **days(25))),
        ("more deploys than yesterday?", ToolCall("deployments", days(25), (days(24),))),
        ("¿más alertas que la semana pasada?", ToolCall("alerts_since", days(23, 29), (days(16, 22),))),
        ("plus d'alertes que hier ?", ToolCall("alerts_since", days(25), (days(24),))),
        (
            "did we close more tickets than last week?",
            ToolCall("find_issues", {"which": "done", **days(23, 29)}, ({"which": "done", **days(16, 22)},)),
        ),
        ("do we have more than three replicas", None),
        ("wer hat am meisten gemerged diese woche", call("merged_pulls", **days(23, 29))),
        ("quand est la prochaine revue de design", call("the_day", words="review design")),
        ("more coffee than yesterday", None),
        ("was ist seit halb 10 passiert", call("this_channel", since=time(9, 30))),
        (
            "verschieb das standup auf halb 10",
            call("move_ritual", name="standup", at="09:30", for_good=False),
        ),
        (
            "comment on PAY-41: we meet at half past nine",
            call("comment_on_issue", key="PAY-41", words="we meet at half past nine"),
        ),
        ("show me adr 1", call("find_drafts", words="adr 1", number=1)),
        ("give me the link to adr 1", call("find_drafts", words="adr 1", number=1)),
        ("where do I find the ADRs?", call("find_drafts", words="the ADRs")),
        ("¿dónde encuentro los runbooks?", call("find_drafts", words="los runbooks")),
        (
            "can you open a ticket for the flaky checkout test",
            call("create_issue", title="flaky checkout test", type="Task", project=""),
        ),
        ("who is working on payments today", call("plans", words="payments", **days(25))),
        ("what was said in yesterday's standup?", call("standup_digest", **days(24))),
        ("who answered Monday's standup?", call("standup_answers", **days(23))),
        ("how many of yesterday’s alerts were critical?", call("alerts_since", severity="critical", **days(24))),
        ("résumé du standup d'hier", call("standup_digest", **days(24))),
        ("next holiday?", call("public_holidays")),
        (
            "is there a public holiday next week?",
            call("public_holidays", first=date(2026, 11, 30), last=date(2026, 12, 4)),
        ),
        ("wann ist der nächste Feiertag?", call("public_holidays")),
        ("próximo festivo", call("public_holidays")),
        ("quand est le prochain jour férié ?", call("public_holidays")),
        ("when is the design review?", call("the_day", words="design review")),
        ("comment on PAY-41: the index is built", call("comment_on_issue", key="PAY-41", words="the index is built")),
        ("move PAY-41 to Done", call("move_issue", key="PAY-41", to="Done")),
        ("close PAY-41", call("move_issue", key="PAY-41", to="Done")),
        ("cierra PAY-41", call("move_issue", key="PAY-41", to="Done")),
        ("nudge the reviewers of payments#212", call("nudge_reviewers", pull="payments#212")),
        ("run the review queue now", call("run_ritual", name="review queue")),
        ("skip the next standup", call("skip_ritual", name="standup")),
        ("skip the standup tomorrow", call("skip_ritual", name="standup", day=date(2026, 11, 26))),
        ("label PAY-41 with urgent", call("label_issue", key="PAY-41", label="urgent")),
        ("label PAY-41", call("label_issue", key="PAY-41")),
        ("comment on PAY-41", call("comment_on_issue", key="PAY-41")),
        ("what are the comments on PAY-41?", call("issue", key="PAY-41")),
        ("label PAY-41 as database", call("label_issue", key="PAY-41", label="database")),
        ("create an issue in PAY: round up", call("create_issue", title="round up", type="Task", project="PAY")),
        ("file a bug: the sweep is slow", call("create_issue", title="the sweep is slow", type="Bug", project="")),
        ("snooze payments#212 until tomorrow", call("snooze_review", pull="payments#212", until="tomorrow")),
        ("snooze payments#212 until its next push", call("snooze_review", pull="payments#212", until="push")),
        ("move the standup to 10:30", call("move_ritual", name="standup", at="10:30", for_good=False)),
        (
            "move the standup to 3pm today",
            call("move_ritual", name="standup", at="15:00", for_good=False, day=date(2026, 11, 25)),
        ),
        ("move the wrap up to 17:00 for good", call("move_ritual", name="wrap", at="17:00", for_good=True)),
        ("draft an ADR from this thread", call("draft_adr")),
        ("draft a runbook from this thread", call("draft_runbook")),
        ("draft an ADR about retry budgets", call("draft_adr", title="retry budgets")),
        (
            "share the ADR on one queue with #backend",
            call("share_draft", draft="one queue", channel="#backend", kind="adr"),
        ),
        ("share my draft outbox in #backend", call("share_draft", draft="outbox", channel="#backend")),
        (
            "share my ADR one queue with #backend",
            call("share_draft", draft="one queue", channel="#backend", kind="adr"),
        ),
        ("a note for the team: no deploys", call("note_for_the_team", words="no deploys")),
        ("kannst du PAY-41 auf In Review setzen?", call("move_issue", key="PAY-41", to="In Review")),
        ("¿puedes mover PAY-41 a In Review?", call("move_issue", key="PAY-41", to="In Review")),
        ("tu peux passer PAY-41 en In Review ?", call("move_issue", key="PAY-41", to="In Review")),
        ("schließ bitte PAY-41", call("move_issue", key="PAY-41", to="Done")),
        ("ferme PAY-41 s'il te plaît", call("move_issue", key="PAY-41", to="Done")),
        ("füge PAY-41 das Label datenbank hinzu", call("label_issue", key="PAY-41", label="datenbank")),
        ("añade la etiqueta base-de-datos a PAY-41", call("label_issue", key="PAY-41", label="base-de-datos")),
        ("mets le label urgent sur PAY-41", call("label_issue", key="PAY-41", label="urgent")),
        ("kommentiere PAY-41: der Index ist da", call("comment_on_issue", key="PAY-41", words="der Index ist da")),
        (
            "comenta en PAY-41: el índice está listo",
            call("comment_on_issue", key="PAY-41", words="el índice está listo"),
        ),
        ("commente PAY-41 : l'index est prêt", call("comment_on_issue", key="PAY-41", words="l'index est prêt")),
        (
            "comment on PAY-41: same as PAY-44, ask Bem tomorrow",
            call("comment_on_issue", key="PAY-41", words="same as PAY-44, ask Bem tomorrow"),
        ),
        (
            "leg einen Fehler an: der Sweep ist langsam",
            call("create_issue", title="der Sweep ist langsam", type="Bug", project=""),
        ),
        ("crea un ticket en PAY: redondear", call("create_issue", title="redondear", type="Task", project="PAY")),
        ("peux-tu créer un ticket pour le test ?", call("create_issue", title="test", type="Task", project="")),
        ("erinnere die Reviewer von payments#212", call("nudge_reviewers", pull="payments#212")),
        ("pide una revisión de payments#212", call("nudge_reviewers", pull="payments#212")),
        ("relance les relecteurs de payments#212", call("nudge_reviewers", pull="payments#212")),
        ("stell payments#212 bis morgen zurück", call("snooze_review", pull="payments#212", until="tomorrow")),
        ("aplaza payments#212 tres días", call("snooze_review", pull="payments#212", until="three_days")),
        (
            "mets payments#212 de côté jusqu'au prochain push",
            call("snooze_review", pull="payments#212", until="push"),
        ),
        ("starte die Review-Queue jetzt", call("run_ritual", name="Review Queue")),
        ("lanza el standup ahora", call("run_ritual", name="standup")),
        ("lance le standup maintenant", call("run_ritual", name="standup")),
        ("lass das Standup morgen ausfallen", call("skip_ritual", name="Standup", day=date(2026, 11, 26))),
        ("salta el standup de mañana", call("skip_ritual", name="standup", day=date(2026, 11, 26))),
        ("annule le standup de demain", call("skip_ritual", name="standup", day=date(2026, 11, 26))),
        (
            "kannst du das Standup morgen auf 9:45 verschieben?",
            call("move_ritual", name="Standup", at="09:45", for_good=False, day=date(2026, 11, 26)),
        ),
        ("verschieb das Team-Essen auf 14 Uhr", call("move_ritual", name="Team-Essen", at="14:00", for_good=False)),
        (
            "pasa el standup de hoy a las 3 de la tarde",
            call("move_ritual", name="standup", at="15:00", for_good=False, day=date(2026, 11, 25)),
        ),
        ("déplace le standup à 10h30", call("move_ritual", name="standup", at="10:30", for_good=False)),
        ("mueve el standup a las 9:45 para siempre", call("move_ritual", name="standup", at="09:45", for_good=True)),
        ("décale le standup à 15h désormais", call("move_ritual", name="standup", at="15:00", for_good=True)),
        ("Notiz fürs Team: freitags kein Deploy", call("note_for_the_team", words="freitags kein Deploy")),
        (
            "una nota para el equipo: los viernes no se despliega",
            call("note_for_the_team", words="los viernes no se despliega"),
        ),
        (
            "une note pour l'équipe : qui est absent vendredi ?",
            call("note_for_the_team", words="qui est absent vendredi ?"),
        ),
        ("mach aus diesem Thread ein ADR", call("draft_adr")),
        ("convierte este hilo en un runbook", call("draft_runbook")),
        ("partage mon brouillon outbox dans #backend", call("share_draft", draft="outbox", channel="#backend")),
        ("is Max in today?", WhichOne(("U3", "U4"))),
        ("is Zoe away tomorrow?", Stranger("Zoe")),
        ("when is zoe back?", Stranger("zoe")),
        ("who leads our team?", call("who_is_who", words="lead")),
        ("wer ist hier der Chef?", call("who_is_who", words="lead")),
        ("who are the admins here", call("who_is_who", words="admin")),
        ("who is our QA?", call("who_is_who", words="qa")),
        ("bens PRs", call("reviews_waiting", person="U1")),
        ("whats chiaras timezone", call("who_is_who", person="U2")),
        ("which alerts fired last night?", call("alerts_since", night=True)),
        ("is anything on fire tonight?", call("alerts_since", night=True, **days(25))),
        (
            "status of PAY-41 and PAY-44?",
            ToolCall("issue", {"key": "PAY-41"}, ({"key": "PAY-44"},)),
        ),
        (
            "are Ben and Chiara here next week?",
            ToolCall(
                "who_is_away",
                {"person": "U1", "first": date(2026, 11, 30), "last": date(2026, 12, 4)},
                ({"person": "U2", "first": date(2026, 11, 30), "last": date(2026, 12, 4)},),
            ),
        ),
        ("is Ben in on Friday?", call("who_is_away", person="U1", **days(27))),
        ("what did we decide about payments?", None),
    ],
)
async def test_a_question_becomes_a_call(words: str, wanted: Understood | None) -> None:
    assert await understood(words) == wanted


@pytest.mark.parametrize(
    ("before", "words", "wanted"),
    [
        (("who is away today?",), "and tomorrow?", call("who_is_away", **days(26))),
        (("wer ist heute weg?",), "und am Freitag?", call("who_is_away", **days(27))),
        (("¿quién está fuera hoy?",), "¿y el viernes?", call("who_is_away", **days(27))),
        (("qui est absent aujourd'hui ?",), "et Ben ?", call("who_is_away", person="U1", **days(25))),
        (("is Ben away today?",), "and everybody else tomorrow?", call("who_is_away", **days(26))),
        (("what waits for me?",), "and for Chiara?", call("reviews_waiting", person="U2")),
        (("which reviews wait for Ben?",), "and what about me?", call("reviews_waiting", person="me")),
        (("what is Ben working on today?",), "on Friday?", call("plans", person="U1", **days(27))),
        (("c'est quoi PAY-29",), "et PAY-44 ?", call("issue", key="PAY-44")),
        (("status of PAY-41",), "who has it?", call("issue", key="PAY-41")),
        (("any alerts on payments?",), "and orders-db?", call("alerts_now", words="orders-db")),
        (("any alerts on payments?",), "and yesterday?", call("alerts_since", words="payments", **days(24))),
        (("brennt was?",), "und heute nacht?", call("alerts_since", night=True, **days(25))),
        (("¿hay alertas?",), "¿y anoche?", call("alerts_since", night=True)),
        (
            ("any alerts on payments?", "and last night?"),
            "and yesterday?",
            call("alerts_since", words="payments", **days(24)),
        ),
        (("status of PAY-41",), "and PAY-44 and PAY-29?", ToolCall("issue", {"key": "PAY-44"}, ({"key": "PAY-29"},))),
        (("¿cómo va PAY-29?",), "¿y quién lo lleva?", call("issue", key="PAY-29")),
        (("who is away today?", "and tomorrow?"), "and Ben?", call("who_is_away", person="U1", **days(26))),
        (("wer hat das letzte Release gemacht?",), "und wann?", call("deployments")),
        (("any alerts on payments?",), "since when?", call("alerts_now", words="payments")),
        (("¿qué se desplegó ayer?",), "¿y quién?", call("deployments", **days(24))),
        (("which queries are slow?",), "depuis quand ?", call("slow_queries")),
        (("was ging heute raus?",), "mehr als gestern?", ToolCall("deployments", days(25), (days(24),))),
        (
            ("which alerts fired this week?",),
            "is that more than last week?",
            ToolCall("alerts_since", days(23, 29), (days(16, 22),)),
        ),
        ((), "more than last week?", None),
        (("PAY-44 status?",), "and 38?", call("issue", key="PAY-38")),
        (("open PRs",), "which one is the oldest?", call("reviews_waiting", which="oldest")),
        (("which tests are flaky?",), "how long do they take", call("red_tests")),
        (("has 2.15 gone out?",), "who did that", call("deployments", words="2.15")),
        (("any stale tickets?",), "whose is it?", call("find_issues", which="stale")),
        (("welche Tests sind rot?",), "und wie lange dauern die?", call("red_tests")),
        (("quels tickets sont en cours",), "et les miens ?", call("my_issues", person="me")),
        (("which issues are in progress?",), "and Ben's?", call("my_issues", person="U1")),
        (("any stale tickets?",), "and mine", call("my_issues", person="me")),
        ((), "which one is the oldest?", None),
        ((), "since when?", None),
        ((), "and tomorrow?", None),
        (("what did we decide about retries?",), "and tomorrow?", None),
    ],
)
async def test_a_follow_up_changes_what_it_names(before: Iterable[str], words: str, wanted: Understood | None) -> None:
    assert await understood(words, *before) == wanted


async def test_the_question_of_a_tool_that_is_not_there_is_no_other_tool_s() -> None:
    few = [each for each in every_tool() if each.name in ("alerts_since", "standup_answers", "recall")]
    asked = Questions(examples, {each.name: each for each in few}, always_the_same)
    for words in ("what went out today?", "status of PAY-41?", "who is away tomorrow?"):
        assert await asked.understood(words, WEDNESDAY) is None, words


async def test_the_examples_are_learned_once_at_the_first_questions() -> None:
    learned: list[int] = []

    def read() -> Mapping[str, ByTool]:
        learned.append(1)
        return examples()

    asked = Questions(read, {}, always_the_same)
    assert learned == []
    await asyncio.gather(*(asked.understood("anything on fire?", WEDNESDAY) for _ in range(6)))
    await asked.understood("anything on fire?", WEDNESDAY)
    assert learned == [1]


@pytest.mark.parametrize(
    "words",
    [
        *("what's up with southgate", "kann jemand meinen Entwurf anschauen?", "hay pull requests sin dueño claro?"),
        *("who told you about the release train", "whos around on monday", "ist das Testgerät da?"),
    ],
)
async def test_a_noun_or_a_verb_is_nobodys_name(words: str) -> None:
    assert not isinstance(await understood(words), Stranger)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("did chaira answer the standup today?", call("standup_answers", person="U2", **days(25))),
        ("any alerts on paymets?", call("alerts_now", words="payments")),
    ],
)
async def test_a_name_with_a_slip_of_the_finger_is_the_one_that_is_known(words: str, wanted: ToolCall) -> None:
    assert await understood(words) == wanted


async def test_a_word_that_is_a_form_of_a_service_s_name_is_no_slip() -> None:
    assert await understood("is the order form thing over?") == call("alerts_since", words="order form")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("is 212 merged yet", call("reviews_waiting", pull="#212")),
        ("is payments#212 approved?", call("reviews_waiting", pull="payments#212")),
        ("is the refunds PR merged?", call("reviews_waiting", words="refunds")),
        ("hat ben den refund PR schon gemerged?", call("reviews_waiting", words="refund", person="U1")),
        ("open PRs in payments", call("reviews_waiting", words="payments")),
    ],
)
async def test_one_pull_request_is_asked_for_by_its_number_or_its_title(words: str, wanted: ToolCall) -> None:
    assert await understood(words) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("anything new since lunch?", call("this_channel", since=time(12))),
        ("what went out since 14:00", call("deployments", since=time(14))),
        ("any alerts in the last 2 hours?", call("alerts_since", last_hours=2)),
    ],
)
async def test_an_hour_narrows_a_question(words: str, wanted: ToolCall) -> None:
    assert await understood(words) == wanted


async def test_another_time_takes_the_place_of_an_hour() -> None:
    assert await understood("and yesterday?", "any alerts in the last 2 hours?") == call("alerts_since", **days(24))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("how many things did ben merge this week", call("merged_pulls", person="U1", **days(23, 29))),
        ("was wurde gestern gemergt?", call("merged_pulls", **days(24))),
        ("what did we merge in payments today", call("merged_pulls", words="payments", **days(25))),
        ("anything to review by Friday?", call("reviews_waiting")),
        ("can we deploy payments tonight?", call("alerts_now", words="payments")),
    ],
)
async def test_what_was_merged_and_what_is_due_is_told_from_one_another(words: str, wanted: ToolCall) -> None:
    assert await understood(words) == wanted
