"""Tables of import jobs and of what was uploaded for them."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import PASSING, Table


class ImportStatus(WireEnum):
    """Where an import job stands."""

    QUEUED = 1
    RUNNING = 2
    DONE = 3
    FAILED = 4
    CANCELLED = 5


class ImportJob(Table, table=True):
    """An uploaded file to import, how far that has come and what came of it."""

    __tablename__ = "import_jobs"
    __table_args__ = (
        CheckConstraint("import_status BETWEEN 1 AND 5", name="import_status"),
        CheckConstraint("bytes_done BETWEEN 0 AND bytes_total", name="bytes_done"),
        Index("ix_import_jobs_unfinished", "id", postgresql_where=text("import_status <= 2")),
        {"info": PASSING},
    )

    created_by: str = Field(foreign_key="users.username", nullable=False, index=True)
    file_name: str = Field(nullable=False)
    project_key: str | None = Field(default=None, description="The project of rows that name none.")
    strict: bool = Field(default=False, nullable=False)
    dry_run: bool = Field(default=False, nullable=False)
    import_status: ImportStatus = Field(
        default=ImportStatus.QUEUED, sa_type=IntEnumType(ImportStatus), nullable=False
    )
    cancel_requested: bool = Field(default=False, nullable=False)
    bytes_total: int = Field(sa_type=BigInteger, nullable=False)
    bytes_done: int = Field(default=0, sa_type=BigInteger, nullable=False)
    rows_done: int = Field(
        default=0, sa_type=BigInteger, nullable=False, description="Rows that are written for good."
    )
    attempts: int = Field(
        default=0, nullable=False, description="How often it was begun since it last came further."
    )
    started_on: int | None = Field(default=None, sa_type=BigInteger)
    finished_on: int | None = Field(default=None, sa_type=BigInteger)
    failure: str | None = Field(default=None, description="Why it failed, for a person.")
    report: dict[str, Any] | None = Field(default=None, sa_type=JSONB)


class ImportChunk(SQLModel, table=True):
    """A part of an uploaded file; in the database, so that any process can go on with the job.

    The parts are deleted when the job ends.
    """

    __tablename__ = "import_chunks"
    __table_args__ = {"info": PASSING}

    job_id: int = Field(
        sa_type=BigInteger,
        primary_key=True,
        sa_column_args=[ForeignKey("import_jobs.id", ondelete="CASCADE")],
    )
    chunk_number: int = Field(primary_key=True)
    chunk_data: bytes = Field(sa_type=LargeBinary, nullable=False)
