"""Design reviews: an agenda of proposed decisions and queued topics, somebody to lead it, and what came of it."""

from jobs.design.agendas import Agendas

__all__ = ["Agendas"]
