"""What people can do: a file a feature, with its command, its buttons, its forms and its entries of message menus.

A feature is a function that takes an interaction and, by the names of its further
parameters, the parts that it needs; it returns an outcome. See `integrations.interaction` for
both. It knows no chat: whichever door the interaction came in by shows what comes of it.

    @clicked(ANSWER)
    async def answer(click: Click, standups: Standups) -> Outcome:
        return Opens(standup_form(await standups.sheet(click.person, click.value)))

`features` has the decorators, and `every_feature` the list of the files.
"""
