"""The forms of drafts: drawn, and read back."""

from collections.abc import Mapping, Sequence

from bot.forms.values import many, one
from integrations.form import (
    MOST_CHOICES,
    ChannelField,
    ChoiceField,
    Field_,
    Form,
    FormValues,
    PeopleField,
    TextField,
)
from integrations.post import Link, SmallPrint, Span
from jobs.carried import Carried, Id, read_id
from jobs.drafts.kinds import ADR, MOST_NOTE, MOST_TITLE, DraftKind, Section
from jobs.drafts.model import Draft, DraftEntry, Page
from jobs.drafts.visible import Earlier

NEW, EDIT, SUPERSEDE, NOTE, SHARE = (
    "draft_new_form",
    "draft_edit_form",
    "draft_supersede_form",
    "draft_note_form",
    "draft_share_form",
)
"""Callback ids."""
NONE, WRITE = "none", "new"
"""Choices beside drafts."""
_WHERE: Mapping[bool | None, str] = {
    True: "Posted in this channel.",
    False: "Kept for you alone, in our direct message, until you share it with a channel that I am in.",
    None: "Posted in this channel if you and I are in it; else kept for you alone, in our direct message.",
}
_MOST_DRAFTS = MOST_CHOICES - 2
"""Choices beside the two that are ours."""


class NewDraft(Carried):
    """What the form of a new draft carries."""

    kind: str
    channel: str
    """Where it was begun."""
    source: str | None = None
    """The address of the message that it began as."""


class OpenDraft(Carried):
    """What the form of a draft that there is carries."""

    draft: Id
    kind: str = ""
    """Of a form that changes its text."""
    seen: str | None = None
    """Where its form was opened."""
    channel: str = ""
    """Where what takes its place is to be posted."""
    version: Id = 0
    """The version that is changed."""
    supersedes: Id | None = None
    """What it takes the place of."""


def new_form(
    kind: DraftKind,
    *,
    channel: str,
    author: str,
    title: str = "",
    fields: Mapping[str, str] | None = None,
    supersedes: Draft | None = None,
    source: str | None = None,
    earlier: Earlier | None = None,
    here: bool | None,
) -> Form:
    """An empty draft, as far as nothing is known of it yet.

    `here` is whether it will be posted in `channel`, where it was begun; None where that is not known.
    """
    about = f"{_WHERE[here]} It gets its number when it is {kind.numbered.value}."
    shown: list[Field_] = [SmallPrint(text=(f"Status: {kind.fresh.value}. ", about))]
    if source:
        shown.append(SmallPrint(text=("From ", Link(url=source, label="this message"), ".")))
    if earlier and earlier.related:
        shown.append(_related(earlier.related))
    people = () if kind.many_people else (author,)
    accepted = [*([supersedes] if supersedes else []), *(earlier.replaceable if earlier else [])]
    return Form(
        callback=NEW,
        title=f"New {'decision (ADR)' if kind is ADR else 'runbook'}",
        fields=(
            *shown,
            *_text(kind, title, fields or {}, people),
            *_supersedes(accepted, supersedes.id if supersedes else None),
        ),
        carry=NewDraft(kind=kind.name, channel=channel, source=source).carry,
    )


def edit_form(page: Page, *, seen_in: str | None, accepted: Sequence[Draft], names_people: bool) -> Form:
    """The text of a draft, to be changed; `names_people` is whether they may change its people too."""
    draft = page.draft
    kept = f"Version {draft.version} is kept, with who wrote it and when."
    return Form(
        callback=EDIT,
        title=f"Edit {draft.label}",
        fields=(
            SmallPrint(text=(f"Status: {draft.state.value}. ", kept)),
            *_text(draft.kind, draft.title, draft.fields, draft.people if names_people else None),
            *([] if names_people else [_named(page)]),
            *_supersedes(accepted, draft.supersedes),
        ),
        carry=OpenDraft(
            draft=draft.id, kind=draft.kind.name, seen=seen_in, version=draft.version, supersedes=draft.supersedes
        ).carry,
    )


def supersede_form(page: Page, *, channel: str, seen_in: str | None, accepted: Sequence[Draft]) -> Form:
    """Which ADR takes the place of this one."""
    others = tuple((str(each.id), _choice(each)) for each in accepted[:_MOST_DRAFTS])
    return Form(
        callback=SUPERSEDE,
        title=f"Supersede {page.draft.label}",
        fields=(
            SmallPrint(text=("Both stay, and each names the other.",)),
            ChoiceField(
                name="by",
                label="What takes its place?",
                choices=((WRITE, "A new decision, which I write next"), *others),
                value=(WRITE,),
            ),
        ),
        submit="Continue",
        carry=OpenDraft(draft=page.draft.id, seen=seen_in, channel=channel).carry,
    )


def note_form(page: Page, *, seen_in: str | None) -> Form:
    """A few words to add to a decision."""
    words = TextField(
        name="words",
        label="Note",
        hint="What has become of it, where the work is. The decision itself stays as it is.",
        multiline=True,
        max_length=MOST_NOTE,
    )
    return Form(
        callback=NOTE,
        title=f"Note on {page.draft.label}",
        fields=(words,),
        carry=OpenDraft(draft=page.draft.id, seen=seen_in).carry,
    )


def share_form(page: Page) -> Form:
    """Which channel a draft is given to."""
    hint = "Everybody in it can read, discuss and edit the draft. I must be in it too."
    return Form(
        callback=SHARE,
        title="Share a draft",
        fields=(ChannelField(name="channel", label="Channel", hint=hint),),
        submit="Share",
        carry=OpenDraft(draft=page.draft.id).carry,
    )


def read_entry(kind: DraftKind, answers: FormValues, supersedes: int | None = None) -> DraftEntry:
    """What was filled in; `supersedes` is what the draft took the place of before, where the form did not ask."""
    if chosen := one(answers, "supersedes"):
        supersedes = read_id(chosen) if chosen != NONE else None
    return DraftEntry(
        title=one(answers, "title"),
        fields={section.name: one(answers, section.name) for section in kind.sections},
        people=tuple(many(answers, kind.people_name)),
        supersedes=supersedes,
    )


def _text(kind: DraftKind, title: str, fields: Mapping[str, str], people: Sequence[str] | None) -> list[Field_]:
    """Everything that is written; with `people` None they are not to be chosen."""
    text: list[Field_] = [
        TextField(name="title", label="Title", value=title, max_length=MOST_TITLE),
        *(_section(section, fields.get(section.name, "")) for section in kind.sections),
    ]
    if people is not None:
        chosen = PeopleField(
            name=kind.people_name,
            label=kind.people_label,
            value=tuple(people),
            many=kind.many_people,
            optional=kind.many_people,
            hint=kind.people_hint,
        )
        text.append(chosen)
    return text


def _named(page: Page) -> SmallPrint:
    """Who the people of a draft are, for those who may not change that."""
    names = ", ".join(page.name(user) for user in page.draft.people) or "nobody yet"
    return SmallPrint(text=(f"{page.draft.kind.people_label}: {names}. Its author or a workspace admin changes that.",))


def _section(section: Section, value: str) -> TextField:
    return TextField(
        name=section.name,
        label=section.label,
        value=value,
        hint=section.hint,
        multiline=not section.one_line,
        optional=section.optional,
        max_length=section.most,
    )


def _supersedes(accepted: Sequence[Draft], chosen: int | None) -> list[Field_]:
    """Shown only where there is something to supersede."""
    choices = {str(each.id): _choice(each) for each in accepted[:_MOST_DRAFTS]}
    if chosen is not None:
        # Somebody may edit who does not see what is superseded; it stays chosen, unnamed.
        choices.setdefault(str(chosen), "As before")
    if not choices:
        return []
    return [
        ChoiceField(
            name="supersedes",
            label="Takes the place of",
            choices=((NONE, "Nothing"), *choices.items()),
            value=(str(chosen) if chosen is not None else NONE,),
            optional=True,
            hint="That one is marked as superseded when this one is accepted.",
        )
    ]


def _related(drafts: Sequence[Draft]) -> SmallPrint:
    said: list[str | Span] = ["There is already: "]
    for place, draft in enumerate(drafts):
        said.append(f"{'; ' if place else ''}{draft.label}: {draft.title}")
    return SmallPrint(text=(*said, ". Read one with ", f"{drafts[0].kind.command} show {drafts[0].ref}."))


def _choice(draft: Draft) -> str:
    return f"{draft.label}: {draft.title}"
