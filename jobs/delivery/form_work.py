"""Does what forms ask for elsewhere: each once, whichever process a form comes to, and however often it is sent."""

import asyncio
from collections.abc import Awaitable, Callable

from integrations.form import Form
from jobs.delivery.submissions import Submissions
from jobs.errors import UserError

REMEMBERED = 200
"""Forms whose outcome this process knows, in case they come again."""
OTHERS_S = 30
"""How long another process may take for it: longer than any system that it asks."""
LOOK_EVERY_S = 0.25
_UNKNOWN = "This was sent already, and what came of it I cannot say. Please look before you send it anew."

Work = Callable[[], Awaitable[Form]]


class FormWork:
    """What forms have asked for, under way and done."""

    def __init__(self, submissions: Submissions) -> None:
        """Claim each in `submissions`, and keep there what came of it."""
        self._submissions = submissions
        self._tasks: dict[str, asyncio.Task[Form]] = {}

    def begin(self, form_id: str, waiting: Form, work: Work) -> asyncio.Task[Form]:
        """Begin with what a form asks for, and return what comes of it: the form that says so.

        One that is sent again gets the same outcome, and nothing is done twice. A `UserError` of
        `work` is said in the place of what `waiting` says; after anything else that it raises the
        form may be sent again.
        """
        task = self._tasks.get(form_id)
        if task is None or (task.done() and task.exception() is not None):
            task = self._tasks[form_id] = asyncio.create_task(self._once(form_id, waiting, work))
            while len(self._tasks) > REMEMBERED:
                self._tasks.pop(next(iter(self._tasks)))
        return task

    async def _once(self, form_id: str, waiting: Form, work: Work) -> Form:
        """What came of `work`, here or in another process."""
        if await self._submissions.claim(form_id):
            try:
                outcome = await work()
            except UserError as problem:
                outcome = waiting.saying(str(problem))
            except BaseException:
                await asyncio.shield(self._submissions.release(form_id))
                raise
            await self._submissions.finish(form_id, outcome)
            return outcome
        for _ in range(int(OTHERS_S / LOOK_EVERY_S)):
            if (known := await self._submissions.outcome(form_id)) is not None:
                return known
            await asyncio.sleep(LOOK_EVERY_S)
        return waiting.saying(_UNKNOWN)
