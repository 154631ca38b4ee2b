"""What can be typed behind each command; a word that only another command knows is told so."""

from integrations.post import Block, Bullets, Code, Paragraph, Post, Text

Uses = tuple[tuple[str, str], ...]

RITUAL: Uses = (
    ("/ritual setup", "the day of the role card in this channel"),
    ("/ritual new", "one of your own: a standup, a check-in, a pulse, a reminder"),
    ("/ritual list", "this channel's rituals, with buttons to change them"),
    ("/ritual edit NAME", "change one; copy NAME makes another like it"),
    ("/ritual end NAME", "end one; I ask before, and you can bring it back"),
    ("/ritual run NAME", "one of them, or one that is not here yet, now"),
    ("/ritual preview NAME", "what it would say, for you alone"),
    ("/ritual pause NAME", "pause it, until you resume it"),
    ("/ritual resume NAME", "let it run again"),
    ("/ritual skip NAME", "skip the next time"),
    ("/ritual team", "the team's zone, days and hours, holidays"),
    ("/ritual topic TEXT", "queue a topic for the next meeting here"),
)
STANDUP: Uses = (
    ("/standup", "answer today's round, or edit what you said"),
    ("/standup open", "start this channel's round now; of several standups open NAME"),
    ("/standup answer", "answer, or edit what you said; after the close too, until the next round"),
    ("/standup ahead", "fill in the next round in advance"),
    ("/standup skip", "skip the round that is open"),
    ("/standup away tomorrow", "not be asked that day; so do next week, until friday, or 30 Nov to 4 Dec"),
    ("/standup back", "be asked again; back monday is until then"),
    ("/standup history", "your own last answers, for you alone"),
    ("/standup export csv 14", "the last days of this channel as a file, for you alone; or markdown"),
)
RECALL: Uses = (
    ("/recall mute", "keep nothing more of what is said in this channel"),
    ("/recall listen", "keep it again"),
    ("/recall keep 90 days", "forget what is older than that"),
    ("/recall read", "read what was said here before I came"),
    ("/recall forget", "take back what I know of you"),
)
FOCUS: Uses = (("/focus 60", "keep nudges back for an hour"), ("/focus off", "end that"))
DRAFTS: Uses = (
    ("/adr list", "the decision records that you can see"),
    ("/adr show 7", "one of them"),
    ("/adr search WORDS", "those in which all of the words are"),
    ("/adr export", "all of them as Markdown files, for you alone"),
)
_EVERY: tuple[Uses, ...] = (RITUAL, STANDUP, DRAFTS, RECALL, FOCUS)
_HELP = frozenset({"help", "?", "-h", "--help", "usage", "commands"})


def asks_for_help(words: str) -> bool:
    """Return True if all that was typed asks what can be typed."""
    return words.strip().lower() in _HELP


def elsewhere(command: str, word: str) -> Text | None:
    """Return what another command does with a word that `command` does not know; None where none knows it either."""
    for uses in _EVERY:
        for use, what in uses:
            name, verb = (*use.split(), "")[:2]
            if verb and name != command and verb == word.strip().lower():
                return (Code(text=use), f" is what you may mean: {what}.")
    return None


def help_post(headline: str, uses: Uses, *, before: Text | None = None) -> Post:
    """Return what can be typed; `before` is said above it."""
    lead: tuple[Block, ...] = (Paragraph(text=before),) if before else ()
    return Post(
        headline=(headline,), blocks=(*lead, Bullets(items=tuple((Code(text=use), f" {what}") for use, what in uses)))
    )


def unknown(command: str, word: str, uses: Uses) -> Post:
    """Return what is said of a word that a command does not know."""
    headline = f"I do not know “{word[:40]}”. What {command} can do:"
    return help_post(headline, uses, before=elsewhere(command, word))
