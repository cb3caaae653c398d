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

.PHONY: app test lint screenshots bench clean
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

screenshots: $(VENV)/.tools
	@chromium=$$($(PYTHON) scripts/find_chromium.py) && \
	PLUMBLINE_CHROMIUM="$$chromium" $(PYTHON) scripts/screenshots.py

bench: $(VENV)/.tools
	$(PYTHON) -m benchmarks

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
