"""The block structure of wiki markup, line by line: headings, lists, tables, rules, paragraphs."""

import re
from dataclasses import dataclass, field

from ticketing.features.imports.wiki_inline import code_span, render_inline

_PLACEHOLDER = re.compile(r"\x00B(\d+);")
_HEADING = re.compile(r"h([1-6])\.(?:\s+|(?=[^\W\d_]|[*{\[\"'(\x00]))(.*)")
_LIST = re.compile(r"([*#-]+)[ \t]+(\S.*)")
_RULE = re.compile(r"-{4,5}")
_CELL = re.compile(
    r"\[(?:[^\[\]\n]++|\[[^\[\]\n]*+\])*+\]|\{\{[^{}\n]*\}\}|![^!\n|\s][^!\n|]*\|[^!\n|]*!|\\.|\|\|?|[^\[{!\\|]+|."
)
_RULE_LIKE = re.compile(r"(?:[*_-][ \t]*){3,}|=+|[|:\- \t]*-[|:\- \t]*")
_LINE_START = re.compile(
    r"#{1,6}(?=[ \t]|$)|[+*-](?=[ \t]|$)|>|~{3,}|\[[^\[\]]*\]:[ \t]*(?:\S+[ \t]*)?(?:[\"'(].*)?$"
)
_NUMBERED = re.compile(r"(\d{1,9}[.)])[ \t]{2,}")
_DEEPEST = 8


@dataclass(slots=True)
class Block:
    """A finished piece of Markdown that a placeholder stands for."""

    lines: list[str]
    text: str
    is_code: bool = False

    def in_a_line(self) -> str:
        """Return the block as it can stand in a table cell."""
        flat = " ".join(self.text.split())
        return code_span(flat) if self.is_code else flat


def render_lines(text: str, blocks: list[Block]) -> list[str]:
    """Convert text whose macros are placeholders into lines of Markdown."""
    writer = _Writer(blocks)
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        index += 1
        if line.startswith("|") and line.count("|") > 1:
            index = writer.table(line, lines, index)
        else:
            writer.line(line)
    while writer.out and not writer.out[-1]:
        writer.out.pop()
    return writer.out


def guard_line(line: str) -> str:
    """Escape what Markdown would take for a heading, list, quote, rule or definition."""
    if not line or line[0] not in "#+*->~[_=|:0123456789":
        return line
    if line[0].isdigit():
        return _NUMBERED.sub(r"\1 ", line, count=1)
    if _LINE_START.match(line) or _RULE_LIKE.fullmatch(line):
        return "\\" + line
    return line


@dataclass(slots=True)
class _Level:
    """One open level of a list."""

    ordered: bool
    indent: int
    marker: str
    number: int = 0


@dataclass(slots=True)
class _Writer:
    """Collects lines; remembers the open list and whether a paragraph goes on."""

    blocks: list[Block]
    out: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    blank: bool = True
    in_paragraph: bool = False
    openers: set[str] = field(default_factory=set)

    def line(self, line: str) -> None:
        """Take one line that is not of a table."""
        if not line:
            self.blank = True
            self.in_paragraph = False
            return
        heading = _HEADING.match(line)
        item = None if heading else self._item(line)
        if heading:
            self._own("#" * int(heading[1]), heading[2])
        elif line.startswith("bq."):
            self._own(">", line[3:].strip())
        elif _RULE.fullmatch(line):
            self._separate()
            self.out.append("---")
            self.blank = True
        elif item:
            self._list_item(item[1], item[2])
        else:
            if self.blank:
                self.levels.clear()
            self._text(line, self._indent())

    def _item(self, line: str) -> re.Match[str] | None:
        """Match a list item; `--` is a dash unless a list of dashes is open."""
        match = _LIST.match(line)
        if match and match[1].startswith("--"):
            dashes = self.levels and self.levels[0].marker.startswith("-")
            if not dashes or match[1].strip("-"):
                return None
        return match

    def _indent(self) -> int:
        return self.levels[-1].indent if self.levels else 0

    def _separate(self) -> None:
        """End list and paragraph; leave one empty line."""
        self.levels.clear()
        self._gap()
        self.in_paragraph = False

    def _gap(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")

    def _own(self, mark: str, text: str) -> None:
        """Write a heading or a one-line quote, and the blocks that follow it on its line."""
        self._separate()
        first, *rest = _PLACEHOLDER.split(text)
        rendered = render_inline(first.strip()).replace("\n", " ")
        if mark == ">":
            rendered = guard_line(rendered)
        elif rendered.endswith("#"):
            rendered = rendered[:-1] + "\\#"
        if rendered:
            self.out.append(f"{mark} {rendered}")
        self.blank = True
        self._pieces(rest, 0)

    def _text(self, line: str, indent: int) -> None:
        """Write a line of text with the blocks in it, into the open list item if there is one."""
        first, *rest = _PLACEHOLDER.split(line)
        self._words(first, indent)
        self._pieces(rest, indent)

    def _words(self, text: str, indent: int) -> None:
        if not self.in_paragraph:
            self.openers.clear()
        rendered = guard_line(render_inline(text.strip(), self.openers))
        if not rendered:
            return
        if not self.in_paragraph and (not indent or self.out[-1].lstrip().startswith(">")):
            self._gap()
        pad = " " * indent
        self.out.extend(pad + guard_line(part) for part in rendered.split("\n"))
        self.in_paragraph = True
        self.blank = False

    def _pieces(self, pieces: list[str], indent: int) -> None:
        """Write what follows the first placeholder: a block's number, text, and so on."""
        for number, text in zip(pieces[::2], pieces[1::2], strict=True):
            if not indent:
                self._gap()
            pad = " " * indent
            block = self.blocks[int(number)]
            self.out.extend((pad + line).rstrip() if pad else line for line in block.lines)
            self.in_paragraph = False
            self.blank = False
            self._words(text, indent)

    def _list_item(self, marker: str, text: str) -> None:
        depth = min(len(marker), len(self.levels) + 1, _DEEPEST)
        ordered = marker[-1] == "#"
        if not self.levels:
            self._gap()
        del self.levels[depth:]
        if len(self.levels) == depth and self.levels[-1].ordered != ordered:
            self.levels.pop()
        outer = self.levels[depth - 2].indent if depth > 1 else 0
        if len(self.levels) < depth:
            self.levels.append(_Level(ordered, 0, marker))
        level = self.levels[-1]
        level.number += 1
        bullet = f"{level.number}." if ordered else "-"
        level.indent = outer + len(bullet) + 1
        first, *rest = _PLACEHOLDER.split(text)
        self.openers.clear()
        words = guard_line(render_inline(first.strip(), self.openers)).split("\n")
        self.out.append(f"{' ' * outer}{bullet} {words[0]}".rstrip())
        pad = " " * level.indent
        self.out.extend(pad + guard_line(part) for part in words[1:])
        self.blank = False
        self.in_paragraph = True
        self._pieces(rest, level.indent)

    def table(self, line: str, lines: list[str], index: int) -> int:
        """Write a table that starts at `line`; return the index of the line after it."""
        rows: list[list[tuple[bool, str]]] = []
        while True:
            parts = [line]
            while not parts[-1].endswith("|") and index < len(lines):
                following = lines[index].strip()
                if not following or following.startswith("|"):
                    break
                parts.append(following)
                index += 1
            rows.append(self._cells(" ".join(parts)))
            line = lines[index].strip() if index < len(lines) else ""
            if not line.startswith("|"):
                break
            index += 1
        self._separate()
        self._write_table(rows)
        self.blank = True
        return index

    def _cells(self, row: str) -> list[tuple[bool, str]]:
        """Split a row into cells: whether it is a heading, and its Markdown."""
        cells: list[tuple[bool, str]] = []
        heading: bool | None = None
        words: list[str] = []
        for piece in _CELL.findall(row):
            if piece in {"|", "||"}:
                if heading is not None:
                    cells.append((heading, self._cell("".join(words))))
                heading = piece == "||"
                words = []
            else:
                words.append(piece)
        if "".join(words).strip():
            cells.append((bool(heading), self._cell("".join(words))))
        return cells

    def _cell(self, text: str) -> str:
        first, *rest = _PLACEHOLDER.split(text)
        parts = [render_inline(first.strip())]
        for number, words in zip(rest[::2], rest[1::2], strict=True):
            parts += [self.blocks[int(number)].in_a_line(), render_inline(words.strip())]
        return " ".join(" ".join(part for part in parts if part).split()).replace("|", "\\|")

    def _write_table(self, rows: list[list[tuple[bool, str]]]) -> None:
        width = max(len(row) for row in rows) or 1
        headed = all(heading for heading, _ in rows[0])
        head = [text for _, text in rows[0]] if headed else []
        body = rows[1:] if headed else rows
        self.out.append(_row(head, width))
        self.out.append("|" + " --- |" * width)
        for row in body:
            cells = [f"**{text}**" if heading and text else text for heading, text in row]
            self.out.append(_row(cells, width))


def _row(cells: list[str], width: int) -> str:
    padded = cells + [""] * (width - len(cells))
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in padded)
