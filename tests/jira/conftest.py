"""A Jira that others wrote, on this machine, and the real app that reads it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jira820 import Config, Store, make_app

from bot.demo.stage import Stage
from bot.sources import Sources
from integrations.jira import JIRA
from integrations.jira.jira import Jira
from tests.faults import Faulty, faulty
from tests.stage import staged
from tests.waiting import PATIENT_S

TODAY = date(2026, 11, 23)


def jira_store() -> Store:
    """A Jira without issues, in which Ana, Ben and Chiara have accounts."""
    named = ("Open todo 1", "In~Progress inprogress 3", "Blocked inprogress 5", "Done done 6", "Closed done 7")
    statuses = [[word.replace("~", " ") for word in each.split()] for each in named]
    screens = {"Done": [], "Closed": ["resolution", "worklog", "comment?"]}
    config = Config(project_key="PAY", base_date=TODAY, statuses=statuses, transition_screens=screens)
    store = Store(config, seed=False)
    for name in ("ana", "ben", "chiara"):
        store.users[name] = {"name": name, "displayName": name.title()}
    return store


def add(store: Store, title: str, *, whose: str | None = None, status: str | None = None, updated: date = TODAY) -> str:
    """An issue; its key."""
    given = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": title}
    key = str(store.create_issue(given | ({"assignee": {"name": whose}} if whose else {}))["key"])
    if status is not None:
        to = store.issues[key]["statusName"]
        ways = store.workflow.available_transitions(store.serializer, to)
        store.transition_issue(key, next(way["id"] for way in ways if way["to"]["name"] == status))
    store.issues[key]["updated"] = updated
    return key


@dataclass
class Work:
    """The app on its stage, and the Jira that it reads."""

    stage: Stage
    store: Any
    front: Faulty
    jira: Jira


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    store = jira_store()
    async with faulty(make_app(store, store.config)) as (address, front):
        jira = Jira(address, "token", email=None, projects=("PAY",), timeout_s=PATIENT_S)
        async with staged(tmp_path, sources=Sources(tracker=jira)) as stage:
            async with stage.app.parts.db.write() as tx:
                for name in ("ana", "ben", "chiara"):
                    user = stage.workspace.member(name.title()).id
                    await stage.app.parts.accounts.put(tx, JIRA, user, name, said_by=user)
            yield Work(stage, store, front, jira)
