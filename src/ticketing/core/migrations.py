"""Runs the Alembic migrations that come with the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def script_location() -> Path:
    """The folder of the migrations: beside the installed package, or in the repository."""
    installed = Path(__file__).parents[1] / "_alembic"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "alembic"


def _config(dsn: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location()).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def upgrade(dsn: str, revision: str = "head") -> None:
    """Bring a database to a revision; not to be called where an event loop runs."""
    command.upgrade(_config(dsn), revision)


def downgrade(dsn: str, revision: str) -> None:
    """Take a database back to a revision; ``base`` leaves nothing."""
    command.downgrade(_config(dsn), revision)


def head() -> str:
    """The newest revision."""
    return str(ScriptDirectory.from_config(_config("")).get_current_head())
