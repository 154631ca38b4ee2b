# Everything a newcomer types. It needs nothing but make and a Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MCP := .mcp
MCP_LOCKS := tests/mcp/servers
# Twice as many as there are cores: tests wait for processes, servers and what has to run out, and on two cores four
# workers take an eighth less than three. Each begins with ten seconds of its own: it collects the tests, and starts a
# database, a browser and what it forks from.
JOBS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 2)')

.PHONY: help demo run test test-slow check format bench soak evals mcp-servers lock clean

help: ## What there is to type
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.ready ## A day of a sample team in your browser; no Slack account. PORT=8301 where 8300 is taken
	@$(BIN)/rolecall demo $(if $(PORT),--port $(PORT))

run: $(VENV)/.ready ## Slack for real
	@$(BIN)/rolecall run

test: $(VENV)/.dev ## Tests, in a few minutes; what needs a server that is not installed is skipped and said
	@$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not slow"

test-slow: $(VENV)/.dev ## The tests that take long: days, worlds, kills, the page, more on PostgreSQL. CI runs both
	@$(BIN)/pytest -n $(JOBS) --dist worksteal -m "slow"

check: $(VENV)/.dev ## Format, lint, types, import rules, and that the locks leave nothing out
	@$(PIP) check >/dev/null
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## Measurements, as ratios against a floor of the same run
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## Hundreds of kills, a year of days, two months of standups in six zones, 1,000 anonymous rounds
	@$(BIN)/python -m tests.soak
	@$(BIN)/python -m tests.year
	@$(BIN)/python -m tests.month
	@$(BIN)/python -m tests.anonymity

evals: $(VENV)/.dev ## How good the answers are, what fails of them, and how well recall finds
	@$(BIN)/python -m tests.evals

mcp-servers: $(MCP)/.ready ## The MCP servers of docs/mcp.md below .mcp, for their tests; wants a Python 3.12 or later, and npm

lock: $(VENV)/.dev ## Resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	for each in $(MCP_LOCKS)/*.in; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
			--no-header --no-annotate $$(ls $${each%.in}.overrides 2>/dev/null | sed 's/^/--override /') \
			$$each -o $${each%.in}.txt || exit 1; \
	done
	cd $(MCP_LOCKS)/kubernetes && npm update --save --package-lock-only --ignore-scripts

clean: ## Back to a fresh clone
	rm -rf $(VENV) $(MCP) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Rolecall needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
		"Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

# The locks are whole: --no-deps installs just what they pin. Older pips that resolve besides (23.2, in Python 3.11)
# refuse an extra's package, such as pydantic[email], as soon as a newer release of it than the pinned one is out.
# What is ours is compiled, as pip does with a wheel: where PYTHONDONTWRITEBYTECODE is set, no start would do it for the
# next, and each took two thirds longer.
$(VENV)/.ready: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installing what Rolecall needs (about half a minute, once) …"
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot jobs integrations
	@touch $@

$(VENV)/.dev: $(VENV)/.ready requirements-dev.lock
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# Servers of others, each in an environment of its own: what they need differs from what we need, and from each other's.
$(MCP)/.ready: $(VENV)/.dev $(wildcard $(MCP_LOCKS)/* $(MCP_LOCKS)/kubernetes/*)
	@echo "Installing the MCP servers (half a minute) …"
	@for each in $(MCP_LOCKS)/*.txt; do \
		where=$(MCP)/$$(basename $$each .txt); \
		$(BIN)/uv venv --quiet --clear --no-python-downloads --python '>=3.12' $$where && \
		$(BIN)/uv pip sync --quiet --require-hashes --python $$where/bin/python $$each || exit 1; \
	done
	@mkdir -p $(MCP)/kubernetes
	@cp $(MCP_LOCKS)/kubernetes/*.json $(MCP)/kubernetes
	@npm ci --silent --ignore-scripts --prefix $(MCP)/kubernetes
	@touch $@
