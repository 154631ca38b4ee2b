"""How often what was asked for is among the first that are recalled, over long chats written for it.

The stories and their questions were written before the search was looked at, and without it: most
questions share no word with what answers them. Chatter about the same matters lies in between.
"""
