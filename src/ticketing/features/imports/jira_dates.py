"""The dates of Jira exports as milliseconds since 1970, read as UTC unless they say otherwise."""

import re
from datetime import UTC, datetime

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_JIRA = re.compile(
    r"(\d{1,2})[/-]([A-Za-z]{3,9})\.?[/-](\d{2}|\d{4})"
    r"(?:,?[ \u00a0\u202f]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[ \u00a0\u202f]*([AaPp])\.?[Mm]\.?)?)?"
)
_MORE_THAN_MICROSECONDS = re.compile(r"(\.\d{6})\d+")


def read_date(text: str) -> int | None:
    """Read `06/Nov/21 3:05 AM`, `30/Sep/21 17:20` or an ISO 8601 date; None if it is none.

    Months are English whatever the locale; years of two digits belong to this century.
    """
    text = text.strip()
    match = _JIRA.fullmatch(text)
    try:
        moment = _from_jira(match) if match else _from_iso(text)
    except ValueError:
        return None
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return round(moment.timestamp() * 1000)
    except (OverflowError, ValueError):
        return None


def _from_jira(match: re.Match[str]) -> datetime | None:
    day, month_name, year_text, hour_text, minute, second, half = match.groups()
    month = _MONTHS.get(month_name[:3].lower())
    hour = int(hour_text or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if month is None:
        return None
    year = int(year_text) + (2000 if len(year_text) == 2 else 0)
    return datetime(year, month, int(day), hour, int(minute or 0), int(second or 0), tzinfo=UTC)


def _from_iso(text: str) -> datetime | None:
    if len(text) < 10 or text[4] != "-":
        return None
    return datetime.fromisoformat(_MORE_THAN_MICROSECONDS.sub(r"\1", text))
