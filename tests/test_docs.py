"""The commands that the documents show are commands of the product, with options that it has."""

import re
import shlex
from pathlib import Path

import pytest

from processes import Invoked

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^(?:\.venv/bin/)?ticketing (.*)$", re.MULTILINE)
# In containers: of the API, and of the one that migrates, whose entry point it is.
INSIDE = re.compile(
    r"docker compose (?:exec(?: -\S+)* api ticketing|run(?: -\S+)* migrate) ([^<>\n]+)"
)
TEXTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]


def shown() -> list[str]:
    """All commands in blocks of shell, joined where a line goes on in the next."""
    found: set[str] = set()
    for text in TEXTS:
        for block in BLOCK.findall(text.read_text()):
            joined = block.replace("\\\n", " ")
            found.update(COMMAND.findall(joined), map(str.strip, INSIDE.findall(joined)))
    return sorted(found)


@pytest.mark.parametrize("command", shown())
def test_a_command_that_is_shown_exists(command: str) -> None:
    # Help comes last: what stands before it has been read by then, and nothing is run.
    arguments = shlex.split(command, comments=True)
    told = Invoked(*arguments, "--help")
    assert told.returncode == 0, told.stderr
    assert "Usage:" in told.stdout or command.startswith("--version")


def test_operations_are_shown() -> None:
    assert len(shown()) > 15


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for text in [*TEXTS, *ROOT.glob("docs/decisions/*.md")]:
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read_text())
        broken += [f"{text.name}: {link}" for link in links if not (text.parent / link).exists()]
    assert broken == []


def test_links_within_a_document_lead_somewhere() -> None:
    broken = []
    for text in TEXTS:
        written = text.read_text()
        headings = {
            re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", written, re.MULTILINE)
        }
        broken += [
            f"{text.name}: #{link}"
            for link in re.findall(r"\]\(#([^)]+)\)", written)
            if link not in headings
        ]
    assert broken == []


def test_decisions_are_numbered_one_after_the_other() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, file in enumerate(files, 1):
        assert file.name.startswith(f"{number:04}-")
        assert file.read_text().startswith(f"# {number}. ")
