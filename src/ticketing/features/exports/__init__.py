"""The whole tracker as one NDJSON file, from which the import makes it again without loss.

`queries` lets PostgreSQL write the JSON, `service` brings the parts into order, and `command` is
what the command line calls: files, their permissions, and the progress bar.
"""
