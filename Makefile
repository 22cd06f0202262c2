# make demo: set up and run the main job on seeds/, exports to out/.  make test: set up and pass every test, lint and types.
# make pages, make pictures: what of the documentation is made from the code.
# make quick: the tests with few examples.  make deep: fresh examples and all slow tests, or those of GROUP.
# make docs: the documentation as a site, in site/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SETUP := $(VENV)/.installed

.PHONY: demo test quick deep pool docs fuzz-coverage agreement mutate bench pages rules pictures format clean

PLUGINS := $(wildcard plugins/signalkit-*)

$(SETUP): pyproject.toml $(PLUGINS:%=%/pyproject.toml)
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade "pip>=25.1"
	$(PIP) --editable . $(PLUGINS:%=--editable ./%)
	touch $@

# A dependency group of pyproject.toml.
$(VENV)/.%: $(SETUP)
	$(PIP) --group $*
	touch $@

demo: $(SETUP)
	$(BIN)/python -m docs.demo seeds out

test: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n auto --dist worksteal

# 200 examples a law, no tests that start processes or take long: for the inner loop.
quick: $(VENV)/.test
	SIGNALKIT_PROFILE=quick $(BIN)/python -m pytest -q -n auto --dist worksteal

# The slow tests, and each law on 20,000 examples that are drawn afresh; with GROUP, those of one group.
GROUP ?= all
deep: $(VENV)/.test
	SIGNALKIT_PROFILE=deep $(BIN)/python -m pytest -n auto --dist worksteal --slow $(GROUP)

# The documents and digests that the laws of `make test` take, drawn again; counter-examples that were added stay.
pool: $(VENV)/.test
	$(BIN)/python -m tests.support.pool draw

# A page that is not in the navigation, or a link or anchor that leads nowhere, ends it.
docs: $(VENV)/.docs
	$(BIN)/python -m zensical build --strict --clean
	$(BIN)/python -m docs.site site

SECONDS ?= 600

# A search led by coverage, for SECONDS with each target of fuzz/, or with those in TARGETS.
TARGETS ?=
fuzz-coverage: $(VENV)/.fuzz
	$(BIN)/python fuzz/search.py $(SECONDS) $(TARGETS)

# COUNT generated fragments through our parser, marko, markdown-it-py and comrak.
COUNT ?= 20000
SEED ?= 0
agreement: $(VENV)/.test
	$(BIN)/python -m tests.support.agreement $(COUNT) $(SEED)

# Mutants of the modules named in pyproject.toml, of which the quick tests should find each.
mutate: $(VENV)/.test $(VENV)/.mutate
	SIGNALKIT_PROFILE=mutate SIGNALKIT_CORPUS=none $(BIN)/mutmut run
	$(BIN)/mutmut results

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/exchange.py
	$(BIN)/python benchmarks/checking.py
	$(BIN)/python benchmarks/changes.py

# The pages that are made from the code: rules, settings, fields, the command line, public names.
pages rules: $(VENV)/.docs
	$(BIN)/python -m docs.pages

# The pictures of the documentation; that of the site needs Chromium.
pictures: $(VENV)/.docs
	$(BIN)/python -m docs.pictures

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) site .cache mutants .fuzz out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
