# Every command of the project. Run `make` for a list.
export PORT ?= 8000
SEED ?= 13
SAMPLE ?= 300
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
SPREAD := -n auto --dist worksteal
ON_DATABASES := tests/contract tests/databases $(patsubst %,tests/block/test_%.py,reset retirement saving sign_off staff)

.DEFAULT_GOAL := help
.PHONY: help demo test unit quick mutants browser figures-audit analytics databases engines check style matrix i18n build release release-check bench screenshots sample-course clean dev

help: ## List these commands
	@echo "Commands (make COMMAND):"
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

demo: ## Set up and serve the demo on this machine (PORT, default 8000)
	@.ci/venv .venv demo
	@echo "Starting the demo on port $(PORT) (Ctrl-C ends it)."
	@$(PY) -m matrix_xblock.demo

test: ## Set up and run everything: checks, then every test, browser included
	@.ci/find-chromium >/dev/null
	@fc-list : family 2>/dev/null | grep -q '^Inter' || echo "The font Inter is not here (Debian: fonts-inter): wider letters may fail a few browser tests of sizes."
	@command -v git >/dev/null || { echo "The packaging tests need git: sudo apt-get install git."; exit 1; }
	@.ci/timed "installing what make test needs" $(MAKE) dev
	@.ci/timed checks $(MAKE) style
	@echo "Running every test but those of the browser, with coverage; the bars of the house are among them."
	@.ci/timed "tests without a browser" $(PY) -m pytest $(SPREAD) --ignore=tests/browser --cov --cov-report=term
	@.ci/timed "browser tests" $(MAKE) browser

unit: dev ## Run the tests of rules, codecs and use-cases: no Django, half a minute
	@echo "Running tests/unit."
	@$(PY) -m pytest -q $(SPREAD) tests/unit

quick: dev ## Run all tests that need no browser and build no package
	@echo "Running the tests without a browser."
	@$(PY) -m pytest -q $(SPREAD) --ignore=tests/browser --ignore=tests/package

mutants: dev ## Change the rules here and there, and see whether tests/unit notice: SEED=13 SAMPLE=300
	@.ci/timed mutants $(PY) .ci/mutants.py --seed $(SEED) --sample $(SAMPLE)

browser: dev ## Run the browser tests
	@echo "Running the browser tests, each of which waits a third of its time: on one more than there are cores."
	@CHROMIUM="$$(.ci/find-chromium)" && export CHROMIUM && $(PY) -m pytest -n $$(($$(nproc) + 1)) --dist worksteal tests/browser

figures-audit: ## Attack releases with an exact solver (COURSES=60); open files in pandas, R, LibreOffice
	@.ci/venv .venv-audit audit
	@for program in Rscript:r-base-core soffice:libreoffice-calc; do \
		command -v $${program%:*} >/dev/null || echo "Not checked, as there is no $${program%:*} here (Debian: $${program#*:})."; \
	done
	@echo "Opening files in the programs that people open them with."
	@FIGURES_AUDIT=1 .venv-audit/bin/python -m pytest -q tests/readers
	@echo "Attacking releases of generated courses with an exact solver."
	@FIGURES_AUDIT=1 .venv-audit/bin/python -m pytest -q -s tests/solver

analytics: ## Check what analytics get with the packages that sites have for it
	@.ci/venv .venv-analytics analytics
	@.ci/analytics

databases: dev ## Run what depends on the database on MariaDB and on PostgreSQL (mariadb-server, postgresql)
	@echo "Running the tests of contracts, course staff, sign-off, reset and races on each database."
	@AT_ONCE=yes .ci/databases $(PY) -m pytest -q $(ON_DATABASES) --ignore=tests/contract/test_races_on_sqlite.py

engines: dev ## Run the whole path in Firefox and in WebKit (firefox-esr, webkit2gtk-driver, xvfb)
	@echo "Running the tests in Firefox and in WebKit."
	@.ci/engines

check: style ## Check style, types, import contract, house bars and catalogues
	@echo "Checking the bars of the house."
	@$(PY) -m pytest -q -m "not package" tests/package

style: dev # what check does without a test
	@echo "Checking style (ruff)."
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo "Some files are not formatted: $(PY) -m ruff format ."; exit 1; }
	@echo "Checking types (mypy)."
	@$(PY) -m mypy --no-error-summary
	@echo "Checking the import contract (import-linter)."
	@said=$$(.venv/bin/lint-imports --no-cache) || { echo "$$said"; exit 1; }
	@echo "Checking the translation catalogues."
	@$(PY) .ci/i18n.py --check

matrix: ## Run the tests against each supported Open edX release, or some: CELLS="teak ulmo"
	@echo "Running the support matrix."
	@.ci/matrix $(CELLS)

i18n: dev ## Extract the words, merge them into each language and compile
	@echo "Refreshing the catalogues in translations/."
	@$(PY) .ci/i18n.py

build: dev ## Build the wheel and the source distribution into dist/
	@echo "Building into dist/."
	@$(PY) -m build

release: ## Build, check, hash and sign a release into dist/release: KEY=path/of/an/ssh/key
	@.ci/venv .venv-release release
	@[ -z "$$(git status --porcelain)" ] || { echo "Commit first: a release is of a commit."; exit 1; }
	@.ci/release dist/release $(KEY)

release-check: ## Make a release and throw it away; install, upgrade, roll back; try the plugin for Tutor
	@.ci/venv .venv-release release
	@echo "Making a release; installing, upgrading and rolling back; trying the plugin for Tutor."
	@RELEASE_CHECK=1 .venv-release/bin/python -m pytest -q -n 3 --dist loadfile tests/release

bench: dev ## Print sizes, counts and times; for staff pages on SQLite, MariaDB and PostgreSQL
	@echo "Measuring."
	@$(PY) benchmarks/bench.py
	@.ci/venv .venv-bench bench
	@.venv-bench/bin/python benchmarks/yardstick.py
	@CHROMIUM="$$(.ci/find-chromium)" && export CHROMIUM && .venv-bench/bin/python benchmarks/loading.py
	@CHROMIUM="$$(.ci/find-chromium)" && export CHROMIUM && $(PY) benchmarks/honest_review.py
	@$(PY) benchmarks/reading.py
	@$(PY) benchmarks/staff.py
	@.ci/databases $(PY) benchmarks/staff.py
	@$(PY) benchmarks/trust_report.py
	@.ci/databases $(PY) benchmarks/trust_report.py
	@.ci/venv .venv-analytics analytics
	@ANALYTICS=1 .venv-analytics/bin/python benchmarks/statements.py

screenshots: dev ## Take the pictures of docs/images again
	@echo "Taking screenshots into docs/images/."
	@CHROMIUM="$$(.ci/find-chromium)" && export CHROMIUM && $(PY) docs/screenshots.py

sample-course: ## Pack docs/sample-course for an import in Studio into dist/sample-course.tar.gz
	@mkdir -p dist
	@tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="2026-01-01 00:00Z" --transform='s|^sample-course|course|' -C docs -czf dist/sample-course.tar.gz sample-course
	@echo "Packed dist/sample-course.tar.gz. In Studio: Tools, Import."

clean: ## Remove everything that these commands made
	@echo "Removing environments, builds, caches and demo data."
	@rm -rf .venv .venv-* .demo build dist *.egg-info htmlcov mutants .coverage .coverage.*
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev:
	@.ci/venv .venv dev
