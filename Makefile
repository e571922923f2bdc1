# Everything a person does with this repository, one line each: `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo tour test check format mutants screenshots bench lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed. Name it: make PYTHON=python3.11 ..."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml
	@echo "Installing what the bot needs from requirements.lock (half a minute)"
	@$(PIP) install --progress-bar on --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing what the tests need from requirements-dev.lock (half a minute)"
	@$(PIP) install --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	@echo "Installing what the benchmarks need from requirements-bench.lock (two minutes)"
	@$(PIP) install --progress-bar on --require-hashes -r requirements-bench.lock
	@touch $@

demo: $(VENV)/.run ## Start a pretend Slack and Microsoft with the real bot between them, and stay
	@$(BIN)/mipbot demo

tour: $(VENV)/.run ## Play the main story without a browser and print what a person would see
	@$(BIN)/mipbot demo --tour

test: $(VENV)/.dev ## Run the tests
	@# The stories take longest, so they come before the many short tests that fill what is left.
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not alone" \
	  --ignore tests/browser --ignore tests/replicas --ignore tests/benchmarks
	@# A browser needs a processor of its own, and so do several bots: beside them, what has a time limit would run late.
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/replicas tests/benchmarks
	@$(BIN)/python -m pytest -m alone tests/journeys tests/hostile

check: $(VENV)/.dev ## Formatting, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

mutants: $(VENV)/.dev ## Remove each defence in a copy and show that its test fails
	@$(BIN)/python -m tests.mutants

screenshots: $(VENV)/.dev ## Play the stories in Chromium, keep a picture of each step, and renew those of the README
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser
	@$(BIN)/python -m tests.browser.pictures

bench: $(VENV)/.bench ## Measure what the work costs, beside a floor and beside others; BENCH=NAME for one
	@$(BIN)/python -m benchmarks $(BENCH)

lock: ## Resolve the locks anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --quiet -c requirements-dev.lock --group bench pyproject.toml \
	  -o requirements-bench.lock

clean: ## Remove what the targets made
	rm -rf $(VENV) *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
