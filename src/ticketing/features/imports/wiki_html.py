"""The HTML in `{html}` macros to Markdown: the few elements people write in comments."""

import re
from dataclasses import dataclass, field
from html import unescape

from ticketing.features.imports.wiki_inline import code_span, escape, link

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_ADDRESS = re.compile(r"(?:href|src)\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)
_BACKTICKS = re.compile(r"`{3,}")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}
_BREAKING = frozenset(
    ("p", "div", "ul", "ol", "blockquote", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr")
)


def html_to_markdown(html: str) -> list[str]:
    """Return the text of the HTML as lines of Markdown, unknown elements without their tags."""
    reader = _Reader()
    done = 0
    for tag in _TAG.finditer(html):
        reader.text(html[done : tag.start()])
        reader.tag(bool(tag[1]), tag[2].lower(), tag[3])
        done = tag.end()
    reader.text(html[done:])
    reader.finish()
    return reader.lines


@dataclass(slots=True)
class _Reader:
    """Collects blocks of lines."""

    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    open_marks: list[tuple[str, int]] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    prefix: str = ""
    quotes: int = 0
    code: list[str] | None = None
    in_block: bool = False

    def text(self, text: str) -> None:
        """Take what stands between two tags."""
        if not text:
            return
        plain = unescape(text).replace("\x00", "\ufffd")
        if self.code is not None:
            self.code.append(plain)
        else:
            self.words.append(escape(re.sub(r"\s+", " ", plain)))

    def tag(self, closing: bool, name: str, attributes: str) -> None:
        """Take one tag."""
        if name in {"pre", "code"}:
            self._code(closing, name)
        elif self.code is not None:
            return
        elif name in _MARKS:
            self._mark(closing, _MARKS[name])
        elif name == "a":
            self._link(closing, attributes)
        elif name == "br":
            self.words.append("\n")
        elif name == "img" and (address := _ADDRESS.search(attributes)):
            url = unescape(address[1])
            self.words.append(link(escape(url.rpartition("/")[2]), url))
        elif name == "li":
            self._item(closing)
        elif name in _BREAKING:
            self._block(closing, name)
        elif name in {"td", "th"}:
            self.words.append(" ")

    def finish(self) -> None:
        """Take the end of the text."""
        if self.code is not None:
            self._code(closing=True, name="pre" if self.in_block else "code")
        self._flush()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()

    def _code(self, closing: bool, name: str) -> None:
        if not closing:
            if name == "pre" and self.code is None:
                self._flush()
                self.in_block = True
            self.code = self.code or []
        elif self.code is not None and (name == "pre" or not self.in_block):
            content = "".join(self.code)
            if self.in_block:
                longest = max((len(run) for run in _BACKTICKS.findall(content)), default=2)
                fence = "`" * (longest + 1)
                self._write([fence, *content.strip("\r\n").rstrip().split("\n"), fence])
            elif content.strip():
                self.words.append(code_span(" ".join(content.split())))
            self.code = None
            self.in_block = False

    def _mark(self, closing: bool, mark: str) -> None:
        if not closing:
            self.open_marks.append((mark, len(self.words)))
            self.words.append("")
            return
        if self.open_marks and self.open_marks[-1][0] == mark:
            _, start = self.open_marks.pop()
            content = "".join(self.words[start:])
            if content.strip() and "\n" not in content:
                inner = content.strip()
                lead = content[: len(content) - len(content.lstrip())]
                tail = content[len(content.rstrip()) :]
                self.words[start:] = [f"{lead}{mark}{inner}{mark}{tail}"]

    def _link(self, closing: bool, attributes: str) -> None:
        if not closing:
            address = _ADDRESS.search(attributes)
            self.links = [(unescape(address[1]) if address else "", len(self.words))]
        elif self.links:
            url, start = self.links.pop()
            content = " ".join("".join(self.words[start:]).split())
            if url and content:
                text = "" if content.replace("\\", "") == url else content
                self.words[start:] = [link(text, url)]

    def _item(self, closing: bool) -> None:
        self._flush(tight=True)
        if not closing and self.lists:
            number = self.lists[-1]
            bullet = "-" if number is None else f"{number}."
            self.prefix = "   " * min(len(self.lists) - 1, 8) + bullet + " "
            if number is not None:
                self.lists[-1] = number + 1

    def _block(self, closing: bool, name: str) -> None:
        self._flush(tight=bool(self.lists))
        if name in {"ul", "ol"}:
            if closing and self.lists:
                self.lists.pop()
            elif not closing:
                self.lists.append(1 if name == "ol" else None)
            if not self.lists:
                self._gap()
        elif name == "blockquote":
            self.quotes = max(0, self.quotes - 1) if closing else min(self.quotes + 1, 8)
        elif name == "hr":
            self._write(["---"])
        elif name[0] == "h" and not closing:
            self.prefix = "#" * int(name[1]) + " "

    def _flush(self, *, tight: bool = False) -> None:
        """Write the words collected so far as a block."""
        words = "".join(self.words).split("\n")
        lines = [" ".join(word.split()) for word in words]
        self.words.clear()
        self.open_marks.clear()
        self.links.clear()
        if not any(lines):
            return
        pad = " " * len(self.prefix) if self.prefix.strip()[:1] != "#" else ""
        lines = [line for line in lines if line]
        written = [self.prefix + lines[0], *(pad + line for line in lines[1:])]
        self.prefix = ""
        self._write(written, tight=tight)

    def _write(self, lines: list[str], *, tight: bool = False) -> None:
        quote = "> " * self.quotes
        self.lines += [(quote + line).rstrip() for line in lines]
        if not tight:
            self._gap()

    def _gap(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.quotes).rstrip())
