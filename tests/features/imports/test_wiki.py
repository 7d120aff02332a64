"""Jira's markup becomes Markdown that reads the same."""

import csv
import gzip
import time
from importlib.resources import files

import pytest

from ticketing.features.imports.wiki import to_markdown

CASES = [
    # headings, rules, paragraphs
    ("h1. Title", "# Title"),
    ("h6.Close", "###### Close"),
    ("h2. *Bold* title #", "## **Bold** title \\#"),
    ("h3.5 is a version", "h3.5 is a version"),
    ("above\n----\nbelow", "above\n\n---\n\nbelow"),
    ("one\ntwo\n\n\n\nthree", "one\ntwo\n\nthree"),
    ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ("h2. A\ntext\nh3. B", "## A\n\ntext\n\n### B"),
    ("first\\\\second", "first\nsecond"),
    ("    indented text", "indented text"),
    # emphasis
    ("*bold* and _italic_ and -gone-", "**bold** and _italic_ and ~~gone~~"),
    ("+inserted+ and ??cited??", "*inserted* and *cited*"),
    ("*_both_* and _*both*_", "**_both_** and _**both**_"),
    ("x^2^ and H~2~O and ^abc^", "x² and H₂O and \\^abc"),
    ("un{*}believ{*}able", "un**believ**able"),
    ("{color:red}*red*{color} text", "**red** text"),
    ("*Note:* text", "**Note:** text"),
    ("**markdown bold** stays", "**markdown bold** stays"),
    ("{anchor:top}Start", "Start"),
    # code
    ("run {{npm install}} now", "run `npm install` now"),
    ("{{a`b}}", "`` a`b ``"),
    ("{{${foo}}}", "`${foo}`"),
    ("{{List&lt;String&gt;}}", "`List<String>`"),
    ("{code:java}\nint a;\n{code}", "```java\nint a;\n```"),
    ("{code:title=A.js|borderStyle=solid}\nx\n{code}", "**A.js**\n\n```\nx\n```"),
    ("see {code}x{code} here", "see\n\n```\nx\n```\n\nhere"),
    ("{code}\n  *a* _b_ <c> {{d}} h1. e\n{code}", "```\n  *a* _b_ <c> {{d}} h1. e\n```"),
    ("{code}\n```\nx\n```\n{code}", "````\n```\nx\n```\n````"),
    ("{noformat}\n{code}\n{noformat}", "```\n{code}\n```"),
    ("{code}\nnever closed", "```\nnever closed\n```"),
    ("the {code} macro is handy", "the {code} macro is handy"),
    ("text\n{code}", "text"),
    ("```js\nlet a_b = *c*;\n```", "```js\nlet a_b = *c*;\n```"),
    ("use `snake_case_` here", "use `snake_case_` here"),
    ("{{[text|http://a.b/c]}}", "[`text`](http://a.b/c)"),
    # quotes and panels
    ("bq. said so", "> said so"),
    ("{quote}\na\n\nb\n{quote}\nc", "> a\n>\n> b\n\nc"),
    ("{panel:title=Hi|bgColor=#fff}\n* a\n{panel}", "> **Hi**\n>\n> - a"),
    ("{panel}{quote}x{quote}{panel}", "> > x"),
    ("{quote}\n{code}\nx\n{code}\n{quote}", "> ```\n> x\n> ```"),
    # lists
    ("* a\n** b\n*** c\n* d", "- a\n  - b\n    - c\n- d"),
    ("# a\n## b\n# c", "1. a\n   1. b\n2. c"),
    ("# a\n#* b\n# c", "1. a\n   - b\n2. c"),
    ("- a\n-- b", "- a\n  - b"),
    ("text\n* a\n\nmore", "text\n\n- a\n\nmore"),
    ("# a\n{code}\nx\n\ny\n{code}\n# b", "1. a\n   ```\n   x\n\n   y\n   ```\n2. b"),
    ("* a\ngoes on\n* b", "- a\n  goes on\n- b"),
    ("*** deep", "- deep"),
    # tables
    ("||A||B||\n|1|2|", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ("|1|2|\n|3|", "| | |\n| --- | --- |\n| 1 | 2 |\n| 3 | |"),
    ("|a|[x|http://e.f]|", "| | |\n| --- | --- |\n| a | [x](http://e.f) |"),
    ("||K|v|\n||L|w|", "| | |\n| --- | --- |\n| **K** | v |\n| **L** | w |"),
    ("||A||\n|x\ny|", "| A |\n| --- |\n| x y |"),
    ("||A||\n|{code}p\nq{code}|", "| A |\n| --- |\n| `p q` |"),
    ("||A||\n|a \\| b|", "| A |\n| --- |\n| a \\| b |"),
    ("||A||\n|{{x|y}}|", "| A |\n| --- |\n| `x\\|y` |"),
    # links, mentions, files
    ("[text|https://a.b/c_d?e=1]", "[text](https://a.b/c_d?e=1)"),
    ("[https://a.b]", "<https://a.b>"),
    ("[https://a.b/c|https://a.b/c|smart-link]", "<https://a.b/c>"),
    ("[a (b)|https://a.b/c(d]", "[a (b)](https://a.b/c%28d)"),
    ("[mail|mailto:a@b.c]", "[mail](mailto:a@b.c)"),
    ("https://a.b/_c_/*d*?e~f~", "https://a.b/_c_/*d*?e~f~"),
    ("[~john.doe] and [~a_b]", "@john.doe and @a_b"),
    ("see [^log file.txt]", "see 📎 `log file.txt`"),
    ("!shot_1.png|thumbnail!", "📎 `shot_1.png`"),
    ("!https://a.b/c.png!", "[c.png](https://a.b/c.png)"),
    ("wow! see http://d.e/#!/api", "wow! see http://d.e/#!/api"),
    ("[INFO] started", "[INFO] started"),
    ("[js|javascript:alert(1)]", "[js|javascript:alert(1)]"),
    ("fixed by TIMOB-123 (PROJ-4)", "fixed by TIMOB-123 (PROJ-4)"),
    ("(/) yes (x) no f(x)", "✅ yes ❌ no f(x)"),
    # what only looks like markup
    ("snake_case_name and __init__", "snake_case_name and __init\\_\\_"),
    ("2*3*4 and 5 * 6", "2*3\\*4 and 5 * 6"),
    ("\\*not bold\\*", "\\*not bold\\*"),
    ("a < b, <tag> & &amp; AT&T", "a < b, \\<tag> & &amp; AT&T"),
    ("> quoted?", "\\> quoted?"),
    ("#1 and # 2", "#1 and # 2"),
    ("#", "\\#"),
    ("+ plus", "\\+ plus"),
    ("title\n=====", "title\n\\====="),
    ("title\n-------", "title\n\\-------"),
    ("1. one\n2. two", "1. one\n2. two"),
    ("C:\\Users\\x\\.npm", "C:\\Users\\x\\\\.npm"),
    ("a[0](b)", "a[0\\](b)"),
    ("[a]: http://x", "\\[a]: http://x"),
    ("one ` tick", "one \\` tick"),
    ("tar -x -f a-b-c", "tar -x -f a-b-c"),
    ("~/a and ~/b", "~/a and ~/b"),
    ("-- End of log --", "-- End of log --"),
    ("[PR](https://a.b/c) merged", "[PR](https://a.b/c) merged"),
    ("{{{{", "{{{{"),
    ("", ""),
    (" \n\t\n", ""),
    ("a\x00b", "a\ufffdb"),
]


@pytest.mark.parametrize(("wiki", "markdown"), CASES)
def test_reads_the_same(wiki: str, markdown: str) -> None:
    assert to_markdown(wiki) == markdown


def test_html_macro() -> None:
    html = (
        "{html}<div><h1>Title</h1><p>Some <b>bold</b> &amp; <a href='http://a.b'>link</a><br>next"
        "</p><pre><code>a  < b\n</code></pre><ul><li>one</li><li>two_x_</li></ul>"
        "<blockquote>said</blockquote></div>{html}"
    )
    assert to_markdown(html) == (
        "# Title\n\nSome **bold** & [link](http://a.b)\nnext\n\n```\na  < b\n```\n\n"
        "- one\n- two_x\\_\n\n> said"
    )


HOSTILE = {
    "code": "{code}" * 20_000,
    "opened code": "{code:java}" * 10_000,
    "mixed code": "{code:java}{noformat:x}" * 5_000,
    "panels": "{panel}{quote}" * 8_000,
    "colours": "{color}" * 15_000,
    "mono": "{{a" * 33_000,
    "brackets": "[" * 100_000,
    "bracket pairs": "[a[b]" * 20_000,
    "links": "[a|" * 33_000,
    "written links": "[a](http://" * 9_000,
    "images": "!a" * 50_000,
    "stars": "*a " * 33_000,
    "double stars": "**a" * 33_000,
    "underscores": " _a" * 33_000,
    "hyphens": "-a-" * 33_000,
    "forced": "{*}a" * 25_000,
    "backslashes": "\\" * 100_000,
    "backticks": "`a " * 33_000,
    "carets": "^a" * 50_000,
    "addresses": "http://a" * 12_000,
    "pipes": "|" * 100_000,
    "rows": "|a\n" * 33_000,
    "open cell": "|" + "[a" * 50_000,
    "list": "".join("*" * min(i, 50) + " x\n" for i in range(2_000)),
    "deep list": "".join("#" * i + " x\n" for i in range(450)),
    "rule": "* " * 50_000 + "x",
    "fences": "```\n" * 25_000,
    "html": "{html}" + "<blockquote><a <b><li>" * 5_000 + "{html}",
    "NUL": "\x00B1;\x00c;" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    start = time.thread_time()  # of the processor alone, whatever else it does meanwhile
    result = to_markdown(HOSTILE[name])
    assert time.thread_time() - start < 5
    assert len(result) < 12 * len(HOSTILE[name])


def test_real_texts_keep_their_words() -> None:
    """Every run of letters of a real description is still in what it became."""
    with gzip.open(str(files("ticketing") / "demo" / "DAEMON.csv.gz"), "rt", newline="") as file:
        rows = csv.reader(file)
        at = next(rows).index("Description")
        texts = [row[at] for row in rows]
    assert len(texts) == 317
    for text in texts:
        plain = text.replace("{code", " ").replace("{noformat", " ").split()
        words = {word for word in plain if word.isalpha() and len(word) > 3}
        assert words <= set(to_markdown(text).split()), text
