# Wireroom: `make run` serves a demo agency, `make test` runs every test; both start from python3 >= 3.11 and make.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test setup check types style bench lock clean browser

VENV := .venv
BIN := $(VENV)/bin
BASE := $(VENV)/.base
DEV := $(VENV)/.dev
COMPILED := $(VENV)/.compiled
PORT ?= 8000
JOBS ?= auto
ARGS ?=
UPGRADE ?=

INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-strip-extras --custom-compile-command "make lock" $(UPGRADE)

# A checkout that was moved or whose Python is gone has a dead .venv: it is removed here and made anew below.
DEAD := $(shell [ -d $(VENV) ] || exit 0; place=$$(cat $(VENV)/.place 2>/dev/null || pwd); \
	[ "$$place" = "$$(pwd)" ] && $(BIN)/python -c '' 2>/dev/null || { rm -rf $(VENV); echo yes; })

help:
	@echo "make run      a served demo agency at http://127.0.0.1:$(PORT)/ (PORT=N for another port)"
	@echo "make test     every test (ARGS='tests/config -k serve' for some of them, JOBS=0 for one process)"
	@echo "make setup    .venv with all dependencies, nothing else"
	@echo "make check    style, types, import order, migrations, message catalogues, templates"
	@echo "make bench    the table of speed and size"
	@echo "make lock     pin requirements/*.in anew (UPGRADE=--upgrade for the newest of everything)"
	@echo "make clean    remove .venv and everything generated; the data folder stays"

run: $(BASE) $(COMPILED)
	@$(BIN)/wireroom demo
	@exec $(BIN)/wireroom serve --port $(PORT)

test: setup browser
	@$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

setup: $(BASE) $(DEV) $(COMPILED)

check: setup
	@$(MAKE) --no-print-directory -j 2 types style

types:
	$(BIN)/mypy src

style: export WIREROOM_HOME := $(VENV)/check
style:
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/wireroom makemigrations --check --dry-run
	$(BIN)/wireroom checkcatalogues
	$(BIN)/djlint --quiet --lint src

bench: setup
	@$(BIN)/python -m bench $(ARGS)

$(BIN)/python:
	@sh requirements/venv.sh $(VENV)

$(BASE): requirements/base.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Wireroom runs on ..."
	@$(INSTALL) --require-hashes -r requirements/base.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(BASE)
	@echo "Installing what tests and checks need ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(COMPILED): $(wildcard src/wireroom/locale/*/LC_MESSAGES/django.po src/wireroom/website/sheets/*/*.css \
		src/wireroom/website/static/website/*.*) $(BASE)
	@$(BIN)/python -m wireroom.config.catalogues
	@$(BIN)/python -m wireroom.config.sheets
	@touch $@

browser:
	@for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do \
		if command -v $$name >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests ..."; \
		apt-get update -qq && for name in chromium-headless-shell chromium; do \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				$$name fonts-noto-core fonts-noto-cjk >/dev/null && exit 0; \
		done; \
	fi; \
	echo "NO CHROMIUM HERE: THE BROWSER TESTS ARE SKIPPED"; [ "$$CI" != true ]

lock: $(DEV)
	$(LOCK) requirements/base.in --output-file requirements/base.txt
	$(LOCK) requirements/dev.in --output-file requirements/dev.txt

clean:
	rm -rf $(VENV) build src/*.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f src/wireroom/locale/*/LC_MESSAGES/*.mo src/wireroom/website/static/website/site.css \
		src/wireroom/website/static/website/reactions.css src/wireroom/website/versions
