"""Pull requests that wait for people: the queue, nudges, and what is put off."""

from jobs.reviews.reviews import Reviews

__all__ = ["Reviews"]
