"""The card's character: what the model is told, who speaks, and the voice without a model."""

from pathlib import Path

from integrations.rolecard import CardReading, NoCard, read_card
from integrations.textfile import decoded

DEFAULT_CARD = Path(__file__).with_name("backend_architect.md")


def load_card(path: Path | None = None) -> CardReading:
    """Read a card's file; without one, the card that comes with Rolecall.

    Raises `NoCard` where it is none, and OSError where it cannot be read.
    """
    try:
        text = decoded((path or DEFAULT_CARD).read_bytes())
    except UnicodeDecodeError as problem:
        raise NoCard("this is no text: a role card is a Markdown file in UTF-8") from problem
    return read_card(text)
