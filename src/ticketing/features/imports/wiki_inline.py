"""Wiki markup within a line: emphasis, code, links, mentions, images, and what must be escaped."""

import re
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(
    r"""
      (?P<break>\\\\(?=\s|$)|\\\\(?![^\s\\]*\\))
    | (?P<escape>\\[*_+\-^~{}\[\]!|\#?])
    | (?P<mono>\{\{)
    | (?P<forced>\{(?P<forced_mark>[*_+^~-]|\?\?)\})
    | (?P<color>\x00c;)
    | (?P<code>`[^`\s](?:[^`\n]*[^`\s])?`(?!`))
    | (?P<written>\[[^\[\]\n]+\]\(https?://[^\s()<>]+\)|<https?://[^\s<>]+>)
    | (?P<link>\[(?P<link_text>(?:[^\[\]\n]++|\[[^\[\]\n]*+\])++)\])
    | (?P<image>!(?P<image_text>[^!\s][^!\n]*)!)
    | (?P<url>:(?=//[^\s/]))
    | (?P<raised>\^(?P<raised_text>[^\s^\x00]{1,30})\^)
    | (?P<lowered>(?<![~/\w])~(?P<lowered_text>[^\s~/\x00]{1,30})~(?![~\w])
        |(?<=[A-Z])~(?P<digits>\d+)~)
    | (?P<icon>(?<!\S)\((?P<icon_text>/|x|!|\?|i|y|n|\*|on|off)\)(?!\S))
    | (?P<run>\*+|_+|\++|-+|~+|\?\?+)
    | (?P<special>\\|`+|<(?=[A-Za-z/!?])|\](?=\())
    """,
    re.VERBOSE,
)
_INTERESTING = re.compile(r"[\\{`\[!<^~(*_+\x00-]|://|\?\?|\]\(")
_CANDIDATE = re.compile(r"[\\{\x00`\[<!:^~(*_+?\]-]")
_URL = re.compile(r"//[^\s<>\"|\]\[{}\x00`^\\]+")
_SCHEME = re.compile(r"(?:https?|ftps?|sftp|file|ssh|git|irc)$", re.IGNORECASE)
_TARGET = re.compile(r"(?:(?:https?|ftps?|sftp|file|ssh|git|irc)://|mailto:)\S", re.IGNORECASE)
_MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|bmp|svg|webp|tiff?|heic|ico|psd|pdf|mov|mp4|m4v|avi|webm|swf|mp3|zip|txt"
    r"|docx?|xlsx?|pptx?)$",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_BACKTICKS = re.compile(r"`+")
_MONO_ESCAPE = re.compile(r"\\([{}*_+^~\[\]|!-])")
_PLAIN_SPECIAL = re.compile(r"[\\`*~\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,31};)")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ICONS = {
    "/": "✅",
    "x": "❌",
    "!": "⚠️",
    "?": "❓",
    "i": "ℹ️",  # noqa: RUF001 - the information sign is what Jira draws
    "y": "👍",
    "n": "👎",
    "*": "⭐",
    "on": "💡",
    "off": "💡",
}
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_MARKDOWN = {"*": "**", "**": "**", "_": "_", "-": "~~", "+": "*", "??": "*"}
_BEFORE_STRICT = " \t([{\"'>|;:,*_+\xa0"
_AFTER_STRICT = " \t.,;:!?)]}\"'<|*_+\x00\xa0"


def render_inline(line: str, openers: set[str] | None = None) -> str:
    """Convert the wiki markup of one line; a forced line break becomes a newline.

    Args:
        line: the line, with placeholders for nothing but colours.
        openers: the marks left unescaped so far in this paragraph that a later one could pair with.
    """
    if not _INTERESTING.search(line):
        return line
    return _Line(line, set() if openers is None else openers).render()


def escape(text: str) -> str:
    """Escape everything Markdown could take for markup in a text that holds none."""
    return _PLAIN_SPECIAL.sub(r"\\\g<0>", text)


def code_span(text: str) -> str:
    """Return a code span, with as many backticks around it as its content asks for."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    if not longest:
        return f"`{text}`"
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}"


def link(text: str, url: str) -> str:
    """Return a Markdown link, or an autolink when the text is the address itself."""
    url = url.strip().replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
    url = "%20".join(url.split())
    if not text or text == url:
        return f"<{url}>"
    if url.count("(") != url.count(")"):
        url = url.replace("(", "%28").replace(")", "%29")
    return f"[{text}]({url})"


def attachment(name: str) -> str:
    """Return how an attached file is named in a text."""
    return f"📎 {code_span(name.strip())}"


@dataclass(slots=True)
class _Line:
    """One pass over one line; pieces of output may still change while an emphasis is open."""

    source: str
    openers: set[str]
    out: list[str] = field(default_factory=list)
    open: list[tuple[str, int, int]] = field(default_factory=list)
    literals: list[tuple[int, int]] = field(default_factory=list)
    emphasised: bool = False
    has_mono: bool = True
    done: int = 0

    def render(self) -> str:
        """Return the line in Markdown."""
        source = self.source
        position = 0
        while candidate := _CANDIDATE.search(source, position):
            position = candidate.start()
            match = _TOKEN.match(source, position)
            if not match:
                position += 1
                continue
            self.out.append(source[self.done : position])
            self.done = match.end()
            _HANDLERS[match.lastgroup or ""](self, match)
            position = self.done
        self.out.append(source[self.done :])
        self.literals += [(position, start) for _, position, start in self.open]
        for position, start in sorted(self.literals):
            self.out[position] = self._literal(self.out[position], start)
        return "".join(self.out).replace("\x00c;", "").strip("\n")

    def _literal(self, run: str, start: int) -> str:
        """Escape marks that stand for themselves where Markdown could pair them."""
        if run[0] not in "*_~":
            return run
        before, after = self.source[start - 1 : start], self.source[start + len(run) :][:1]
        inner = run[0] == "_"
        closes = bool(before.strip()) and (not after.isalnum() or (not inner and before.isalnum()))
        opens = bool(after.strip()) and (not before.isalnum() or (not inner and after.isalnum()))
        if (closes and run[0] in self.openers) or (self.emphasised and (opens or closes)):
            return "".join(f"\\{char}" for char in run)
        if opens:
            self.openers.add(run[0])
        return run

    def line_break(self, _match: re.Match[str]) -> None:
        r"""`\\` breaks the line."""
        self.out.append("\n")
        while self.source[self.done : self.done + 1] in {" ", "\t"}:
            self.done += 1

    def escaped(self, match: re.Match[str]) -> None:
        r"""`\*` is a star."""
        char = match[0][1]
        self.out.append(match[0] if char in "*_~[]!#" else char)

    def mono(self, match: re.Match[str]) -> None:
        """`{{text}}` is code; entities and escapes in it are what they stand for."""
        end = self.source.find("}}", match.end() + 1) if self.has_mono else -1
        if end < 0:
            self.has_mono = False
            self.out.append("{{")
            return
        while self.source.startswith("}", end + 2):
            end += 1
        text = self.source[match.end() : end].replace("\x00c;", "")
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
        text = " ".join(_MONO_ESCAPE.sub(r"\1", text).split("\xa0")).strip()
        label, _, target = text.strip("[]").partition("|")
        if text[0:1] == "[" and text.endswith("]") and _TARGET.match(target or label):
            self.out.append(link(code_span(label) if target else "", target or label))
        else:
            self.out.append(code_span(text) if text else "")
        self.done = end + 2

    def dropped(self, _match: re.Match[str]) -> None:
        """Colours have no counterpart."""

    def kept(self, match: re.Match[str]) -> None:
        """What was written as Markdown stays."""
        self.out.append(match[0].replace("\x00c;", ""))

    def link(self, match: re.Match[str]) -> None:
        """`[text|target]`, `[target]`, `[~user]`, `[^file]`; other brackets stay as they are."""
        text, _, rest = match["link_text"].replace("\x00c;", "").partition("|")
        target = (rest.partition("|")[0] or text).strip()
        if text[0:1] == "~" and text[1:].strip() == text[1:] != "":
            self.out.append("@" + escape(text[1:]))
        elif text[0:1] == "^" and len(text) > 1 and not rest:
            name = text[1:].strip()
            self.out.append(link("", name) if _TARGET.match(name) else attachment(name))
        elif _TARGET.match(target) and (rest or " " not in target):
            label = text.strip()
            shown = render_inline(label).replace("\n", " ") if rest and label != target else ""
            self.out.append(link(shown, target))
        elif rest and target[0:1] == "^":
            self.out.append(f"{render_inline(text.strip())} ({attachment(target[1:])})")
        elif rest and target[0:1] == "#":
            self.out.append(render_inline(text.strip()))
        else:
            self.out.append("[")
            self.done = match.start() + 1

    def image(self, match: re.Match[str]) -> None:
        """`!name.png|thumbnail!` names an attachment, `!https://…!` becomes a link."""
        name, bar, _ = match["image_text"].replace("\x00c;", "").partition("|")
        name = name.strip()
        before = self.source[match.start() - 1 : match.start()] if match.start() else ""
        if _TARGET.match(name) and " " not in name:
            self.out.append(link(escape(name.rpartition("/")[2]), name))
        elif not before.isalnum() and (_MEDIA.search(name) or (bar and "." in name)):
            self.out.append(attachment(name))
        else:
            self.out.append("!")
            self.done = match.start() + 1

    def url(self, match: re.Match[str]) -> None:
        """An address is left alone, whatever characters it has."""
        address = _URL.match(self.source, match.end())
        self.out.append(":")
        if address and _SCHEME.search(self.out[-2][-6:]):
            text = address[0].rstrip(".,;:!?*_'~+")
            self.out.append(text)
            self.done += len(text)

    def raised(self, match: re.Match[str]) -> None:
        """`^2^` in the characters Unicode has for it."""
        self._shifted("^", match["raised_text"], _SUPERSCRIPTS)

    def lowered(self, match: re.Match[str]) -> None:
        """`~2~` in the characters Unicode has for it."""
        self._shifted("_", match["lowered_text"] or match["digits"], _SUBSCRIPTS)

    def _shifted(self, mark: str, text: str, table: dict[int, int]) -> None:
        if all(ord(char) in table for char in text):
            self.out.append(text.translate(table))
        else:
            self.out.append(f"\\{mark}{escape(text)}")

    def icon(self, match: re.Match[str]) -> None:
        """`(/)` and its like are the pictures Jira shows."""
        self.out.append(_ICONS[match["icon_text"]])

    def forced(self, match: re.Match[str]) -> None:
        """`{*}` is an emphasis in the midst of a word."""
        mark, start = match["forced_mark"], match.start()
        before = self.source[start - 1 : start] if start else ""
        after = self.source[self.done : self.done + 1]
        if mark in _MARKDOWN:
            self._mark(match[0], mark, start, bool(after.strip()), bool(before.strip()))

    def run(self, match: re.Match[str]) -> None:
        """Stars, underscores, hyphens, plusses: an emphasis or themselves."""
        text, start = match[0], match.start()
        before = self.source[start - 1 : start] if start else ""
        after = self.source[self.done : self.done + 1]
        opens = closes = text in _MARKDOWN
        if text in {"-", "+"}:
            opens = (not before or before in _BEFORE_STRICT) and bool(after.strip())
            closes = bool(before.strip()) and (not after or after in _AFTER_STRICT)
        elif opens:
            opens = not before.isalnum() and before not in {"/", "\\"} and bool(after.strip())
            closes = bool(before.strip()) and not after.isalnum()
        self._mark(text, text, start, opens, closes)

    def _mark(self, text: str, mark: str, start: int, opens: bool, closes: bool) -> None:
        names = [name for name, _, _ in self.open]
        if closes and mark in names and self.open[names.index(mark)][1] < len(self.out) - 1:
            at = names.index(mark)
            _, position, opened = self.open[at]
            self.literals += [(place, begun) for _, place, begun in self.open[at + 1 :]]
            del self.open[at:]
            around = self.source[opened - 1 : opened] if opened else ""
            around += self.source[self.done : self.done + 1]
            inside_word = any(char.isalnum() for char in around)
            self.out[position] = "*" if mark == "_" and inside_word else _MARKDOWN[mark]
            self.out.append(self.out[position])
            self.emphasised = True
            return
        if opens and mark not in names:
            self.open.append((mark, len(self.out), start))
        else:
            self.literals.append((len(self.out), start))
        self.out.append(text)

    def special(self, match: re.Match[str]) -> None:
        """A character that Markdown would interpret."""
        text = match[0]
        after = self.source[self.done : self.done + 1]
        if text == "\\" and after and after not in _PUNCTUATION:
            self.out.append(text)
        else:
            self.out.append("".join(f"\\{char}" for char in text))


_HANDLERS = {
    "break": _Line.line_break,
    "escape": _Line.escaped,
    "mono": _Line.mono,
    "forced": _Line.forced,
    "color": _Line.dropped,
    "code": _Line.kept,
    "written": _Line.kept,
    "link": _Line.link,
    "image": _Line.image,
    "url": _Line.url,
    "raised": _Line.raised,
    "lowered": _Line.lowered,
    "icon": _Line.icon,
    "run": _Line.run,
    "special": _Line.special,
}
