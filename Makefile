# posada: `make demo` sets everything up and runs the example, `make test` passes all tests.
# Everything is installed into .venv, in the versions that constraints.txt names.

.POSIX:
.SUFFIXES:

PYTHON = python3
BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
FAILED = { echo "The installation failed; the first time it needs a network."; exit 1; }
SOURCES = src tests docs benchmarks

help: ## show this list
	@echo "posada: what make can do"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/ready ## set up, then forecast, plan and report the exodus of 2018 into out/exodus-2018
	@echo "==> posada run exodus-2018"
	@$(BIN)/posada run exodus-2018 --out out/exodus-2018

test: .venv/ready-to-develop browser ## set up, then run every test
	@echo "==> running the tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile

browser: # the pages are tested in a real one; without it those tests are skipped
	@command -v "$${POSADA_CHROMIUM:-chromium}" >/dev/null || command -v google-chrome >/dev/null || \
	if [ "`id -u`" = 0 ] && command -v apt-get >/dev/null; then \
		echo "==> installing the Debian package chromium, in which the pages are tested"; \
		apt-get install -y -qq chromium >/dev/null || \
		{ apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
		echo "It could not be installed: the tests in a browser will be SKIPPED."; \
	else \
		echo "No Chromium was found: the tests in a browser will be SKIPPED."; \
		echo "On Debian: sudo apt-get install chromium. Or name one: POSADA_CHROMIUM=/path/to/it"; \
	fi

check: .venv/ready-to-develop ## set up, then check format, style and types
	@echo "==> checking the format"
	@$(BIN)/ruff format --check $(SOURCES)
	@echo "==> checking the style"
	@$(BIN)/ruff check $(SOURCES)
	@echo "==> checking the types"
	@$(BIN)/mypy

format: .venv/ready-to-develop ## bring the code into the one format, mend what can be mended
	@$(BIN)/ruff check --fix --exit-zero $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

docs: .venv/ready ## write what of docs/ comes from the code, and what the tutorial shows
	@echo "==> writing docs/"
	@$(BIN)/python docs/generate.py
	@$(BIN)/python docs/walk.py docs/es/tutorial.md

wheel: .venv/ready ## build the wheel, examples included, into dist/
	@echo "==> building the wheel into dist/"
	@$(PIP) wheel --no-deps --wheel-dir dist .

bench: .venv/ready ## measure seconds and memory of the demo and of --help
	@$(BIN)/python benchmarks/measures.py

clean: ## remove .venv and everything that was made
	@echo "==> removing .venv, out, dist and caches"
	@rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready: .venv/made pyproject.toml constraints.txt
	@echo "==> installing posada and what it needs into .venv (once, about a minute)"
	@$(PIP) install -c constraints.txt -e . || $(FAILED)
	@touch $@

.venv/ready-to-develop: .venv/made pyproject.toml constraints.txt
	@echo "==> installing posada, what it needs and the tools of its tests into .venv (once)"
	@$(PIP) install -c constraints.txt -e '.[dev]' || $(FAILED)
	@touch .venv/ready $@

.venv/made:
	@$(PYTHON) -c 'import sys' 2>/dev/null || { \
		echo "posada needs Python 3.11 or newer, and '$(PYTHON)' was not found."; \
		echo "On Debian: apt-get install python3. Or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "posada needs Python 3.11 or newer; '$(PYTHON)' is `$(PYTHON) --version 2>&1`."; \
		echo "Name a newer one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ "`id -u`" = 0 ] && command -v apt-get >/dev/null; then \
			echo "==> Python lacks its venv module: installing the Debian package python3-venv"; \
			apt-get install -y python3-venv || { apt-get update && apt-get install -y python3-venv; }; \
		else \
			echo "Python lacks its venv module. On Debian: sudo apt-get install python3-venv"; exit 1; \
		fi; }
	@echo "==> making .venv with `$(PYTHON) --version`"
	@$(PYTHON) -m venv .venv
	@touch $@

.PHONY: help demo test browser check format docs wheel bench clean
