SHELL := /bin/bash
PORT ?= 8000
RUN := uv run --quiet
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help tools environment browser antivirus printing demo check test bench format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

tools: ## install uv where it is missing
	@uv --version >/dev/null 2>&1 || python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore uv

environment: tools
	@uv sync --quiet --frozen

browser: ## install Debian's Chromium where it is missing (for the journeys of the suite)
	@command -v chromium >/dev/null || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation >/dev/null)

antivirus: ## install Debian's ClamAV daemon where it is missing (for the suite), without starting it or fetching signatures
	@command -v clamd >/dev/null || test -x /usr/sbin/clamd || .ci/install-antivirus

printing: ## install the libraries that draw PDF where they are missing
	@ldconfig -p | grep -q libpangoft2-1.0 && ldconfig -p | grep -q libharfbuzz-subset && fc-list 2>/dev/null | grep -q Liberation || \
	(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation >/dev/null)

demo: environment ## the four communes, their data, the server and the worker
	@PORT=$(PORT) $(RUN) python -m deploy.local.demo

check: environment ## format, lint, types, contracts, templates, migrations
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) djade --check $$(git ls-files '*.html')
	$(RUN) djlint --quiet --lint $$(git ls-files '*.html')
	DJANGO_SETTINGS_MODULE=deploy.settings.test $(RUN) python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=deploy.settings.test $(RUN) python manage.py check --fail-level WARNING

test: environment browser antivirus printing ## the whole suite, on a real PostgreSQL and a real browser
	$(RUN) pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered -q

bench: environment ## the benchmarks, or one of them with BENCH=name
	$(RUN) python -m tests.bench $(BENCH)

format: environment ## let the tools write what they can
	$(RUN) ruff check --fix --quiet .
	$(RUN) ruff format .
	$(RUN) djade $$(git ls-files '*.html')

clean: ## forget the demo's data and the test databases
	rm -rf var
