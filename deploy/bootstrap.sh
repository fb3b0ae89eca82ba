#!/usr/bin/env bash
# Make the virtual environment from the lock. Needs Python 3.9 or newer and network; uv finds or fetches Python 3.10.
set -euo pipefail
venv=${1:-.venv}
tools=.cache/tools
say() { printf '%s\n' "$*" >&2; }

find_uv() {
  if command -v uv >/dev/null 2>&1; then command -v uv; return; fi
  if [ ! -x "$tools/bin/uv" ]; then
    say "正在准备安装工具 uv …"
    mkdir -p "$tools"
    # Debian's python3 may lack the venv module; installing into a folder needs only pip.
    if python3 -m venv "$tools" >/dev/null 2>&1; then
      "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv >&2
    elif python3 -m pip --version >/dev/null 2>&1; then
      python3 -m pip install --quiet --disable-pip-version-check --target "$tools/lib" uv >&2
      mkdir -p "$tools/bin" && ln -sf "../lib/bin/uv" "$tools/bin/uv"
    else
      say "需要 Python 3.9 以上并带 venv 或 pip：请先安装（例如 apt-get install python3-venv）再运行。"
      exit 1
    fi
  fi
  echo "$PWD/$tools/bin/uv"
}

uv=$(find_uv)
say "正在安装依赖（首次约一分钟）…"
[ -x "$venv/bin/python" ] || "$uv" venv --quiet --python 3.10 "$venv"
export VIRTUAL_ENV="$venv"
"$uv" pip sync --require-hashes --compile-bytecode requirements.lock
"$uv" pip install --quiet --no-deps --editable .
ln -sf "$uv" "$venv/bin/uv"
say "依赖已就绪。"
