"""The sample team of the demo: five people, three channels, and our app installed among them."""

from integrations.workspace.sample import App, Command, Person, Place, Sample, Shortcut

ZONE = "Europe/Berlin"
BOT = "U0ROLECALL"

ANA = Person(
    id="U0ANA",
    name="Ana",
    real_name="Ana Sample",
    email="ana@team.example",
    tz="Europe/Berlin",
    title="Backend lead",
    is_admin=True,
)
BEN = Person(
    id="U0BEN",
    name="Ben",
    real_name="Ben Sample",
    email="ben@team.example",
    tz="Europe/Berlin",
    title="Backend engineer, payments",
)
CHIARA = Person(
    id="U0CHIARA",
    name="Chiara",
    real_name="Chiara Sample",
    email="chiara@team.example",
    tz="Europe/Rome",
    title="Database engineer",
)
DEV = Person(
    id="U0DEV",
    name="Dev",
    real_name="Dev Sample",
    email="dev@team.example",
    tz="Europe/London",
    title="QA engineer",
)
ELIF = Person(
    id="U0ELIF",
    name="Elif",
    real_name="Elif Sample",
    email="elif@team.example",
    tz="Europe/Istanbul",
    title="Platform engineer",
    status_text="On leave",
    status_emoji=":palm_tree:",
    away=True,
)
PEOPLE = (ANA, BEN, CHIARA, DEV, ELIF)

BACKEND = Place(
    id="C0BACKEND",
    name="backend",
    members=(*(person.id for person in PEOPLE), BOT),
    topic="Payments and orders",
    purpose="Where the backend team's day happens",
)
GENERAL = Place(id="C0GENERAL", name="general", members=tuple(person.id for person in PEOPLE), topic="Everybody")
LEADS = Place(
    id="G0LEADS", name="backend-leads", members=(ANA.id, CHIARA.id, BOT), kind="private", topic="Hiring and plans"
)

MODEL_CHANNEL = "C0MODEL"


def with_a_model(bot_name: str) -> Place:
    """Return the channel in which a script plays a model, with what there is to say to it."""
    return Place(
        id=MODEL_CHANNEL,
        name="with-a-model",
        members=(*(person.id for person in PEOPLE), BOT),
        topic="A script plays a model here (no AI): it streams, asks tools, and asks you before it changes anything",
        purpose="What a model changes. In every other channel the answers are by rule, without one.",
        prompts=(
            ("What is on fire?", f"@{bot_name} is anything on fire?"),
            ("What did we decide about retries?", f"@{bot_name} what did we decide about retries of the webhook?"),
            ("Move PAY-44 to Done", f"@{bot_name} move PAY-44 to Done"),
        ),
    )


COMMANDS = (
    Command(
        "/standup",
        "Answer the standup, or see what is left of it",
        "[open | answer | ahead | skip | away DAYS | history | export]",
    ),
    Command(
        "/ritual",
        "Make, change, run and pause what happens in this channel",
        "[new | list | edit | copy | end | pause | resume | skip | run KIND | preview KIND | topic TEXT | setup]",
    ),
    Command("/adr", "Write down a decision, or find one", "[TITLE | list | show N | search WORDS | new TITLE]"),
    Command("/runbook", "Write a runbook, or find one", "[TITLE | list | show N | search WORDS | new TITLE]"),
    Command(
        "/recall",
        "Ask what the team has said, or decide what is remembered",
        "[QUESTION | ask QUESTION | listen | mute | keep DAYS | read | forget]",
    ),
    Command("/focus", "Hold what would nudge you for a while", "[MINUTES | off]"),
)
"""Commands and shortcuts are those of manifest.yml."""
SHORTCUTS = (
    Shortcut("draft_adr", "Draft an ADR", "message"),
    Shortcut("draft_runbook", "Draft a runbook", "message"),
    Shortcut("remember", "Remember this", "message"),
)


def team(bot_name: str, *, model: bool = False) -> Sample:
    """The workspace as it begins, with the bot under the card's agent name, and with the channel of a `model`."""
    return Sample(
        name="Sample team",
        people=PEOPLE,
        places=(BACKEND, GENERAL, LEADS, *([with_a_model(bot_name)] if model else [])),
        zone=ZONE,
        app=App(name=bot_name, bot_user=BOT, bot_id="B0ROLECALL", commands=COMMANDS, shortcuts=SHORTCUTS),
    )
