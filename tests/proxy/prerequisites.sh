#!/bin/sh
# Sees to it that there is the Nginx that the tests start, and says so if it cannot.
set -eu

PATH=$PATH:/usr/sbin:/sbin
! command -v nginx >/dev/null || exit 0

packages="nginx-light libnginx-mod-http-brotli-static"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Nginx, behind which the tracker is tested ..."
    # Debian would start it; the tests start their own.
    policy=/usr/sbin/policy-rc.d
    [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && trap 'rm $policy' EXIT; }
    # shellcheck disable=SC2086  # two packages
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $packages >/dev/null
    exit
fi
echo "Nginx is needed to test the proxy: install it (Debian, Ubuntu: apt install $packages)." >&2
exit 1
