"""Why words are no days."""


class NotRead(ValueError):
    """Words that mean no day to come, or more than one; the message is for whoever typed them."""

    @classmethod
    def as_day(cls, words: str) -> "NotRead":
        """That they are no day at all."""
        return cls(f"I can't tell which days “{' '.join(words.split())[:60]}” means.")
