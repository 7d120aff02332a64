"""Imports over HTTP: an upload becomes a job, which any process of the tracker can run.

The file lies in the database until the job ends. `runner` lives in each process of the API and
starts one child process at a time for the whole tracker; `process` is what that child does: the
same importer as on the command line, with a journal in the job's row. Each batch of issues is
committed together with how far the job has come, so a job that was killed goes on behind it.
"""
