"""Other trackers' histories as NDJSON that ``ticketing import`` takes; docs/ndjson.md."""
