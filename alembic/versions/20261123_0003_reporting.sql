-- What revision 0003 makes besides its tables; a line of dashes and a name begins each part,
-- and a line of two semicolons ends each statement.

-- ---- functions

CREATE FUNCTION first_status(state text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substring(
    coalesce(nullif(left(split_part(state, '"issue_status":', 2), 8), ''),
             substring(state FROM '"issue_status"\s*:(.{1,8})'))
    FROM '^\s*([0-7])\s*[,}]')::smallint
$$
;;

CREATE FUNCTION utc_day(at bigint) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DATE '1970-01-01' + (least(greatest(at, 0), 253402300799999) / 86400000)::int
$$
;;

CREATE VIEW status_history AS
SELECT h.issue_id,
  h.span_number + x.added::int AS span_number,
  CASE WHEN x.added THEN h.present_status ELSE h.issue_status END AS issue_status,
  CASE WHEN x.added THEN h.issue_status ELSE h.previous_status END AS previous_status,
  CASE WHEN x.added THEN greatest(h.started_on, h.present_since) ELSE h.started_on END
    AS started_on,
  CASE WHEN x.added THEN NULL WHEN h.goes_on THEN greatest(h.started_on, h.present_since)
    ELSE h.ended_on END AS ended_on,
  CASE WHEN x.added THEN NULL ELSE h.activity_id END AS activity_id,
  h.issue_project,
  CASE WHEN x.added THEN NULL ELSE h.started_by END AS started_by
FROM (
  SELECT b.issue_id, b.issue_project, b.issue_status, b.started_on, b.activity_id, b.started_by,
    b.present_status, b.present_since,
    (row_number() OVER w)::int AS span_number,
    lag(b.issue_status) OVER w AS previous_status,
    lead(b.started_on) OVER w AS ended_on,
    lead(b.kind) OVER w IS NULL AND b.issue_status <> b.present_status AS goes_on
  FROM (
    SELECT e.issue_id, e.kind, e.at, e.id,
      first_value(e.issue_project) OVER w AS issue_project,
      first_value(e.present_status) OVER w AS present_status,
      first_value(e.present_since) OVER w AS present_since,
      greatest(e.at, first_value(e.at) OVER w) AS started_on,
      CASE WHEN e.kind > 0 THEN e.status
        WHEN lead(e.kind) OVER w = 1 THEN lead(e.status) OVER w
        ELSE coalesce(lead(e.old_status) OVER w, e.status) END AS issue_status,
      CASE WHEN e.kind > 0 THEN e.id WHEN lead(e.kind) OVER w = 1 THEN lead(e.id) OVER w END
        AS activity_id,
      CASE WHEN e.kind = 0 AND lead(e.kind) OVER w = 1 THEN lead(e.who) OVER w ELSE e.who END
        AS started_by
    FROM (
      SELECT i.id AS issue_id, 0 AS kind, i.created_on AS at, 0::bigint AS id,
        i.created_by AS who,
        CASE WHEN i.resolved_on > i.created_on THEN 0::smallint ELSE i.issue_status END AS status,
        NULL::smallint AS old_status, i.issue_project, i.issue_status AS present_status,
        coalesce(i.resolved_on, i.updated_on) AS present_since
      FROM issues i
      UNION ALL
      SELECT a.issue_id, 1, a.created_on, a.id, a.created_by, first_status(a.new_value),
        NULL, NULL, NULL, NULL
      FROM activity a WHERE a.activity_type = 6 AND first_status(a.new_value) IS NOT NULL
      UNION ALL
      SELECT a.issue_id, 2, a.created_on, a.id, a.created_by,
        coalesce(substring(a.new_value FROM '^[0-7]$'), '0')::smallint,
        substring(a.old_value FROM '^[0-7]$')::smallint, NULL, NULL, NULL
      FROM activity a WHERE a.field = 'issue_status'
    ) e WINDOW w AS (PARTITION BY e.issue_id ORDER BY e.kind, e.at, e.id)
  ) b WHERE b.kind <> 1 WINDOW w AS (PARTITION BY b.issue_id ORDER BY b.kind, b.at, b.id)
) h CROSS JOIN LATERAL (SELECT false AS added UNION ALL SELECT true WHERE h.goes_on) x
;;

CREATE FUNCTION mark_flow(project text, at bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF at < extract(epoch FROM now())::float8 * 1000 - 3600000 THEN
    INSERT INTO flow_marks (issue_project, day, transaction_id)
    SELECT project, n.day, n.own FROM (
      SELECT utc_day(at) AS day,
        pg_current_xact_id()::text::bigint AS own) n
    WHERE NOT EXISTS (SELECT FROM flow_marks m
      WHERE m.issue_project = project AND m.day <= n.day AND m.transaction_id = n.own);
  END IF;
END $$
;;

CREATE FUNCTION rebuild_status_spans(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM status_spans WHERE issue_id = ANY (ids);
  INSERT INTO status_spans (issue_id, span_number, issue_status, previous_status, started_on,
    ended_on, activity_id, issue_project, started_by)
  SELECT h.issue_id, h.span_number, h.issue_status, h.previous_status, h.started_on,
    h.ended_on, h.activity_id, h.issue_project, h.started_by
  FROM status_history h WHERE h.issue_id = ANY (ids);
  PERFORM mark_flow(i.issue_project, min(i.created_on)) FROM issues i
  WHERE i.id = ANY (ids) GROUP BY i.issue_project;
END $$
;;

CREATE FUNCTION follow_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first smallint;
BEGIN
  IF NEW.activity_type = 6 THEN
    first := first_status(NEW.new_value);
    IF first IS NOT NULL THEN
      INSERT INTO status_spans (issue_id, span_number, issue_status, started_on, activity_id,
        issue_project, started_by)
      VALUES (NEW.issue_id, 1, first, NEW.created_on, NEW.id, split_part(NEW.issue_name, '-', 1),
        NEW.created_by)
      ON CONFLICT DO NOTHING;
    END IF;
  ELSE
    WITH before AS (
      UPDATE status_spans s SET ended_on = NEW.created_on
      WHERE s.issue_id = NEW.issue_id AND s.ended_on IS NULL AND s.activity_id < NEW.id
        AND s.started_on <= NEW.created_on
      RETURNING s.span_number, s.issue_status, s.issue_project)
    INSERT INTO status_spans (issue_id, span_number, issue_status, previous_status, started_on,
      activity_id, issue_project, started_by)
    SELECT NEW.issue_id, b.span_number + 1,
      coalesce(substring(NEW.new_value FROM '^[0-7]$'), '0')::smallint, b.issue_status,
      NEW.created_on, NEW.id, b.issue_project, NEW.created_by FROM before b;
  END IF;
  IF NOT FOUND THEN
    PERFORM rebuild_status_spans(ARRAY[NEW.issue_id]);
  ELSIF NEW.created_on < extract(epoch FROM now())::float8 * 1000 - 3600000 THEN
    PERFORM mark_flow(split_part(NEW.issue_name, '-', 1), NEW.created_on);
  END IF;
  RETURN NULL;
END $$
;;

CREATE FUNCTION retell_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM issues i WHERE i.id = OLD.issue_id) THEN
    PERFORM rebuild_status_spans(ARRAY[OLD.issue_id]);
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.issue_id <> OLD.issue_id THEN
    PERFORM rebuild_status_spans(ARRAY[NEW.issue_id]);
  END IF;
  RETURN NULL;
END $$
;;

CREATE FUNCTION forget_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_flow(g.issue_project, min(g.started_on)) FROM gone g
  JOIN projects p ON p.project_key = g.issue_project GROUP BY g.issue_project;
  RETURN NULL;
END $$
;;

CREATE FUNCTION settle_flow(project text, most integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  seen bigint[];
  first_day date;
  until date := (now() AT TIME ZONE 'UTC')::date - 1;
BEGIN
  IF NOT pg_try_advisory_xact_lock(741955, hashtext(project)) THEN
    RETURN false;
  END IF;
  SELECT array_agg(m.id), min(m.day) INTO seen, first_day FROM flow_marks m
  WHERE m.issue_project = project;
  IF first_day IS NULL THEN
    DELETE FROM flow_days f WHERE f.issue_project = project;
    SELECT utc_day(min(s.started_on)) INTO first_day FROM status_spans s
    WHERE s.issue_project = project;
  END IF;
  IF first_day IS NULL OR (first_day >= until AND cardinality(seen) = 1) THEN
    RETURN false;
  END IF;
  until := least(until, first_day + most);
  DELETE FROM flow_days f WHERE f.issue_project = project AND f.day >= first_day;
  INSERT INTO flow_days (issue_project, day, issue_status, issues)
  SELECT project, c.day + g.step, c.issue_status, c.issues FROM (
    SELECT n.issue_status, n.day, (sum(n.net) OVER w)::int AS issues,
      lead(n.day, 1, until) OVER w AS next_day
    FROM (
      SELECT f.issue_status, f.day, f.issues::bigint AS net FROM flow_days f
      WHERE f.issue_project = project AND f.day = first_day - 1
      UNION ALL
      SELECT x.status, utc_day(s.started_on), sum(x.net) FROM status_spans s
      CROSS JOIN LATERAL (VALUES (s.issue_status, 1), (s.previous_status, -1)) AS x (status, net)
      WHERE s.issue_project = project AND x.status IS NOT NULL
        AND s.started_on >= CASE WHEN first_day > DATE '1970-01-01'
          THEN (first_day - DATE '1970-01-01')::bigint * 86400000 ELSE -9223372036854775808 END
        AND s.started_on < (until - DATE '1970-01-01')::bigint * 86400000
      GROUP BY 1, 2
    ) n WINDOW w AS (PARTITION BY n.issue_status ORDER BY n.day)
  ) c CROSS JOIN LATERAL generate_series((c.day < first_day)::int, c.next_day - c.day - 1)
    AS g (step);
  DELETE FROM flow_marks m WHERE m.id = ANY (seen);
  INSERT INTO flow_marks (issue_project, day, transaction_id)
  VALUES (project, until, pg_current_xact_id()::text::bigint);
  RETURN true;
END $$
;;

-- ---- triggers

CREATE TRIGGER follow_status AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.activity_type = 6 OR NEW.field = 'issue_status') EXECUTE FUNCTION follow_status()
;;

CREATE TRIGGER retell_status AFTER UPDATE OF created_on, created_by, issue_id, activity_type,
field, old_value, new_value ON activity FOR EACH ROW
WHEN (OLD.activity_type = 6 OR OLD.field = 'issue_status'
  OR NEW.activity_type = 6 OR NEW.field = 'issue_status') EXECUTE FUNCTION retell_status()
;;

CREATE TRIGGER unsay_status AFTER DELETE ON activity FOR EACH ROW
WHEN (OLD.activity_type = 6 OR OLD.field = 'issue_status') EXECUTE FUNCTION retell_status()
;;

CREATE TRIGGER forget_status AFTER DELETE ON status_spans REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION forget_status()
;;

-- ---- views

CREATE SCHEMA IF NOT EXISTS reporting
;;

COMMENT ON SCHEMA reporting IS 'What ticketing_reader may read; see docs/reporting.md.'
;;

CREATE VIEW reporting.version AS SELECT 1 AS version
;;

COMMENT ON VIEW reporting.version IS 'The version of this schema; within one, views and columns are only added.'
;;

CREATE VIEW reporting.enums AS SELECT e.id, e.table_name, e.table_column, e.name, e.value FROM enums e
;;

COMMENT ON VIEW reporting.enums IS 'The names of all integer enums, by the table and column that hold them.'
;;

CREATE VIEW reporting.issues AS 
SELECT i.id, i.created_on, i.updated_on, i.created_by, i.issue_name, i.issue_project, i.issue_type,
  i.issue_priority, i.issue_story_points, i.issue_summary, i.issue_description, i.issue_status,
  i.issue_resolution, i.issue_affected_version, i.issue_fixed_version, i.issue_assigned_to,
  i.resolved_on, i.issue_parent, i.issue_affected_versions, i.issue_fixed_versions,
  i.issue_sprints, i.labels, i.components, t.name AS issue_type_name,
  p.name AS issue_priority_name, s.name AS issue_status_name, r.name AS issue_resolution_name,
  i.issue_status NOT IN (6, 7) AS is_open, to_timestamp(i.created_on / 1000.0::float8) AS created_at, to_timestamp(i.updated_on / 1000.0::float8) AS updated_at,
  to_timestamp(i.resolved_on / 1000.0::float8) AS resolved_at, greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint) - i.created_on, 0) AS age_milliseconds
FROM issues i
LEFT JOIN enums t ON t.table_name = 'issues' AND t.table_column = 'issue_type' AND t.value = i.issue_type
LEFT JOIN enums p ON p.table_name = 'issues' AND p.table_column = 'issue_priority' AND p.value = i.issue_priority
LEFT JOIN enums s ON s.table_name = 'issues' AND s.table_column = 'issue_status' AND s.value = i.issue_status
LEFT JOIN enums r ON r.table_name = 'issues' AND r.table_column = 'issue_resolution' AND r.value = i.issue_resolution
;;

COMMENT ON VIEW reporting.issues IS 'Every issue as it is now.'
;;

CREATE VIEW reporting.activity AS 
SELECT a.id, a.created_on, a.updated_on, a.created_by, a.issue_id, a.issue_name, a.activity_type,
  a.activity_text, a.field, a.old_value, a.new_value, a.issue_version, a.activity_imported,
  split_part(a.issue_name, '-', 1) AS issue_project, t.name AS activity_type_name,
  (SELECT e.name FROM enums e WHERE e.table_name = 'issues' AND e.table_column = a.field AND e.value::text = a.old_value) AS old_value_name, (SELECT e.name FROM enums e WHERE e.table_name = 'issues' AND e.table_column = a.field AND e.value::text = a.new_value) AS new_value_name,
  to_timestamp(a.created_on / 1000.0::float8) AS created_at, to_timestamp(a.updated_on / 1000.0::float8) AS updated_at
FROM activity a LEFT JOIN enums t ON t.table_name = 'activity' AND t.table_column = 'activity_type' AND t.value = a.activity_type
;;

COMMENT ON VIEW reporting.activity IS 'Every row of history: a comment, a changed field, or the creation of an issue.'
;;

CREATE VIEW reporting.status_spans AS 
SELECT s.issue_id, i.issue_name, s.issue_project, s.span_number, s.issue_status,
  s.previous_status, s.started_on, s.until_on AS ended_on, s.is_current, s.started_by,
  s.activity_id, s.until_on - s.started_on AS milliseconds, n.name AS issue_status_name,
  p.name AS previous_status_name, to_timestamp(s.started_on / 1000.0::float8) AS started_at,
  to_timestamp(s.until_on / 1000.0::float8) AS ended_at
FROM (SELECT x.issue_id, x.issue_project, x.span_number, x.issue_status, x.previous_status,
    x.started_on, x.started_by, x.activity_id, x.ended_on IS NULL AS is_current,
    coalesce(x.ended_on, greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint), x.started_on)) AS until_on FROM status_spans x) s
LEFT JOIN issues i ON i.id = s.issue_id
LEFT JOIN enums n ON n.table_name = 'issues' AND n.table_column = 'issue_status' AND n.value = s.issue_status
LEFT JOIN enums p ON p.table_name = 'issues' AND p.table_column = 'issue_status' AND p.value = s.previous_status
;;

COMMENT ON VIEW reporting.status_spans IS 'Every time that an issue spent in one status; the last one of each issue ends now.'
;;

CREATE VIEW reporting.time_in_status AS 
SELECT s.issue_id, i.issue_name, s.issue_project, s.issue_status, s.spans, s.milliseconds,
  s.milliseconds / 3600000.0::float8 AS hours, n.name AS issue_status_name
FROM (SELECT x.issue_id, x.issue_project, x.issue_status, count(*)::int AS spans,
    sum(coalesce(x.ended_on, greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint), x.started_on)) - x.started_on)::bigint
      AS milliseconds
  FROM status_spans x GROUP BY x.issue_id, x.issue_project, x.issue_status) s
LEFT JOIN issues i ON i.id = s.issue_id
LEFT JOIN enums n ON n.table_name = 'issues' AND n.table_column = 'issue_status' AND n.value = s.issue_status
;;

COMMENT ON VIEW reporting.time_in_status IS 'How long each issue has been in each status, all its spans together.'
;;

CREATE VIEW reporting.cumulative_flow AS 
SELECT f.day, f.issue_project, f.issue_status, f.issues, n.name AS issue_status_name FROM (
  SELECT d.day, d.issue_project, d.issue_status, d.issues
  FROM (SELECT m.issue_project, min(m.day) AS first_day FROM flow_marks m GROUP BY 1) k
  JOIN flow_days d ON d.issue_project = k.issue_project AND d.day < k.first_day
  UNION ALL
  SELECT c.day + g.step, c.issue_project, c.issue_status, c.issues FROM (
    SELECT v.issue_project, v.first_day, n.issue_status, n.day, (sum(n.net) OVER w)::int AS issues,
      lead(n.day, 1, v.today + 1) OVER w AS next_day
    FROM (
      SELECT p.project_key AS issue_project, (now() AT TIME ZONE 'UTC')::date AS today,
        (SELECT min(m.day) FROM flow_marks m WHERE m.issue_project = p.project_key) AS first_day
      FROM projects p) v
    CROSS JOIN LATERAL (
      SELECT d.issue_status, d.day, d.issues::bigint AS net FROM flow_days d
      WHERE d.issue_project = v.issue_project AND d.day = v.first_day - 1
      UNION ALL
      SELECT x.status, utc_day(s.started_on), sum(x.net) FROM status_spans s
      CROSS JOIN LATERAL (VALUES (s.issue_status, 1), (s.previous_status, -1)) AS x (status, net)
      WHERE s.issue_project = v.issue_project AND x.status IS NOT NULL
        AND s.started_on >= CASE WHEN v.first_day > DATE '1970-01-01'
          THEN (v.first_day - DATE '1970-01-01')::bigint * 86400000 ELSE -9223372036854775808 END
        AND s.started_on < (v.today + 1 - DATE '1970-01-01')::bigint * 86400000
      GROUP BY 1, 2
    ) n WINDOW w AS (PARTITION BY v.issue_project, n.issue_status ORDER BY n.day)
  ) c CROSS JOIN LATERAL generate_series(coalesce((c.day < c.first_day)::int, 0),
    c.next_day - c.day - 1) AS g (step)
) f LEFT JOIN enums n ON n.table_name = 'issues' AND n.table_column = 'issue_status' AND n.value = f.issue_status
;;

COMMENT ON VIEW reporting.cumulative_flow IS 'How many issues of each project had each status at the end of each day (UTC); of today, now.'
;;

CREATE VIEW reporting.created_resolved AS 
SELECT e.day, e.issue_project, count(*) FILTER (WHERE NOT e.is_end)::int AS created,
  count(*) FILTER (WHERE e.is_end)::int AS resolved
FROM (
  SELECT utc_day(i.created_on) AS day, i.issue_project, false AS is_end FROM issues i
  UNION ALL
  SELECT utc_day(i.resolved_on), i.issue_project, true FROM issues i
  WHERE i.resolved_on IS NOT NULL
) e GROUP BY e.day, e.issue_project
;;

COMMENT ON VIEW reporting.created_resolved IS 'How many issues of each project were created and resolved on each day (UTC).'
;;

CREATE VIEW reporting.lead_time AS SELECT i.id AS issue_id, i.issue_name, i.issue_project, i.issue_type, i.issue_priority, i.issue_story_points, i.created_on AS started_on, i.resolved_on, greatest(i.resolved_on - i.created_on, 0) AS milliseconds, greatest(i.resolved_on - i.created_on, 0) / 86400000.0::float8 AS days, to_timestamp(i.created_on / 1000.0::float8) AS started_at, to_timestamp(i.resolved_on / 1000.0::float8) AS resolved_at FROM issues i WHERE i.resolved_on IS NOT NULL
;;

COMMENT ON VIEW reporting.lead_time IS 'How long each resolved issue took from its creation to its resolution.'
;;

CREATE VIEW reporting.cycle_time AS 
SELECT i.id AS issue_id, i.issue_name, i.issue_project, i.issue_type, i.issue_priority, i.issue_story_points, s.started_on AS started_on, i.resolved_on, greatest(i.resolved_on - s.started_on, 0) AS milliseconds, greatest(i.resolved_on - s.started_on, 0) / 86400000.0::float8 AS days, to_timestamp(s.started_on / 1000.0::float8) AS started_at, to_timestamp(i.resolved_on / 1000.0::float8) AS resolved_at FROM issues i
CROSS JOIN LATERAL (SELECT x.started_on FROM status_spans x WHERE x.issue_id = i.id
  AND x.issue_status = 3 ORDER BY x.started_on LIMIT 1) s
WHERE i.resolved_on IS NOT NULL AND s.started_on <= i.resolved_on
;;

COMMENT ON VIEW reporting.cycle_time IS 'How long each resolved issue took from its first time in progress to its resolution.'
;;

CREATE VIEW reporting.throughput AS 
SELECT utc_day(i.resolved_on) AS day, i.issue_project, count(*)::int AS issues,
  coalesce(sum(i.issue_story_points), 0)::bigint AS story_points
FROM issues i WHERE i.resolved_on IS NOT NULL GROUP BY 1, 2
;;

COMMENT ON VIEW reporting.throughput IS 'How many issues of each project, and story points, were resolved on each day (UTC).'
;;

CREATE VIEW reporting.workload AS 
SELECT w.issue_assigned_to, w.issue_project, w.issue_status, w.issues, w.story_points,
  w.oldest_created_on, n.name AS issue_status_name
FROM (SELECT i.issue_assigned_to, i.issue_project, i.issue_status, count(*)::int AS issues,
    coalesce(sum(i.issue_story_points), 0)::bigint AS story_points,
    min(i.created_on) AS oldest_created_on
  FROM issues i WHERE i.issue_status NOT IN (6, 7) GROUP BY 1, 2, 3) w
LEFT JOIN enums n ON n.table_name = 'issues' AND n.table_column = 'issue_status' AND n.value = w.issue_status
;;

COMMENT ON VIEW reporting.workload IS 'The open issues of each person by project and status; without a name, of nobody.'
;;

CREATE VIEW reporting.ageing_work AS 
SELECT i.id AS issue_id, i.issue_name, i.issue_project, i.issue_type, i.issue_priority,
  i.issue_status, i.issue_assigned_to, i.created_on, a.status_since, to_timestamp(i.created_on / 1000.0::float8)
    AS created_at, greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint) - i.created_on, 0) AS age_milliseconds,
  greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint) - i.created_on, 0) / 86400000.0::float8 AS age_days,
  greatest((SELECT floor(extract(epoch FROM now()) * 1000)::bigint) - a.status_since, 0) AS status_milliseconds, n.name AS issue_status_name
FROM issues i
CROSS JOIN LATERAL (SELECT (SELECT s.started_on FROM status_spans s WHERE s.issue_id = i.id
  ORDER BY s.span_number DESC LIMIT 1) AS status_since) a
LEFT JOIN enums n ON n.table_name = 'issues' AND n.table_column = 'issue_status' AND n.value = i.issue_status
WHERE i.issue_status NOT IN (6, 7)
;;

COMMENT ON VIEW reporting.ageing_work IS 'Every open issue with its age and since when it has its status.'
;;

DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT r.relname, a.attname, t.text FROM pg_class r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0
    JOIN (VALUES ('created_on', 'Milliseconds since 1970 UTC.'), ('updated_on', 'Milliseconds since 1970 UTC.'), ('resolved_on', 'Milliseconds since 1970 UTC; empty while the issue is open.'), ('started_on', 'Milliseconds since 1970 UTC.'), ('ended_on', 'Milliseconds since 1970 UTC; the present for a span that has not ended.'), ('status_since', 'Milliseconds since 1970 UTC.'), ('oldest_created_on', 'When the oldest of them was created, milliseconds since 1970 UTC.'), ('milliseconds', 'How long, in milliseconds.'), ('age_milliseconds', 'From the creation to the present, in milliseconds.'), ('status_milliseconds', 'From the last change of status to the present, in milliseconds.'), ('day', 'A day of UTC.'), ('is_open', 'Whether the status is neither DONE nor RELEASED.'), ('is_current', 'Whether the issue still is in this status.'), ('started_by', 'Who brought the issue into the status; empty where the history lacks it.'), ('activity_id', 'The row of history that began the span; empty where the history lacks it.'), ('span_number', 'Counts the spans of an issue from 1.'), ('spans', 'How often the issue came into the status.'), ('issue_assigned_to', 'The assignee; empty for nobody.'), ('old_value_name', 'The name of the value before, of a field that holds an enum.'), ('new_value_name', 'The name of the value after, of a field that holds an enum.'))
      AS t (name, text) ON t.name = a.attname
    WHERE r.relnamespace = 'reporting'::regnamespace
  LOOP
    EXECUTE format('COMMENT ON COLUMN reporting.%I.%I IS %L', c.relname, c.attname, c.text);
  END LOOP;
END $$
;;

-- ---- reader

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ticketing_reader') THEN
    CREATE ROLE ticketing_reader NOLOGIN;
  END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$
;;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ticketing_reader'
      AND NOT coalesce(rolconfig, '{}') @> ARRAY['search_path=reporting']) THEN
    ALTER ROLE ticketing_reader SET search_path = reporting;
    ALTER ROLE ticketing_reader SET default_transaction_read_only = on;
    ALTER ROLE ticketing_reader SET statement_timeout = '60s';
    ALTER ROLE ticketing_reader SET idle_in_transaction_session_timeout = '60s';
  END IF;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$
;;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ticketing_reader') THEN
    GRANT USAGE ON SCHEMA reporting TO ticketing_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ticketing_reader;
  END IF;
END $$
;;
