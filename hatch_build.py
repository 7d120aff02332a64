"""Takes the built web UI along in the wheel, where the tracker looks for it."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltUi(BuildHookInterface):  # type: ignore[type-arg]  # of no particular builder
    """Adds ``ui/dist`` as ``ticketing/_ui``; without one the wheel is made without a UI."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say what belongs into the wheel besides what pyproject.toml names."""
        built = Path(self.root) / "ui" / "dist"
        if version != "editable" and (built / "index.html").is_file():
            build_data["force_include"][str(built)] = "ticketing/_ui"
