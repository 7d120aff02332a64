"""Jira wiki markup to Markdown (GFM) that reads the same.

The converter is our own because the one maintained library, jira2markdown, needs about half a
second for each kilobyte of ordinary comments (minutes for one pasted log), which is hours for a
tracker of some size. This one reads each text a fixed number of times whatever is in it.

What Markdown cannot say without HTML, which the UI does not render, is said in plain characters:

- inserted text and citations are in italics, superscripts and subscripts use Unicode's own where
  they exist (`x²`) and `^x`, `_x` otherwise, colours and anchors go, their text stays;
- images and attachments become a paper clip and the file's name, as the files are not here;
- panels become quotes under their title in bold, a table without headings gets an empty one, and
  what stood on several lines of a cell stands on one.

A single newline stays a single newline: the UI renders it as a line break, as Jira does. Where
people wrote Markdown into Jira (fences, `code`, **bold**, links) it is kept as they meant it; all
else that Markdown would take for markup is escaped. A macro that is never closed runs to the end.
"""

import re
from collections.abc import Callable

from ticketing.features.imports.wiki_blocks import Block, render_lines
from ticketing.features.imports.wiki_html import html_to_markdown
from ticketing.features.imports.wiki_inline import render_inline

_VERBATIM = re.compile(
    r"(?<!\{)\{(code|noformat|html)((?::[^{}\n]*)?)\}(?!\})"
    r"|^[ \t]*(```|~~~)[ \t]*([\w+#.-]*)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_COLOR = re.compile(r"(?<!\{)\{color(?::[#\w(),.% \-]{1,60})?\}(?!\})", re.IGNORECASE)
_ANCHOR = re.compile(r"\{anchor(?::[^{}\n]*)?\}")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")
_BACKTICKS = re.compile(r"`{3,}")
_PAIRED = {
    name: re.compile(rf"(?<!\{{)\{{{name}((?::[^{{}}\n]*)?)\}}(?!\}})", re.IGNORECASE)
    for name in ("panel", "quote")
}
_TITLE = re.compile(r"[:|]title=([^|]*)")
_NEWLINE = re.compile(r"\r\n?")


def to_markdown(text: str) -> str:
    r"""Convert one Jira text; never raises and takes time linear in the length of the text.

    Args:
        text: wiki markup as Jira stores it, with any kind of newline.

    Returns:
        Markdown with `\n` newlines, without leading or trailing blank lines.
    """
    text = _NEWLINE.sub("\n", text).replace("\x00", "\ufffd")
    blocks: list[Block] = []
    text = _take_verbatim(text, blocks)
    if "{" in text:
        text = _COLOR.sub("\x00c;", _ANCHOR.sub("", text))
        text = _take_pairs(
            "panel", text, blocks, lambda inner: _take_pairs("quote", inner, blocks, str)
        )
        text = _take_pairs("quote", text, blocks, str)
    return "\n".join(render_lines(text, blocks))


def _place(block: Block, blocks: list[Block]) -> str:
    """Keep a finished block and return what stands for it in the text."""
    if not block.lines:
        return ""
    blocks.append(block)
    return f"\x00B{len(blocks) - 1};"


def _take_verbatim(text: str, blocks: list[Block]) -> str:
    """Replace code, preformatted text and HTML by placeholders, so that nothing looks inside."""
    tags = list(_VERBATIM.finditer(text))
    if not tags:
        return text
    closers = _next_closers(tags)
    out: list[str] = []
    done = index = 0
    while index < len(tags):
        tag, closer = tags[index], closers[index]
        kind = _kind(tag)
        if closer is None and (kind in {"html", "```", "~~~"} or not _ends_line(tag, text)):
            index += 1
            continue
        end = tags[closer].start() if closer is not None else len(text)
        out.append(text[done : tag.start()])
        out.append(_place(_verbatim_block(tag, text[tag.end() : end]), blocks))
        done = tags[closer].end() if closer is not None else len(text)
        index = closer + 1 if closer is not None else len(tags)
    out.append(text[done:])
    return "".join(out)


def _kind(tag: re.Match[str]) -> str:
    return (tag[1] or tag[3]).lower()


def _next_closers(tags: list[re.Match[str]]) -> list[int | None]:
    """For each tag the index of the one that would close it.

    `{code}` that is never closed ends at a lone `{noformat}`, and the other way round: people mix
    them up.
    """
    result: list[int | None] = [None] * len(tags)
    nearest: dict[str, int] = {}
    plain = dict.fromkeys(("code", "noformat", "html", "```", "~~~"), 0)
    for index in range(len(tags) - 1, -1, -1):
        tag = tags[index]
        kind = _kind(tag)
        result[index] = nearest.get(kind)
        other = {"code": "noformat", "noformat": "code"}.get(kind)
        if result[index] is None and other and plain[other] % 2:
            result[index] = nearest[other]
        if not tag[2] and not tag[4]:
            nearest[kind] = index
            plain[kind] += 1
    return result


def _verbatim_block(tag: re.Match[str], content: str) -> Block:
    if _kind(tag) == "html":
        lines = html_to_markdown(content)
        return Block(lines, " ".join(lines))
    content = content.rstrip().lstrip("\n")
    while "\n" in content and not content[: content.index("\n")].strip():
        content = content[content.index("\n") + 1 :]
    if not content.strip():
        return Block([], "")
    language, title = _parameters(tag)
    longest = max((len(run) for run in _BACKTICKS.findall(content)), default=2)
    fence = "`" * (longest + 1)
    heading = [f"**{title}**", ""] if title else []
    lines = [*heading, fence + language, *content.split("\n"), fence]
    return Block(lines, content, is_code=True)


def _parameters(tag: re.Match[str]) -> tuple[str, str]:
    """Return language and title of `{code:java|title=Main.java}`, either may be empty."""
    if tag[4]:
        return tag[4], ""
    language = title = ""
    for part in (tag[2] or "")[1:].split("|"):
        name, equals, value = part.partition("=")
        if not equals and _LANGUAGE.fullmatch(name.strip()):
            language = name.strip().lower()
        elif name.strip().lower() == "title":
            title = render_inline(value.strip())
        elif name.strip().lower() == "language" and _LANGUAGE.fullmatch(value.strip()):
            language = value.strip().lower()
    return ("" if language == "none" else language), title


def _ends_line(tag: re.Match[str], text: str) -> bool:
    """Whether a tag starts or ends its line, as one that opens a block does."""
    line_start = text.rfind("\n", max(0, tag.start() - 80), tag.start()) + 1
    line_end = text.find("\n", tag.end(), tag.end() + 80)
    before = text[line_start : tag.start()] if line_start or tag.start() <= 80 else "…"
    after = text[tag.end() : line_end if line_end >= 0 else tag.end() + 80]
    return not before.strip() or not after.strip()


def _take_pairs(name: str, text: str, blocks: list[Block], inside: Callable[[str], str]) -> str:
    """Replace `{name}…{name}` by placeholders of quotes; `inside` prepares what is between."""
    tags = list(_PAIRED[name].finditer(text))
    if len(tags) % 2 and not _ends_line(tags[-1], text):
        tags.pop()
    out: list[str] = []
    done = 0
    for at in range(0, len(tags), 2):
        closer = tags[at + 1] if at + 1 < len(tags) else None
        content = text[tags[at].end() : closer.start() if closer else len(text)]
        lines = render_lines(inside(content), blocks)
        title = _TITLE.search(tags[at][1])
        if title:
            lines = [f"**{render_inline(title[1].strip())}**", *([""] if lines else []), *lines]
        quoted = [f"> {line}".rstrip() for line in lines]
        out += [text[done : tags[at].start()], _place(Block(quoted, " ".join(lines)), blocks)]
        done = closer.end() if closer else len(text)
    return "".join(out) + text[done:]
