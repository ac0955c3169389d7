#!/usr/bin/env bash
# Every benchmark, one table each, each beside its rival in the same run. The stock rival is trained once and kept.
set -euo pipefail
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1
model=$(deploy/model.sh)
stock=models/stock-$(sha256sum bench/stock/* domain.yml nlu/data/intents/* bot/dialogue/* | sha256sum | cut -c1-16)
if [ ! -f "$stock.tar.gz" ]; then
  echo "  training the stock rival, DIET and TED (some ten minutes)" >&2
  .venv-rasa/bin/rasa train --config bench/stock/config.yml --domain domain.yml --out models \
    --data nlu/data/intents bot/dialogue bench/stock/nlu.yml --fixed-model-name "$(basename "$stock")" >var/log/stock.log 2>&1
fi
echo "== bot turns through the whole path"
.venv/bin/python -m bench.whole_path "$model" "$stock.tar.gz"
echo "== turns of one Rasa process"
.venv/bin/python -m bench.rasa_turns "$model" "$stock.tar.gz"
echo "== intents on held-out messages"
.venv-rasa/bin/python -m nlu.components.score tests/bot_rasa/held_out_intents.yml "ours=$model" "DIET=$stock.tar.gz"
echo "== tags per second, one thread"
.venv/bin/python -m bench.tags
echo "== answer search in 10,000 articles"
.venv/bin/python -m bench.knowledge
echo "== CX pages over 1,000,000 tagged messages"
.venv/bin/python -m bench.voice
