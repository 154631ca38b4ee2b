"""What people say to be polite, or to see whether anybody is there, and what a colleague would answer."""

import re
from collections.abc import Mapping
from typing import Literal

from integrations.deferred import pattern
from integrations.post import Code, Mention, Post, Text

Courtesies = Literal["praise", "thanks", "nod", "bye", "blame"]
Talk = Literal["hello", "how_are_you", "help", "bot"] | Courtesies
_HELLO = (
    "hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|morning"
    "|hallo|moin|servus|guten (?:morgen|tag|abend)|hola|buenos d[ií]as|buenas(?: tardes)?|bonjour|salut|bonsoir|ol[aá]"
    "|ciao|buongiorno|привет|こんにちは"
)
_HOW_ARE_YOU = (
    r"how are (?:you|u)(?: doing| today)*|how(?:'?s| is| are)? (?:it|things|everything) going|how do you do"
    r"|how(?:'?s| is) life|how r u|what'?s up|sup"
    "|wassup|you ok(?:ay)?"
    r"|wie geht(?:'?s| es)(?: dir)?|alles gut|alles klar bei dir|(?:c[oó]mo|que) (?:est[aá]s|tal|vas)|qu[eé] tal"
    r"|(?:comment )?[cç]a va|comment vas[- ]tu|tu vas bien"
)
_HELP = (
    "help|help me|commands|usage|i need help|can you help(?: me)?|\\?+|hilfe|ayuda|aide|aiuto|ajuda|what now|menu|start"
)
_BOT = (
    r"(?:are|r) (?:you|u) (?:a |an )?(?:real |actual )?(?:ro)?(?:bot|human|person|ai|robot|machine|real)"
    r"(?: or (?:a |an )?\w+)?|is this (?:a )?(?:bot|robot|ai)|bist du ein (?:bot|mensch|roboter)|bist du echt"
    r"|eres (?:un )?(?:bot|robot|humano)|(?:es[- ]tu|tu es) (?:un )?(?:bot|robot|humain)"
)
_THANKS = (
    "(?:many )?(?:thanks?|thx|tnx|ty|tks|thank u|thanx|tysm)"
    "(?: you| u| a lot| alot| lots| loads| so much| very much| again| a bunch| a ton| a million)*|cheers"
    "|much appreciated|you(?: a|')re (?:great|awesome|the best)|ur the best"
    "|danke(?: sch[oö]n| dir| sehr)?|vielen dank|(?:muchas )?gracias|merci(?: beaucoup)?|obrigad[oa]|grazie|dank je"
    "|arigato"
)
_PRAISE = (
    "(?:(?:you did|that was|that is|that's) )?(?:a )?(?:really |very |so )?"
    "(?:good|nice|great|well|awesome|excellent|amazing|clever|smart|fantastic|lovely)"
    "(?: (?:job|work|one|bot|answer|stuff|done|girl|boy|robot|catch))+|well done|kudos|bravo"
    "|i (?:love|like) (?:you|it|this)"
    "|guter bot|gut gemacht|gute arbeit|super gemacht|toll gemacht"
    "|bien hecho|buen (?:bot|trabajo)|bien jou[eé]|bon (?:bot|travail)"
)
_NOD = (
    "ok(?:ay)?|got it|great|perfect|nice|cool|will do|sounds good|makes sense|awesome|alright|super|genau|vale"
    "|yes|yep|yeah|yup|no|nope|nah|right|correct|exactly|true|(?:that|it)(?:'s| is) (?:right|correct|true|fine|it|ok)"
    "|ja|nein|doch|stimmt|das stimmt|richtig|s[ií]|claro|correcto|oui|non|exact(?:ement)?|c'est [cç]a"
    "|never ?mind|nvm|no worries|no problem|np|my bad|sorry|egal|schon gut|passt|da igual|no importa|pas grave"
    "|lo+l|lmao|rofl|(?:ha|he|hi|ja){2,}h?|xd|wow|oh|hm+"
    "|d'accord|:[\\w+-]+:"
)
_BYE = (
    "(?:good ?)?bye(?: bye)?|good ?night|see (?:you|ya|u)(?: (?:later|soon|tomorrow|on monday))?|cya"
    "|have a (?:nice|good) (?:day|evening|night|weekend|one)|enjoy (?:your|the) (?:evening|weekend)"
    "|i(?:'m| am) off|take care|that'?s (?:all|it)(?: (?:from me|for (?:today|now)))?"
    "|tsch[uü]ss|ciao|bis (?:morgen|dann|sp[aä]ter|montag|bald)|gute nacht|sch[oö]nen (?:feierabend|abend|tag)"
    "|sch[oö]nes wochenende|adi[oó]s|hasta (?:luego|ma[nñ]ana|pronto|el lunes)|buenas noches|buen fin de semana"
    "|au revoir|[aà] (?:demain|plus|bient[oô]t|lundi)|bonne (?:nuit|soir[eé]e|journ[eé]e)|bon week-?end"
)
_BLAME = (
    "(?:you|u)(?: (?:really|just|still))? suck(?: at this)?"
    "|(?:you|u)(?: a|'| )?re?(?: (?:a|an|so|really|just))*"
    " (?:useless|stupid|dumb|idiot|bad|wrong|rubbish|crap|annoying|terrible|joke|moron|trash|worthless)"
    "|(?:you|u)(?: a|')?re? not (?:helpful|helping|right|listening|good|useful)"
    "|(?:stupid|bad|useless|dumb|silly|shitty|fucking|annoying|terrible|lousy)(?: (?:ro)?bot| answer| thing| machine)"
    "|(?:that|this|it)(?: i|')?s(?: (?:so|just|really|totally|completely|plain))*"
    " (?:wrong|useless|nonsense|rubbish|crap|bullshit|garbage|no help)"
    "|(?:that|this|it)(?: (?:is|was) not|(?:'s| isn't| wasn't| is|s)(?: not)?) "
    "(?:not )?(?:what i (?:asked|meant|wanted)(?: for)?)"
    "|(?:that|this|it)(?: (?:is|was) not|'s not| isn't| wasn't) (?:right|true|correct|helpful|any help|an answer)"
    "|that was(?: (?:so|just|really))* (?:wrong|useless|no help|nonsense|crap)"
    "|wrong(?: answer)?|you(?: didn't| did not| don't| do not)(?: even)? (?:understand|get it|listen)(?: me)?"
    "|shut up|go away|i hate (?:you|u|this)|(?:what an? )?idiot|wtf|fuck (?:you|off|this)|screw you|piss off"
    "|du (?:nervst|bist (?:so |echt |total )*(?:doof|dumm|bl[oö]d|nutzlos|schlecht))"
    "|das (?:ist|war)(?: (?:doch|so|alles|einfach|v[oö]llig))* (?:falsch|quatsch|unsinn|bl[oö]dsinn|mist)"
    "|das stimmt (?:so |doch )?nicht|falsch"
    "|(?:bl[oö]der|dummer|doofer|schlechter|schei(?:ß|ss)) ?bot|halt die klappe"
    "|eres (?:(?:muy|un|tan) )*(?:tonto|in[uú]til|est[uú]pido|malo|idiota)|no sirves(?: para nada)?|c[aá]llate"
    "|(?:eso )?est[aá] mal|eso no es (?:cierto|verdad|as[ií])|vete a la mierda|qu[eé] in[uú]til"
    "|t(?:u es|'es) (?:(?:trop|vraiment) )*(?:nul|inutile|stupide|b[eê]te|con)|tu sers [aà] rien"
    "|c'est (?:faux|nul|n'importe quoi)|tais[- ]toi|ta gueule"
)
_AROUND = "there|all|everyone|everybody|team|folks|again|bot|please|so|and|then"
_SAID: Mapping[Talk, str] = {
    "hello": f"{_HELLO}|{_AROUND}",
    "how_are_you": f"{_HOW_ARE_YOU}|{_AROUND}|{_HELLO}",
    "help": f"{_HELP}|{_AROUND}|{_HELLO}",
    "bot": f"{_BOT}|{_AROUND}|{_HELLO}",
    "nod": f"{_NOD}|{_AROUND}",
    "blame": f"{_BLAME}|{_AROUND}|{_NOD}|no+|nein|non|man|dude|lol|you|really",
    "thanks": f"{_THANKS}|{_AROUND}|{_NOD}|you|for (?:that|the help|your help|this)",
    "praise": f"{_PRAISE}|{_AROUND}|{_NOD}|{_THANKS}",
    "bye": f"{_BYE}|{_AROUND}|{_NOD}|{_THANKS}|{_HELLO}|for today|now",
}
_KINDS = {kind: pattern(rf"\W*(?:(?:{said})(?:\W+|$))+", re.IGNORECASE) for kind, said in _SAID.items()}
_NOBODY = pattern(rf"\W*(?:(?:{_AROUND})(?:\W+|$))+", re.IGNORECASE)
_LONGEST = 80


def small_talk(words: str) -> Talk | None:
    """What sort of small talk it is; None where somebody wants something."""
    said = words.strip().replace("\u2019", "'")
    if not said:
        return "help"
    if len(said) > _LONGEST:
        return None
    if _NOBODY.fullmatch(said):
        return None
    for kind, expression in _KINDS.items():
        if expression.fullmatch(said):
            return kind
    return None if any(letter.isalnum() or letter == "?" for letter in said) else "nod"


def hello(us: str) -> Post:
    """An answer to a greeting, with what to do next. `us` is our own user id."""
    return Post(
        headline=("Hello! Ask me what the team has said or decided, for example: ", Mention(user=us), " ", *_EXAMPLE)
    )


_EXAMPLE: Text = ("what did we decide about retries?",)


def yes_a_bot(name: str) -> Post:
    """An honest answer to whoever asks."""
    return Post(
        headline=(
            f"Yes, I'm a bot. I'm called {name}, I run the team's standups and other routines, and I remember what"
            " was said. What I don't know I don't make up. ",
            Code(text="help"),
            " shows what you can ask me.",
        )
    )


def how_we_are() -> Post:
    """An answer to whoever asks how we are."""
    return Post(headline=("All well here, thanks for asking. What can I look up for you?",))


def returned(courtesy: Courtesies) -> Post:
    """An answer to a courtesy, or to its opposite."""
    return _RETURNED[courtesy]


_RETURNED: Mapping[Courtesies, Post] = {
    "praise": Post(headline=("Thank you! Glad it helped.",)),
    "thanks": Post(headline=("You're welcome!",)),
    "nod": Post(headline=("👍",)),
    "bye": Post(headline=("See you!",)),
    "blame": Post(
        headline=(
            "Sorry, that was no help. Put it in other words, or ask for one thing at a time; ",
            Code(text="help"),
            " shows what I can look up.",
        )
    ),
}
