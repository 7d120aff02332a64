#!/bin/sh
# Writes .env from .env.example, with a new secret wherever "generate" stands; for its owner alone.
#
#   deploy/env.sh [FILE]    FILE is .env in the repository, and is never written over
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
file=${1:-$root/.env}

fail() {
    echo "$*" >&2
    exit 1
}

[ ! -e "$file" ] || fail "$file is there already: delete it first if its secrets are no longer used."
# The containers' users are others, and read these folders of the checkout, whatever umask made it.
# A key in deploy/tls is not made readable here.
chmod -R a+rX "$root/deploy/postgres" "$root/grafana"
chmod a+rx "$root/deploy/tls"
umask 077
draft=$(mktemp "$file.XXXXXX")
trap 'rm -f "$draft"' EXIT
while IFS= read -r line; do
    case $line in
        [A-Z]*=generate)
            secret=$(od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n')
            [ ${#secret} = 48 ] || fail "/dev/urandom gave no secret."
            line=${line%generate}$secret
            ;;
    esac
    printf '%s\n' "$line"
done <"$root/.env.example" >"$draft"
ln "$draft" "$file" 2>/dev/null || fail "$file cannot be written, or is there already."
echo "$file is written. In it, TICKETING_ADMIN_PASSWORD is what to sign in with."
