"""The log's lines."""

import logging
import re

from ticketing.commands.logs import OneLine


def test_a_record_is_one_line_with_its_time() -> None:
    error = ValueError("two\nlines")
    record = logging.LogRecord(
        "ticketing", logging.ERROR, __file__, 1, "odd %s", ("a\nb",), (type(error), error, None)
    )
    record.request_id = "b3f0c6e2"
    line = OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s").format(record)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR ticketing: odd a \| b \| "
        r"ValueError: two \| lines \[b3f0c6e2\]",
        line,
    )
