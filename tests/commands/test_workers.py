"""What several processes need: one key, and an end when their parent was killed."""

import os
import signal
import stat
from multiprocessing import parent_process
from pathlib import Path
from types import SimpleNamespace

import pytest

from ticketing.commands import uvicorn
from ticketing.commands.secret import keep_signing_key
from ticketing.core.settings import Settings, SettingsError, get_settings


def test_the_key_is_made_once_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        monkeypatch.setenv("TICKETING_SECRET_KEY", "")
        keep_signing_key(Settings(), tmp_path)
        (file,) = tmp_path.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert os.environ["TICKETING_SECRET_KEY"] == file.read_text().strip()
        assert len(file.read_text().strip()) == 64
    get_settings.cache_clear()


def test_a_damaged_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret_key").write_text("short")
    monkeypatch.setenv("TICKETING_SECRET_KEY", "")
    with pytest.raises(SettingsError, match="at least 32"):
        keep_signing_key(Settings(), tmp_path)
    get_settings.cache_clear()


async def test_a_worker_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    assert parent_process() is None
    await uvicorn.end_with_parent()
    monkeypatch.setattr(uvicorn, "parent_process", lambda: SimpleNamespace(pid=os.getppid()))
    await uvicorn.end_with_parent()
    assert raised == []
    monkeypatch.setattr(uvicorn, "parent_process", lambda: SimpleNamespace(pid=-1))
    await uvicorn.end_with_parent()
    assert raised == [signal.SIGTERM]
