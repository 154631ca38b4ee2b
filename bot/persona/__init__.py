"""The card's character: what the model is told, who speaks, and the voice without a model."""

from pathlib import Path

from integrations.rolecard import Reading, read_card

DEFAULT_CARD = Path(__file__).with_name("backend_architect.md")


def load_card(path: Path | None = None) -> Reading:
    """Read a card's file; without one, the card that comes with Rolecall.

    Raises `NoCard` where it is none, and OSError or UnicodeDecodeError where it cannot be read.
    """
    return read_card((path or DEFAULT_CARD).read_text("utf-8"))
