"""One conversation: what is said to us, what was said before in it, and what we answer."""
