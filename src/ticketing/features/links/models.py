"""Table of links between issues."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import Table


class LinkKind(WireEnum):
    """How two issues belong together, as the source says it of the target."""

    BLOCKS = 1
    DUPLICATES = 2
    RELATES = 3
    CLONES = 4
    DEPENDS = 5


class IssueLink(Table, table=True):
    """A link from one ticket to another; either may be a ticket that is not here (yet)."""

    __tablename__ = "issue_links"
    __table_args__ = (
        CheckConstraint("link_kind BETWEEN 1 AND 5", name="link_kind"),
        CheckConstraint("source_name <> target_name", name="not_itself"),
        CheckConstraint("source_id IS NOT NULL OR target_id IS NOT NULL", name="one_end_here"),
        Index(
            "uq_issue_links_directed",
            "source_name",
            "target_name",
            "link_kind",
            "link_name",
            unique=True,
        ),
    )

    created_by: str = Field(foreign_key="users.username", nullable=False, index=True)
    source_name: str = Field(nullable=False)
    source_id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        index=True,
        sa_column_args=[ForeignKey("issues.id", ondelete="SET NULL")],
    )
    target_name: str = Field(nullable=False, index=True)
    target_id: int | None = Field(
        default=None,
        sa_type=BigInteger,
        index=True,
        sa_column_args=[ForeignKey("issues.id", ondelete="SET NULL")],
    )
    link_kind: LinkKind = Field(sa_type=IntEnumType(LinkKind), nullable=False)
    link_name: str = Field(default="", nullable=False, description="An import's own kind.")
