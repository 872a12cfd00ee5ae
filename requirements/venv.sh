#!/bin/sh
# Makes the virtual environment named by $1 with a Python that is good enough; called by the Makefile.
set -u
venv=$1

able() {
    "$1" -c "import sys, sqlite3, ssl; sys.exit(not ((3, 11) <= sys.version_info[:2] $2))" >/dev/null 2>&1
}

# The versions the locked packages bring wheels for come first; a newer python3 is tried when there is no such.
python=
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if able "$name" '< (3, 15)'; then python=$name; break; fi
done
if [ -z "$python" ]; then
    if able python3 ''; then
        python=python3
    else
        echo "Wireroom needs Python 3.11 or newer (with sqlite3 and ssl) and found none; install one, or name it: make run PYTHON=/path/to/python3" >&2
        exit 1
    fi
fi

# Debian splits venv off its Python: as root we fetch it, otherwise we say what to fetch.
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing python3-venv ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    fi
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        echo "$python has no venv module; install it (on Debian and Ubuntu: apt-get install python3-venv)." >&2
        exit 1
    fi
fi

"$python" -m venv "$venv" || { rm -rf "$venv"; exit 1; }
pwd >"$venv/.place"
