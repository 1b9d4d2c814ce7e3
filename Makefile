# Every target sets up what it needs in .venv by itself; a second run starts at once.

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint bench messages lock clean

PYTHON ?= python3
bin := .venv/bin

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: .venv/ready-run  ## run the shipped example cases, from event to delivered notice, into out/demo
	@$(bin)/qauly demo --out out/demo

test: .venv/ready-test  ## the tests (under 10 minutes)
	@.ci/peers node
	@$(bin)/python -m pytest -q -m "not slow" -n auto --maxprocesses 8

test-slow: .venv/ready-test  ## the tests with heavy peers
	@.ci/peers node
	@.ci/peers heavy
	@$(bin)/python -m pytest -q -m slow || [ $$? -eq 5 ]  # 5: no test is marked slow

lint: .venv/ready-lint  ## ruff, mypy and qauly check
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/qauly check

bench: .venv/ready-bench  ## our speed beside the naive ways, as ratios
	@$(bin)/python -m benchmarks

messages: .venv/ready-run  ## bring locales/*.po up to date with the sentences in the code
	@$(bin)/pybabel -q extract --no-location --sort-output --omit-header -o .venv/qauly.pot engine channels
	@for lang in kk ru; do \
		po=locales/$$lang/LC_MESSAGES/qauly.po; \
		$(bin)/pybabel -q update --omit-header --no-fuzzy-matching --ignore-obsolete --no-wrap --init-missing \
			-l $$lang -i .venv/qauly.pot -o $$po && \
		printf 'msgid ""\nmsgstr ""\n"Language: %s\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n' $$lang \
			| cat - $$po >.venv/qauly.po && mv .venv/qauly.po $$po || exit 1; \
	done

pins := .venv/bin/uv pip compile -q --no-config --universal --python-version 3.11 --generate-hashes --upgrade \
	--custom-compile-command "make lock"

lock: .venv/ready-run  ## choose the newest allowed versions and pin them, with hashes, in requirements/
	@$(bin)/python -m pip install -qq uv
	@$(pins) pyproject.toml --all-extras --group setup --group test --group lint -o requirements/lint.txt
	@$(pins) pyproject.toml --all-extras --group test --group bench -c requirements/lint.txt -o requirements/bench.txt
	@$(pins) pyproject.toml --all-extras --group test -c requirements/lint.txt -o requirements/test.txt
	@$(pins) pyproject.toml --extra channels --extra web -c requirements/lint.txt -o requirements/run.txt
	@$(pins) --group setup -c requirements/lint.txt -o requirements/setup.txt

clean:  ## remove what was made: .venv, out/, caches, builds
	@rm -rf .venv out dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/ready-%: requirements/%.txt requirements/setup.txt pyproject.toml .ci/setup
	@PYTHON=$(PYTHON) .ci/setup $*
	@touch $@
