"""What the requests ask for: tickets, projects, words and texts of the loaded set."""

import random
from dataclasses import dataclass

import asyncpg

from bench.generate import BENCH_USER, usernames
from bench.words import Language
from ticketing.core import redis
from ticketing.core.embedded import Endpoints
from ticketing.core.security import Tokens, hash_password
from ticketing.core.sessions import SessionStore
from ticketing.features.issues.search import RANK_ALL

PASSWORD = "of the bench alone"
SIGNING_IN = usernames()[0]
_TICKETS = 1000
_CHANGEABLE = 2000
_DAY = 24 * 3600
_WORDS = 12
_HIDDEN = (
    "SELECT p.project_key FROM projects p WHERE p.project_visibility = 2 AND NOT EXISTS ("
    " SELECT FROM project_members m WHERE m.project_key = p.project_key"
    f" AND m.username = '{BENCH_USER}')"
)
# Shares of all issues that hold a word of each kind.
_SHARES = {"rare": 0.0002, "usual": 0.02, "common": 0.4}


@dataclass(frozen=True, slots=True)
class Sample:
    """A choice of what is there.

    Attributes:
        projects: Those that the bench's user sees, with their sizes, the largest first.
        tickets: Of issues that he sees.
        unchanging: Tickets with their versions; no operation changes them.
        changeable: Tickets of assigned issues, some for the tracker and others for the floor.
        words: Rare, usual and common ones.
        matches: How many issues hold a word.
        texts: Summaries and descriptions of new issues.
    """

    projects: dict[str, int]
    tickets: list[str]
    unchanging: list[tuple[str, int]]
    changeable: tuple[list[str], list[str]]
    words: dict[str, list[str]]
    matches: dict[str, int]
    texts: list[tuple[str, str]]

    def ranking(self, word: str) -> str:
        """How the floor searches a word: all of its matches, or the newest issues only."""
        return "recent" if self.matches[word] > RANK_ALL else "search"


async def sign_in(endpoints: Endpoints, key: str) -> str:
    """Begin a session of the bench's user, as the sign-in would have; gives its token.

    Somebody else gets a password, for what measures the sign-in itself: who signs in without a
    break loses his oldest sessions, of which this would be one.
    """
    password = await hash_password(PASSWORD)
    connection = await asyncpg.connect(endpoints.database_dsn)
    try:
        await connection.execute(
            "UPDATE users SET password = $1 WHERE username = $2", password, SIGNING_IN
        )
    finally:
        await connection.close()
    client = redis.connect(endpoints.redis_url)
    try:
        store = SessionStore(client, ttl=_DAY, max_age=_DAY)
        await store.end_all(BENCH_USER)
        session = await store.create(
            BENCH_USER, is_admin=False, address="127.0.0.1", user_agent="bench"
        )
    finally:
        await client.aclose()
    return Tokens(key).issue(BENCH_USER, token_id=session.id, lifetime=_DAY)


async def take(dsn: str, seed: int) -> Sample:
    """Choose, always the same for the same set."""
    chance = random.Random(seed)
    connection = await asyncpg.connect(dsn)
    try:
        projects = await connection.fetch(
            "SELECT issue_project AS key, count(*) AS size FROM issues"
            f" WHERE issue_project NOT IN ({_HIDDEN}) GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        seen = await connection.fetch(
            "SELECT i.id, i.issue_name, i.version, i.issue_status FROM issues i"
            f" WHERE i.issue_project NOT IN ({_HIDDEN}) ORDER BY md5(i.id::text) LIMIT 20000"
        )
        assigned = await connection.fetch(
            "SELECT i.issue_name FROM issues i WHERE i.issue_status = 2"
            f" AND i.issue_project NOT IN ({_HIDDEN}) ORDER BY md5(i.id::text)"
            f" LIMIT {2 * _CHANGEABLE}"
        )
        language = Language(seed)
        matches = await _count(connection, _candidates(language, chance))
        total = sum(row["size"] for row in projects)
    finally:
        await connection.close()
    names = [row["issue_name"] for row in assigned]
    half = len(names) // 2
    return Sample(
        {row["key"]: row["size"] for row in projects},
        [row["issue_name"] for row in seen[:_TICKETS]],
        [(row["issue_name"], row["version"]) for row in seen if row["issue_status"] == 6][:500],
        (names[:half], names[half:]),
        {kind: _closest(matches, share * total) for kind, share in _SHARES.items()},
        matches,
        [_text(language, chance) for _ in range(500)],
    )


def _candidates(language: Language, chance: random.Random) -> list[str]:
    ranked = language.unmistakable()
    common = [word for rank, word in ranked if rank < 30]
    usual = chance.sample([word for rank, word in ranked if 100 <= rank < 3000], 60)
    rare = chance.sample([word for rank, word in ranked if rank >= 10_000], 120)
    return common + usual + rare


async def _count(
    connection: "asyncpg.Connection[asyncpg.Record]", words: list[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        count = await connection.fetchval(
            "SELECT count(*) FROM issue_search WHERE doc @@ $1::text::tsquery", f"{word}:*"
        )
        if count:
            found[word] = count
    return found


def _closest(matches: dict[str, int], wanted: float) -> list[str]:
    """The words whose number of matches is nearest to what is wanted, by proportion."""

    def distance(word: str) -> float:
        return max(matches[word] / wanted, wanted / matches[word])

    return sorted(matches, key=distance)[:_WORDS]


def _text(language: Language, chance: random.Random) -> tuple[str, str]:
    summary = " ".join(language.sample(chance.randrange(5, 10), chance)).capitalize()
    return summary, " ".join(language.sample(chance.randrange(45, 115), chance))
