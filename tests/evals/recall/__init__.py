"""How often what was asked for is among the first that are recalled, over long chats written for it.

`stories/` were written before the search was looked at, and without it: most questions share no word with
what answers them. `two_people/` were written later, by somebody who knew how the search worked and before
what it was then tuned to: two friends who write to each other over a year or two, in dated sessions, of
the same few matters again and again. Chatter about the like lies in between.

The rules are tuned on every second question; the others, "held out", are only counted.
"""
