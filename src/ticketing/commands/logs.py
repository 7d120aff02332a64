"""The log of ``serve``: warnings and errors on stderr, one line each, with their time."""

import logging
import time
from typing import Any


class OneLine(logging.Formatter):
    """Writes a record, its traceback included, on one line; nothing can fake a second one."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        text = super().format(record)
        request_id = getattr(record, "request_id", None)
        if request_id:
            text += f" [{request_id}]"
        return " | ".join(line.strip() for line in text.splitlines() if line.strip())


LOG_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "one_line": {
            "()": "ticketing.commands.logs.OneLine",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",
            "formatter": "one_line",
        }
    },
    "root": {"level": "WARNING", "handlers": ["stderr"]},
}
