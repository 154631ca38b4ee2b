"""What a person's own status in the chat says: whether they are away until it ends.

Words decide before the emoji. To be in a meeting, at lunch or to work elsewhere is not to be away.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from integrations.deferred import pattern
from integrations.word_set import word_set
from jobs.dates.vocabulary import plain

_AWAY_EMOJI = word_set(
    "palm_tree desert_island beach_with_umbrella beach_umbrella umbrella_on_ground island face_with_thermometer"
    " thermometer mask sneezing_face nauseated_face face_with_head_bandage face_vomiting hospital luggage baby_bottle"
    " camping tent ooo out-of-office vacation beach pto sick holiday on-leave sunrise_over_mountains"
)
"""Emoji that say it without words, or with words that are not known: ":palm_tree: Bali!"."""
_AWAY = pattern(
    r"\b(?:"
    # English
    r"ooo|o\.o\.o|oof|ooto|pto|fto|vto|toil|out of (?:(?:the )?office|town)|vacation(?:ing)?|vacay"
    r"|on holidays?|holidays?|(?:bank|public) holiday|on leave|\w+ leave(?! (?:me|us|it|a|an|my|the)\b)"
    r"|leave of absence|maternity|paternity|sabbatical|honeymoon|sick|ill|unwell|under the weather"
    r"|day off|days off|time off|off (?:today|sick|work|until|'?till?|for)"
    r"|out (?:today|sick|until|'?till?|all|for the day)"
    r"|not working|not at work|away(?! from (?:my )?(?:keyboard|desk))|bereavement|jury duty|funeral"
    r"|back (?:on|next|in) (?!\d+ ?(?:m|h)|a )\w+|back (?:mon|tue|wed|thu|fri|sat|sun)\w*"
    # German
    r"|urlaub\w*|\w*urlaub|\w*ferien|heute frei|habe? frei|krank\w*|elternzeit|mutterschutz|abwesend|ausser haus"
    r"|nicht im (?:buro|dienst)|zeitausgleich|freier tag|uberstundenabbau"
    # Spanish, Portuguese
    r"|vacaciones|de baja|baja medica|enferm[oa]|fuera de (?:la )?oficina|dia libre|ausente|ferias|doente|licenca"
    r"|fora do escritorio"
    # French
    r"|vacances|conges?|malade|arret maladie|absente?|hors du bureau|absente? du bureau|rtt"
    # Italian, Dutch, Polish
    r"|ferie|malattia|malat[oa]|fuori ufficio|assente|vakantie|verlof|ziek|afwezig|urlop(?:ie|u)?|chor[ya]"
    r"|zwolnieni\w+|na l4"
    # Swedish, Danish, Norwegian, Finnish, Turkish
    r"|pa semester|foraldraledig|sjuk(?:skriven)?|pa ferie|syk|syg(?:emeldt)?|lomalla|izinli|izinde"
    # Russian
    r"|отпуск\w*|болею|больничн\w+"
    r")\b"
    # Japanese, Chinese, which have no spaces
    r"|休暇|休み|病欠|有給|休假|病假|请假|請假"
)
_AWAY_SIGN = pattern(
    "[\U0001f3dd\U0001f334\U0001f3d6\u26f1\U0001f912\U0001f915\U0001f92e\U0001f922\U0001f3e5\U0001f37c]"
)
"""Some of these emoji, as people type them among their words."""
_NOT_AWAY = pattern(
    r"\b(?:"
    r"(?<!not )work(?:ing|s)?(?: (?:remote(?:ly)?|from|at|on|away))|wfh|remote(?:ly)?|commut\w+|lunch"
    r"|meetings?|(?:on|in) (?:a )?calls?|huddle|focus\w*|heads? down|deep work|do not disturb|dnd|on-?call|on call"
    r"|present(?:ing|ation)|interview\w*|coffee|gym|brb|be right back|afk|back (?:at|in) \d\S*|back soon|back from"
    r"|back to work|sick of|planning|covering for|coverage for|before (?:\w+ )?(?:vacation|holidays?|leave)|mode off"
    r"|in (?:the )?office|at the office|homeoffice|home ?office|im gesprach|besprechung"
    r"|mittag\w*|teletrabajo|comida|reunion|teletravail|dejeuner|smart working|thuiswerken"
    r")\b"
)
_LATER = pattern(
    r"\b(?:next week|tomorrow|soon|upcoming|(?:starts?|starting|begins?|from) (?!.*\b(?:to|until|till|through)\b)"
    r"|in \d+ (?:days|weeks)|morgen|nachste woche|ab|manana|proxima semana|demain|semaine prochaine)\b"
)
"""An absence that is announced, and has not begun."""
_UNTIL = pattern(r"\b(?:until|till?|through|thru|back|bis|zuruck|hasta|jusqu\S*|retour)\b|[-\u2013]")
_DENIED = pattern(
    r"\b(?:not|never|no longer|back from|isn't|nicht|kein(?:en)?|zuruck aus|ya no|no estoy|plus en|retour de)\b"
    r"(?! (?:working|at work|in the office|in the|available|im (?:buro|dienst))\b)"
)
"""What takes back the words behind it: "not on vacation", "back from PTO"."""
_STRONG = pattern(r"\b(?:ooo|o\.o\.o|pto|out of (?:the )?office|sick leave|parental leave|on vacation|vacationing)\b")


class AwayStatuses:
    """Which statuses mean that somebody is away."""

    def __init__(self, own: Sequence[str] = ()) -> None:
        """Besides what is usual, the team's own: words of a status, or an emoji as `:name:`."""
        self._emoji = {each.strip(":").casefold() for each in own if each.startswith(":")}
        words = [plain(each) for each in own if each and not each.startswith(":")]
        self._own = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in words)) if words else None

    def says(self, text: str, emoji: str, until: datetime | None, at: datetime) -> bool:
        """Return True if a status means that its person is away, and still stands at `at`."""
        return (until is None or at < until) and self.means_away(text, emoji)

    def means_away(self, text: str, emoji: str) -> bool:
        """Return True if these words with this emoji (`:name:`) mean to be away."""
        words, name = plain(text), re.sub(r"::skin-tone-\d", "", emoji).strip(":").casefold()
        if name in self._emoji or (self._own is not None and self._own.search(words)):
            return True
        if _LATER.search(words) and not _UNTIL.search(words):
            return False
        if away := _AWAY.search(words):
            if _DENIED.search(words[: away.start()]):
                return False
            return not _NOT_AWAY.search(words) or bool(_STRONG.search(words))
        signed = name in _AWAY_EMOJI or _AWAY_SIGN.search(text) is not None
        return signed and not _NOT_AWAY.search(words)
