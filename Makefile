# The command list. Every target first has its environment made (a few milliseconds when it is there).
PYTHON ?= python3
PY := .venv/bin/python
OFFSCREEN := QT_QPA_PLATFORM=offscreen

.DEFAULT_GOAL := help
.PHONY: help setup runtime run test check check-types check-rules bench package lock clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Make .venv with everything for development, hash-checked
	@$(PYTHON) installer/setup/environment.py dev

runtime:
	@$(PYTHON) installer/setup/environment.py runtime

run: runtime ## Start console and service on the demo site (without a display: the guided tour, into out/tour)
	@installer/setup/run_demo.sh

test: setup ## Run every test, side by side where they do not mind (ARGS="tests/gui -x" for some of them)
	$(OFFSCREEN) $(PY) tests/side_by_side.py $(ARGS)

check: setup ## Style, types, import contracts, translations, house rules
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target check-types check-rules

check-types:
	$(PY) -m mypy

check-rules:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	$(PY) tests/architecture/house_rules.py
	$(PY) tests/architecture/check_translations.py

bench: setup ## Measure the planning engine, then the console, beside their targets (quiet machine)
	@missed=0; $(PY) -m scheduling speed || missed=$$?; \
	$(OFFSCREEN) $(PY) -m hah_console bench all || missed=$$?; exit $$missed

package: setup ## Build the one-folder bundle and the .deb in dist/, and run what was built
	$(PY) installer/build_bundle.py
	$(PY) installer/build_deb.py
	$(OFFSCREEN) $(PY) installer/smoke.py

lock: setup ## Compile requirements/ from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(PY) installer/setup/lock.py $(UPGRADE)

clean: ## Remove what was built; .venv stays
	rm -rf out build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
