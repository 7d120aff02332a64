"""SQL of the role that reads the views, and nothing else."""

ROLE = "ticketing_reader"

# Roles are the whole server's: another tracker's database may have made this one, or an
# administrator where the tracker's own user may not.
READER = (
    f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    CREATE ROLE {ROLE} NOLOGIN;
  END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$
""",
    f"""
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}'
      AND NOT coalesce(rolconfig, '{{}}') @> ARRAY['search_path=reporting']) THEN
    ALTER ROLE {ROLE} SET search_path = reporting;
    ALTER ROLE {ROLE} SET default_transaction_read_only = on;
    ALTER ROLE {ROLE} SET statement_timeout = '60s';
    ALTER ROLE {ROLE} SET idle_in_transaction_session_timeout = '60s';
  END IF;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$
""",
    f"""
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    GRANT USAGE ON SCHEMA reporting TO {ROLE};
    GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO {ROLE};
  END IF;
END $$
""",
)
"""Statements that make the role as far as the present user may, and let it read the views."""
