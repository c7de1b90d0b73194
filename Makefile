# What one types. Each target makes what it needs; a second run repeats nothing.
.DEFAULT_GOAL := help
.PHONY: help serve demo test check bench fuzz screenshots requirements

PYTHON ?= python3
PORT ?= 8000
ARGUMENTS ?=
export PORT

RUN := .venv/bin/python

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

serve: ## Start Gestand on http://localhost:8000 (PORT=8080 for another port)
	@$(PYTHON) tools/environment.py runtime
	@exec .venv/bin/gestand serve

demo: ## Start an invented firm in a throw-away folder, and print a login link
	@$(PYTHON) tools/environment.py runtime
	@exec .venv/bin/gestand demo

test: ## Run the whole suite, on SQLite, in Chromium and on PostgreSQL (ARGUMENTS=… go to pytest)
	@$(PYTHON) tools/environment.py dev
	@$(RUN) tools/suite.py $(ARGUMENTS)

check: ## Lint, types, floors between rooms, templates, translations, docs
	@$(PYTHON) tools/environment.py dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint gestand --lint --quiet
	$(RUN) tools/catalogue.py check
	$(RUN) tools/proofs_page.py check
	$(RUN) -m pytest -q -p no:randomly tests/test_docs.py

bench: ## Measure pages, search, memory, start and package, each beside a reference
	@$(PYTHON) tools/environment.py dev
	@$(RUN) -m bench $(ARGUMENTS)

fuzz: ## Spoil every kind of file that can be imported and see that it is read or refused (ARGUMENTS=minutes)
	@$(PYTHON) tools/environment.py dev
	@$(RUN) tools/fuzz_importers.py $(ARGUMENTS)

screenshots: ## Make a picture of every page (screenshots/)
	@$(PYTHON) tools/environment.py dev
	@$(RUN) tools/screenshots.py $(ARGUMENTS)

requirements: ## Compile requirements/*.in anew, for every platform, with hashes and without any host
	@$(PYTHON) tools/environment.py dev
	@for name in runtime dev; do \
	  (cd requirements && ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links \
	    $(ARGUMENTS) --output-file $$name.txt $$name.in) || exit 1; done
