"""What several processes need: a sound key, and an end when their parent was killed."""

import signal
import time
from multiprocessing import get_context, parent_process
from pathlib import Path
from types import SimpleNamespace

import pytest

from ticketing.commands import uvicorn
from ticketing.commands.errors import CommandError
from ticketing.commands.serve import check_signing_key
from ticketing.core.settings import Settings


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    settings = Settings(secret_key=None)
    check_signing_key(settings, tmp_path)
    check_signing_key(settings, tmp_path)
    key = tmp_path / "secret_key"
    key.write_text("")  # as after a crash
    with pytest.raises(CommandError, match="damaged"):
        check_signing_key(settings, tmp_path)
    key.unlink()
    key.mkdir()
    with pytest.raises(CommandError, match="cannot be used"):
        check_signing_key(settings, tmp_path)


async def test_a_worker_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    assert parent_process() is None
    await uvicorn.end_with_parent()
    for alive in (True, False):
        parent = SimpleNamespace(is_alive=lambda alive=alive: alive)
        monkeypatch.setattr(uvicorn, "parent_process", lambda parent=parent: parent)
        assert raised == []
        await uvicorn.end_with_parent()
    assert raised == [signal.SIGTERM]


def test_a_worker_that_dies_while_it_is_asked_is_not_waited_for() -> None:
    config = uvicorn.configuration(Settings(workers=2), "ticketing.main:create_app")
    worker = uvicorn.Worker(config, [])
    process = get_context("spawn").Process(target=time.sleep, args=(60,))
    worker.process = process
    process.start()
    try:
        process.kill()  # after it was seen alive, that is: nobody looks before the question
        asked = time.monotonic()
        assert not worker.ping(timeout=20)
        assert time.monotonic() - asked < 15
    finally:
        process.kill()
        process.join()
