"""Telemetry of several real workers: whichever is asked tells of all, and nothing is lost."""

import os
import signal
import time
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from processes import Serving, serve
from support import PATIENCE


def read(serving: Serving) -> dict[str, list[tuple[dict[str, str], float]]]:
    """The numbers, asked for on a connection of its own, which any worker may take."""
    answer = httpx.get(f"{serving.url}/api/telemetry", timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return found


def lived(serving: Serving) -> float:
    """How often it was asked whether it lives."""
    rows = read(serving).get("ticketing_http_requests_total", [])
    return sum(value for labels, value in rows if labels["route"] == "/api/health/live")


def workers(serving: Serving) -> set[int]:
    """The processes that serve: they are forked from one that is forked from ``serve``."""
    children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children")
    return {
        int(worker)
        for child in children.read_text().split()
        for worker in Path(f"/proc/{child}/task/{child}/children").read_text().split()
    }


def test_all_workers_count_in_one_place(tmp_path: Path) -> None:
    with serve(tmp_path / "data", "--workers", 2) as serving:
        assert {row[0]["worker"] for row in read(serving)["process_cpu_seconds_total"]} == {
            "0",
            "1",
        }
        for _ in range(20):
            assert httpx.get(f"{serving.url}/api/health/live", timeout=PATIENCE).status_code == 200
        assert {lived(serving) for _ in range(10)} == {20.0}
        killed = min(workers(serving))
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while killed in workers(serving) or len(workers(serving)) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        while read(serving)["ticketing_workers"] != [({}, 2.0)]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert lived(serving) == 20.0
        assert read(serving)["ticketing_http_requests_in_flight"] == [({}, 1.0)]
        assert serving.stop() == 0
