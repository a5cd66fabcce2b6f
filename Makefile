# The commands of the project. Needs GNU make 3.81 or newer.

PORT ?= 8000
ARGS ?=
# Number of test processes: two, so that a small machine stays usable.
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command "make lock"
# Builds use the pinned tools of requirements-build.lock, never unlocked downloads.
INSTALL := $(PIP) install --quiet --no-build-isolation

# Exit codes of serving: 130 (Ctrl-C) is not a failure; on 2 (port unavailable) suggest another port.
SERVED = code=$$?; case $$code in 130) exit 0 ;; \
	2) echo "make $@ PORT=$$(($(PORT) + 1))" >&2 ;; esac; exit $$code

.DEFAULT_GOAL := help
.PHONY: help serve demo collect-demo test bench opensearch bench-ranking check audit docs format lock release smoke test-all clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

serve: $(VENV)/.run ## index seeds/ and serve on http://127.0.0.1:8000 (PORT=)
	@$(BIN)/xxgk --index index serve seeds --port $(PORT); $(SERVED)

demo: $(VENV)/.run ## serve 1,000 generated reports, each page marked as such (PORT=)
	$(BIN)/python -m bench.demo --reports 1000 out/demo-reports
	@XXGK_SAMPLE_DATA=1 $(BIN)/xxgk --index demo-index serve out/demo-reports --port $(PORT); $(SERVED)

collect-demo: $(VENV)/.dev ## collect from 30 made-up school sites on this machine, index, serve (PORT=)
	$(BIN)/python -m bench.collect_demo out/collect-demo
	@XXGK_SAMPLE_DATA=1 XXGK_ROSTER=out/collect-demo/collected.csv $(BIN)/xxgk --index collect-demo-index \
		serve out/collect-demo/reports --port $(PORT); $(SERVED)

test: $(VENV)/.dev ## run the test suite (WORKERS=, ARGS= for pytest)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

bench: $(VENV)/.dev ## run the benchmarks (ARGS="--reports 1000 --engines xxgk,tantivy")
	$(BIN)/python -m bench $(ARGS)

opensearch: $(VENV)/.dev ## fetch OpenSearch by Maven, run one node or more (ARGS="--nodes 3")
	@$(BIN)/python -m tests.engines.cluster $(ARGS)

bench-ranking: $(VENV)/.dev ## evaluate the ranking (ARGS="--worst 10")
	$(BIN)/python -m bench.ranking $(ARGS)

check: $(VENV)/.dev ## ruff, mypy strict, and the licences of installed packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python release/licences.py

audit: $(VENV)/.dev ## check locked packages for known vulnerabilities (needs pypi.org)
	$(BIN)/uv tool run pip-audit@2.10.1 --strict --disable-pip --requirement requirements.lock

docs: $(VENV)/.dev ## build the documentation site in out/site; warnings are errors
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --fresh-env docs out/site

format: $(VENV)/.dev ## fix what ruff can fix
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/.dev ## pin the newest versions that pyproject.toml allows, with hashes
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --upgrade --group pyproject.toml:build -c requirements-dev.lock \
		-o requirements-build.lock

release: $(VENV)/.dev ## build dist/: source archive, wheel, SHA256SUMS; reproducible
	@$(BIN)/python release/build.py

smoke: release ## install the wheel into an empty environment; index, search and serve there
	@$(BIN)/python release/smoke.py dist/*.whl

test-all: $(VENV)/.dev ## run the suite on every installed Python from 3.11 on
	@$(BIN)/python release/every_python.py -n $(WORKERS) $(ARGS)

clean: ## remove build results; keep index/README.md, sources and .venv
	find index -mindepth 1 ! -path index/README.md -delete
	rm -rf out demo-index collect-demo-index build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# The stamp files in .venv record which lock was installed last; they are renewed when a lock changes.

$(VENV)/.run: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked run-time packages into $(VENV) ..." >&2
	@$(PIP) install --quiet --require-hashes -r requirements-build.lock
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing the locked development tools into $(VENV) ..." >&2
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# PYTHON= names an interpreter; else the newest that really runs (a pyenv shim may only complain)
# and can make a virtual environment.
$(BIN)/python:
	@found=; lame=; \
	for name in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  [ -n "$$name" ] || continue; \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$name" -c 'import ensurepip, venv' >/dev/null 2>&1; \
	  then found=$$name; break; else lame=$${lame:-$$name}; fi; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "Creating $(VENV) with $$("$$found" --version) ..." >&2; \
	  "$$found" -m venv --clear $(VENV); \
	elif [ -n "$$lame" ]; then \
	  echo "$$lame cannot make a virtual environment: its venv module is not installed." >&2; \
	  echo "On Debian or Ubuntu: sudo apt-get install python3-venv   then run make again." >&2; \
	  exit 1; \
	else \
	  echo "No Python 3.11 or newer was found. Install one, then run make again:" >&2; \
	  echo "  Debian, Ubuntu   sudo apt-get install python3 python3-venv" >&2; \
	  echo "  Fedora           sudo dnf install python3" >&2; \
	  echo "  macOS            brew install python" >&2; \
	  echo "  elsewhere        https://www.python.org/downloads/" >&2; \
	  echo "or name yours: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi
