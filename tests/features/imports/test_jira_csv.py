"""Exports are read row by row; what is none is refused with a reason."""

import gzip
import tracemalloc
from importlib.resources import files
from pathlib import Path

import pytest

from ticketing.features.imports.jira_csv import BadRow, RawIssue, open_export
from ticketing.features.imports.jira_lines import CELL_LIMIT, NotAnIssueExport

HEADER = "Summary,Issue key,Issue id,Status,Priority,Labels,Labels,Comment\r\n"
DEMO = Path(str(files("ticketing") / "demo"))
HADOOP = Path(__file__).parents[2] / "data"


def read(path: Path) -> list[RawIssue | BadRow]:
    with open_export(path) as export:
        return list(export)


def write(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_repeated_columns_are_lists_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    text = HEADER + 'One,A-1,7,Open,High,x,y,"a;b;c"\r\nTwo,A-2,8,Open,,,z,\r\n'
    first, second = read(write(tmp_path, text))
    assert isinstance(first, RawIssue)
    assert first.line == 2
    assert first.columns["Labels"] == ["x", "y"]
    assert first.first("Comment") == "a;b;c"
    assert isinstance(second, RawIssue)
    assert second.columns["Labels"] == ["z"]
    assert second.first("Priority") == ""


def test_byte_order_mark_gzip_by_content_and_names_in_any_case(tmp_path: Path) -> None:
    text = "\ufeffSUMMARY,issue KEY,status\nÜber,A-1,Open\n"
    (row,) = read(write(tmp_path, gzip.compress(text.encode()), "export.csv"))
    assert isinstance(row, RawIssue)
    assert row.columns == {"Summary": ["Über"], "Issue key": ["A-1"], "Status": ["Open"]}


@pytest.mark.parametrize("delimiter", [";", "|", "\t", "^"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = "Summary,Issue key,Status\na,A-1,Open\n".replace(",", delimiter)
    (row,) = read(write(tmp_path, text))
    assert isinstance(row, RawIssue)
    assert row.first("Issue key") == "A-1"


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    text = HEADER + 'One,A-1,7,Open,,,,"a\r\nb\rc\nd"\r\n\r\nTwo,A-2,8,Open,,,,\r\n'
    rows = read(write(tmp_path, text))
    assert [row.line for row in rows] == [2, 6]
    assert isinstance(rows[0], RawIssue)
    assert rows[0].first("Comment") == "a\r\nb\rc\nd"


def test_bad_rows_do_not_stop_the_rest(tmp_path: Path) -> None:
    text = (HEADER + "short,A-1\r\n").encode() + b"\xff,A-2,1,Open,,,,\r\n"
    text += b"too,A-3,1,Open,,,,,long\r\nfine,A-4,1,Open,,,,\r\n"
    rows = read(write(tmp_path, text))
    assert [(row.line, row.reason) for row in rows if isinstance(row, BadRow)] == [
        (2, "has 2 cells where the header has 8"),
        (3, "is not valid UTF-8"),
        (4, "has 9 cells where the header has 8"),
    ]
    assert isinstance(rows[-1], RawIssue)
    assert rows[-1].line == 5


def test_nul_becomes_a_replacement_character(tmp_path: Path) -> None:
    (row,) = read(write(tmp_path, HEADER + "a\x00b\x00,A-1,1,Open,,,,\n"))
    assert isinstance(row, RawIssue)
    assert row.first("Summary") == "a\ufffdb\ufffd"
    assert row.nuls == 2


def test_a_file_that_ends_inside_a_cell(tmp_path: Path) -> None:
    rows = read(write(tmp_path, HEADER + 'a,A-1,1,Open,,,,\nb,A-2,1,Open,,,,"cut of'))
    assert rows[1] == BadRow(3, "the file ends inside a quoted cell")


def test_a_cell_beyond_the_limit_is_one_bad_row(tmp_path: Path) -> None:
    text = HEADER + 'a,A-1,1,Open,,,,"' + "x" * (CELL_LIMIT + 5) + '"\nb,A-2,1,Open,,,,\n'
    rows = read(write(tmp_path, text))
    assert isinstance(rows[0], BadRow)
    assert isinstance(rows[-1], RawIssue)
    assert rows[-1].first("Issue key") == "A-2"


def test_a_damaged_gzip_gives_what_it_holds(tmp_path: Path) -> None:
    body = "".join(f"n{i},A-{i},{i},Open,,,,{i * 7919}\n" for i in range(1, 5000))
    packed = gzip.compress((HEADER + body).encode())
    rows = read(write(tmp_path, packed[: len(packed) // 2]))
    assert len(rows) > 100
    assert isinstance(rows[-1], BadRow)
    assert rows[-1].reason == "the compressed file is damaged or ends early"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "no header"),
        (gzip.compress(b"", mtime=0), "no header"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b"\x00\x01\x02\x03\x04", "not a text file"),
        (b"PK\x03\x04abcdef", "spreadsheet"),
        ("Summary,Status".encode("utf-16"), "UTF-16"),
        (b"\x1f\x8bnot really gzip", "damaged gzip"),
        (gzip.compress(b"Summary,Issue key,Status\n" * 9, mtime=0)[:15], "damaged gzip"),
        (b"<html><body>Log in</body></html>", "not an issue export"),
        (b'{"issues": []}', "not an issue export"),
        (b"Summary,Status\na,b\n", "Issue key"),
        (b"issuekey,title,description\nX-1,a,b\n", "no column Summary"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = write(tmp_path, content, "some file.csv")
    with pytest.raises(NotAnIssueExport, match=message) as caught, open_export(path):
        pass
    assert str(caught.value).startswith("some file.csv ")


def test_pairs_of_duplicates_are_no_export() -> None:
    with (
        pytest.raises(NotAnIssueExport) as caught,
        open_export(HADOOP / "hadoop_duplicates.csv"),
    ):
        pass
    assert str(caught.value) == (
        "hadoop_duplicates.csv is not an issue export of Jira: it has no column Summary and no "
        "column Status. Its columns are: Issue id, Duplicate id."
    )


def test_progress_reaches_the_size_of_the_compressed_file() -> None:
    path = DEMO / "MOD.csv.gz"
    with open_export(path) as export:
        seen = {export.progress.done for _ in export}
        assert export.progress.done == export.progress.total == path.stat().st_size
    assert len(seen) > 1
    assert export.progress.done == export.progress.total


@pytest.mark.parametrize(
    ("names", "classic"),
    [
        (["Critical", "Major"], True),
        (["Critical", "High"], False),
        (["Critical"], False),
        (["", "None", "Minor"], True),
    ],
)
def test_the_scheme_of_priorities_is_that_of_the_file(
    tmp_path: Path, names: list[str], classic: bool
) -> None:
    body = "".join(f"a,A-1,1,Open,{name},,,\n" for name in names)
    rows = read(write(tmp_path, HEADER + body))
    assert len(rows) == len(names)
    assert all(isinstance(row, RawIssue) and row.classic_priorities is classic for row in rows)


def test_real_exports_are_read_whole_in_flat_memory() -> None:
    counts = {}
    tracemalloc.start()
    for path in sorted(DEMO.glob("MOD*.gz")) + sorted(DEMO.glob("TIMOB-2*.gz")):
        with open_export(path) as export:
            counts[path.name] = sum(isinstance(row, RawIssue) for row in export)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts == {"MOD.csv.gz": 367, "TIMOB-2.csv.gz": 1000}
    assert peak < 16 * 1024 * 1024
