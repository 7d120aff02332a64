"""Integer enums: integers in the database and on the wire, names accepted on the way in."""

import re
from enum import IntEnum
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema
from sqlalchemy import SmallInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class WireEnum(IntEnum):
    """Base of every enum of the product.

    Requests and query parameters take the integer (also as text) or the name in any case; answers
    always hold the integer. 0 is UNKNOWN where an enum has it: an import may store it, it can be
    read, and a write that names it is refused. Values are never renumbered.
    """

    @property
    def label(self) -> str:
        """The name as a person reads it: ``IN_PROGRESS`` is ``In progress``."""
        return self.name.replace("_", " ").capitalize()

    @classmethod
    def named(cls, value: object) -> object:
        """Let a filter name UNKNOWN too: what ``parse`` refuses to write can be looked for."""
        unknown = cls.__members__.get("UNKNOWN")
        if unknown is not None and str(value).strip().upper() in {"0", "UNKNOWN"}:
            return unknown
        return value

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the member that a request's value means.

        Args:
            value: an integer, its decimal text, or a member's name in any case.

        Raises:
            PydanticCustomError: nothing of that value or name may be written.
        """
        if isinstance(value, cls):
            return value
        member: Self | None = None
        if isinstance(value, int) and not isinstance(value, bool):
            member = cls._value2member_map_.get(value)  # type: ignore[assignment]  # typed as Enum
        elif isinstance(value, str):
            text = value.strip()
            if text.isascii() and text.isdigit():
                number = int(text) if len(text) <= 5 else -1
                member = cls._value2member_map_.get(number)  # type: ignore[assignment]  # as above
            else:
                member = cls.__members__.get(re.sub(r"[ -]", "_", text.upper()))
        if member is None or member.name == "UNKNOWN":
            known = ", ".join(f"{m.value} {m.name}" for m in cls if m.name != "UNKNOWN")
            raise PydanticCustomError(
                "enum", "{enum} is one of: {known}", {"enum": cls.__name__, "known": known}
            )
        return member

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate by ``parse`` and serialise to the integer; one named schema per enum."""
        del source, handler
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            ref=f"{cls.__module__}.{cls.__qualname__}",
            serialization=core_schema.plain_serializer_function_ser_schema(
                int, return_schema=core_schema.int_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Document the integers with their names, as client generators read them."""
        del schema, handler
        return {
            "type": "integer",
            "title": cls.__name__,
            "description": _first_paragraph(cls.__doc__)
            + " Requests take the integer or the name in any case; answers hold the integer.",
            "enum": [member.value for member in cls],
            "x-enum-varnames": [member.name for member in cls],
        }


def _first_paragraph(text: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


class IntEnumType(TypeDecorator[WireEnum]):
    """A column that holds a ``WireEnum`` as smallint."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, enum: type[WireEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: WireEnum | int | None, dialect: Dialect) -> int | None:
        """Store the integer."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> WireEnum | None:
        """Give the member back."""
        del dialect
        return None if value is None else self.enum(value)
