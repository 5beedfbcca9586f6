"""The evidence page, `wutong extract --format html`: its bytes, what hostile text does to it, and
what a person meets in a browser (a test of its own, skipped where there is no Chromium).
  page.py bytes|browser WUTONG HERE [SCREENSHOTS]
WUTONG_UPDATE_GOLDEN=1 writes expected.html anew."""
import difflib
import html.parser
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import browser

WHAT, WUTONG, HERE = sys.argv[1], os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3])
SHOTS = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
HOSTILE = ("桐乡市的‮数字经济</script><script>document.title='bad'</script>"
           "<img src=x onerror=\"document.title='bad'\">产值165亿元。\x01'\"&lt;<!--]]>\n"
           "<svg onload=\"document.title='bad'\">乌镇</svg> javascript:alert(1) &#x41;\n")


def run(*arguments, status=0, cwd=HERE, stdin=None):
    done = subprocess.run([WUTONG, *map(str, arguments)], cwd=cwd, input=stdin,
                          capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done.stderr if status else done.stdout


class Page(html.parser.HTMLParser):
    """What a page is made of: its elements with their attributes, and the text of its columns."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.ids, self.links = set(), set(), [], []
        self.columns, self.row, self.in_sup = [[], []], None, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attributes)
        self.ids += [value for name, value in attributes if name == "id"]
        self.links += [value for name, value in attributes if name == "href"]
        if tag == "tr":
            self.row = []
        elif tag == "td":
            self.row.append("")
        elif tag == "sup":
            self.in_sup += 1

    def handle_endtag(self, tag):
        if tag == "sup":
            self.in_sup -= 1
        elif tag == "tr" and self.row:
            for column, cell in zip(self.columns, self.row[1:]):
                column.append(cell)
            self.row = None

    def handle_data(self, data):
        if self.row and not self.in_sup:
            self.row[-1] += data


def check_golden():
    page = run("extract", "--format", "html", "sample.txt")
    for jobs in ("1", "2"):
        assert page == run("extract", "--format", "html", "--jobs", jobs, "sample.txt")
    # Style and script are looked at in the browser.
    body = page[page.index("<body>"):page.index("<script>")]
    golden = HERE / "expected.html"
    if os.environ.get("WUTONG_UPDATE_GOLDEN"):
        golden.write_text(body, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8")
    if body != expected:
        sys.stdout.writelines(difflib.unified_diff(
            expected.splitlines(True), body.splitlines(True), "expected.html", "the page"))
        sys.exit("the page differs")
    parsed = Page(page)
    lines = [line for line in run("text", "sample.txt").split("\n") if line]
    assert parsed.columns[0] == lines, parsed.columns[0]
    found = (HERE / "sample.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert parsed.columns[1] == found, parsed.columns[1]
    assert len(parsed.ids) == len(set(parsed.ids)), "an id stands twice"
    missing = [link for link in parsed.links if link[1:] not in parsed.ids]
    assert not missing, missing
    for outside in ("http:", "https:", "src=", "url(", "@import"):
        assert outside not in page.replace('&lt;img src=&quot;x&quot;', ""), outside


def check_spans():
    """The segments of each fact are the bytes that the graph names."""
    page = run("extract", "--format", "html", "sample.txt")
    graph = json.loads(run("extract", "sample.txt"))
    source = (HERE / "sample.txt").read_bytes()
    cells = {}

    class Cells(html.parser.HTMLParser):
        open_id = None

        def handle_starttag(self, tag, attributes):
            named = dict(attributes)
            if "-f" in named.get("id", ""):
                self.open_id = named["id"]
            if tag == "article":
                cells[named["id"]] = named["data-s"]

        def handle_endtag(self, tag):
            if tag in ("a", "span"):
                self.open_id = None

        def handle_data(self, data):
            if self.open_id:
                cells[self.open_id] = cells.get(self.open_id, "") + data

    Cells().feed(page)

    def text_of(ranges):
        pieces = []
        for both in ranges.split():
            first, last = map(int, both.split("-"))
            pieces.append("".join(cells.get(f"d1-f{i}", "") for i in range(first, last + 1)))
        return pieces

    def bytes_of(evidence):
        return source[evidence["start"]:evidence["end"]].decode()

    assert graph["entities"] and graph["relations"] and graph["statistics"]
    for entity in graph["entities"]:
        assert text_of(cells["d1-" + entity["id"]]) == [bytes_of(m) for m in entity["mentions"]]
    for kind, facts in (("r", graph["relations"]), ("s", graph["statistics"])):
        for number, fact in enumerate(facts, 1):
            assert text_of(cells[f"d1-{kind}{number}"]) == [bytes_of(fact["evidence"])]


def check_hostile(directory):
    path = directory / "bad '\"<b>.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    page = run("extract", "--format", "html", path)
    parsed = Page(page)
    assert parsed.tags <= {"html", "head", "meta", "title", "style", "body", "section", "header",
                           "h1", "h2", "h3", "p", "ul", "li", "span", "small", "input", "label",
                           "div", "main", "aside", "table", "tr", "th", "td", "a", "sup",
                           "article", "b", "i", "em", "dl", "dt", "dd", "q", "code", "script"}
    assert not [name for name in parsed.attributes if name.startswith("on") or name == "src"]
    assert page.count("<script") == 1 and page.count("</script") == 1
    assert all(link.startswith("#d1-") for link in parsed.links)
    return path.with_suffix(".html"), page


def check_several(directory):
    for name, text in (("a/报告.txt", "桐乡市。"), ("b/报告.txt", "乌镇。"), ("报告.txt", "嘉兴市。")):
        (directory / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / "in" / name).write_text(text, encoding="utf-8")
    page = run("extract", "--format", "html", "in", cwd=directory)
    parsed = Page(page)
    assert [i for i in parsed.ids if i in ("d1", "d2", "d3", "d4")] == ["d1", "d2", "d3"]
    assert parsed.links[-3:] == ["#d1", "#d2", "#d3"] and len(set(parsed.ids)) == len(parsed.ids)
    (directory / "in" / "a_报告.txt").write_text("海宁市。", encoding="utf-8")
    run("extract", "--format", "html", "--out", "pages", "in/b", cwd=directory)
    refused = run("extract", "--format", "html", "--out", "pages", "in", status=1, cwd=directory)
    assert "cli.output_exists" in refused and "--force" in refused, refused
    run("extract", "--format", "html", "--out", "pages", "--force", "in", cwd=directory)
    names = sorted(path.name for path in (directory / "pages").iterdir())
    assert names == ["in_a_报告.txt-2.html", "in_a_报告.txt.html", "in_b_报告.txt.html",
                     "in_报告.txt.html", "index.html"], names
    index = Page((directory / "pages" / "index.html").read_text(encoding="utf-8"))
    assert sorted(index.links) == names[:-1], index.links
    single = (directory / "pages" / "in_b_报告.txt.html").read_text(encoding="utf-8")
    assert single == run("extract", "--format", "html", "in/b/报告.txt", cwd=directory)
    assert "no file" in run("extract", "--format", "html", "nowhere", status=1, cwd=directory)


def shoot(window, name):
    if SHOTS:
        window.screenshot(SHOTS / (name + ".png"))


def check_in_browser(directory, hostile):
    page = directory / "page.html"
    page.write_text(run("extract", "--format", "html", "sample.txt"), encoding="utf-8")
    bad, bad_page = hostile
    bad.write_text(bad_page, encoding="utf-8")
    shown = "(() => {{ const e = document.querySelector({!r}); return !!e && e.offsetHeight > 0; }})()"
    lit = ("Array.from(document.querySelectorAll('main [id^=d1-t].{}'))"
           ".map(e => e.textContent).join('')")
    with browser.Browser() as window:
        window.open(page.as_uri())
        assert window.requests() == [page.as_uri()], window.requests()
        shoot(window, "page")
        assert not window.value(shown.format("#d1-r1 dl")), "facts begin folded"
        # A mention shows its entity.
        window.click("main a[href='#d1-e6']")
        card = window.value("document.querySelector('article.on').innerText")
        for word in ("Institution 机构", "国家网信办", "name.lexicon", "0.90"):
            assert word in card, (word, card)
        assert window.value(lit.format("lit")) == "国家互联网信息办公室国家网信办国家网信办"
        assert window.value("location.hash") == "#d1-e6"
        # A relation shows its evidence, and the word that says so.
        window.click("#d1-r2 h3 a")
        assert window.value("document.querySelectorAll('article.on').length") == 1
        assert window.value(lit.format("lit")) == window.value(
            "document.querySelector('#d1-r2 q').textContent")
        assert window.value(lit.format("cue")) == "主办"
        assert window.value("(() => { const r = document.querySelector('.lit')"
                            ".getBoundingClientRect(); return r.top >= 0 && r.bottom <= "
                            "innerHeight; })()"), "the evidence is not in sight"
        shoot(window, "relation")
        # The keyboard does the same: the fact below, Enter, Escape.
        window.value("document.querySelector('#d1-s1 h3 a').focus()")
        window.key("ArrowDown", 40)
        window.key("Enter", 13)
        assert window.value("document.querySelector('article.on').id") == "d1-s2"
        assert window.value(lit.format("lit")) == "增长56%"
        window.key("Escape", 27)
        assert window.value("document.querySelectorAll('.lit, .on').length") == 0
        # What a planned fact is planned by; a note in the text leads to its fact.
        window.click("main sup a[href='#d1-r3']")
        assert window.value(lit.format("status-cue")) == "将"
        assert "planned" in window.value("document.querySelector('article.on').innerText")
        # A link into the page opens the fact.
        window.open("about:blank")
        window.open(page.as_uri() + "#d1-s1")
        assert window.value("document.querySelector('article.on').id") == "d1-s1"
        assert not window.faults(), window.faults()
        # Paper, and a browser without JavaScript: everything is there.
        window.call("Emulation.setEmulatedMedia", media="print")
        assert window.value(shown.format("#d1-r1 dl")), "facts are folded on paper"
        if SHOTS:
            window.pdf(SHOTS / "page.pdf")
        window.call("Emulation.setEmulatedMedia", media="")
        window.call("Emulation.setScriptExecutionDisabled", value=True)
        window.open(page.as_uri())
        assert window.value(shown.format("#d1-r1 dl")), "facts are folded without JavaScript"
        assert window.value("document.querySelector('#d1-r1 h3 a').hash").startswith("#d1-t")
        window.call("Emulation.setScriptExecutionDisabled", value=False)
        # Nothing in a document runs.
        window.open(bad.as_uri())
        assert window.value("document.title").startswith(str(directory)), "a document ran a script"
        assert window.value("document.querySelectorAll('img, svg').length") == 0
        assert window.value("document.documentElement.className") == "js"
        assert not window.faults(), window.faults()


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        if WHAT == "bytes":
            check_golden()
            check_spans()
            check_hostile(directory)
            check_several(directory)
        elif browser.program():
            check_in_browser(directory, check_hostile(directory))
        else:
            print("no Chromium here: the page is not looked at in a browser")
            return 77
    return 0


sys.exit(main())
