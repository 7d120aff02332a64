#!/bin/sh
# Writes Nginx's configuration of the tracker from the environment, and runs Nginx with it.
#
#   run.sh           write, run, and reload when an address or the certificate changes
#   run.sh render    write and test, without running
#
# Needs Nginx 1.22 or newer and nothing that Debian's smallest image lacks. Works as any user: all
# it writes is in TICKETING_PROXY_RUN. The README lists the variables.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
nginx=${TICKETING_PROXY_NGINX:-nginx}
run=${TICKETING_PROXY_RUN:-/run/ticketing-proxy}
interval=${TICKETING_PROXY_INTERVAL:-5}
listen=${TICKETING_PROXY_LISTEN:-0.0.0.0 [::]}
port=${TICKETING_PROXY_PORT:-8080}
tls_port=${TICKETING_PROXY_TLS_PORT:-8443}
api=${TICKETING_PROXY_API:-127.0.0.1:8000}
grafana=${TICKETING_PROXY_GRAFANA:-}
trusted=${TICKETING_PROXY_TRUSTED:-}
certificate=${TICKETING_PROXY_CERTIFICATE:-/etc/ticketing/tls/fullchain.pem}
certificate_key=${TICKETING_PROXY_CERTIFICATE_KEY:-/etc/ticketing/tls/privkey.pem}
acme=${TICKETING_PROXY_ACME:-/var/lib/ticketing/acme}
access_log=${TICKETING_PROXY_ACCESS_LOG:-/dev/stdout}
workers=${TICKETING_PROXY_WORKERS:-auto}
silence=${TICKETING_PROXY_SILENCE_SECONDS:-30}
patience=${TICKETING_PROXY_ANSWER_SECONDS:-75}
ui=${TICKETING_UI_DIR:-/usr/share/ticketing/ui}
public_url=${TICKETING_PUBLIC_URL:-}
root_path=${TICKETING_ROOT_PATH:-}
body_bytes=${TICKETING_MAX_BODY_BYTES:-2097152}
upload_bytes=${TICKETING_MAX_UPLOAD_BYTES:-1073741824}

say() {
    echo "ticketing-proxy: $*" >&2
}

fail() {
    say "$@"
    exit 1
}

# Refuses a value that would mean something else in a configuration of Nginx.
plain() { # NAME VALUE
    case $2 in
        *[!A-Za-z0-9.,:/@%=_~-]*) fail "$1 holds what it may not: $2" ;;
    esac
}

list() { # NAME VALUE
    case $2 in
        *[!][A-Za-z0-9.,:/_\ -]*) fail "$1 holds what it may not: $2" ;;
    esac
}

number() { # NAME VALUE
    case $2 in
        '' | *[!0-9]*) fail "$1 must be a number, and is: $2" ;;
    esac
}

check() {
    plain TICKETING_PROXY_RUN "$run"
    list TICKETING_PROXY_LISTEN "$listen"
    list TICKETING_PROXY_API "$api"
    list TICKETING_PROXY_GRAFANA "$grafana"
    list TICKETING_PROXY_TRUSTED "$trusted"
    plain TICKETING_PROXY_CERTIFICATE "$certificate"
    plain TICKETING_PROXY_CERTIFICATE_KEY "$certificate_key"
    plain TICKETING_PROXY_ACME "$acme"
    plain TICKETING_PROXY_ACCESS_LOG "$access_log"
    plain TICKETING_PROXY_WORKERS "$workers"
    plain TICKETING_UI_DIR "$ui"
    plain TICKETING_PUBLIC_URL "$public_url"
    plain TICKETING_ROOT_PATH "$root_path"
    number TICKETING_PROXY_PORT "$port"
    number TICKETING_PROXY_TLS_PORT "$tls_port"
    number TICKETING_PROXY_INTERVAL "$interval"
    number TICKETING_PROXY_SILENCE_SECONDS "$silence"
    number TICKETING_PROXY_ANSWER_SECONDS "$patience"
    number TICKETING_MAX_BODY_BYTES "$body_bytes"
    number TICKETING_MAX_UPLOAD_BYTES "$upload_bytes"
    [ -n "$(words "$api")" ] || fail "TICKETING_PROXY_API names no server."
    [ -r "$ui/index.html" ] || fail "TICKETING_UI_DIR has no built web UI: $ui"
    command -v "$nginx" >/dev/null || fail "$nginx is not installed."
}

words() { # a list, by spaces or commas, as one word a line
    printf '%s\n' "$1" | tr , ' ' | tr -s ' ' '\n' | sed '/^$/d'
}

# "server" lines of a group: names become the addresses that they have now, so that each of several
# processes behind one name is known, and a name that is not known yet keeps nothing from starting.
servers() { # LIST
    words "$1" | while read -r server; do
        name=${server%:*}
        case $server in
            unix:* | \[*) echo "$server" ;;
            *[!0-9.:]*)
                getent ahosts "$name" | awk -v port="${server##*:}" '
                    { print ($1 ~ /:/ ? "[" $1 "]" : $1) ":" port }'
                ;;
            *) echo "$server" ;;
        esac
    done | sort -u | awk '
        { print "        server " $0 " max_fails=2 fail_timeout=2s;"; some = 1 }
        END { if (!some) print "        server 127.0.0.1:1 down;  # no address is known" }'
}

listening() { # PORT REST
    words "$listen" | while read -r address; do
        case $address in
            \[*) [ -e /proc/net/if_inet6 ] || continue ;;
        esac
        echo "    listen $address:$1$2;"
    done
}

# The path that people see before the tracker's own, as the API works it out.
prefix() {
    path=$root_path
    case $public_url in
        *://*/*) [ -n "$path" ] || path=${public_url#*://*/} ;;
    esac
    path=$(printf %s "$path" | sed 's|^/*||; s|/*$||')
    [ -z "$path" ] || echo "/$path"
}

newer_than() { # MAJOR.MINOR.PATCH: whether Nginx is at least that
    "$nginx" -v 2>&1 | sed 's|.*/\([0-9.]*\).*|\1|' | awk -F. -v wanted="$1" '
        { split(wanted, w, "."); exit !($1 * 1000000 + $2 * 1000 + $3 >= w[1] * 1000000 + w[2] * 1000 + w[3]) }'
}

fill() { # TEMPLATE: ${NAME} becomes the value of R_NAME
    awk '
        {
            while (match($0, /\$\{[A-Z0-9_]+\}/)) {
                printf "%s%s", substr($0, 1, RSTART - 1), ENVIRON["R_" substr($0, RSTART + 2, RLENGTH - 3)]
                $0 = substr($0, RSTART + RLENGTH)
            }
            print
        }' "$1"
}

# Writes the configuration; says in $changed whether it is another one than before.
# shellcheck disable=SC2089,SC2090  # the quotes within a value are for Nginx
render() {
    R_RUN=$run
    R_CONF=$run/conf
    R_UI=$ui
    R_ACME=$acme
    R_WORKERS=$workers
    # Each request that is passed on needs two files.
    # shellcheck disable=SC3045  # dash has it, as others do
    R_FILES=$(ulimit -Hn)
    case $R_FILES in
        *[!0-9]*) R_FILES=16384 ;;
    esac
    [ "$R_FILES" -le 16384 ] || R_FILES=16384
    R_CONNECTIONS=$((R_FILES / 4))
    R_SILENCE=$silence
    R_PATIENCE=$patience
    R_BODY_BYTES=$body_bytes
    R_UPLOAD_BYTES=$upload_bytes
    R_API=$(servers "$api")
    R_GRAFANA=$(servers "$grafana")
    R_NO_GRAFANA=
    [ -n "$grafana" ] || R_NO_GRAFANA='    return 404;'
    R_LISTEN_PLAIN=$(listening "$port" '')
    R_ACCESS_LOG=off
    [ "$access_log" = off ] || R_ACCESS_LOG="$access_log ticketing"
    R_USER=
    if [ "$(id -u)" = 0 ]; then
        R_USER='user nobody;'
        ! id www-data >/dev/null 2>&1 || R_USER='user www-data;'
    fi

    R_PREFIX=$(prefix)
    R_HOME=
    R_BASE=
    R_UNPREFIX=
    R_UNPREFIXED=
    if [ -n "$R_PREFIX" ]; then
        R_HOME="location = $R_PREFIX {
    return 308 $R_PREFIX/;
}
location / {
    return 404;
}"
        R_BASE="sub_filter '<base href=\"/\"' '<base href=\"$R_PREFIX/\"';
sub_filter_last_modified on;"
        R_UNPREFIX="rewrite ^$R_PREFIX(/.*)\$ \$1 break;"
        R_UNPREFIXED="        \"~^$R_PREFIX(?<ticketing_rest>/.*)\$\" \$ticketing_rest;"
    fi

    R_REAL_ADDRESS=
    R_PROXIED=
    if [ -n "$trusted" ]; then
        R_PROXIED=$(words "$trusted" | sed 's|.*|        & 1;|')
        R_REAL_ADDRESS="    real_ip_header X-Forwarded-For;
    real_ip_recursive on;
$(words "$trusted" | sed 's|.*|    set_real_ip_from &;|')"
    fi

    R_MODULES=
    R_BROTLI=
    module=${TICKETING_PROXY_MODULES:-/usr/lib/nginx/modules}/ngx_http_brotli_static_module.so
    if [ -e "$module" ]; then
        R_MODULES="load_module $module;"
        R_BROTLI='brotli_static on;'
    fi

    R_SERVERS=plain
    R_CERTIFICATE=$certificate
    R_CERTIFICATE_KEY=$certificate_key
    R_HTTP2=
    R_LISTEN_TLS=
    R_SECURE_ORIGIN=
    R_HSTS=
    secure=
    case $public_url in https://*) secure=1 ;; esac
    if [ -r "$certificate" ] && [ -r "$certificate_key" ]; then
        R_SERVERS=tls
        # It changes when the certificate does, so that a new one is loaded.
        R_HTTP2="    # $(cat "$certificate" "$certificate_key" | cksum)"
        if newer_than 1.25.1; then
            R_LISTEN_TLS=$(listening "$tls_port" ' ssl')
            R_HTTP2="$R_HTTP2
    http2 on;"
        else
            R_LISTEN_TLS=$(listening "$tls_port" ' ssl http2')
        fi
        # What stands before the path in the public address; else where the request went.
        R_SECURE_ORIGIN=$(printf %s "$public_url" | sed -n 's|^\(https://[^/]*\).*|\1|p')
        if [ -z "$R_SECURE_ORIGIN" ]; then
            # shellcheck disable=SC2016  # Nginx's own variable
            R_SECURE_ORIGIN='https://$host'
            [ "$tls_port" = 443 ] || R_SECURE_ORIGIN="$R_SECURE_ORIGIN:$tls_port"
        fi
        secure=1
    fi
    [ -z "$secure" ] || R_HSTS='add_header Strict-Transport-Security "max-age=31536000" always;'

    export R_RUN R_CONF R_UI R_ACME R_WORKERS R_FILES R_CONNECTIONS R_SILENCE R_PATIENCE \
        R_BODY_BYTES R_UPLOAD_BYTES R_API R_GRAFANA R_NO_GRAFANA R_LISTEN_PLAIN R_ACCESS_LOG \
        R_USER R_PREFIX R_HOME R_BASE R_UNPREFIX R_UNPREFIXED R_REAL_ADDRESS R_PROXIED R_MODULES \
        R_BROTLI R_SERVERS R_CERTIFICATE R_CERTIFICATE_KEY R_HTTP2 R_LISTEN_TLS R_SECURE_ORIGIN \
        R_HSTS

    rm -rf "$run/next"
    mkdir -p "$run/next" "$run/conf"
    for template in "$here"/templates/*.template; do
        name=${template##*/}
        fill "$template" >"$run/next/${name%.template}"
    done
    changed=
    diff -rq "$run/next" "$run/conf" >/dev/null || changed=1
    rm -rf "$run/last"
    mv "$run/conf" "$run/last"
    mv "$run/next" "$run/conf"
}

test_configuration() {
    "$nginx" -e stderr -p "$run" -c "$run/conf/nginx.conf" -t -q
}

# Runs beside Nginx, whose process this script becomes: $$ stays.
watch() {
    while sleep "$interval" && kill -0 $$ 2>/dev/null; do
        render
        [ -n "$changed" ] || continue
        if test_configuration; then
            say "an address or the certificate has changed"
            kill -HUP $$
        else
            say "the configuration stays as it was"
            rm -rf "$run/conf"
            mv "$run/last" "$run/conf"
        fi
    done
}

check
render
test_configuration
case ${1:-} in
    render) ;;
    '')
        [ "$interval" = 0 ] || watch &
        exec "$nginx" -e stderr -p "$run" -c "$run/conf/nginx.conf" -g 'daemon off;'
        ;;
    *) fail "$1 is not known: run.sh [render]" ;;
esac
