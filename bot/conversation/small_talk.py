"""What people say to be polite, to see whether anybody is there, or because the day was hard."""

import re
from collections.abc import Mapping
from typing import Literal

from integrations.deferred import pattern

Courtesies = Literal["praise", "thanks", "nod", "bye", "blame", "weary"]
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
    r"|(?:are you|r u|you) (?:mad|angry|cross|tired|happy|alive|awake|still there|there)"
    r"|bist du (?:sauer|b[oö]se|m[uü]de|wach|noch da|da|gl[uü]cklich)|est[aá]s (?:enfadad[oa]|cansad[oa]|bien|ah[ií])"
    r"|(?:tu es|t'es|es[- ]tu) (?:f[aâ]ch[eé]|fatigu[eé]|l[aà]|encore l[aà])"
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
    "|(?:(?:tausend|besten|herzlichen|vielen|lieben) )*danke?(?: sch[oö]n| dir| sehr| vielmals)?"
    "|dankesch[oö]n|(?:muchas |mil |muchísimas )?gracias(?: por todo)?|(?:un grand |mille )?merci(?: beaucoup| bien)?"
    "|obrigad[oa]|grazie|dank je|arigato"
)
_PRAISE = (
    "(?:(?:you did|that was|that is|that's) )?(?:a )?(?:really |very |so )?"
    "(?:good|nice|great|well|awesome|excellent|amazing|clever|smart|fantastic|lovely)"
    "(?: (?:job|work|one|bot|answer|stuff|done|girl|boy|robot|catch))+|well done|kudos|bravo"
    "|(?:you|u) (?:rock|rule|are the man|nailed it|saved me|saved my (?:day|life))|love (?:you|it)"
    "|that (?:was|is) (?:very |really |so )?(?:helpful|useful)"
    "|i (?:love|like) (?:you|it|this)|you(?:'re| are|r) (?:a )?(?:star|genius|legend|hero|lifesaver|gem)"
    "|du bist (?:echt |so |wirklich )?(?:der beste|die beste|toll|super|klasse|genial|spitze|ein schatz)"
    "|eres (?:el mejor|la mejor|genial|un genio|un sol|incre[ií]ble)"
    "|(?:tu es|t'es) (?:le meilleur|la meilleure|g[eé]nial|super|au top)"
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
_VERY = (
    "so|just|really|totally|completely|plain|utterly|absolutely|pretty|quite|still|such|very|kinda|fucking|bloody|damn"
)
_BLAME = (
    "(?:you|u)(?: (?:really|just|still))? suck(?: at this)?"
    f"|(?:you|u)(?: a|'| )?re?(?: (?:a|an|{_VERY}))*"
    " (?:useless|stupid|dumb|idiot|bad|wrong|rubbish|crap|annoying|terrible|joke|moron|trash|worthless|hopeless"
    "|pathetic|garbage|awful)"
    "|(?:you|u)(?: a|')?re? not (?:helpful|helping|right|listening|good|useful)"
    "|(?:stupid|bad|useless|dumb|silly|shitty|fucking|annoying|terrible|lousy)(?: (?:ro)?bot| answer| thing| machine)"
    f"|(?:that|this|it)(?: i|')?s(?: (?:{_VERY}))*"
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
_WEARY = (
    "(?:i'?m|i am|im|am|feel|feeling|i feel)(?: (?:so|really|very|just|completely|totally|absolutely|a bit|pretty))*"
    " (?:tired|exhausted|sad|drained|burn(?:ed|t) out|knackered|overwhelmed|stressed|miserable|fed up|beat"
    "|worn out|frustrated|depressed|broken)"
    "|(?:i'?m|i am|im)(?: (?:so|completely|totally|absolutely))+ done"
    "|(?:what an? )?(?:awful|terrible|horrible|rough|hard|long|bad|shitty) (?:day|week|morning)"
    "|(?:today|this day|this week|my day) (?:sucks|is awful|was awful|is horrible|was horrible|sucked)"
    "|i(?: ca|')?n'?o?t (?:any ?more|anymore)|i can'?t(?: do this)? any ?more|i (?:want to|wanna|could) cry|i give up"
    "|ich kann nicht mehr|(?:ich )?bin (?:so |echt |total |v[oö]llig |ganz )*(?:m[uü]de|kaputt|fertig|traurig"
    "|ersch[oö]pft|gestresst|durch|platt|[uü]berfordert|frustriert|am ende)"
    "|(?:was f[uü]r ein )?(?:schei(?:ß|ss)|mist|furchtbarer |harter )tag"
    "|mir geht'?s (?:nicht gut|schlecht|mies)|mir geht es (?:nicht gut|schlecht|mies)|ich geb(?:e)? auf"
    "|no puedo m[aá]s|estoy (?:muy |tan |super )*(?:cansad[oa]|agotad[oa]|triste|fatal|hart[oa]|mal|quemad[oa]"
    "|estresad[oa]|reventad[oa])|qu[eé] d[ií]a(?: m[aá]s)? (?:duro|malo|horrible|largo)|me rindo"
    "|j'?(?:e )?n'?en peux plus|(?:je )?suis (?:trop |tr[eè]s |si |vraiment |compl[eè]tement )*(?:fatigu[eé]e?"
    "|crev[eé]e?|triste|[eé]puis[eé]e?|d[eé]prim[eé]e?|stress[eé]e?|au bout|d[eé]bord[eé]e?|mort[e]?)|j'en ai marre"
    "|quelle (?:sale )?journ[eé]e(?: horrible)?"
)
_WEEPING = pattern(
    r"[\U0001F62D\U0001F622\U0001F62E\U0001F61E\U0001F614\U0001F629\U0001F62B\U0001F494\U0001F641\u2639]"
)
"""Faces that cry, are sad or weary, and a broken heart."""
_SAD_NAMES = pattern(
    r":(?:sob|cry|disappointed|pensive|weary|tired_face|broken_heart|slightly_frowning_face)(?:_[a-z_]+)?:"
)
_AROUND = "there|all|everyone|everybody|team|folks|again|bot|please|so|and|then"
_SAID: Mapping[Talk, tuple[str, str]] = {
    "hello": (_HELLO, _AROUND),
    "how_are_you": (_HOW_ARE_YOU, f"{_AROUND}|{_HELLO}"),
    "help": (_HELP, f"{_AROUND}|{_HELLO}"),
    "bot": (_BOT, f"{_AROUND}|{_HELLO}"),
    "nod": (_NOD, _AROUND),
    "blame": (
        _BLAME,
        f"{_AROUND}|{_NOD}|no+|nein|non|man|dude|lol|you|really|seriously|honestly|ehrlich|en serio"
        "|(?:about|with|on|there|here)(?: (?:that|this|it))?|with (?:me|us)",
    ),
    "thanks": (
        _THANKS,
        f"{_AROUND}|{_NOD}|you|for (?:that|the help|your help|this)|mate|man|buddy|dude|pal|boss|legend"
        "|crack|m[aá]quina|t[ií]o|t[ií]a|jefe|amig[oa]|genial|por la ayuda|f[uü]r die hilfe|meister|alter|chef|mec"
        "|pour l'aide|pour ton aide|that (?:was|is) (?:very |really )?(?:helpful|useful|great|perfect)",
    ),
    "praise": (_PRAISE, f"{_AROUND}|{_NOD}|{_THANKS}|mate|man|dude|really"),
    "weary": (
        _WEARY,
        f"{_AROUND}|today|tonight|right now|now|really|man|dude|guys|heute|echt|hoy|de verdad|aujourd'hui|ugh+|oh|puh",
    ),
    "bye": (_BYE, f"{_AROUND}|{_NOD}|{_THANKS}|{_HELLO}|for today|now"),
}
"""Of each kind: the words that make it one, and those that may stand beside them."""
_KINDS = {
    kind: pattern(rf"\W*(?:(?:{beside})(?:\W+|$))*(?:{said})(?:\W+|$)(?:(?:{said}|{beside})(?:\W+|$))*", re.IGNORECASE)
    for kind, (said, beside) in _SAID.items()
}
_NOBODY = pattern(rf"\W*(?:(?:{_AROUND})(?:\W+|$))+", re.IGNORECASE)
_LONGEST = 80


def small_talk(words: str) -> Talk | None:
    """What sort of small talk it is; None where somebody wants something."""
    said = words.strip().replace("\u2019", "'")
    if not said:
        return "help"
    if len(said) > _LONGEST:
        return None
    if (faceless := _SAD_NAMES.sub(" ", _WEEPING.sub(" ", said)).strip()) != said:
        return "weary" if not faceless.strip(" .!,") or _KINDS["weary"].fullmatch(faceless) else small_talk(faceless)
    if _NOBODY.fullmatch(said):
        return None
    for kind, expression in _KINDS.items():
        if expression.fullmatch(said):
            return kind
    return None if any(letter.isalnum() or letter == "?" for letter in said) else "nod"
