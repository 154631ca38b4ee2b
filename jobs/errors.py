"""What went wrong in a way that a person can read and act on."""


class Trouble(Exception):
    """Its text is shown privately to the person who asked; write it for them."""
