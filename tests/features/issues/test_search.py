"""Full text over ticket, summary, description and comments."""

import pytest
from httpx import AsyncClient

from factories.projects import project
from support import Tracker, changed, commented, created
from ticketing.features.issues import ranked, search

# So many words that the planner's statistics can tell a common one.
WORDS = " ".join(f"w{n}" for n in range(150))


async def find(client: AsyncClient, text: str, **params: object) -> list[str]:
    answer = await client.get("/api/issues", params={"q": text, **params})  # type: ignore[dict-item]  # plain values
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["total"] == len(page["items"]) or not page["total_is_exact"]
    return [item["issue_name"] for item in page["items"]]


async def test_words_are_found_wherever_they_stand(ops: str, ada: AsyncClient) -> None:
    await created(ada, issue_summary="Login crashes on start")
    await created(ada, issue_description="The **login** page\n\n`Ti.UI.createView()` is slow")
    await created(ada)
    await commented(ada, "OPS-3", "see https://example.org/wiki/login-help?x=1")
    assert sorted(await find(ada, "login")) == ["OPS-1", "OPS-2", "OPS-3"]
    assert await find(ada, "LOGIN crash") == ["OPS-1"]
    assert await find(ada, "start login") == ["OPS-1"]
    assert await find(ada, "crash absent") == []
    assert await find(ada, "createView") == ["OPS-2"]
    assert await find(ada, "Ti.UI.create") == ["OPS-2"]
    assert await find(ada, "ui") == ["OPS-2"]
    assert await find(ada, "wiki") == ["OPS-3"]
    assert await find(ada, "login-help") == ["OPS-3"]
    assert await find(ada, "rashes") == []


@pytest.mark.parametrize("text", ["OPS-11", "ops-11", " OPS-11 ", "Ops-11"])
async def test_a_tickets_name_finds_it_first(ops: str, ada: AsyncClient, text: str) -> None:
    for number in range(1, 13):
        await created(ada, issue_summary=f"OPS-11 is the cause {number}" if number < 4 else "x")
    assert (await find(ada, text))[0] == "OPS-11"


async def test_the_title_counts_more_than_the_body(ops: str, ada: AsyncClient) -> None:
    await created(ada, issue_summary="other", issue_description="penguin " * 50)
    await created(ada, issue_summary="A penguin")
    await created(ada, issue_summary="other", issue_description="one penguin")
    assert (await find(ada, "penguin"))[0] == "OPS-2"


async def test_what_changes_is_found_at_once_and_what_goes_is_not(
    ops: str, ada: AsyncClient
) -> None:
    await created(ada, issue_summary="alpha", issue_description="beta")
    comment = await commented(ada, "OPS-1", "gamma")
    for word in ("alpha", "beta", "gamma"):
        assert await find(ada, word) == ["OPS-1"]
    await changed(ada, "OPS-1", issue_summary="delta")
    await changed(ada, "OPS-1", issue_description="epsilon")
    url = f"/api/activity/{comment['id']}"
    assert (await ada.patch(url, json={"activity_text": "zeta"})).status_code == 200
    for word in ("alpha", "beta", "gamma"):
        assert await find(ada, word) == []
    for word in ("delta", "epsilon", "zeta"):
        assert await find(ada, word) == ["OPS-1"]
    assert (await ada.delete(url)).status_code == 204
    assert await find(ada, "zeta") == []
    assert await find(ada, "delta epsilon") == ["OPS-1"]


async def test_only_comments_are_searched_of_the_activity(ops: str, ada: AsyncClient) -> None:
    await created(ada, issue_summary="before")
    await changed(ada, "OPS-1", issue_summary="after", labels=["walrus"])
    assert await find(ada, "before") == []
    assert await find(ada, "after") == ["OPS-1"]


ODD = [
    "!", "'", "''", '"', "\\", "' | '", "a:*", "a & b", "!a", "(a", "a)", "<->", ":*", "*", "%",
    "_", "a'b", "O'Brien \\' --", "'::tsquery", "$1", "{}", "[]", "\u2028", "\ufeff", "x" * 500,
    "é" * 500, "1 " * 250, "🎉", "👩\u200d👩\u200d👧", "\u0301", "İ", "ß", "ﬁ", "a\tb\nc", " ",
    "----", "1e5", "0x1f", "-5", "1.5", "\u202e", "\U0001d49c",
]  # fmt: skip


async def test_odd_text_is_searched_for_without_harm(ops: str, ada: AsyncClient) -> None:
    await created(ada, issue_summary="unrelated qqq")
    for text in ODD:
        for params in ({}, {"sort": "id"}, {"state": "open"}):
            answer = await ada.get("/api/issues", params={"q": text, **params})
            assert answer.status_code == 200, (text, answer.text)
        groups = await ada.get("/api/issues/groups", params={"q": text, "group_by": "label"})
        assert groups.status_code == 200, text


WORDS_OF_ALL_KINDS = [
    "naïve", "Größe", "ÅNGSTRÖM", "日本語", "हिन्दी", "ภาษาไทย", "Здравствуйте", "العربية", "ﬁnal",
    "cafe\u0301", "nai\u0308ve", "O'Brien", "1e5", "0x1f", "C++", "v1.2.3", "10,5", "e-mail",
    "foo_bar", "Straße", "a\u200db", "user@example.org", "“quoted”", "x²", "don\u2019t", "A/B",
    "#42", "İstanbul", "wait…", "3\u2013way", "«mot»", "終わり。", "caf\u00e9—bar",
]  # fmt: skip


async def test_every_word_that_is_written_can_be_found(ops: str, ada: AsyncClient) -> None:
    for text in WORDS_OF_ALL_KINDS:
        await created(ada, issue_summary=f"before {text} after")
        await created(ada, issue_description=f"before ({text}) after")
    missed = []
    for place, text in enumerate(WORDS_OF_ALL_KINDS):
        found = await find(ada, text, per_page=200)
        if not {f"OPS-{2 * place + 1}", f"OPS-{2 * place + 2}"} <= set(found):
            missed.append((text, found))
    assert missed == []


async def test_a_word_within_other_marks_is_found_without_them(ops: str, ada: AsyncClient) -> None:
    await created(ada, issue_summary="“quoted” word—dash «mot» 「括弧」 end…")
    for text in ("quoted", "dash", "mot", "括弧", "end", "word dash"):
        assert await find(ada, text) == ["OPS-1"], text


async def test_only_what_one_may_see_is_found(
    tracker: Tracker, ops: str, ada: AsyncClient, bob: AsyncClient
) -> None:
    await project(tracker, "SECRET", lead="bob", private=True)
    await created(bob, "SECRET", issue_summary="penguin")
    await created(ada, issue_summary="penguin")
    assert await find(ada, "penguin") == ["OPS-1"]
    assert await find(ada, "SECRET-1") == []
    assert len(await find(bob, "penguin")) == 2


async def test_search_goes_with_filters_and_a_sort(ops: str, ada: AsyncClient) -> None:
    for number in range(1, 5):
        await created(
            ada,
            issue_summary="penguin" if number != 2 else "other",
            issue_priority=number,
            labels=["odd"] if number % 2 else [],
        )
    assert await find(ada, "penguin", sort="-issue_priority") == ["OPS-4", "OPS-3", "OPS-1"]
    assert await find(ada, "penguin", sort="issue_priority", label="odd") == ["OPS-1", "OPS-3"]
    assert await find(ada, "penguin", issue_priority="4") == ["OPS-4"]
    assert await find(ada, "penguin", state="closed") == []


@pytest.mark.parametrize("common", [False, True])
async def test_ranked_results_come_in_pages(
    tracker: Tracker, ops: str, ada: AsyncClient, monkeypatch: pytest.MonkeyPatch, common: bool
) -> None:
    for number in range(1, 24):
        texts = {"issue_description": f"{WORDS} {'penguin' if number % 3 else ''}"}
        texts["issue_summary"] = "x" if number % 3 else "penguin"
        await created(ada, **texts)
    await tracker.sql("ANALYZE issue_search")
    if common:
        monkeypatch.setattr(search, "RANK_ALL", 3)
        monkeypatch.setattr(ranked, "WINDOWS", (8, 16, 1000))
    url: str | None = "/api/issues?q=penguin&per_page=5"
    found: list[str] = []
    while url:
        page = (await ada.get(url)).json()
        assert page["ranked"] == ("recent" if common else "all")
        assert page["total_is_exact"] is not common
        found += [item["issue_name"] for item in page["items"]]
        url = page["links"]["next"]
    assert len(found) == len(set(found)), "an issue came twice"
    if common:
        assert len(found) >= 5
        titled = [int(name.removeprefix("OPS-")) % 3 == 0 for name in found[:5]]
        assert titled[0]
    else:
        assert found == [f"OPS-{n}" for n in [*range(21, 0, -3)]] + [
            f"OPS-{n}" for n in range(23, 0, -1) if n % 3
        ]


async def test_beyond_the_limit_the_newest_are_ranked_and_filters_widen_the_window(
    tracker: Tracker, ops: str, ada: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 31):
        labels = ["old"] if number <= 5 else []
        await created(ada, issue_summary="penguin", issue_description=WORDS, labels=labels)
    await tracker.sql("ANALYZE issue_search")
    monkeypatch.setattr(search, "RANK_ALL", 3)
    monkeypatch.setattr(ranked, "WINDOWS", (4, 1000))
    page = (await ada.get("/api/issues?q=penguin&per_page=2")).json()
    assert (page["ranked"], page["links"]["last"]) == ("recent", None)
    assert [item["issue_name"] for item in page["items"]] == ["OPS-30", "OPS-29"]
    narrow = (await ada.get("/api/issues?q=penguin&per_page=2&label=old")).json()
    assert [item["issue_name"] for item in narrow["items"]] == ["OPS-5", "OPS-4"]
    sorted_page = (await ada.get("/api/issues?q=penguin&sort=id&per_page=2")).json()
    assert (sorted_page["ranked"], sorted_page["total"]) == (None, 30)
    assert [item["issue_name"] for item in sorted_page["items"]] == ["OPS-1", "OPS-2"]


async def test_a_text_of_a_million_letters_can_be_kept_and_found(
    ops: str, ada: AsyncClient
) -> None:
    words = " ".join(f"w{n}" for n in range(130_000))
    await created(ada, issue_summary="big", issue_description=words[:1_000_000])
    await commented(ada, "OPS-1", words[:1_000_000])
    assert await find(ada, "w7") == ["OPS-1"]
    assert await find(ada, "big") == ["OPS-1"]
