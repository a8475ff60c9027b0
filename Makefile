# Nothing beyond Python 3.11 and make is needed. `make help` lists the targets.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/installed-$(shell cksum < requirements-dev.txt | tr -d ' ')
CODE := bankcore accounts payments risk reporting
# What measures the bank and is no part of it; ignored by git.
AUDIT := .audit
# One more than there are processors: many tests wait for a program that they started.
PYTEST := $(BIN)/python -m pytest -n $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 1)') --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help setup run day code test long check format lock messages sbom openapi postman client bench explain chaos fuzz screens lighthouse newman pdfua clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(STAMP): requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing what the bank is made of; the first time takes some minutes ..."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@rm -f .venv/installed-* && touch $@

setup: $(STAMP) ## Make the virtual environment, the database and the demo bank
	@$(BIN)/python -m bankcore.runtime.setup

run: setup ## Start the whole bank in the foreground; Ctrl-C stops it
	@$(BIN)/python manage.py run_bank

day: setup ## Run one business day of the demo bank and print what happened
	@$(BIN)/python manage.py run_business_day

code: ## Show the code that a log-in of the demo bank asks for in its second step
	@$(BIN)/python manage.py one_time_code $(WHO)

test: $(STAMP) ## Run the tests
	@$(PYTEST)

long: $(STAMP) ## Run the trials that take minutes each: three years, ten thousand events, every measure
	@$(PYTEST) -m long

check: $(STAMP) ## Everything that CI runs: format, lint, types, contracts, migrations, tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy $(CODE)
	$(BIN)/deptry --no-ansi .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE)
	$(BIN)/python .ci/audit_dependencies.py
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(MAKE) --no-print-directory test

format: $(STAMP) ## Format the code
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .

lock: $(STAMP) ## Pin the dependencies of pyproject.toml anew, with hashes
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --generate-hashes --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt

messages: $(STAMP) ## Compile the catalogues of languages after a change of a .po file
	@$(BIN)/pybabel --quiet compile --directory bankcore/locale --domain django

sbom: $(STAMP) ## Write the software bill of materials, dist/sbom.cdx.json
	@$(BIN)/python .ci/bill_of_materials.py dist/sbom.cdx.json

openapi: $(STAMP) ## Write the description of the API, dist/openapi.yaml
	@mkdir -p dist
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --file dist/openapi.yaml

postman: $(STAMP) ## Write every request of the API for Postman, dist/bankcore.postman_collection.json
	@$(BIN)/python manage.py make_postman --file dist/bankcore.postman_collection.json

client: openapi ## Write a Python client of the API, dist/client (tests/bankcore/developers/pay_by_client.py pays by it)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/openapi-python-client generate --overwrite --config .ci/python_client.yaml --path dist/openapi.yaml --output-path dist/client

bench: setup ## Measure the ledger and the API against pgbench, in one run; SCALE=large: a million accounts
	@$(BIN)/python manage.py bench $(if $(SCALE),--scale $(SCALE))

explain: $(STAMP) ## Find statements that read a large table whole, of the tests named by EXPLAIN
	@$(BIN)/python -m pytest -q -p tests.explained.plugin $(or $(EXPLAIN),tests/accounts tests/payments tests/bankcore/presentation)

chaos: setup ## Break a bank of its own on purpose, some quarter of an hour: CHAOS="--only Redis --seed 7"
	@$(BIN)/python manage.py chaos $(CHAOS)

fuzz: setup ## Send the API all that its schema allows and does not, for FUZZ_SECONDS (600)
	@$(BIN)/python manage.py fuzz_api --seconds $(or $(FUZZ_SECONDS),600) $(if $(FUZZ_SEED),--seed $(FUZZ_SEED))

screens: $(STAMP) ## Take the pictures of docs/screens anew, of a running bank (make run, make day)
	@$(BIN)/python .ci/take_pictures.py

$(AUDIT)/node: .ci/audit/package.json .ci/audit/package-lock.json
	@command -v npm >/dev/null || { echo "Node 18.16 or newer, with npm, is needed"; exit 1; }
	@mkdir -p $(AUDIT) && cp .ci/audit/package.json .ci/audit/package-lock.json $(AUDIT)
	@cd $(AUDIT) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node

$(AUDIT)/java: .ci/audit/pom.xml
	@command -v mvn >/dev/null || { echo "Java 11 or newer, and Maven, are needed"; exit 1; }
	@mkdir -p $(AUDIT) && rm -rf $(AUDIT)/verapdf
	@mvn -q -B -f .ci/audit/pom.xml dependency:copy-dependencies -DoutputDirectory="$(CURDIR)/$(AUDIT)/verapdf"
	@touch $@

lighthouse: $(STAMP) $(AUDIT)/node ## Measure the pages of online banking by Lighthouse; a page under 95 fails
	@$(BIN)/python .ci/measure_pages.py

newman: $(STAMP) $(AUDIT)/node ## Send every request of the Postman collection to a demo bank
	@$(BIN)/python .ci/run_collection.py

pdfua: $(STAMP) $(AUDIT)/java ## Hold statements and letters against PDF/UA by veraPDF
	@$(BIN)/python .ci/validate_paper.py

clean: ## Remove the virtual environment, caches and what tests keep in memory; the data folder stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis /dev/shm/bankcore-tests-$(shell id -u)-*
