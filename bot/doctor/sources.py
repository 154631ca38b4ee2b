"""What the rituals read: each is asked a little of what they ask."""

import asyncio
from collections.abc import Sequence

from bot.doctor.finding import Finding, bad, note, ok
from bot.settings import Settings
from bot.sources import connect
from integrations.codehost import CodeHost
from integrations.source import SourceError
from integrations.systems import CODE_HOSTS, TRACKERS


async def code_host(settings: Settings) -> Sequence[Finding]:
    """Look up each repository, and the open pull requests of the first."""
    sources = await asyncio.to_thread(connect, settings)
    try:
        host = sources.codehost
        if host is None:
            return [note(each.name, "not connected", f"It takes {each.settings}") for each in CODE_HOSTS]
        return await asyncio.gather(*(_repository(host, repo) for repo in host.repos))
    finally:
        await sources.close()


async def _repository(host: CodeHost, repo: str) -> Finding:
    system = host.system
    try:
        found = await host.repository(repo)
        pulls = await host.open_pulls(found.name)
    except SourceError as problem:
        return bad(system.name, f"{repo}: {problem.why}", f"{system.settings} say what is read, and who reads it")
    if found.name.casefold() != repo.casefold():
        return note(system.name, f"{repo} is called {found.name} now", f"Put that into {system.scope}")
    return ok(system.name, f"{found.name}: {len(pulls)} open pull requests")


async def tracker(settings: Settings) -> Sequence[Finding]:
    """Ask for what is in progress in the projects that are named."""
    sources = await asyncio.to_thread(connect, settings)
    try:
        found = sources.tracker
        if found is None:
            return [note(each.name, "not connected", f"It takes {each.settings}") for each in TRACKERS]
        name, where = found.system.name, ", ".join(found.projects) or "every project that the account sees"
        try:
            await found.doing(1)
        except SourceError as problem:
            return [bad(name, f"{where}: {problem.why}", f"{found.system.settings} and {found.system.scope} name it")]
        return [ok(name, f"{where} can be read")]
    finally:
        await sources.close()


async def postgres(settings: Settings) -> Sequence[Finding]:
    """Read the counters, and see whether other roles' statements are hidden."""
    sources = await asyncio.to_thread(connect, settings)
    if sources.postgres is None:
        return [note("PostgreSQL", "none is watched", "docs/slow-queries.md: ROLECALL_POSTGRES_DSN names one")]
    try:
        name = f"PostgreSQL {sources.postgres.place}"
        snapshot = await sources.postgres.snapshot()
        too_much = await _too_much(name, settings)
    except SourceError as problem:
        return [bad("PostgreSQL", problem.why, "docs/slow-queries.md has what it needs")]
    if snapshot.hidden:
        what = f"{snapshot.hidden} statements of other roles are hidden from this one"
        return [note(name, what, "GRANT pg_read_all_stats to it"), *too_much]
    return [ok(name, f"{len(snapshot.statements)} statements are counted"), *too_much]


async def _too_much(name: str, settings: Settings) -> list[Finding]:
    """Say what the role may do that watching does not need. Raises `SourceError`."""
    from integrations.postgres.postgres import Postgres

    if settings.rolecall_postgres_dsn is None:
        return []
    rights = await Postgres(settings.rolecall_postgres_dsn.get_secret_value()).rights()
    mend = "Give it a role of its own, with pg_read_all_stats alone (docs/slow-queries.md)"
    if rights.superuser:
        return [note(name, "its role is a superuser, so no plan is asked for", mend)]
    if rights.owns:
        return [note(name, f"its role owns {rights.owns} tables, so it could drop them", mend)]
    return [note(name, f"its role may write to {rights.writes} tables", mend)] if rights.writes else []


async def redis(settings: Settings) -> Sequence[Finding]:
    """Read the slow log of Redis, to see that it can be read."""
    sources = await asyncio.to_thread(connect, settings)
    if sources.redis is None:
        return [note("Redis", "none is watched", "ROLECALL_REDIS_URL names one")]
    try:
        name = f"Redis {sources.redis.place}"
        slow = await sources.redis.slow_log()
    except SourceError as problem:
        return [bad("Redis", problem.why, "ROLECALL_REDIS_URL names it")]
    if slow.off:
        return [note(name, "its slow log is off", "CONFIG SET slowlog-log-slower-than and slowlog-max-len")]
    return [ok(name, f"its slow log can be read: {len(slow.entries)} entries")]
