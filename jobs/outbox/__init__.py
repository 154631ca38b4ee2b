"""Durable out: what is to be said, said once, paced, and at a kind hour.

A `Letter` is put into the outbox in the transaction that decides on it. Workers of any
replica claim letters under a lease and post them with their key as message metadata. A
post whose answer is lost is *uncertain*: it waits, is looked up by its key, and is
posted again only if Slack does not have it.
"""

from jobs.outbox.outbox import Outbox

__all__ = ["Outbox"]
