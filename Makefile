PYTHON ?= python3
BIN := .venv/bin
SIZE ?= quick
OPERATOR ?= demo
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(addsuffix /*/LC_MESSAGES/*.po,data/locale data/operators/*/locale)))
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --python-version 3.11 \
           --custom-compile-command "make lock" pyproject.toml

.PHONY: run test check figures screenshots lock locale clean

run: .venv/run $(CATALOGUES) # the demo; OPERATOR=velcom shows another operator's
	@$(BIN)/kiosk demo --operator $(OPERATOR)

test: .venv/dev $(CATALOGUES) # all tests, on both databases
	$(BIN)/pytest -n auto --dist worksteal

check: .venv/dev # style, types, imports, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python data/locale/messages.py check

figures: .venv/dev $(CATALOGUES) # what is measured; SIZE=full takes longer
	SIZE=$(SIZE) $(BIN)/python -m tests.figures

screenshots: .venv/dev $(CATALOGUES) # the pictures in docs/
	$(BIN)/python -m tests.screenshots

lock: .venv/dev # the locked dependencies again; UPGRADE=--upgrade takes newer ones
	$(COMPILE) $(UPGRADE) --extra postgres --group build -o requirements.txt
	$(COMPILE) $(UPGRADE) --extra postgres --group dev -c requirements.txt -o requirements-dev.txt

locale: .venv/dev # new words of the sources into the catalogues
	$(BIN)/python data/locale/messages.py update

clean:
	rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(CATALOGUES)

%.mo: %.po | .venv/run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Stamps: an environment that is as the lock says is not touched again.
.venv/run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make run PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) has no venv. Install it: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
