# make run    install, then draw a picture with the built-in model and say where it is
# make test   install, then every check: format, lint, types, import contracts, tests, wheel
# make bench  the speed figures alone
# make clean  take away what the others made

VENV ?= .venv
BIN := $(VENV)/bin
# The first Python that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3 python3.12 python3.11 python3.13 python; do \
	if command -v $$p >/dev/null 2>&1 && \
	   $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
JOBS ?= 2
# The tests start dozens of Pythons: without compiled files each would compile the program again.
unexport PYTHONDONTWRITEBYTECODE

# What Qt needs on Debian and Ubuntu beyond pip, and what the tests in a real X window need.
SYSTEM_PACKAGES := libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libxkbcommon-x11-0 \
	libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 \
	libxcb-shape0 libxcb-xkb1 xvfb xauth xdotool

.PHONY: run test check bench clean system-packages

run: $(VENV)/.run-ready
	$(BIN)/graphstudio run workflows/text-to-image.json --out out

test: check
	OMP_NUM_THREADS=1 $(BIN)/pytest -n $(JOBS) --dist worksteal -m "not benchmark and not gpu"
	OMP_NUM_THREADS=1 $(BIN)/pytest -m benchmark
	rm -rf dist
	$(PIP) wheel -q --no-deps --no-build-isolation -w dist .
	$(BIN)/check-wheel-contents --toplevel graphstudio --ignore W002,W004 dist/*.whl

check: $(VENV)/.test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test-ready
	OMP_NUM_THREADS=1 $(BIN)/pytest -m benchmark -s

system-packages:
	@echo $(SYSTEM_PACKAGES)

clean:
	rm -rf $(VENV) dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "GraphStudio needs Python 3.11 or newer; none was found." \
		"Install one, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -q -c constraints.txt hatchling
	$(PIP) install -q -c constraints.txt --no-build-isolation -e .
	touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready
	$(PIP) install -q -c constraints.txt --no-build-isolation -e ".[dev]"
	touch $@
