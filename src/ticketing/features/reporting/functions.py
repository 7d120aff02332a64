"""SQL functions and triggers that keep the spans of statuses equal to the history.

A change of status costs one row more, in the statement that writes its history. Whatever else
happens to the history, its issue's spans are made anew. Days that are long over are counted once;
what changes them afterwards leaves a mark (decision 0013).
"""

_FIRST_STATUS = """
CREATE FUNCTION first_status(state text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substring(
    coalesce(nullif(left(split_part(state, '"issue_status":', 2), 8), ''),
             substring(state FROM '"issue_status"\\s*:(.{1,8})'))
    FROM '^\\s*([0-7])\\s*[,}]')::smallint
$$
"""

# Days reach from 1970 to 9999, so that no time that an import brings is too early or late for one.
_UTC_DAY = """
CREATE FUNCTION utc_day(at bigint) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DATE '1970-01-01' + (least(greatest(at, 0), 253402300799999) / 86400000)::int
$$
"""

# All spans as the history tells them. An issue's events in their order: itself (0), its creation
# (1), which says what the first status was, each change of it (2). Where the last one does not
# lead to the present status, as in histories that were imported with gaps, a span without a row
# of history leads there.
_STATUS_HISTORY = """
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
"""

# Only what happened more than an hour ago marks: days are not settled before one day later.
_MARK_FLOW = """
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
"""

_REBUILD = """
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
"""

# The usual cases are a creation without a span and a change behind the last span.
_FOLLOW = """
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
"""

_RETELL = """
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
"""

_FORGET = """
CREATE FUNCTION forget_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_flow(g.issue_project, min(g.started_on)) FROM gone g
  JOIN projects p ON p.project_key = g.issue_project GROUP BY g.issue_project;
  RETURN NULL;
END $$
"""

# Counts days of a project that are over since a day at least, some of them at a time, so that no
# statement takes long; returns whether there were any.
_SETTLE = """
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
"""

FUNCTIONS = (
    _FIRST_STATUS,
    _UTC_DAY,
    _STATUS_HISTORY,
    _MARK_FLOW,
    _REBUILD,
    _FOLLOW,
    _RETELL,
    _FORGET,
    _SETTLE,
)
"""Statements that make the functions, in the order in which they need each other."""

TRIGGERS = (
    """
CREATE TRIGGER follow_status AFTER INSERT ON activity FOR EACH ROW
WHEN (NEW.activity_type = 6 OR NEW.field = 'issue_status') EXECUTE FUNCTION follow_status()
""",
    """
CREATE TRIGGER retell_status AFTER UPDATE OF created_on, created_by, issue_id, activity_type,
field, old_value, new_value ON activity FOR EACH ROW
WHEN (OLD.activity_type = 6 OR OLD.field = 'issue_status'
  OR NEW.activity_type = 6 OR NEW.field = 'issue_status') EXECUTE FUNCTION retell_status()
""",
    """
CREATE TRIGGER unsay_status AFTER DELETE ON activity FOR EACH ROW
WHEN (OLD.activity_type = 6 OR OLD.field = 'issue_status') EXECUTE FUNCTION retell_status()
""",
    """
CREATE TRIGGER forget_status AFTER DELETE ON status_spans REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION forget_status()
""",
)
"""Statements that make the triggers."""
