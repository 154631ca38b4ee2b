"""What a colleague answers to small talk, short and in the language in which it was said."""

import re
from collections.abc import Mapping
from typing import Literal

from bot.conversation.small_talk import Courtesies
from integrations.post import Code, Mention, Post, Text

Language = Literal["en", "de", "es", "fr"]
_WORD = re.compile(r"[^\W\d_]+")
_WORDS: Mapping[Language, frozenset[str]] = {
    "de": frozenset(
        (
            *("hallo", "moin", "servus", "guten", "gute", "danke", "dank", "dir", "du", "bist", "wie", "geht", "hilfe"),
            *("tschüss", "tschuss", "bis", "schönen", "schönes", "nacht", "ein", "das", "der", "ist", "war", "falsch"),
            *(
                "quatsch",
                "unsinn",
                "genau",
                "ja",
                "nein",
                "doch",
                "stimmt",
                "richtig",
                "gut",
                "gemacht",
                "guter",
                "toll",
            ),
            *("ich", "bin", "müde", "kaputt", "fertig", "heute", "traurig", "kann", "kannst", "mehr", "nicht", "was"),
            *("wer", "nervst", "doof", "dumm", "blöd", "blöder", "nutzlos", "alles", "klar", "klappe", "feierabend"),
        )
    ),
    "es": frozenset(
        (
            *("hola", "buenos", "buenas", "días", "dias", "tardes", "noches", "gracias", "muchas", "eres", "un", "tú"),
            *(
                "tal",
                "qué",
                "que",
                "cómo",
                "como",
                "estás",
                "estas",
                "ayuda",
                "adiós",
                "adios",
                "hasta",
                "luego",
                "vale",
            ),
            *("mañana", "bien", "hecho", "buen", "trabajo", "sí", "claro", "correcto", "eso", "mal", "inútil", "tonto"),
            *(
                "estoy",
                "cansado",
                "cansada",
                "agotado",
                "agotada",
                "triste",
                "hoy",
                "no",
                "puedo",
                "más",
                "crack",
                "quién",
            ),
            *("puedes", "sabes", "hacer", "jefe", "genial", "sirves"),
        )
    ),
    "fr": frozenset(
        (
            *("bonjour", "salut", "bonsoir", "merci", "beaucoup", "aide", "tu", "es", "un", "ça", "ca", "va", "vas"),
            *("bien", "joué", "joue", "bravo", "oui", "non", "accord", "au", "revoir", "demain", "bientôt", "bonne"),
            *(
                "nuit",
                "soirée",
                "journée",
                "nul",
                "faux",
                "je",
                "suis",
                "fatigué",
                "fatiguée",
                "crevé",
                "crevée",
                "plus",
            ),
            *("triste", "peux", "qui", "que", "quoi", "faire", "c", "est", "sers", "rien", "trop", "humain"),
        )
    ),
    "en": frozenset(
        (
            *(
                "hello",
                "hi",
                "hey",
                "thanks",
                "thank",
                "you",
                "thx",
                "good",
                "morning",
                "are",
                "is",
                "the",
                "how",
                "what",
            ),
            *(
                "help",
                "bye",
                "see",
                "great",
                "nice",
                "that",
                "this",
                "wrong",
                "no",
                "yes",
                "i",
                "am",
                "so",
                "today",
                "me",
            ),
        )
    ),
}
"""Words by which the language of a few words of small talk is told; stop words are too few for that."""


def spoken(words: str) -> Language:
    """Return the language that most of these few words are of; English where that is none's."""
    said = set(_WORD.findall(words.casefold()))
    if words.lstrip().startswith(("¿", "¡")):
        return "es"
    return max(_WORDS, key=lambda each: (len(said & _WORDS[each]), each == "en"))


def hello(us: str, language: Language) -> Post:
    """An answer to a greeting, with what to do next. `us` is our own user id."""
    return Post(headline=(_HELLO[language], Mention(user=us), f" {_EXAMPLE[language]}"))


def yes_a_bot(name: str, language: Language) -> Post:
    """An honest answer to whoever asks."""
    before, after = _A_BOT[language]
    return Post(headline=(before.format(name=name), Code(text="help"), after))


def how_we_are(language: Language) -> Post:
    """An answer to whoever asks how we are."""
    return Post(headline=(_FINE[language],))


def returned(courtesy: Courtesies, language: Language) -> Post:
    """An answer to a courtesy, or to its opposite, or to whoever is not well."""
    return Post(headline=_RETURNED[courtesy][language])


_HELLO: Mapping[Language, str] = {
    "en": "Hello! Ask me what the team has said or decided, for example: ",
    "de": "Hallo! Frag mich, was im Team gesagt oder entschieden wurde, zum Beispiel: ",
    "es": "¡Hola! Pregúntame qué se ha dicho o decidido en el equipo, por ejemplo: ",
    "fr": "Bonjour ! Demande-moi ce que l'équipe a dit ou décidé, par exemple : ",
}
_EXAMPLE: Mapping[Language, str] = {
    "en": "what did we decide about retries?",
    "de": "wer ist morgen weg?",
    "es": "¿quién falta mañana?",
    "fr": "qui est absent demain ?",
}
_A_BOT: Mapping[Language, tuple[str, str]] = {
    "en": (
        "Yes, I'm a bot. I'm called {name}, I run the team's standups and other routines, and I remember what"
        " was said. What I don't know I don't make up. ",
        " shows what you can ask me.",
    ),
    "de": (
        "Ja, ich bin ein Bot. Ich heiße {name}, kümmere mich um Standups und was sonst jeden Tag ansteht, und merke"
        " mir, was gesagt wurde. Was ich nicht weiß, erfinde ich nicht. ",
        " zeigt, was du mich fragen kannst.",
    ),
    "es": (
        "Sí, soy un bot. Me llamo {name}, llevo los standups y las demás rutinas del equipo y recuerdo lo que se ha"
        " dicho. Lo que no sé, no me lo invento. ",
        " muestra qué puedes preguntarme.",
    ),
    "fr": (
        "Oui, je suis un bot. Je m'appelle {name}, je m'occupe des standups et des autres rituels de l'équipe, et je"
        " retiens ce qui s'est dit. Ce que je ne sais pas, je ne l'invente pas. ",
        " montre ce que tu peux me demander.",
    ),
}
_FINE: Mapping[Language, str] = {
    "en": "All well here, thanks for asking. What can I look up for you?",
    "de": "Alles gut hier, danke der Nachfrage. Was soll ich nachsehen?",
    "es": "Todo bien por aquí, gracias por preguntar. ¿Qué te busco?",
    "fr": "Tout va bien ici, merci. Qu'est-ce que je regarde pour toi ?",
}
_HELP: Text = (Code(text="help"),)
_FOCUS: Text = (Code(text="/focus 60"),)
_AWAY: Text = (Code(text="/standup away"),)
_RETURNED: Mapping[Courtesies, Mapping[Language, Text]] = {
    "praise": {
        "en": ("Thank you! Glad it helped.",),
        "de": ("Danke! Schön, wenn es geholfen hat.",),
        "es": ("¡Gracias! Me alegro de que haya servido.",),
        "fr": ("Merci ! Ravi que ça ait aidé.",),
    },
    "thanks": {
        "en": ("You're welcome!",),
        "de": ("Gern geschehen!",),
        "es": ("¡De nada!",),
        "fr": ("De rien !",),
    },
    "nod": dict.fromkeys(_WORDS, ("👍",)),
    "bye": {
        "en": ("See you!",),
        "de": ("Bis dann!",),
        "es": ("¡Hasta luego!",),
        "fr": ("À plus !",),
    },
    "blame": {
        "en": (
            "Sorry, that was no help. Put it in other words, or ask for one thing at a time; ",
            *_HELP,
            " shows what I can look up.",
        ),
        "de": (
            "Tut mir leid, das war keine Hilfe. Sag es mit anderen Worten, oder frag eins nach dem andern; ",
            *_HELP,
            " zeigt, was ich nachsehen kann.",
        ),
        "es": (
            "Perdona, eso no te ha ayudado. Dímelo con otras palabras, o pregunta una cosa cada vez; ",
            *_HELP,
            " muestra lo que puedo buscar.",
        ),
        "fr": (
            "Désolé, ça ne t'a pas aidé. Dis-le autrement, ou demande une chose à la fois ; ",
            *_HELP,
            " montre ce que je peux chercher.",
        ),
    },
    "weary": {
        "en": (
            "That sounds like a rough day. ",
            *_FOCUS,
            " keeps nudges off your back, ",
            *_AWAY,
            " if you need to stop.",
        ),
        "de": (
            "Das klingt nach einem harten Tag. ",
            *_FOCUS,
            " hält dir den Rücken frei, ",
            *_AWAY,
            " wenn du aufhören musst.",
        ),
        "es": ("Suena a día duro. Con ", *_FOCUS, " te dejo tranquilo un rato; ", *_AWAY, " si necesitas parar."),
        "fr": (
            "Dure journée, on dirait. ",
            *_FOCUS,
            " te laisse tranquille un moment, ",
            *_AWAY,
            " si tu dois t'arrêter.",
        ),
    },
}
