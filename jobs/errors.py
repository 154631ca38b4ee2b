"""What went wrong in a way that a person can read and act on."""


class UserError(Exception):
    """Its text is shown privately to the person who asked; write it for them."""
