"""Why a model gives no answer that can be used."""


class ModelProblem(Exception):
    """No answer that can be used. The message says why, without the question or any secret."""


class ModelLate(ModelProblem):
    """The answer did not come in time."""


class ModelRefused(ModelProblem):
    """The server answered with an error; `status` is its HTTP status."""

    def __init__(self, status: int, says: str = "") -> None:
        """`status` is the HTTP status of the server's answer, `says` its words, which may repeat the question."""
        super().__init__(f"the model's server answered {status}")
        self.status = status
        self.says = says


class ModelOverfull(ModelProblem):
    """The conversation is longer than the model can read."""


class ModelUnreachable(ModelProblem):
    """The server could not be reached, or broke off."""


class ModelUnreadable(ModelProblem):
    """An answer came, but it is empty, or none that the API knows."""


class ModelCannot(ModelProblem):
    """What is wanted needs something that the model, or its server, does not have."""


class ModelCutOff(ModelProblem):
    """The answer reached its limit before its end."""
