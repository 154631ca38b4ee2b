"""What is answered in the language of whoever speaks to us. `integrations.phrase` tells what its marks mean."""

import re
from collections.abc import Mapping
from typing import Literal

from integrations.phrase import phrase
from integrations.post import Span, Text

Language = Literal["en", "de", "es", "fr"]
_WORD = re.compile(r"[^\W\d_]+")


def spoken(words: str) -> Language:
    """Return the language that most of these few words are of; English where that is none's."""
    said = set(_WORD.findall(words.casefold()))
    if words.lstrip().startswith(("¿", "¡")):
        return "es"
    return max(_SAID, key=lambda each: (len(said & set(_SAID[each].split())), each == "en"))


def sentence(which: str, language: Language, **filled: str | Span) -> Text:
    """Return what is said under that name (`which`), with what is filled into it."""
    return phrase(_SENTENCES[language][which], **filled)


_SAID: Mapping[Language, str] = {
    "en": "hello hi hey thanks thank you thx good morning are is the how what help bye see great nice that this wrong"
    " no yes i am so today me",
    "de": "hallo moin servus guten gute danke dank dir du bist wie geht hilfe tschüss tschuss bis schönen schönes"
    " nacht ein das der ist war falsch quatsch unsinn genau ja nein doch stimmt richtig gut gemacht guter toll ich bin"
    " müde kaputt fertig heute traurig kann kannst mehr nicht was wer nervst doof dumm blöd blöder nutzlos alles klar"
    " klappe feierabend",
    "es": "hola buenos buenas días dias tardes noches gracias muchas eres un tú tal qué que cómo como estás estas"
    " ayuda adiós adios hasta luego vale mañana bien hecho buen trabajo sí claro correcto eso mal inútil tonto estoy"
    " cansado cansada agotado agotada triste hoy no puedo más crack quién puedes sabes hacer jefe genial sirves",
    "fr": "bonjour salut bonsoir merci beaucoup aide tu es un ça ca va vas bien joué joue bravo oui non accord au"
    " revoir demain bientôt bonne nuit soirée journée nul faux je suis fatigué fatiguée crevé crevée plus triste peux"
    " qui que quoi faire c est sers rien trop humain",
}
"""Words by which the language of a few words of small talk is told; stop words are too few for that."""
_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "hello": "Hello! Ask me what the team has said or decided, for example: {us} what did we decide about retries?",
        "a_bot": "Yes, I'm a bot. I'm called {name}, I run the team's standups and other routines, and I remember what"
        " was said. What I don't know I don't make up. `help` shows what you can ask me.",
        "how_we_are": "All well here, thanks for asking. What can I look up for you?",
        "can_ask": "Here is what you can ask me.",
        "we_are": "I'm {agent}. I run the team's day, answer from what was said, and help to write decisions down.",
        "we_hear": "I hear the channels that I'm in and what you write to me yourself, never direct messages between"
        " others. What is said in a private channel or to me directly, I tell nobody who isn't in it. `/recall mute`"
        " stops me listening in a channel, `/recall forget` shows and deletes what I keep of you.",
        "praise": "Thank you! Glad it helped.",
        "thanks": "You're welcome!",
        "nod": "👍",
        "bye": "See you!",
        "blame": "Sorry, that was no help. Put it in other words, or ask for one thing at a time; `help` shows what I"
        " can look up.",
        "weary": "That sounds like a rough day. `/focus 60` keeps nudges off your back, `/standup away` if you need to"
        " stop.",
    },
    "de": {
        "hello": "Hallo! Frag mich, was im Team gesagt oder entschieden wurde, zum Beispiel: {us} wer ist morgen weg?",
        "a_bot": "Ja, ich bin ein Bot. Ich heiße {name}, kümmere mich um Standups und was sonst jeden Tag ansteht, und"
        " merke mir, was gesagt wurde. Was ich nicht weiß, erfinde ich nicht. `help` zeigt, was du mich fragen kannst.",
        "how_we_are": "Alles gut hier, danke der Nachfrage. Was soll ich nachsehen?",
        "can_ask": "Das kannst du mich fragen, auf Deutsch wie auf Englisch.",
        "we_are": "Ich bin {agent}. Ich begleite den Tag des Teams, antworte aus dem, was gesagt wurde, und helfe,"
        " Entscheidungen festzuhalten. Frag mich ruhig auf Deutsch.",
        "we_hear": "Ich höre die Kanäle mit, in denen ich bin, und was du mir selbst schreibst, nie Direktnachrichten"
        " zwischen anderen. Was in einem privaten Kanal oder direkt zu mir gesagt wird, erfährt niemand, der nicht"
        " dabei ist. `/recall mute` lässt mich in einem Kanal weghören, `/recall forget` zeigt und löscht, was ich von"
        " dir weiß.",
        "praise": "Danke! Schön, wenn es geholfen hat.",
        "thanks": "Gern geschehen!",
        "nod": "👍",
        "bye": "Bis dann!",
        "blame": "Tut mir leid, das war keine Hilfe. Sag es mit anderen Worten, oder frag eins nach dem andern; `help`"
        " zeigt, was ich nachsehen kann.",
        "weary": "Das klingt nach einem harten Tag. `/focus 60` hält dir den Rücken frei, `/standup away` wenn du"
        " aufhören musst.",
    },
    "es": {
        "hello": "¡Hola! Pregúntame qué se ha dicho o decidido en el equipo, por ejemplo: {us} ¿quién falta mañana?",
        "a_bot": "Sí, soy un bot. Me llamo {name}, llevo los standups y las demás rutinas del equipo y recuerdo lo que"
        " se ha dicho. Lo que no sé, no me lo invento. `help` muestra qué puedes preguntarme.",
        "how_we_are": "Todo bien por aquí, gracias por preguntar. ¿Qué te busco?",
        "can_ask": "Esto puedes preguntarme, en español igual que en inglés.",
        "we_are": "Soy {agent}. Llevo el día del equipo, respondo con lo que se ha dicho y ayudo a dejar por escrito"
        " lo que se decide. Puedes preguntarme en español.",
        "we_hear": "Oigo los canales en los que estoy y lo que me escribes a mí, nunca los mensajes directos entre"
        " otros. Lo que se dice en un canal privado o a mí directamente no se lo cuento a nadie que no esté ahí."
        " `/recall mute` hace que no escuche en un canal, `/recall forget` muestra y borra lo que guardo de ti.",
        "praise": "¡Gracias! Me alegro de que haya servido.",
        "thanks": "¡De nada!",
        "nod": "👍",
        "bye": "¡Hasta luego!",
        "blame": "Perdona, eso no te ha ayudado. Dímelo con otras palabras, o pregunta una cosa cada vez; `help`"
        " muestra lo que puedo buscar.",
        "weary": "Suena a día duro. Con `/focus 60` te dejo tranquilo un rato; `/standup away` si necesitas parar.",
    },
    "fr": {
        "hello": "Bonjour ! Demande-moi ce que l'équipe a dit ou décidé, par exemple : {us} qui est absent demain ?",
        "a_bot": "Oui, je suis un bot. Je m'appelle {name}, je m'occupe des standups et des autres rituels de"
        " l'équipe, et je retiens ce qui s'est dit. Ce que je ne sais pas, je ne l'invente pas. `help` montre ce que tu"
        " peux me demander.",
        "how_we_are": "Tout va bien ici, merci. Qu'est-ce que je regarde pour toi ?",
        "can_ask": "Voici ce que tu peux me demander, en français comme en anglais.",
        "we_are": "Je suis {agent}. J'accompagne la journée de l'équipe, je réponds avec ce qui s'est dit et j'aide à"
        " noter les décisions. Tu peux me parler en français.",
        "we_hear": "J'entends les canaux où je suis et ce que tu m'écris, jamais les messages directs entre d'autres."
        " Ce qui se dit dans un canal privé ou à moi seul, je ne le répète à personne qui n'y est pas. `/recall mute`"
        " me fait cesser d'écouter dans un canal, `/recall forget` montre et efface ce que je garde de toi.",
        "praise": "Merci ! Ravi que ça ait aidé.",
        "thanks": "De rien !",
        "nod": "👍",
        "bye": "À plus !",
        "blame": "Désolé, ça ne t'a pas aidé. Dis-le autrement, ou demande une chose à la fois ; `help` montre ce que"
        " je peux chercher.",
        "weary": "Dure journée, on dirait. `/focus 60` te laisse tranquille un moment, `/standup away` si tu dois"
        " t'arrêter.",
    },
}
