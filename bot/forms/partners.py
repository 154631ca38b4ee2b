"""The form that says who the card's partners are here."""

from collections.abc import Mapping, Sequence

from bot.forms.values import one
from integrations.form import Field_, Form, FormValues, PeopleField
from integrations.post import Bullets, Code, Paragraph, SmallPrint, Text
from jobs.people.partners import NOBODY, Partner, Who

PARTNERS = "partners_form"
TITLE = "Partners"
MOST_ASKED = 40
"""Partners that one form asks for; a card with more of them lists no partners but a directory."""
_EXAMPLE = "{} is @name"


def partners_form(partners: Sequence[Partner], shown: Mapping[str, Text]) -> Form:
    """Ask who each of them is; `shown` has who they are now, by name."""
    if not partners:
        return Form(callback=TITLE, title=TITLE, fields=(Paragraph(text=("My role card names no partners.",)),))
    fields: list[Field_] = [SmallPrint(text=("So that I can name them where a question is theirs too.",))]
    for number, partner in enumerate(partners[:MOST_ASKED]):
        who = partner.who
        fields.append(
            PeopleField(
                name=f"partner:{number}",
                label=partner.name,
                value=(who.person,) if who.person else (),
                optional=True,
                hint=partner.description[:140],
            )
        )
        if who and not who.person:
            fields.append(SmallPrint(text=("Now ", *shown.get(partner.name, ()), ". Choose a person to change that.")))
    example = Code(text=_EXAMPLE.format(f"{partners[0].role}"))
    fields.append(SmallPrint(text=("A group or a channel? Tell me: ", example)))
    return Form(callback=PARTNERS, title=TITLE, fields=tuple(fields))


def read_partners(values: FormValues, partners: Sequence[Partner]) -> Mapping[str, Who]:
    """Return who was chosen, by the partner's name; a group or a channel stays where nobody was."""
    wanted: dict[str, Who] = {}
    for number, partner in enumerate(partners[:MOST_ASKED]):
        field = f"partner:{number}"
        if person := one(values, field):
            wanted[partner.name] = Who(person=person)
        elif field in values and partner.who.person:
            wanted[partner.name] = NOBODY
    return wanted


def changed_form(changes: Sequence[tuple[Partner, Text]]) -> Form:
    """What was changed, in the place of the form."""
    if not changes:
        return Form(callback=PARTNERS, title=TITLE, fields=(Paragraph(text=("Nothing was changed.",)),))
    items: list[Text] = [
        (f"The {partner.role} is ", *shown) if shown else (f"The {partner.role} is nobody that I know",)
        for partner, shown in changes
    ]
    return Form(callback=PARTNERS, title=TITLE, fields=(Paragraph(text=("From now on:",)), Bullets(items=tuple(items))))
