# `make run` and `make test` set up all that they need, on a fresh machine too.

PYTHON ?= python3
PORT ?= 8501
VENV_PYTHON := .venv/bin/python
PIP := $(VENV_PYTHON) -m pip --quiet --disable-pip-version-check
UV := .venv/bin/uv --quiet
# Node.js is a wheel among the development requirements: the machine needs none.
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm

# Where the environment forbids it, every program that a test starts would compile all that it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test lint lint-python lint-js install lock docs picture docker clean
.PHONY: bench crash-test load-test hall-test links-test hostile-test fuzz newcomer-test proxy-test soak

run: .venv/requirements.stamp  ## the dashboard, at http://localhost:8501 or another PORT
	$(VENV_PYTHON) -m streamlit run app.py --server.port $(PORT)

test: lint  ## everything, with browsers that it finds or installs
	@$(NPM) test --silent
	@{ command -v firefox-esr || command -v firefox || scripts/apt.sh firefox-esr || \
	echo "No Firefox here: what is tested in it will be skipped." >&2; } >/dev/null
	@browser="$$(scripts/browser.sh)" && export ORGNET_BROWSER="$$browser" && \
	$(VENV_PYTHON) -m pytest -q --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/requirements-dev.stamp node_modules/.stamp  ## style and types, of Python and of JavaScript
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint-python lint-js

lint-python: .venv/requirements-dev.stamp
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m basedpyright --project pyproject.toml

lint-js: node_modules/.stamp
	$(NPM) run check --silent
	$(NPM) run lint --silent

bench: .venv/requirements.stamp  ## ratios of speed and memory, in about eight minutes, of an idle machine
	@$(VENV_PYTHON) -m orgnet_core bench

crash-test: .venv/requirements.stamp  ## kills the command line 20 times and a server 5, resumes, compares: three minutes
	@$(VENV_PYTHON) -m scripts.crash_test

load-test: .venv/requirements-dev.stamp  ## 30 viewers of a training run, 5 runs in line: two minutes, of an idle machine
	@$(VENV_PYTHON) -m scripts.load_test

hall-test: .venv/requirements-dev.stamp  ## 500 phones follow a lecture while it trains, then vote: two minutes, of an idle machine
	@$(VENV_PYTHON) -m scripts.hall_test

newcomer-test: .venv/requirements-dev.stamp  ## the first page as a newcomer meets it, timed, and five questions from there: a minute, of an idle machine
	@browser="$$(scripts/browser.sh)" && ORGNET_BROWSER="$$browser" $(VENV_PYTHON) -m scripts.newcomer

proxy-test: .venv/requirements-dev.stamp  ## a tour of the dashboard under a prefix, behind nginx and in a frame: four minutes
	@export PATH="$$PATH:/usr/sbin" && \
	{ command -v nginx && command -v openssl || scripts/apt.sh nginx-light openssl; } >/dev/null && \
	browser="$$(scripts/browser.sh)" && ORGNET_BROWSER="$$browser" $(VENV_PYTHON) -m scripts.proxy_test

hostile-test: .venv/requirements-dev.stamp  ## hostile requests and messages at a server, then hostile archives: a quarter of an hour
	@$(VENV_PYTHON) -m scripts.hostile
	@$(VENV_PYTHON) -m scripts.hostile.archives

fuzz: .venv/requirements-dev.stamp  ## 10,000 examples for everything that reads what strangers send
	@$(VENV_PYTHON) -m scripts.fuzz --examples 10000

soak: .venv/requirements-dev.stamp  ## visitors come and go for ten minutes; memory must not grow with them
	@$(VENV_PYTHON) -m scripts.soak

links-test: .venv/requirements-dev.stamp  ## 200 links to the largest organism; memory must not grow with them
	@$(VENV_PYTHON) -m scripts.links_test

docs: .venv/requirements-docs.stamp docs/replays/fashion15.html  ## these pages and the API as a site, in site/
	NO_MKDOCS_2_WARNING=1 $(VENV_PYTHON) -m mkdocs build --strict --quiet

docs/replays/fashion15.html: .venv/requirements.stamp  # the last of three: half a minute
	$(VENV_PYTHON) -m scripts.example_replays $(@D)

picture: .venv/requirements-dev.stamp  ## takes the README's picture anew, of the real dashboard: two minutes
	@browser="$$(scripts/browser.sh)" && ORGNET_BROWSER="$$browser" $(VENV_PYTHON) -m scripts.picture

install: .venv/requirements.stamp .venv/requirements-dev.stamp node_modules/.stamp

lock: | .venv/bin/uv  ## after a change in requirements*.txt; UPGRADE=--upgrade: the newest of all else
	scripts/lock.sh $(UPGRADE)

# TORCH_INDEX: an index of CPU builds of torch (see the Dockerfile).
docker:
	docker build --tag organism-lab --build-arg TORCH_INDEX="$(TORCH_INDEX)" .

clean:
	rm -rf .venv node_modules .pytest_cache .ruff_cache .hypothesis

# A stamp is younger than the requirements that its environment satisfies. The lock file brings all
# but torch, each by its hash; torch then finds there what it needs and brings only its own build.
# Python compiles what it imports, when it does: for pip to compile everything takes a minute more.
# uv takes a quarter of pip's time; where it finds no packages, as it reads none of pip's settings,
# pip does.
LOCKED := --no-deps --require-hashes --requirement
.venv/%.stamp: %.lock %.txt | .venv/bin/pip .venv/bin/uv
	$(UV) pip install --python $(VENV_PYTHON) $(LOCKED) $< || $(PIP) install --no-compile $(LOCKED) $<
	$(PIP) install --no-compile --requirement $*.txt
	@$(PIP) check
	@touch $@

.venv/requirements-dev.stamp: requirements.txt requirements.lock

node_modules/.stamp: package-lock.json package.json | .venv/requirements-dev.stamp
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

.venv/bin/uv: | .venv/bin/pip
	$(PIP) install --no-compile uv==0.13.9

# pip comes last when an environment is made: where it is, the making was not cut short.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "Organism Lab needs Python 3.11 or newer as $(PYTHON); name another with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/apt.sh python3-venv || \
	{ echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
