"""Table of access tokens."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlmodel import Field

from ticketing.core.enums import IntEnumType, WireEnum
from ticketing.core.model import PASSING, SECRET, Table


class TokenScope(WireEnum):
    """What a program may do with an access token, at most: what its user may.

    READ reads; WRITE also changes; both see and do no more than an ordinary user would, even if
    the token is an administrator's. ADMIN is all that an administrator may do.
    """

    READ = 1
    WRITE = 2
    ADMIN = 3


class AccessToken(Table, table=True):
    """A program's key to its user's account; only the hash of the token is kept."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        CheckConstraint("scope BETWEEN 1 AND 3", name="scope"),
        CheckConstraint("char_length(name) BETWEEN 1 AND 100", name="name_length"),
        {"info": PASSING},
    )

    username: str = Field(
        nullable=False,
        index=True,
        sa_column_args=[ForeignKey("users.username", ondelete="CASCADE")],
    )
    name: str = Field(nullable=False, description="What its user calls it.")
    token_hash: str = Field(
        unique=True,
        nullable=False,
        description="SHA-256; never leaves.",
        sa_column_kwargs={"info": SECRET},
    )
    scope: TokenScope = Field(sa_type=IntEnumType(TokenScope), nullable=False)
    expires_on: int | None = Field(default=None, sa_type=BigInteger)
    last_used_on: int | None = Field(default=None, sa_type=BigInteger)
