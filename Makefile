.PHONY: help run test train lint bench demo-reset clean
.DEFAULT_GOAL := help
SHELL := /bin/bash

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 20

run: ## set up, train, load the demo company and run everything (PORT=8080, CHANNELS=simulated); Ctrl-C stops it
	@deploy/setup.sh app rasa
	@model=$$(deploy/model.sh) && RASA_MODEL=$$model CHANNELS="$(CHANNELS)" exec .venv/bin/python deploy/run.py

test: ## set up and run every test
	@deploy/setup.sh dev rasa
	@deploy/test.sh

lint: ## ruff, mypy, import-linter
	@deploy/setup.sh dev
	@deploy/lint.sh

train: ## train the bot where its data changed, and the tag models from scratch
	@deploy/setup.sh app rasa
	@deploy/model.sh
	.venv/bin/python -m nlu train-tags

bench: ## measure speed against the named rivals, in one run
	@deploy/setup.sh dev rasa
	@deploy/bench.sh

demo-reset: ## remove the demo company's data and load it anew
	@deploy/setup.sh app
	@.venv/bin/python -m store.migrate && .venv/bin/python -m demo reset

clean: ## remove the environments, models and all local data
	rm -rf .venv .venv-rasa models var
