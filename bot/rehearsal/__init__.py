"""What the last weeks would have been with other rituals.

What the database keeps of them is copied into one of our own, and the app is run over that: its cadence, its
kinds, its outbox, on a clock that is turned, into a chat that only writes down. It is done twice, with what is set
now and with what a rituals file says, and the two are compared.
"""
