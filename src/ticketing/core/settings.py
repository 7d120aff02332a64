"""Settings from ``TICKETING_*`` environment variables."""

import ipaddress
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

UI_PLACES = (
    Path(__file__).parents[1] / "_ui",  # in the installed package
    Path(__file__).parents[3] / "ui" / "dist",  # in the repository
)
"""Where a built web UI may be that no setting names, the first before the second."""


class SettingsError(RuntimeError):
    """The settings contradict each other or leave out what is needed; the message says what."""


class ServerSettings(BaseSettings):
    """Where the servers are and where this one listens."""

    database_url: str | None = Field(
        default=None, description="postgresql://… ; unset: the embedded PostgreSQL."
    )
    redis_url: str | None = Field(
        default=None, description="redis://… or unix://… ; unset: the embedded Valkey."
    )
    data_dir: Path | None = Field(default=None, description="Folder of the embedded servers.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that serve the API.")
    public_url: str | None = Field(
        default=None,
        description="The address people use, with scheme and path prefix, "
        "as https://tickets.example.org/tracker.",
    )
    root_path: str = Field(default="", description="Path prefix, which a proxy may strip.")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Addresses or networks whose X-Forwarded-* headers are believed."
    )
    db_pool_size: int = Field(
        default=12, ge=2, le=100, description="Database connections a worker."
    )
    ui_dir: Path | None = Field(
        default=None, description="Folder of the built web UI; unset: the one that came along."
    )

    @field_validator("ui_dir")
    @classmethod
    def _built(cls, value: Path | None) -> Path | None:
        if value is not None and not (value / "index.html").is_file():
            raise ValueError("no built web UI is there, for it has no index.html")
        return value

    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines of the log: text, or JSON objects."
    )
    access_log: bool = Field(default=False, description="Whether each request is logged.")
    telemetry_token: SecretStr | None = Field(
        default=None, description="With it /api/telemetry can be read from other machines."
    )

    @field_validator("telemetry_token")
    @classmethod
    def _long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 16:
            raise ValueError("must have at least 16 characters")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            ipaddress.ip_network(part, strict=False)
        return value

    @property
    def built_ui(self) -> Path | None:
        """The folder of the built web UI; None when there is none."""
        if self.ui_dir is not None:
            return self.ui_dir
        return next((place for place in UI_PLACES if (place / "index.html").is_file()), None)

    @property
    def prefix(self) -> str:
        """The path under which the API is reached from outside, without a slash at its end."""
        path = self.root_path.strip("/")
        if not path and self.public_url:
            after_scheme = self.public_url.split("://", 1)[-1]
            path = after_scheme.partition("/")[2].strip("/")
        return f"/{quote(path, safe='/%')}" if path else ""


class AccountSettings(BaseSettings):
    """Sign-in, sessions and registration."""

    secret_key: SecretStr | None = Field(
        default=None, description="Signs tokens; made and kept in the data folder if embedded."
    )
    registration: str | None = Field(
        default=None, description="open, closed, or a mail domain; see registration_policy."
    )
    project_creation: Literal["users", "admins"] = Field(
        default="users", description="Who may create a project."
    )
    session_ttl: int = Field(
        default=7 * 24 * 3600, ge=1, description="Seconds that an unused session lives."
    )
    session_max_age: int = Field(
        default=30 * 24 * 3600, ge=1, description="Seconds after which any session ends."
    )
    admin_username: str = Field(default="admin", description="The first administrator.")
    admin_password: SecretStr | None = Field(
        default=None, description="The first administrator's password; unset: generated."
    )
    reader_password: SecretStr | None = Field(
        default=None,
        description="Set at the start as the password of the role that Grafana reads with.",
    )
    dashboards: str | None = Field(
        default=None,
        pattern="^/grafana/",
        description="Path of Grafana's dashboards, which a proxy has beside the API, without the"
        " path prefix, as /grafana/dashboards; administrators see them on the page of metrics.",
    )
    signin_failures: int = Field(
        default=10, ge=1, description="Failed sign-ins an account may have in the window."
    )
    signin_failures_address: int = Field(
        default=100, ge=1, description="Failed sign-ins an address may have in the window."
    )
    signin_window: int = Field(default=300, ge=1, description="Seconds that failures count for.")


class LimitSettings(BaseSettings):
    """Bounds on what one request may ask for."""

    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1024, description="Largest body.")
    max_upload_bytes: int = Field(
        default=1024 * 1024 * 1024, ge=1024, description="Largest body with a file to import."
    )
    query_seconds: float = Field(default=15.0, gt=0, description="Longest database statement.")


class Settings(ServerSettings, AccountSettings, LimitSettings):
    """All settings of the tracker."""

    model_config = SettingsConfigDict(env_prefix="TICKETING_", env_ignore_empty=True)

    @property
    def embedded(self) -> bool:
        """Whether the bundled servers are used: both or none."""
        if (self.database_url is None) != (self.redis_url is None):
            raise SettingsError(
                "Set both TICKETING_DATABASE_URL and TICKETING_REDIS_URL, or neither."
            )
        return self.database_url is None

    @property
    def registration_policy(self) -> str:
        """``open``, ``closed`` or the mail domain that may register.

        Unset it is open while only this machine can reach the tracker, else closed.
        """
        if self.registration:
            return self.registration.strip().lower()
        try:
            loopback = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            loopback = self.host == "localhost"
        return "open" if loopback and not self.public_url else "closed"

    @property
    def secure_cookies(self) -> bool:
        """Whether the tracker is reached over TLS by what its public address says."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    def signing_key(self, data_dir: Path | None) -> str:
        """The key that signs tokens.

        Args:
            data_dir: the embedded mode's folder, where a key is made once and kept; None when
                servers are named, for there every process must be given the same key.

        Raises:
            SettingsError: no key is set outside the embedded mode, or it is too short.
        """
        if self.secret_key is not None:
            key = self.secret_key.get_secret_value()
            if len(key) < 32:
                raise SettingsError("TICKETING_SECRET_KEY must have at least 32 characters.")
            return key
        if data_dir is None:
            raise SettingsError(
                "Set TICKETING_SECRET_KEY to at least 32 random characters, "
                "for example: openssl rand -hex 32"
            )
        return kept_secret(data_dir / "secret_key")


def kept_secret(path: Path) -> str:
    """Read a secret from a file, making it at first; only the folder's owner may read it.

    The file appears whole or not at all, whoever else makes it at the same time.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as new:
            new.write(secrets.token_hex(32))
            new.flush()
            os.fsync(new.fileno())
            if os.geteuid() == 0:
                owner = path.parent.stat()
                os.fchown(new.fileno(), owner.st_uid, owner.st_gid)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first; its secret holds
        finally:
            draft.unlink()
    return path.read_text().strip()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
