#!/bin/bash
# Whether Nginx answers: with the page, with the way to it, or that it is elsewhere.
set -eu

exec 3<>"/dev/tcp/127.0.0.1/${TICKETING_PROXY_PORT:-8080}"
printf 'HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r _ status _ <&3
case $status in
    200 | 308 | 404) ;;
    *) exit 1 ;;
esac
