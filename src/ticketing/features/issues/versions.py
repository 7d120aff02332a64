"""The versions of issues, for clients that ask whether theirs is still the present one."""

from collections.abc import Sequence

from ticketing.core.actor import Actor
from ticketing.core.batch import Batch
from ticketing.core.database import Database
from ticketing.features.issues import queries


class Versions:
    """Looks versions up; requests that ask in the same moment share one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: Batch[tuple[Actor, str], int | None] = Batch(self._read)

    async def get(self, actor: Actor, ticket: str) -> int | None:
        """The version of an issue, by ticket or id; None if the actor sees none of that name.

        Raises:
            Unavailable: the database is away.
        """
        return await self._asked.get((actor, ticket))

    async def _read(self, asked: Sequence[tuple[Actor, str]]) -> list[int | None]:
        async with self._database.session(write=False) as session:
            return await queries.versions(session, asked)
