"""The units for systemd."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from proxies import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def test_systemd_understands_them(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    for unit in UNITS:  # where the programs are is up to whoever installs them
        text = re.sub(
            r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE
        )
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "ticketing" in line]
    assert said == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: str(unit.name))
def test_they_start_what_is_there_with_little_power(unit: Path) -> None:
    text = unit.read_text()
    assert "User=ticketing\n" in text
    assert "NoNewPrivileges=yes\n" in text
    assert "ProtectSystem=strict\n" in text
    script = (ROOT / "proxy" / "run.sh").read_text()
    for name in re.findall(r'^Environment="?(TICKETING_\w+)', text, re.MULTILINE):
        assert name == "TICKETING_DATA_DIR" or f"${{{name}:-" in script, name
