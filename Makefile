# Each target does its own set-up: Python 3.11 or newer, git and make are all that is needed.
TRANSCRIPTS ?= transcripts
PORT ?= 8000
# Not from the environment: some shells keep the machine's name in HOST.
HOST = 127.0.0.1
# Test processes: two more than the two cores that CI has, for some tests wait for a clock or a browser.
JOBS ?= 4
# Which Python builds .venv; by default the newest that is found.
PYTHON ?=
export PYTHON

BIN := .venv/bin
READY := .venv/.ready
# A .venv that was moved here from another folder points there still, and one whose Python has gone points nowhere.
ifneq ($(shell test -x $(BIN)/python && cat $(READY) 2>/dev/null),$(shell pwd -P))
$(shell rm -f $(READY))
endif

# The tests start hundreds of processes: what one has compiled, the others need not compile again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup serve test quick flaky coverage lint types bench bench-scale cluster cluster-ci fix ci clean

help:
	@echo 'make serve [TRANSCRIPTS=folder] [PORT=8000] [HOST=127.0.0.1]   serve an archive 開啟網站'
	@echo 'make test    run all tests 執行所有測試'
	@echo 'make quick   the tests between two edits, within a minute 一分鐘內的測試'
	@echo 'make flaky   run tests many times [TIMES=10] [LOAD=4] [TESTS=path] 重複執行測試'
	@echo 'make lint    ruff, vulture: rules and layout make types   mypy, strict'
	@echo 'make fix     repair what ruff can repair     make bench   measure, print the table'
	@echo 'make coverage   how much of the code they run 測試涵蓋率'
	@echo 'make bench-scale   5, 10 times the records'
	@echo 'make cluster   three nodes of OpenSearch, one is lost    make cluster-ci   the same, shorter'
	@echo 'make ci      what CI runs                    make clean   remove .venv and caches'

setup: $(READY)

$(READY): pyproject.toml uv.lock .ci/setup
	@.ci/setup

serve: $(READY)
	@exec $(BIN)/minutes serve --transcripts '$(TRANSCRIPTS)' --host '$(HOST)' --port '$(PORT)'

# A worker that has nothing left takes tests from the other.
SHARED_OUT := -n $(JOBS) --dist worksteal

# All workers read one index of the large archive.
test: $(READY)
	@TESTS_ONCE=$$(mktemp -d) && export TESTS_ONCE && trap 'rm -rf "$$TESTS_ONCE"' EXIT && set -x && \
	$(BIN)/python -m pytest $(SHARED_OUT) --durations=25 --durations-min=1

# For the minute between two edits: no browser, no real records, nothing that takes seconds.
QUICK := not (browser or corpus or slow)
quick: $(READY)
	$(BIN)/python -m pytest $(SHARED_OUT) -q -m '$(QUICK)'

# How much of the code all tests run that need no browser and no real records; below the floor in
# pyproject.toml it fails.
coverage: $(READY)
	$(BIN)/python -m pytest $(SHARED_OUT) -q -m 'not (browser or corpus)' --cov --cov-report=term:skip-covered

# The same tests again and again, beside other work (LOAD processes): none may fail once in a while.
TIMES ?= 10
LOAD ?= 0
TESTS ?= tests
flaky: $(READY)
	@$(BIN)/python -m tests.again --times $(TIMES) --load $(LOAD) -- $(SHARED_OUT) -q $(TESTS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/vulture

types: $(READY)
	$(BIN)/mypy

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m tests.bench

# What an archive costs that is so many times as large: SCALE='--engine tantivy --times 5 --every 10'.
SCALE ?=
bench-scale: $(READY)
	@$(BIN)/python -m tests.bench.scale $(SCALE)

# Three nodes of OpenSearch on this machine (a JDK and Maven are needed), and what a lost one does:
# CLUSTER_SPEECHES=30000, CLUSTER='--part node --part anew'.
CLUSTER ?=
cluster: $(READY)
	@$(BIN)/python -m tests.cluster $(CLUSTER)

# The same for CI, within four minutes of two quiet cores.
cluster-ci: $(READY)
	@$(BIN)/python -m tests.cluster --brief --speeches 30000

ci:
	@.ci/run

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
