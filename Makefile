# `make app` opens the app, `make test` proves the whole; both need only Python 3.11+ and make.
# Written for GNU make 3.81, the one that macOS ships. Programs are started as `python -m`, because
# the scripts that pip writes hold absolute paths and break when the folder is moved.

PORT ?= 8501
REPO ?= sample_repos/golden_path
WORKERS ?= auto
TESTS ?= tests

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet install

# `make bench RUNS=1 SKIP="pylint pyright"` leaves out what takes longest; `make bench-quick
# RECORD=--record` keeps the figures that later runs are compared with.
RUNS ?= 3
SKIP ?=
DJANGO ?=
RECORD ?=
BENCH := build/bench

# `make fuzz FUZZ_SECONDS=60 FUZZ="triage archive"` tries two targets for a minute.
FUZZ_SECONDS ?= 600
FUZZ ?=

.PHONY: app test lint fuzz screenshots clean
.PHONY: bench bench-quick bench-growth bench-browser bench-load bench-peers
.DELETE_ON_ERROR:

app: $(VENV)/.runtime
	@echo "Plumbline opens $(REPO) on http://127.0.0.1:$(PORT) (end it with Ctrl-C)"
	@$(PYTHON) -m analysis app --port $(PORT) "$(REPO)"

# Random order and the closing line are pytest's; whatever fails before it ends the run.
test: lint
	@chromium=$$($(PYTHON) scripts/find_chromium.py) && \
	PLUMBLINE_CHROMIUM="$$chromium" $(PYTHON) -m pytest -n $(WORKERS) $(TESTS)

lint: $(VENV)/.tools
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()"

# Random inputs for all that reads what others wrote, on all processors: docs/security.md says more.
fuzz: $(VENV)/.tools
	FUZZ_SECONDS=$(FUZZ_SECONDS) $(PYTHON) -m fuzz $(FUZZ)

# Every page with a sample and with Django, in light and in dark: 10 minutes. `DJANGO=DIR` takes the
# package django in DIR; else it is downloaded, and left out where that does not work.
screenshots: $(VENV)/.tools $(if $(DJANGO),,$(BENCH)/django/.made)
	@chromium=$$($(PYTHON) scripts/find_chromium.py) && \
	found="$(or $(DJANGO),$(BENCH)/django)" && \
	if [ ! -d "$$found/django" ] && [ -z "$(DJANGO)" ]; then found=; fi && \
	PLUMBLINE_CHROMIUM="$$chromium" $(PYTHON) scripts/screenshots.py $${found:+--django "$$found"}

# Ours and the peers in turn, on Django, SymPy, Home Assistant and a generated monorepo: hours.
bench: $(VENV)/.tools $(BENCH)/.trees bench-peers
	$(PYTHON) -m benchmarks --site $(BENCH)/trees --peers-venv $(BENCH)/peers --runs $(RUNS) \
		$(if $(SKIP),--skip $(SKIP)) --json $(BENCH)/figures.json $(RECORD)

bench-quick: $(VENV)/.tools
	$(PYTHON) -m benchmarks.quick $(RECORD)

# From 1,000 to 50,000 modules: about half an hour.
bench-growth: $(VENV)/.tools
	$(PYTHON) -m benchmarks.growth

# A real browser before the app, with Django, SymPy and a generated repository: 10 minutes.
bench-browser: $(VENV)/.tools $(BENCH)/.trees
	@chromium=$$($(PYTHON) scripts/find_chromium.py) && \
	PLUMBLINE_CHROMIUM="$$chromium" $(PYTHON) -m benchmarks.browser --site $(BENCH)/trees $(RECORD)

# Twenty sessions on one server, one of them with a tangle: a few minutes.
bench-load: $(VENV)/.tools
	$(PYTHON) -m benchmarks.load

# In an environment of their own, for their dependencies are none of ours.
bench-peers: $(BENCH)/peers/.made

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache

# One stamp for what the app needs and one for what the tests need: made again when their list
# changes, so that every other run starts at once.
$(VENV)/.runtime: requirements.txt $(VENV)/.python
	@echo "Installing what the app needs (once)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.tools: pyproject.toml $(VENV)/.runtime
	@echo "Installing what the tests need (once)"
	@$(PYTHON) scripts/dev_requirements.py > $(VENV)/dev-requirements.txt
	@$(PIP) -r requirements.txt -r $(VENV)/dev-requirements.txt
	@touch $@

# pyright comes from npm: its wheel downloads the same package when it is first started.
$(BENCH)/peers/.made: benchmarks/peers.txt $(VENV)/.python
	@echo "Installing the tools to compare with (once)"
	@rm -rf $(BENCH)/peers
	@$(PYTHON) -m venv $(BENCH)/peers
	@while read -r peer; do \
		$(BENCH)/peers/bin/python -m pip --disable-pip-version-check --quiet install "$$peer" || \
			echo "pip cannot install $$peer: it is left out." >&2; \
	done < benchmarks/peers.txt
	@if command -v npm >/dev/null; then \
		npm install --silent --no-fund --no-audit --prefix $(BENCH)/peers pyright || \
			echo "npm cannot install pyright: it is left out." >&2; \
	else \
		echo "No npm here: pyright is left out." >&2; \
	fi
	@touch $@

# Sources to read, not to run: without their dependencies.
$(BENCH)/.trees: benchmarks/trees.txt $(VENV)/.python
	@echo "Downloading the repositories to measure (once)"
	@rm -rf $(BENCH)/trees
	@$(PIP) --no-deps --no-compile --target $(BENCH)/trees -r benchmarks/trees.txt
	@touch $@

# The same Django as is measured, alone.
$(BENCH)/django/.made: benchmarks/trees.txt $(VENV)/.python
	@rm -rf $(BENCH)/django
	@mkdir -p $(BENCH)/django
	@grep '^django==' benchmarks/trees.txt > $(BENCH)/django/requirements.txt
	@$(PIP) --no-deps --no-compile --target $(BENCH)/django -r $(BENCH)/django/requirements.txt && \
		touch $@ || echo "pip cannot install Django: its pictures are left out." >&2

# Debian keeps venv in a package of its own, so the first try can fail on a fresh machine.
$(VENV)/.python:
	@for name in python3.13 python3.12 python3.11 python3.14 python3 python; do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=$$name; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Plumbline needs Python 3.11 or newer, and no python3 here is." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	rm -rf $(VENV); \
	if ! "$$found" -m venv $(VENV) >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; \
		fi; \
		rm -rf $(VENV); \
		"$$found" -m venv $(VENV) || { \
			echo "Cannot make a virtual environment (on Debian: apt install python3-venv)." >&2; \
			rm -rf $(VENV); exit 1; }; \
	fi
	@touch $@
