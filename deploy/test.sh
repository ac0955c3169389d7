#!/usr/bin/env bash
# Every test, cheapest first: lint, Rasa's own check of its data, stories on a really trained model, pytest, browsers.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1

ensure_chromium() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "  installing Chromium for the browser tests"
    { apt-get update && apt-get install -y --no-install-recommends chromium; } >/tmp/chromium-install.log 2>&1 && return
  fi
  .venv/bin/playwright install chromium >/dev/null 2>&1 && return
  if [ "${CI:-}" = true ]; then
    echo "No browser could be installed, and CI asks for the browser tests." >&2
    exit 1
  fi
  echo "  No Chromium here and none could be installed: the browser tests are skipped. As root: apt install chromium"
  browser=(-m "not browser")
}

browser=()
deploy/lint.sh
ensure_chromium
.venv-rasa/bin/rasa data validate --fail-on-warnings --data nlu/data/intents bot/dialogue 2>&1 | tail -n 3
export RASA_MODEL
RASA_MODEL=$(deploy/model.sh)
.venv-rasa/bin/rasa test core --model "$RASA_MODEL" --stories tests/stories --fail-on-prediction-errors --e2e --out var/test-stories
.venv/bin/pytest "${browser[@]}" "$@"
