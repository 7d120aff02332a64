"""``ticketing import-job``: what the API starts for an upload."""

import asyncio
import logging.config
from typing import Annotated

import typer

from ticketing.commands.servers import load_settings, servers
from ticketing.core import logs


def import_job(job_id: Annotated[int, typer.Argument(help="The job's number.")]) -> None:
    """Run a job that the API has claimed; it starts this by itself, and ends it when it ends."""
    from ticketing.features.imports.jobs.process import end_with_parent, run_job, step_back

    logging.config.dictConfig(logs.configuration(load_settings().log_format))
    end_with_parent()
    step_back()
    with servers(None) as endpoints:
        code = asyncio.run(run_job(endpoints.database_dsn, job_id))
    raise typer.Exit(code)
