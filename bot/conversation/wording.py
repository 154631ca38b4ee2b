"""What we answer, as posts."""

from collections.abc import Collection, Sequence

from bot.conversation.not_known import not_known
from bot.conversation.quotes import Quoted
from bot.conversation.sentences import Language, asked_in, sentence
from bot.conversation.what_to_ask import what_to_ask
from integrations.chat import PlaceKind
from integrations.deferred import pattern
from integrations.enumerated import counted
from integrations.markdown import from_markdown
from integrations.phrase import phrase
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Code,
    Heading,
    InChannel,
    Link,
    Mention,
    Paragraph,
    Person,
    Post,
    Quote,
    SmallPrint,
    Span,
    Text,
    When,
)

LONGEST_QUOTE = 600
"""Characters of somebody's words that are given back; the link leads to the rest."""
_CITED = pattern(r"\[(\d{1,2})\]")
_HEARD_BY = {
    PlaceKind.PUBLIC: "Whoever may read this channel may hear it from me.",
    PlaceKind.PRIVATE: "Only the people of this channel may hear it from me.",
    PlaceKind.GROUP: "Only the people of this conversation may hear it from me.",
    PlaceKind.DIRECT: "Only you will hear it from me.",
}


def answer_without_model(
    question: str,
    quotes: Sequence[Quoted],
    honest_word: Block | None,
    written: Sequence[Text] = (),
    *,
    zone: str,
    us: str,
) -> Post:
    """The answer without a model: what is `written` down and was said before, and that this is all; or not known."""
    honest = () if honest_word is None else (honest_word,)
    if not quotes and not written:
        return not_known(question, us, *honest)
    blocks: list[Block] = [Bullets(items=tuple(written))] if written else []
    blocks += [block for quote in quotes for block in quotation(quote, zone)]
    return Post(headline=before(question, quotes, written), blocks=(*blocks, *honest))


def before(question: str, quotes: Sequence[Quoted], written: Sequence[Text]) -> Text:
    """How an answer begins that quotes, or tells what is written down, or both."""
    which = ("written_and_said" if quotes else "written") if written else "said_before"
    return sentence(which, asked_in(question))


def quotation(quote: Quoted, zone: str) -> tuple[Block, Block]:
    """Who said it where and when, and the words."""
    said = quote.said
    source: list[str | Span] = [Person(user=said.user, name=quote.name)]
    if quote.kind in (PlaceKind.PUBLIC, PlaceKind.PRIVATE):
        source += [" in ", InChannel(channel=said.channel)]
    source += [", ", When(at=said.said_at, style="date", zone=zone)]
    if said.noted:
        source.append(" · a note")
    if quote.permalink:
        source += [" · ", Link(url=quote.permalink, label="open")]
    return Paragraph(text=tuple(source)), Quote(text=(shortened(said.text),))


def model_answer(answer: str, quotes: Sequence[Quoted], *, zone: str, allowed_hosts: Collection[str]) -> Post:
    """The model's answer, and links to what it leans on."""
    blocks = from_markdown(answer, allowed_hosts=allowed_hosts)
    headline: Text = ("Here is what I think.",)
    if blocks and isinstance(blocks[0], Paragraph):
        headline, blocks = blocks[0].text, blocks[1:]
    sources = _sources(answer, quotes, zone)
    return Post(headline=headline, blocks=(*blocks, *sources))


def _sources(answer: str, quotes: Sequence[Quoted], zone: str) -> tuple[Block, ...]:
    numbers = dict.fromkeys(int(number) for number in _CITED.findall(answer))
    cited = [(number, quotes[number - 1]) for number in numbers if 0 < number <= len(quotes)]
    label = "Sources" if cited else "Said before"
    spans: list[str | Span] = []
    for number, quote in cited or list(enumerate(quotes, 1))[:3]:
        if quote.permalink:
            spans += [" · " if spans else f"{label}: ", *([f"[{number}] "] if cited else [])]
            spans += [Link(url=quote.permalink, label=quote.name), ", "]
            spans.append(When(at=quote.said.said_at, style="date", zone=zone))
    return (SmallPrint(text=tuple(spans)),) if spans else ()


def noted(text: str, kind: PlaceKind | None) -> Post:
    """Return the answer to somebody whose note was kept."""
    heard_by = _HEARD_BY[kind or PlaceKind.PRIVATE]
    return Post(headline=("Noted.",), blocks=(Quote(text=(shortened(text),)), SmallPrint(text=(heard_by,))))


def nothing_to_note() -> Post:
    """There is nothing before that could be meant."""
    return Post(headline=phrase("I'm not sure what to remember. Tell me: `remember that …`"))


def let_go(text: str | None) -> Post:
    """A note is taken back, or there was none."""
    if text is None:
        return Post(headline=phrase("There is no note of yours here. `/recall forget` shows you all of them."))
    return Post(headline=("Forgotten.",))


def gave_up(number: int) -> Post:
    """A message that could not be handled; the log names it by the number of its event."""
    return Post(headline=("That went wrong on my side. The log has it as ", Code(text=f"inbox_id {number}"), "."))


IF_YOU_SAY_SO = Post(headline=("I can do that, if you say so:",))
UNREAD = Post(headline=("I can't read pictures or files. Please tell me in words.",))


def help_(us: str, tools: Collection[str], language: Language = "en") -> Post:
    """What can be asked of us, with the `tools` that work here, for a mention without words."""
    return Post(headline=sentence("can_ask", language), blocks=what_to_ask(us, tools), as_it_is=True)


def about_us(us: str, tools: Collection[str], agent: str, title: str, language: Language = "en") -> Post:
    """Who we are and what we can do, for whoever asks that."""
    role = f" ({title})" if title and title.casefold() != agent.replace("_", " ").casefold() else ""
    the_day = phrase(
        "*The day: *`/ritual new` makes a standup, a pulse or a retrospective, `/ritual list` changes, pauses or ends"
        " one, `/standup` answers"
    )
    runs = Bullets(items=(the_day, phrase("*A quiet hour: *`/focus 60`")))
    return Post(
        headline=sentence("we_are", language, agent=f"{agent}{role}"),
        blocks=(runs, *what_to_ask(us, tools)),
        as_it_is=True,
    )


def recalled(question: str, quotes: Sequence[Quoted], records: Sequence[Text] = (), *, zone: str) -> Post:
    """The private answer of `/recall`; `records` are lines of what is written down."""
    if not quotes and not records:
        return Post(
            headline=("I couldn't find anything that you may read about: ", Bold(text=shortened(question, 200)))
        )
    blocks = [block for quote in quotes for block in quotation(quote, zone)]
    written: list[Block] = []
    if records:
        written = [Heading(text="Written down about it"), Bullets(items=tuple(records))]
    said = "What was said about: " if quotes else "Nobody said anything, but it is written down: "
    return Post(headline=(said, Bold(text=shortened(question, 200))), blocks=(*written, *blocks))


def which_one(people: Sequence[Person], question: str) -> Post:
    """A name that several people have, asked back."""
    language = asked_in(question)
    names: list[str | Span] = []
    for number, each in enumerate(people):
        names += [*(() if not number else sentence("or", language) if number == len(people) - 1 else (", ",)), each]
    return Post(headline=sentence("which_one", language, names=tuple(names)))


KEPT_BACK = Post(
    headline=(
        "Who may hear this may have changed since you asked, so I keep the answer to myself. Ask me again, and I'll"
        " look anew.",
    )
)
"""What is said where an answer waited, and those who would read it now may not hear all of it."""


def stranger(name: str, question: str) -> Post:
    """Return the answer to a question about a name that nobody has."""
    return Post(headline=sentence("stranger", asked_in(question), name=Bold(text=shortened(name, 60))))


def was_told(user: str, name: str, question: str, answer: str, kind: PlaceKind | None) -> Post:
    """What somebody told us in the form, said where it was asked."""
    return Post(
        headline=(Person(user=user, name=name), " told me:"),
        blocks=(
            Quote(text=(f"{question} ", Bold(text=shortened(answer)))),
            SmallPrint(text=("Noted. ", _HEARD_BY[kind or PlaceKind.PRIVATE])),
        ),
    )


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The text, cut at a word where it is longer."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(None, 1)[0] + " …"


def listening(user: str, *, on: bool) -> Post:
    """The line that tells a channel whether it is listened to."""
    if on:
        ours = "{who} let me listen: from now on I remember what is said here."
    else:
        ours = "{who} muted me: from now on I keep nothing of what is said here. `/recall listen` changes that."
    return Post(headline=phrase(ours, who=Mention(user=user)))


def keeps(user: str, days: int) -> Post:
    """The line that tells a channel for how long what is said there is kept from now on."""
    if not days:
        return Post(headline=(Mention(user=user), " decided that I keep what is said here for ever."))
    ours = (
        "{who} decided that I keep what is said here for {days}. What is older is gone by now, but for what somebody"
        " asked me to remember. `/recall keep everything` changes that."
    )
    return Post(headline=phrase(ours, who=Mention(user=user), days=counted(days, "day")))


def kept_for(days: int) -> Post:
    """For how long what is said in a channel is kept."""
    how_long = f"for {counted(days, 'day')}" if days else "for ever"
    return Post(
        headline=phrase("I keep what is said here {how_long}. `/recall keep 90 days` changes that.", how_long=how_long)
    )


_RECALL = (
    "`/recall retries in payments` finds what was said about it, for you alone",
    "`/recall retries from @Ben since Monday` finds only what Ben said of it since then",
    "`/recall ask mute buttons` searches for words that are a command otherwise, like mute",
    "`/recall mute` and `/recall listen` decide whether I keep what is said in this channel",
    "`/recall keep 90 days` lets me forget what is older than that; `/recall keep everything` ends that",
    "`/recall read` reads what was said here in the last 90 days, for those who may read it",
    "`/recall forget` takes back a note of yours, or all that I know of you",
)


def recall_help() -> Post:
    """Return what `/recall` can do, for who types it alone."""
    return Post(
        headline=("What /recall can do",),
        blocks=(
            Bullets(items=tuple(map(phrase, _RECALL))),
            SmallPrint(text=("You find what you may read yourself: public channels, and those you are in.",)),
        ),
    )
