"""What is answered in the language of whoever speaks to us. `integrations.phrase` tells what its marks mean."""

import re
from collections.abc import Mapping
from typing import Literal

from bot.conversation.questions.blanks import folded
from bot.memory.stop_words import empty_in
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


def asked_in(words: str, likely: str = "") -> Language:
    """Return the language of a question, by its little words; where they are as much another's, the `likely` one.

    English where that is none of them.
    """
    if words.lstrip().startswith(("¿", "¡")):
        return "es"
    plain = frozenset(_WORD.findall(folded(words)))
    of = {each: len(plain & empty_in(each)) for each in _SAID}
    if not any(of.values()):
        return spoken(words)
    most = [each for each in _SAID if of[each] == max(of.values())]
    return most[0] if len(most) == 1 else next((each for each in most if each == likely), "en")


def sentence(which: str, language: Language, **filled: str | Span | Text) -> Text:
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
        "not_found": "I couldn't find anything about that, at least nothing I can share here.",
        "not_done": "I can't do that, or I didn't understand it.",
        "owner_not_known": "I don't know who owns {what}. Tell me, and I keep it.",
        "tell_me": "Tell me",
        "tell_me_how": "Tell me and I'll remember: {us} remember that …",
        "tell_me_later": "Tell me and I'll remember, now or later: {us} remember that …",
        "help_shows": "`help` shows what I can do, and what you can ask me.",
        "stranger": "I don't know anybody called {name} here. Mention them, or say it with the name that this chat"
        " shows.",
        "which_one": "Whom do you mean: {names}? Ask me again with the full name, or mention them.",
        "or": " or ",
        "said_before": "This was said before.",
        "written_and_said": "This is written down, and was said before.",
        "written": "This is written down.",
        "no_model": "No model is connected, so I can only give back what was said before.",
        "no_reminders": "I don't set reminders for one person; the chat itself can, with `/remind me`. What the team"
        " should be reminded of again and again I can post: `/ritual new`.",
        "four_languages": "I understand questions in English, German, Spanish and French. What I find I tell in the"
        " language of the question, and words of others as they were said.",
        "say_you_are_away": "I don't take that from a sentence, so that nobody is away by mistake. `/standup away"
        " today` (or a day, or `/standup away MONDAY to FRIDAY`) tells everybody, and `/standup back` takes it back.",
        "no_messages": "I don't pass messages on: mention them here, and they see it. What all of you should know"
        " later I keep, if you say `remember that …`.",
        "too_much": "Sorry about that. `/focus 60` gives you an hour without nudges. For good: under “Interruptions"
        " this week” in my App Home each kind of message has a button for less of it.",
        "not_ours": "I can't do that: I look things up, and change only a few of them. `help` tells which.",
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
        "not_found": "Ich finde nichts dazu, jedenfalls nichts, was ich hier sagen darf.",
        "not_done": "Das kann ich nicht, oder ich habe es nicht verstanden.",
        "owner_not_known": "Ich weiß nicht, wer für {what} zuständig ist. Sag es mir, und ich merke es mir.",
        "tell_me": "Sag es mir",
        "tell_me_how": "Sag es mir, und ich merke es mir: {us} remember that …",
        "tell_me_later": "Sag es mir jetzt oder später, und ich merke es mir: {us} remember that …",
        "help_shows": "`help` zeigt, was ich kann und was du mich fragen kannst.",
        "stranger": "Ich kenne hier niemanden namens {name}. Erwähne die Person, oder nimm den Namen, den dieser Chat"
        " zeigt.",
        "which_one": "Wen meinst du: {names}? Frag noch einmal mit dem vollen Namen, oder erwähne die Person.",
        "or": " oder ",
        "said_before": "Das wurde dazu schon gesagt.",
        "written_and_said": "Das ist dazu festgehalten und wurde schon gesagt.",
        "written": "Das ist dazu festgehalten.",
        "no_model": "Es ist kein Modell verbunden, also kann ich nur wiedergeben, was schon gesagt wurde.",
        "no_reminders": "Erinnerungen für eine Person stelle ich nicht; der Chat selbst kann es, mit `/remind me`."
        " Woran das Team immer wieder denken soll, kann ich posten: `/ritual new`.",
        "four_languages": "Ich verstehe Fragen auf Deutsch, Englisch, Spanisch und Französisch. Was ich finde, sage ich"
        " in der Sprache der Frage, Worte anderer so, wie sie fielen.",
        "say_you_are_away": "Das nehme ich nicht aus einem Satz, damit niemand aus Versehen weg ist. `/standup away"
        " today` (oder ein Tag, oder `/standup away MONDAY to FRIDAY`) sagt es allen, `/standup back` nimmt es zurück.",
        "no_messages": "Ich richte nichts aus: erwähne sie hier, dann sehen sie es. Was alle später wissen sollen,"
        " merke ich mir mit `remember that …`.",
        "too_much": "Das tut mir leid. `/focus 60` gibt dir eine Stunde Ruhe. Auf Dauer: in meiner App-Startseite hat"
        " unter „Interruptions this week“ jede Art von Nachricht einen Knopf, mit dem weniger davon kommt.",
        "not_ours": "Das kann ich nicht: ich sehe Dinge nach und ändere nur wenige davon. `help` zeigt, welche.",
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
        "not_found": "No encuentro nada sobre eso, al menos nada que pueda contar aquí.",
        "not_done": "Eso no puedo hacerlo, o no lo he entendido.",
        "owner_not_known": "No sé quién se encarga de {what}. Dímelo, y lo guardo.",
        "tell_me": "Te lo digo",
        "tell_me_how": "Dímelo y lo recordaré: {us} remember that …",
        "tell_me_later": "Dímelo ahora o más tarde y lo recordaré: {us} remember that …",
        "help_shows": "`help` muestra lo que puedo hacer y lo que puedes preguntarme.",
        "stranger": "No conozco aquí a nadie que se llame {name}. Menciona a la persona, o usa el nombre que muestra"
        " este chat.",
        "which_one": "¿A quién te refieres: {names}? Pregunta otra vez con el nombre completo, o menciona a la"
        " persona.",
        "or": " o ",
        "said_before": "Esto se dijo sobre eso.",
        "written_and_said": "Esto está escrito, y se dijo, sobre eso.",
        "written": "Esto está escrito sobre eso.",
        "no_model": "No hay ningún modelo conectado, así que solo puedo devolver lo que ya se dijo.",
        "no_reminders": "No pongo recordatorios para una sola persona; el propio chat puede, con `/remind me`. Lo que"
        " el equipo deba recordar una y otra vez puedo publicarlo: `/ritual new`.",
        "four_languages": "Entiendo preguntas en español, inglés, alemán y francés. Lo que encuentro lo"
        " cuento en el idioma de la pregunta, y las palabras de otros tal como las dijeron.",
        "say_you_are_away": "Eso no lo tomo de una frase, para que nadie esté ausente por error. `/standup away today`"
        " (o un día, o `/standup away MONDAY to FRIDAY`) se lo dice a todos, y `/standup back` lo deshace.",
        "no_messages": "No paso mensajes: menciona a la persona aquí y lo verá. Lo que todos deban saber después lo"
        " guardo si dices `remember that …`.",
        "too_much": "Lo siento. `/focus 60` te da una hora sin avisos. Para siempre: en mi página de inicio, bajo"
        " «Interruptions this week», cada tipo de mensaje tiene un botón para recibir menos.",
        "not_ours": "Eso no puedo hacerlo: busco cosas, y solo cambio unas pocas. `help` dice cuáles.",
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
        "not_found": "Je ne sais pas : je ne trouve rien à ce sujet, du moins rien que je puisse dire ici.",
        "not_done": "Je ne peux pas faire cela, ou je ne l'ai pas compris.",
        "owner_not_known": "Je ne sais pas qui s'occupe de {what}. Dis-le-moi, et je le garde.",
        "tell_me": "Je te le dis",
        "tell_me_how": "Dis-le-moi et je m'en souviendrai : {us} remember that …",
        "tell_me_later": "Dis-le-moi maintenant ou plus tard, et je m'en souviendrai : {us} remember that …",
        "help_shows": "`help` montre ce que je sais faire et ce que tu peux me demander.",
        "stranger": "Je ne connais ici personne qui s'appelle {name}. Mentionne la personne, ou utilise le nom que"
        " montre ce chat.",
        "which_one": "De qui parles-tu : {names} ? Redemande avec le nom complet, ou mentionne la personne.",
        "or": " ou ",
        "said_before": "Voici ce qui s'est dit à ce sujet.",
        "written_and_said": "Voici ce qui est écrit, et s'est dit, à ce sujet.",
        "written": "Voici ce qui est écrit à ce sujet.",
        "no_model": "Aucun modèle n'est connecté, je peux donc seulement redonner ce qui s'est dit.",
        "no_reminders": "Je ne pose pas de rappels pour une seule personne ; le chat le peut, avec `/remind me`. Ce"
        " dont l'équipe doit se souvenir régulièrement, je peux le publier : `/ritual new`.",
        "four_languages": "Je comprends les questions en français, anglais, allemand et espagnol. Ce que je trouve,"
        " je le dis dans la langue de la question, et les mots des autres tels quels.",
        "say_you_are_away": "Je ne prends pas cela d'une phrase, pour que personne ne soit absent par erreur."
        " `/standup away today` (ou un jour, ou `/standup away MONDAY to FRIDAY`) le dit à tous, et `/standup back`"
        " l'annule.",
        "no_messages": "Je ne transmets pas de messages : mentionne la personne ici, et elle le verra. Ce que vous"
        " devez tous savoir plus tard, je le garde si tu dis `remember that …`.",
        "too_much": "Désolé. `/focus 60` te donne une heure sans rappels. Pour de bon : sur ma page d'accueil, sous"
        " « Interruptions this week », chaque sorte de message a un bouton pour en recevoir moins.",
        "not_ours": "Je ne peux pas faire cela : je cherche des choses, et n'en change que quelques-unes. `help` dit"
        " lesquelles.",
    },
}
