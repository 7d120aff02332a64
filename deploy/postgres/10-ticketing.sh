#!/bin/sh
# Run once by the image of PostgreSQL, when it has made a new cluster: the tracker's database, and
# its role, which is no superuser but may make the one that Grafana reads with.
set -eu

psql --set=ON_ERROR_STOP=1 --no-psqlrc --quiet --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'END'
\getenv password TICKETING_DATABASE_PASSWORD
CREATE ROLE ticketing LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE ticketing OWNER ticketing;
END
