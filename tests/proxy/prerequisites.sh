#!/bin/sh
# Installs the Nginx that the tests start, where that is possible; else they say that they skip it.
set -eu

PATH=$PATH:/usr/sbin:/sbin
if command -v nginx >/dev/null; then
    exit 0
fi
packages="nginx-light libnginx-mod-http-brotli-static"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages for the tests ..."
    export DEBIAN_FRONTEND=noninteractive
    # Installed, not started: the tests start their own.
    # shellcheck disable=SC2086  # two packages
    { apt-get update -qq && RUNLEVEL=1 apt-get install -qq --no-install-recommends $packages; } >/dev/null ||
        echo "That was not possible; the tests of the proxy are skipped." >&2
else
    echo "Nginx is not installed, so the tests of the proxy are skipped: as root, on Debian or" >&2
    echo "Ubuntu, install it with: apt-get install $packages" >&2
fi
