#!/usr/bin/env bash
# Print the Rasa model that fits the data, training it first where there is none. The name is a digest of all it is made
# of, so a change of the data is a new model and going back to older data finds the older model.
set -euo pipefail
cd "$(dirname "$0")/.."
export RASA_TELEMETRY_ENABLED=false OMP_NUM_THREADS=1 TF_CPP_MIN_LOG_LEVEL=2 SQLALCHEMY_SILENCE_UBER_WARNING=1
sources=(config.yml domain.yml nlu/data/intents bot/dialogue nlu/components nlu/*.py nlu/training/fitting.py nlu/data/words
  nlu/models/encoder/meaning/model.onnx requirements/rasa.txt)
digest=$(find "${sources[@]}" -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
model=models/$digest.tar.gz
if [ ! -f "$model" ]; then
  echo "  training the bot (a few minutes)" >&2
  mkdir -p var/log
  # trained under another name, so that a training cut off leaves no model that looks whole
  .venv-rasa/bin/rasa train --config config.yml --domain domain.yml --data nlu/data/intents bot/dialogue \
    --out models --fixed-model-name "training-$digest" >var/log/train.log 2>&1 ||
    { tail -n 30 var/log/train.log >&2; echo "The bot could not be trained: the log is var/log/train.log" >&2; exit 1; }
  mv "models/training-$digest.tar.gz" "$model"
fi
echo "$model"
