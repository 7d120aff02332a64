"""Which address commands give to people."""

from pathlib import Path

from ticketing.commands.servers import note_address, noted_address, tracker_address
from ticketing.core.settings import Settings


def test_links_lead_to_where_serve_answered(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert noted_address(settings) == "http://127.0.0.1:8000"
    note_address(settings, tracker_address(settings, 8345))
    assert noted_address(settings) == "http://127.0.0.1:8345"
    public = Settings(data_dir=tmp_path, public_url="https://tracker.example.org/here/")
    assert noted_address(public) == "https://tracker.example.org/here"
    (tmp_path / "address").write_bytes(b"\xff")  # as after a crash
    assert noted_address(settings) == "http://127.0.0.1:8000"


def test_an_address_that_cannot_be_noted_disturbs_nobody(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "missing")
    note_address(settings, "http://127.0.0.1:8345")
    assert noted_address(settings) == "http://127.0.0.1:8000"
