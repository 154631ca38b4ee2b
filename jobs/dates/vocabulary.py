"""The words for days in the languages that people write in, each said as plain English words.

To teach another language, add its words to these tables: without accents and in lower case,
as `plain` makes what people type.
"""

import re
import unicodedata

from integrations.deferred import pattern

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekdays as they are said here, Monday first."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Months as they are said here."""
UNITS = ("day", "week", "month")
"""What is counted."""

_WORDS = {
    "mon": "monday montag lunes lundi",
    "tue": "tuesday tues dienstag martes mardi",
    "wed": "wednesday weds mittwoch miercoles mercredi",
    "thu": "thursday thur thurs donnerstag jueves jeudi",
    "fri": "friday freitag viernes vendredi",
    "sat": "saturday samstag sonnabend sabado samedi",
    "sun": "sunday sonntag domingo dimanche",
    "jan": "january januar janner jaenner enero janvier janv",
    "feb": "february februar febrero fevrier fevr",
    "mar": "march marz maerz marzo mars",
    "apr": "april abril avril avr",
    "may": "mai mayo",
    "jun": "june juni junio juin",
    "jul": "july juli julio juillet juil",
    "aug": "august agosto aout",
    "sep": "september sept septiembre setiembre septembre",
    "oct": "october oktober okt octubre octobre",
    "nov": "november noviembre novembre",
    "dec": "december dezember dez diciembre dic decembre",
    "today": "now tonight eod cob heute hoy aujourd'hui",
    "tomorrow": "tmrw tmr tomorow tommorow tommorrow morgen manana demain",
    "overmorrow": "ubermorgen uebermorgen apres-demain",
    "yesterday": "gestern ayer",
    "part": "morning afternoon evening noon half-day vormittag nachmittag abend matin apres-midi demi-journee tarde",
    "weekend": "wochenende finde week-end",
    "day": "days d tag tage tagen dia dias jour jours journee workday workdays arbeitstag arbeitstage werktage",
    "week": "weeks w wk wks woche wochen kw kalenderwoche semana semanas semaine semaines",
    "year": "years jahr jahres ano annee",
    "month": "months monat monate monaten mes meses mois",
    "hour": "hours hr hrs h minute minutes min mins am pm lunch uhr stunde stunden minuten hora horas heure heures",
    "this": "diese diesen dieser dieses esta este cette ce cet",
    "next": "following nachste nachsten nachster nachstes naechste naechsten naechster proximo proxima proximos"
    " proximas prochain prochaine prochains prochaines siguiente",
    "coming": "upcoming kommende kommenden kommender kommendes",
    "afternext": "ubernachste ubernachsten ubernachster ubernachstes uebernaechste uebernaechsten",
    "end": "ende",
    "to": "until till til thru through bis hasta jusqu'a jusqu'au jusqu'en fino ate tot",
    "a": "al au",
    "from": "starting beginning von vom ab desde del de du des",
    "in": "im en dans",
    "back": "zuruck wieder",
    "and": "und y et plus",
    "rest": "all whole entire ganze ganzen toda todo toute tout",
    "article": "the on der den dem das am el la los las le les",
    "skip": "for of off fur fuer por para durante pour pendant inclusive included incl inklusive einschliesslich inclus"
    " incluido",
    "no": "not never except but or either maybe perhaps unless if every each other since nicht kein ohne ausser oder"
    " vielleicht jede jeden seit salvo excepto cada pas sauf ou peut-etre chaque depuis further notice"
    " mondays tuesdays wednesdays thursdays fridays saturdays sundays weekly daily last ago few several some more"
    " paar einige pocos unos unas algunos quelques",
    "1": "one an ein eine einen einer uno una un une",
    "2": "two couple zwei dos deux",
    "3": "three drei tres trois",
    "4": "four vier cuatro quatre",
    "5": "five funf fuenf cinco cinq",
    "6": "six sechs seis",
    "7": "seven sieben siete sept",
    "8": "eight acht ocho huit",
    "9": "nine neun nueve neuf",
    "10": "ten zehn diez dix",
    "14": "fourteen vierzehn catorce quatorze",
    "15": "fifteen funfzehn quince quinze",
}
"""What is said here: how people write it. Words that make a day doubtful are `no`."""
_PHRASES = {
    "today part": "heute morgen|heute fruh|esta manana|esta noche|ce matin|ce soir|this morning|this afternoon"
    "|this evening",
    "today": "right now|for the day|close of business|rest of the day|rest des tages|resto del dia|reste de la journee",
    "tomorrow part": "morgen fruh|manana por la manana",
    "overmorrow": "day after tomorrow|pasado manana|apres demain",
    "part": "half a day|half day|halber tag|halben tag|por la manana|por la tarde|medio dia|apres midi",
    "weekend": "fin de semana",
    "next": "que viene",
    "coming": "qui vient",
    "end week": "eow",
    "end month": "eom",
    "end": "end of|finales de|fin de|fin du|ende der|ende des",
    "rest": "rest of|rest der|rest des|resto de|resto del|reste de|reste du",
    "day": "working day|working days|business day|business days|dias laborables|dias habiles|jours ouvres",
    "to": "up to|up to and including|bis zu|bis zum|hasta el|hasta la",
    "from": "a partir de|a partir du|de el",
    "in": "dentro de",
    "back": "de vuelta|de retour",
    "afternext": "after next",
    "2 week": "fortnight",
    "this week and next week": "this and next week",
}
_SAID = {
    **{word: means for means, words in _WORDS.items() for word in words.split()},
    **{phrase: means for means, phrases in _PHRASES.items() for phrase in phrases.split("|")},
}
_ANY = pattern(rf"(?<![\w'])(?:{'|'.join(map(re.escape, sorted(_SAID, key=len, reverse=True)))})(?![\w'])")
_SHORT = dict(zip(("mo", "di", "mi", "do", "fr", "sa", "so"), DAYS, strict=True))
"""German in two letters, which mean something else in other places than `Mo-Mi` and `bis Fr`."""
_SHORT_RANGE = pattern(rf"\b({'|'.join(_SHORT)})\.?( ?[-\u2013\u2014] ?| bis )({'|'.join(_SHORT)})\b")
_END_OF_DAY = pattern(
    r"\b(?:the )?(?:end of (?:the |my )?(?:working |business )?day|close of business|eod|cob)\b(?: on)?"
)
_HALF_OF_DAY = pattern(
    r"\b((?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|today|tomorrow) (?:am|pm)\b"
)
"""`friday pm`; an hour, as in `friday 2 pm`, is more than we keep."""
_SAYS_A_DAY = pattern(r"(?<![\w'])(?!(?:until|till|to|thru|through|away|out|off|by)\b)\w")
"""Letters of more than what stands before a day."""
_SHORT_UNTIL = pattern(rf"\bbis ({'|'.join(_SHORT)})\b")


def plain(words: str) -> str:
    """What people typed in lower case, without accents and doubled spaces."""
    text = unicodedata.normalize("NFKD", words.replace("\u2019", "'").casefold())
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


def said(words: str) -> str:
    """What people typed, with each word for a day said as in `_WORDS`; other words stay."""
    text = re.sub(r"(?<=\d)(?=(?:d|days?|w|wks?|weeks?|h|am|pm)\b)", " ", plain(words))
    text = _HALF_OF_DAY.sub(r"\1 part", text)
    named = _END_OF_DAY.sub("", text)  # "until end of day Friday" is until Friday
    text = named if _SAYS_A_DAY.search(named) else _END_OF_DAY.sub("eod", text)
    text = _SHORT_RANGE.sub(lambda found: f"{_SHORT[found[1]]} to {_SHORT[found[3]]}", text)
    text = _SHORT_UNTIL.sub(lambda found: f"to {_SHORT[found[1]]}", text)
    return _ANY.sub(lambda found: _SAID[found[0]], text)


KNOWN = frozenset(word for means in (*_WORDS, *_PHRASES, *DAYS, *MONTHS) for word in means.split())
"""Every word that is said here."""


def words_for(*meanings: str) -> frozenset[str]:
    """The words that are said here as one of these."""
    return frozenset(word for meaning in meanings for word in _WORDS[meaning].split())
