"""What a draft says. Its words are people's: literal, with their Markdown drawn."""

from collections.abc import Collection, Iterator, Sequence

from integrations.database.tables.drafts import DraftState
from integrations.deferred import pattern
from integrations.enumerated import in_a_row
from integrations.markdown import from_markdown
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Code,
    InChannel,
    Italic,
    Link,
    Mention,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
    When,
)
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Draft, Page

ACCEPT, REJECT, DEFER, PROPOSE, PUBLISH = (
    "draft_accept",
    "draft_reject",
    "draft_defer",
    "draft_propose",
    "draft_publish",
)
SUPERSEDE, EDIT, NOTE, SHARE, SHOW = "draft_supersede", "draft_edit", "draft_note", "draft_share", "draft_show"
"""Action ids of the buttons; the value of each is the draft's row."""
BRIEF = 1_500
"""Characters of text up to which a post shows all of a draft."""
BRIEF_SECTION = 400
"""Characters of a section where it does not."""
_MARKS = {
    DraftState.PROPOSED: "📝",
    DraftState.DRAFT: "📝",
    DraftState.ACCEPTED: "✅",
    DraftState.PUBLISHED: "📗",
    DraftState.REJECTED: "🚫",
    DraftState.DEFERRED: "⏸️",
    DraftState.SUPERSEDED: "🗄️",
}
_A_LIST = pattern(r"\s*([-*+]|\d{1,9}[.)]|#{1,6}|>|```|~~~|\|)(\s|$|`|~)|\s{4}")


def whole(page: Page, *, hosts: Collection[str], buttons: bool = True) -> Post:
    """Return a post with all of a draft."""
    return _post(page, hosts=hosts, brief=False, notify=False, buttons=buttons)


def posted(page: Page, *, hosts: Collection[str], notify: bool = False) -> Post:
    """A draft as its channel sees it; a long one in short, with a button for all of it.

    With `notify` those who decide are mentioned, else named.
    """
    length = sum(map(len, page.draft.fields.values()))
    return _post(page, hosts=hosts, brief=length > BRIEF, notify=notify, buttons=True)


def moved(page: Page, channel: str) -> Post:
    """What the post in the author's DM turns into once the draft is shared."""
    return Post(headline=(f"{page.draft.label}: ", Bold(text=page.draft.title), " is in ", InChannel(channel=channel)))


def title_of(draft: Draft) -> Text:
    """`ADR 7: Use Postgres`, with its mark."""
    return (f"{_MARKS[draft.state]} {draft.label}: ", Bold(text=draft.title))


def decided(page: Page, action: str) -> Post:
    """One line in the thread: who decided what."""
    draft, by = page.draft, _person(page, page.draft.decided_by)
    said: dict[str, Text] = {
        "accept": ("✅ ", by, f" accepted this; it is {draft.label}."),
        "reject": ("🚫 ", by, " rejected this."),
        "defer": ("⏸️ ", by, " put this off. It can be accepted or proposed again at any time."),
        "propose": ("📝 ", by, " proposed this again."),
        "publish": ("📗 ", by, f" published this; it is {draft.label}."),
    }
    return Post(headline=said[action])


def already(page: Page) -> Post:
    """Return what somebody hears whose click came after the draft was decided."""
    draft = page.draft
    who: Text = (" by ", _person(page, draft.decided_by)) if draft.decided_by else ()
    return Post(headline=(f"{draft.label} is {draft.state.value} already", *who, "."))


def edited(page: Page) -> Post:
    """One line in the thread: who edited it."""
    by = _person(page, page.draft.edited_by)
    return Post(headline=("✏️ ", by, f" edited this; it is version {page.draft.version} now."))


def renumbered(page: Page, before: str) -> Post:
    """One line in the thread: the number that it has now."""
    return Post(headline=(f"🔢 {before} is {page.draft.label} now: the folder of exported files has another one.",))


def noted(page: Page) -> Post:
    """Return the post of a note, for the draft's thread."""
    note = page.notes[-1]
    return Post(headline=("🗒️ ", _person(page, note.author), " added a note: ", note.words))


def superseded(page: Page) -> Post:
    """One line in the thread of the old one."""
    by = page.replaced_by
    other: Text = (f"{by.label}: ", Bold(text=by.title)) if by else ("a later decision",)
    return Post(headline=("🗄️ ", *other, " takes the place of this."))


def replacing(old: Draft) -> Post:
    """One line in the thread of the new one."""
    return Post(headline=("🗄️ This takes the place of ", f"{old.label}: ", Bold(text=old.title), "."))


def listing(kind: DraftKind, found: Sequence[Draft], *, about: str, more: bool, empty: str) -> Post:
    """Drafts, one a line. `about` is theirs where it quotes what they searched for."""
    if not found:
        return Post(headline=(empty,))
    lines = tuple(line(each) for each in found)
    blocks: list[Block] = [Bullets(items=lines)]
    hint: list[str | Span] = ["Read one with ", Code(text=f"{kind.command} show {found[0].ref}"), "."]
    if more:
        hint = ["There are more: ", Code(text=f"{kind.command} search WORDS"), " finds them. ", *hint]
    blocks.append(SmallPrint(text=tuple(hint)))
    return Post(headline=(about,), blocks=tuple(blocks))


def line(draft: Draft) -> Text:
    """One draft on a line."""
    first = f"{draft.kind.short} {draft.number}" if draft.number is not None else draft.slug
    return (f"{_MARKS[draft.state]} ", Bold(text=first), f" {draft.title} ", Italic(text=draft.state.value))


def as_steps(text: str) -> str:
    """Lines as a numbered list in Markdown; what is a list or more already stays as it is."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or any(_A_LIST.match(line) for line in text.splitlines()):
        return text
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    cut = text[:most]
    at = max(cut.rfind("\n"), cut.rfind(" "))
    return (cut[:at] if at > most // 2 else cut).rstrip() + " …"


def _post(page: Page, *, hosts: Collection[str], brief: bool, notify: bool, buttons: bool) -> Post:
    draft = page.draft
    blocks: list[Block] = [SmallPrint(text=_facts(page, notify=notify))]
    if draft.channel is None:
        kept = "Kept for you alone: nobody else sees it until you share it with a channel that I am in."
        blocks.append(SmallPrint(text=(kept,)))
    if links := _links(page):
        blocks.append(SmallPrint(text=links))
    for section in draft.kind.sections:
        text = draft.fields.get(section.name, "")
        if not text or section.one_line:
            continue
        text = as_steps(text) if section.steps else text
        blocks.append(Paragraph(text=(Bold(text=section.label),)))
        blocks += from_markdown(shortened(text, BRIEF_SECTION) if brief else text, allowed_hosts=hosts)
    if page.notes:
        blocks.append(Paragraph(text=(Bold(text="Notes"),)))
        blocks.append(Bullets(items=tuple((note.words, " ", _by(page, note.author)) for note in page.notes)))
    if buttons:
        blocks.append(Buttons(buttons=tuple(_buttons(draft, brief=brief))))
    if draft.channel is not None:
        blocks.append(SmallPrint(text=(_what_next(draft),)))
    return Post(headline=title_of(draft), blocks=tuple(blocks))


def _facts(page: Page, *, notify: bool) -> Text:
    draft = page.draft
    parts: list[Text] = [(draft.state.value.capitalize(),)]
    if draft.decided_at is not None and draft.decided_by:
        decided = (" by ", _person(page, draft.decided_by), ", ", When(at=draft.decided_at, style="date"))
        if draft.state is DraftState.SUPERSEDED:
            parts.append(("Accepted", *decided))
        else:
            parts = [(draft.state.value.capitalize(), *decided)]
    parts.append(("Written by ", _person(page, draft.author)))
    parts += [
        (f"{section.label}: ", draft.fields[section.name])
        for section in draft.kind.sections
        if section.one_line and draft.fields.get(section.name)
    ]
    if draft.people:
        named = [
            Mention(user=user) if notify and user != draft.author else _person(page, user) for user in draft.people
        ]
        parts.append((f"{draft.kind.people_label}: ", *in_a_row(named)))
    if draft.version > 1:
        parts.append((f"Version {draft.version}, edited by ", _person(page, draft.edited_by)))
    if draft.source:
        parts.append((Link(url=draft.source, label="where it came up"),))
    text: list[str | Span] = []
    for part in parts:
        text += [" · ", *part] if text else [*part]
    return tuple(text)


def _links(page: Page) -> Text:
    said: list[str | Span] = []
    if page.replaced_by:
        said += [f"Superseded by {page.replaced_by.label}: ", Bold(text=page.replaced_by.title), ". "]
    for old in page.replaces:
        said += [f"Takes the place of {old.label}: ", Bold(text=old.title), ". "]
    if page.to_replace:
        said += [f"Takes the place of {page.to_replace.label} once accepted: ", Bold(text=page.to_replace.title), ". "]
    return tuple(said)


def _what_next(draft: Draft) -> str:
    match draft.state:
        case DraftState.PROPOSED:
            return "Discuss it in the thread. It gets its number when it is accepted."
        case DraftState.DRAFT:
            return "Improve it in the thread or with Edit. It gets its number when it is published."
        case DraftState.PUBLISHED:
            return f"Read it again with {draft.kind.command} show {draft.ref}. Each edit keeps the version before it."
        case DraftState.ACCEPTED:
            return (
                f"Read it again with {draft.kind.command} show {draft.ref}. Its text stays as it is;"
                " another decision can supersede it."
            )
    return f"Read it again with {draft.kind.command} show {draft.ref}."


def _buttons(draft: Draft, *, brief: bool) -> Iterator[Button]:
    value = str(draft.id)
    match draft.state:
        case DraftState.PROPOSED | DraftState.DEFERRED:
            yield accept(draft.id)
            yield reject(draft.id)
            if draft.state is DraftState.PROPOSED:
                yield Button(action=DEFER, label="Defer", value=value)
            else:
                yield Button(action=PROPOSE, label="Propose again", value=value)
            yield Button(action=EDIT, label="Edit", value=value)
        case DraftState.REJECTED:
            yield Button(action=PROPOSE, label="Propose again", value=value)
        case DraftState.ACCEPTED:
            yield Button(action=SUPERSEDE, label="Supersede", value=value)
            yield Button(action=NOTE, label="Add a note", value=value)
        case DraftState.SUPERSEDED:
            yield Button(action=NOTE, label="Add a note", value=value)
        case DraftState.DRAFT:
            yield Button(
                action=PUBLISH,
                label="Publish",
                value=value,
                style="primary",
                confirm="It gets its number. It can be edited later too.",
            )
            yield Button(action=EDIT, label="Edit", value=value)
        case DraftState.PUBLISHED:
            yield Button(action=EDIT, label="Edit", value=value)
    if brief:
        yield Button(action=SHOW, label="Show all", value=value)
    if draft.channel is None:
        yield Button(action=SHARE, label="Share with a channel", value=value)


def accept(draft: int) -> Button:
    """Accepts a draft; asked again, since there is no way back."""
    return Button(
        action=ACCEPT,
        label="Accept",
        value=str(draft),
        style="primary",
        confirm="It gets its number, and its text stays as it is from then on.",
    )


def reject(draft: int) -> Button:
    """Return the button that rejects a draft."""
    return Button(
        action=REJECT,
        label="Reject",
        value=str(draft),
        style="danger",
        confirm="It is kept, marked as rejected. It can be proposed again.",
    )


def _person(page: Page, user: str | None) -> Person:
    return Person(user=user or "", name=page.name(user))


def _by(page: Page, user: str) -> Italic:
    return Italic(text=page.name(user))
