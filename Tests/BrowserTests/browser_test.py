"""Looks at rendered reports in a real Chromium, without a network.

    python3 browser_test.py DIRECTORY        (DIRECTORY holds server.html, hostile.html ... of sample_traces.py)

Prints a line for each check, and ends with 1 if one failed. Screenshots are left beside the pages.
"""
import json
import os
import re
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

DIRECTORY = Path(sys.argv[1]).resolve()
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
CHECKS = []


def check(sentence):
    def register(work):
        CHECKS.append((sentence, work))
        return work
    return register


@contextmanager
def page(browser, name, scheme="light", size=(1280, 720)):
    """A page from disk. Console messages, errors and requests that leave it are failures."""
    context = browser.new_context(offline=True, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    tab = context.new_page()
    troubles = []
    tab.on("console", lambda message: troubles.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    tab.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    url = (DIRECTORY / f"{name}.html").as_uri()
    tab.on("request", lambda request: None if request.url.split("#")[0] == url else troubles.append(f"request: {request.url[:200]}"))
    tab.goto(url)
    settle(tab)
    yield tab
    assert not troubles, troubles
    context.close()


def settle(tab):
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def span(tab):
    """The time in view, in nanoseconds."""
    settle(tab)
    number, unit = tab.locator("#span").inner_text().split()[:2]
    return float(number) * {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}[unit]


def press(tab, key):
    tab.keyboard.press(key)
    settle(tab)


def pixels(tab):
    """The tracks as drawn: changes when they do."""
    settle(tab)
    return tab.evaluate("document.getElementById('tracks').toDataURL()")


def work(tab):
    """What the last picture took: lanes, steps, rectangles, texts."""
    settle(tab)
    return json.loads(tab.locator("#tracks").get_attribute("data-work"))


def said(tab):
    """The last announcement to those who cannot see the canvas."""
    return tab.locator("#announcement").inner_text()


def to_timeline(tab):
    tab.evaluate("document.getElementById('timeline').scrollIntoView()")
    # The page takes the wheel for its own scrolling for a moment after it scrolled.
    tab.wait_for_timeout(400)


@check("Every page opens from disk, in light and in dark, with nothing on the console and no request.")
def opens(browser):
    for file in sorted(DIRECTORY.glob("*.html")):
        for scheme in ("light", "dark"):
            with page(browser, file.stem, scheme) as tab:
                assert tab.locator("h1").count() == 1
                tab.screenshot(path=DIRECTORY / f"{file.stem}-{scheme}.png", full_page=True)


@check("Losses and findings come before the timeline, and the timeline before the tables.")
def order(browser):
    with page(browser, "server") as tab:
        ids = tab.locator("main > section").evaluate_all("list => list.map(section => section.id)")
        assert ids == ["summary", "losses", "findings", "timeline", "latency", "slow", "waits", "queues", "cancellations", "about"], ids
        assert "Nothing was lost" in tab.locator("#losses").inner_text()
        assert tab.locator("#findings li").count() > 0


@check("Losses stand on the page with their number.")
def losses(browser):
    with page(browser, "hostile") as tab:
        assert "17 events were lost" in tab.locator("#losses").inner_text()


@check("The wheel zooms at the pointer: what is under it stays there.")
def wheel(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        before = span(tab)
        tracks = tab.locator("#tracks")
        tracks.hover(position={"x": 400, "y": 60})
        settle(tab)
        at = tab.locator("#tooltip").inner_text().split("at ")[-1]
        tab.mouse.wheel(0, -240)
        assert span(tab) < before * 0.6
        tracks.hover(position={"x": 401, "y": 60})
        tracks.hover(position={"x": 400, "y": 60})
        settle(tab)
        now = tab.locator("#tooltip").inner_text().split("at ")[-1]
        assert abs(float(at.split()[0]) - float(now.split()[0])) < 0.002, (at, now)
        tab.mouse.wheel(0, 240)
        assert abs(span(tab) - before) < before * 0.01
        top = tab.evaluate("scrollY")
        tab.mouse.wheel(0, 240)
        tab.wait_for_timeout(200)
        assert tab.evaluate("scrollY") > top, "a wheel that cannot zoom out further must scroll the page"


@check("Dragging pans, and a click selects the task under the pointer and tells about it.")
def drag(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        press(tab, "w")
        before = pixels(tab)
        box = tab.locator("#tracks").bounding_box()
        tab.mouse.move(box["x"] + 500, box["y"] + 40)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 300, box["y"] + 40, steps=4)
        tab.mouse.up()
        assert pixels(tab) != before
        assert tab.locator(".details").is_hidden(), "a drag is not a click"
        press(tab, "f")
        tab.locator("#tracks").click(position={"x": 70, "y": 24 * 2 + 12})
        text = tab.locator(".details").inner_text()
        for expected in ("test1", "#3", "sleep", "3.00 s", "AsCompleted.swift:12", "1 as completed #2"):
            assert expected in text, (expected, text)


@check("The keys zoom, pan, fit, search, go through the matches and deselect.")
def keys(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        whole = span(tab)
        press(tab, "w")
        near = span(tab)
        assert near < whole
        for left, right in (("a", "d"), ("ArrowLeft", "ArrowRight")):
            tab.locator("#tracks").focus()
            before = pixels(tab)
            press(tab, right)
            assert pixels(tab) != before, right
            press(tab, left)
            assert span(tab) == near
        press(tab, "ArrowUp")
        assert span(tab) < near
        press(tab, "ArrowDown")
        press(tab, "s")
        press(tab, "f")
        assert span(tab) == whole
        press(tab, "/")
        assert tab.evaluate("document.activeElement.id") == "search"
        tab.keyboard.type("thumbnailer")
        settle(tab)
        assert tab.locator("#hits").inner_text() == "2 matches"
        press(tab, "Escape")
        assert tab.evaluate("document.activeElement.id") != "search"
        press(tab, "n")
        assert tab.locator("#hits").inner_text() == "1 of 2"
        press(tab, "n")
        assert tab.locator("#hits").inner_text() == "2 of 2"
        press(tab, "p")
        assert tab.locator(".details h3").inner_text() == "thumbnailer #2"
        press(tab, "Escape")
        assert tab.locator(".details").is_hidden()
        press(tab, "Escape")
        assert tab.locator("#hits").inner_text() == ""


@check("Search finds functions, places, reasons and ids, and can hide what does not match.")
def search(browser):
    with page(browser, "server") as tab:
        for text, least in (("Ranking.swift", 1), ("semaphore", 1), ("#97", 1), ("cancelled", 4)):
            tab.fill("#search", text)
            settle(tab)
            assert int(tab.locator("#hits").inner_text().split()[0]) >= least, text
        tab.click("#show summary")
        tab.check("#only")
        settle(tab)
        assert tab.locator(".corner").inner_text() == "4 lanes"
        tab.fill("#search", "no such thing")
        settle(tab)
        assert tab.locator("#hits").inner_text() == "no match"


@check("Lanes fold and unfold, and the arrows on the labels walk through the tree.")
def tree(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        labels = tab.locator(".label:visible")
        assert labels.count() == 17
        assert tab.locator("[role=treeitem]:visible").nth(2).get_attribute("aria-level") == "3"
        labels.nth(1).locator(".fold").click()
        settle(tab)
        assert tab.locator(".corner").inner_text() == "15 lanes"
        tab.locator("[role=tree]").focus()
        press(tab, "ArrowDown")
        press(tab, "ArrowDown")
        assert tab.locator(".label[aria-selected=true] .name").inner_text() == "1 as completed"
        press(tab, "ArrowRight")
        assert tab.locator(".corner").inner_text() == "17 lanes"


@check("Lanes can be kept to the tasks that lived in the visible time, and follow it.")
def in_view(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        tab.click("#show summary")
        tab.check("#in-view")
        settle(tab)
        assert tab.locator(".corner").inner_text() == "17 lanes"
        tab.locator("#tracks").hover(position={"x": 20, "y": 30})
        for _ in range(8):
            press(tab, "w")
        settle(tab)
        names = tab.locator(".label:visible .name").all_inner_texts()
        assert names == ["main", "1 as completed", "test1", "test2"], names
        press(tab, "f")
        settle(tab)
        assert tab.locator(".corner").inner_text() == "17 lanes"


@check("What never ended is shown as still waiting, with its reason.")
def alive(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        tab.locator(".label", has_text="shutdown watcher").click()
        text = tab.locator(".details").inner_text()
        assert "alive" in text and "waiting · " in text and "stream" in text, text
        assert "It never waited" not in text, text


@check("A finding leads to its task in the timeline.")
def leads(browser):
    with page(browser, "server") as tab:
        whole = span(tab)
        tab.locator("#findings button.link").first.click()
        settle(tab)
        assert tab.locator(".details").is_visible()
        assert span(tab) < whole
        assert tab.locator("#timeline").bounding_box()["y"] < 200
        # Every one leads to its place, and its task says what was found.
        for link in tab.locator("#findings button.link").all():
            link.click()
            settle(tab)
            assert "in the timeline" in link.get_attribute("aria-label")
            assert tab.locator(".details .banner").count() > 0


@check("Hostile names are text: no script runs, no element appears, no layout turns around.")
def hostile(browser):
    with page(browser, "hostile") as tab:
        assert tab.locator("main img, main iframe, main script").count() == 0
        assert tab.evaluate("document.scripts.length") == 2
        names = tab.locator("#latency td .name").all_inner_texts()
        assert "<script>alert(1)</script>" in names and "{{script}}" in names, names
        tab.fill("#search", "onerror")
        settle(tab)
        press(tab, "Enter")
        assert "<img src=x onerror=alert(3)>" in tab.locator(".details h3").inner_text()
        tab.locator("#tracks").hover(position={"x": 20, "y": 20})
        assert "\u202e" not in tab.locator("body").inner_text()


@check("The policy of the page lets no other script run and nothing be loaded.")
def policy(browser):
    context = browser.new_context()
    tab = context.new_page()
    refused = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.goto((DIRECTORY / "hostile.html").as_uri())
    tab.evaluate("""() => {
      window.ran = false;
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const image = new Image();
      image.src = "https://example.invalid/x.png";
      document.body.append(image);
    }""")
    tab.wait_for_timeout(200)
    assert tab.evaluate("window.ran") is False
    assert len([text for text in refused if "Content Security Policy" in text]) >= 2, refused
    context.close()


@check("Sections without rows say so in words.")
def empty(browser):
    with page(browser, "empty") as tab:
        for section in ("findings", "timeline", "latency", "slow", "waits", "queues", "cancellations"):
            assert tab.locator(f"#{section} .empty").inner_text().endswith("."), section
        press(tab, "w")
        press(tab, "n")


@check("What was left out stands on the page with its numbers, and only then.")
def left_out(browser):
    with page(browser, "limited") as tab:
        text = tab.locator("#left-out").inner_text()
        assert "40 of 50 tasks" in text and re.search(r"[1-9]\d\d of 20,050 steps", text) and "sums" in text, text
        assert tab.locator(".corner").inner_text() == "40 lanes"
    with page(browser, "many") as tab:
        assert tab.locator("#left-out").count() == 0


@check("A hundred thousand steps are drawn without a noticeable pause.")
def many(browser):
    with page(browser, "many") as tab:
        to_timeline(tab)
        assert "100,050" in tab.locator(".tiles").inner_text()
        took = tab.evaluate("""async () => {
          const frame = () => new Promise(done => requestAnimationFrame(done));
          const key = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          const start = performance.now();
          for (let i = 0; i < 10; i++) { key(i % 2 ? "s" : "w"); await frame(); await frame(); }
          return (performance.now() - start) / 10;
        }""")
        print(f"    a zoom of 100,050 steps took {took:.0f} ms, two frames of the screen included")
        assert took < 1000


@check("The theme follows the system until the button says otherwise.")
def theme(browser):
    with page(browser, "server", "dark") as tab:
        colour = lambda: tab.evaluate("getComputedStyle(document.body).backgroundColor")
        dark, drawn = colour(), pixels(tab)
        tab.click("#theme")
        assert colour() != dark and pixels(tab) != drawn
        tab.click("#theme")
        assert colour() == dark and pixels(tab) == drawn
        tab.emulate_media(color_scheme="light")
        assert colour() == dark


@check("The columns of a table sort both ways.")
def sorting(browser):
    with page(browser, "server") as tab:
        column = lambda: [int(text.replace(",", "")) for text in tab.locator("#latency tbody tr td:nth-child(2)").all_inner_texts()]
        tab.click("#latency th button:text-is('Count')")
        assert column() == sorted(column(), reverse=True)
        tab.click("#latency th button:text-is('Count')")
        assert column() == sorted(column())
        assert tab.locator("#latency th[aria-sort=ascending]").inner_text().startswith("Count")


@check("Nothing is wider than the window at 1280 by 720 and at 800 by 600.")
def narrow(browser):
    for size in ((1280, 720), (800, 600)):
        for name in ("server", "hostile"):
            with page(browser, name, size=size) as tab:
                assert tab.evaluate("document.documentElement.scrollWidth") <= size[0], (name, size)


@check("Lanes are by task, thread, object or name, by button and by key; groups unfold to their tasks.")
def lane_modes(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        tasks, drawn = tab.locator(".corner").inner_text(), pixels(tab)
        for key, mode, expected in (("2", "thread", "worker 1"), ("3", "object", "connection pool"), ("4", "name", "metrics")):
            press(tab, key)
            assert tab.locator("[data-mode][aria-pressed=true]").get_attribute("data-mode") == mode
            assert expected in tab.locator(".label:visible .name").all_inner_texts(), mode
            assert f"Lanes by {mode}" in said(tab)
            assert pixels(tab) != drawn, mode
            drawn = pixels(tab)
        lanes = int(tab.locator(".corner").inner_text().split()[0])
        tab.locator(".label", has_text="thumbnailer").locator(".fold").click()
        settle(tab)
        assert tab.locator(".corner").inner_text() == f"{lanes + 2} lanes"
        tab.locator("[role=tree]").focus()
        press(tab, "Home")
        press(tab, "ArrowRight")
        assert tab.locator(".label[aria-selected=true]").get_attribute("aria-expanded") == "true"
        tab.click("[data-mode=task]")
        settle(tab)
        assert tab.locator(".corner").inner_text() == tasks


@check("A thread's lane tells which task ran when, a name's how many did what.")
def group_lanes(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        press(tab, "2")
        tab.click("#search")
        tab.keyboard.type("no such")
        press(tab, "Escape")
        for _ in range(6):
            press(tab, "w")
        press(tab, "4")
        tab.locator("#tracks").hover(position={"x": 300, "y": 12})
        settle(tab)
        assert "tasks" in tab.locator("#tooltip").inner_text(), tab.locator("#tooltip").inner_text()
        tab.locator(".label:visible", has_text="operationsub").click()
        text = tab.locator(".details").inner_text()
        assert "In the whole trace" in text and "Longest tasks" in text and "sleep" in text, text


@check("A marked stretch of time has statistics of its own: of all, of a task, of a name.")
def marked(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        tile = tab.locator(".tile", has_text="Running").locator("dd").first.inner_text()
        press(tab, "m")
        text = tab.locator(".details").inner_text()
        assert "Marked time" in text and "By name" in text, text
        running = [row for row in tab.locator(".details tr").all_inner_texts() if row.startswith("running")][0]
        assert tile.replace("\n", " ").split()[0] in running, (tile, running)
        box = tab.locator("#axis").bounding_box()
        tab.mouse.move(box["x"] + 200, box["y"] + 10)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 320, box["y"] + 10, steps=4)
        tab.mouse.up()
        settle(tab)
        assert "Marked " in said(tab)
        part = [row for row in tab.locator(".details tr").all_inner_texts() if row.startswith("running")][0]
        assert part != running
        tab.locator(".label", has_text="metrics").click()
        text = tab.locator(".details").inner_text()
        assert "In the marked" in text and "metrics" in text, text
        before = span(tab)
        press(tab, "z")
        assert span(tab) < before / 5
        press(tab, "Escape")
        press(tab, "Escape")
        assert tab.locator(".details").is_hidden()


@check("A drag with Shift marks, without it pans.")
def shift_drag(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        whole = span(tab)
        box = tab.locator("#tracks").bounding_box()
        tab.keyboard.down("Shift")
        tab.mouse.move(box["x"] + 100, box["y"] + 30)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 200, box["y"] + 30, steps=4)
        tab.mouse.up()
        tab.keyboard.up("Shift")
        settle(tab)
        assert "Marked time" in tab.locator(".details").inner_text()
        tab.click("#zoom-selection")
        assert span(tab) < whole / 5


@check("Zooms can be undone one by one, also with Control and Z.")
def undo(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        assert tab.locator("#undo").is_disabled()
        spans = [span(tab)]
        for _ in range(3):
            press(tab, "w")
            spans.append(span(tab))
        assert len(set(spans)) == 4
        press(tab, "u")
        assert span(tab) == spans[2]
        press(tab, "Control+z")
        assert span(tab) == spans[1]
        tab.click("#undo")
        assert span(tab) == spans[0]
        press(tab, "u")
        assert "no zoom to undo" in said(tab)


@check("The address holds time, lanes, selection and mark, and opens where it was copied.")
def permalink(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        assert "=" not in tab.evaluate("location.hash")
        press(tab, "4")
        tab.locator(".label", has_text="metrics").click()
        press(tab, "w")
        press(tab, "m")
        press(tab, "w")
        tab.wait_for_timeout(700)
        hash, seen, drawn = tab.evaluate("location.hash"), span(tab), pixels(tab)
        for part in ("t=", "lanes=name", "lane=metrics", "mark="):
            assert part in hash, hash
        tab.reload()
        settle(tab)
        tab.wait_for_timeout(300)
        assert span(tab) == seen and tab.evaluate("location.hash") == hash
        assert tab.locator(".details h3").inner_text().startswith("metrics")
        assert tab.locator("[data-mode=name]").get_attribute("aria-pressed") == "true"
        assert pixels(tab) == drawn
        tab.evaluate("location.hash = '#lanes=task&task=2&t=1000000-9000000'")
        settle(tab)
        assert tab.locator(".details h3").inner_text() == "thumbnailer #2"
        assert span(tab) == 8e6
        # What makes no sense is passed over.
        for wrong in ("#t=9-1", "#task=x&lanes=sideways", "#t=&mark=1-", "#%E0%A4%A", "#lane=<img>&lanes=name"):
            tab.evaluate("hash => { location.hash = hash }", wrong)
            settle(tab)
        tab.wait_for_timeout(400)
        tab.evaluate("location.hash = '#latency'")
        tab.wait_for_timeout(400)
        assert tab.evaluate("location.hash") == "#latency"


@check("Arrows of each kind can be switched off and on.")
def arrow_kinds(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        tab.click("#show summary")
        all_arrows = pixels(tab)
        for kind in ("wake", "create", "item"):
            before = pixels(tab)
            tab.uncheck(f"[data-arrow={kind}]")
            assert pixels(tab) != before, kind
        for kind in ("wake", "create", "item"):
            tab.check(f"[data-arrow={kind}]")
        assert pixels(tab) == all_arrows
        tab.keyboard.press("Escape")
        assert tab.locator("#show").get_attribute("open") is None
    with page(browser, "server") as tab:
        to_timeline(tab)
        tab.fill("#search", "slow")
        tab.locator("#tracks").focus()
        press(tab, "n")
        tab.click("#show summary")
        tab.check("#only")
        settle(tab)
        with_cancels = pixels(tab)
        tab.uncheck("[data-arrow=cancel]")
        assert pixels(tab) != with_cancels


@check("The details say why a task waited: who ended it, and what that one did meanwhile; and show stacks.")
def why(browser):
    with page(browser, "documents") as tab:
        to_timeline(tab)
        tab.locator(".label", has_text="1 as completed").click()
        text = tab.locator(".details").inner_text()
        assert "Why it waited" in text and "It waited longest for" in text, text
        assert "Ended by test1 #3, which meanwhile" in text.replace("\n", " ") or "Ended by test2" in text, text
        tab.locator(".label", has_text="main").first.click()
        stack = tab.locator(".details .stack li").all_inner_texts()
        assert len(stack) == 3 and "innermost()" in stack[0] and "what called that" in stack[2], stack


@check("What is a sum says so, what is exact too, and the keys go from one exact window to the next.")
def exactness(browser):
    with page(browser, "limited") as tab:
        to_timeline(tab)
        note = lambda: tab.locator("#chart-note").inner_text()
        assert note().startswith("Hatched: sums"), note()
        press(tab, "4")
        tab.locator("#tracks").hover(position={"x": 300, "y": 12})
        settle(tab)
        tip = tab.locator("#tooltip").inner_text()
        assert "≈" in tip and "sums of" in tip, tip
        press(tab, "]")
        settle(tab)
        press(tab, "w")
        assert note().startswith("Exact"), note()
        box = tab.locator("#tracks").bounding_box()
        tab.mouse.move(box["x"] + 300, box["y"] + 13)
        settle(tab)
        assert "exactly, within" in tab.locator("#tooltip").inner_text(), tab.locator("#tooltip").inner_text()
        tab.locator(".label").first.click()
        assert "≈" in tab.locator(".details").inner_text()
        drawn = pixels(tab)
        press(tab, "]")
        press(tab, "]")
        assert pixels(tab) != drawn
        for _ in range(60):
            press(tab, "[")
        assert "no exact window" in said(tab)
    with page(browser, "server") as tab:
        assert tab.locator("#chart-note").inner_text() in ("", "Arrows are drawn where they are few enough to be read.")


@check("Every text on the page has the contrast that WCAG AA asks for, in light and in dark.")
def contrast(browser):
    for scheme in ("light", "dark"):
        with page(browser, "server", scheme) as tab:
            to_timeline(tab)
            tab.locator(".label", has_text="accept").click()
            poor = tab.evaluate(CONTRAST)
            assert not poor, (scheme, poor[:12])


CONTRAST = """() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return { r: n[0], g: n[1], b: n[2], a: n[3] ?? 1 }; };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const light = ({ r, g, b }) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility() || ["SCRIPT", "STYLE", "OPTION"].includes(node.tagName)) continue;
    if (node.closest("button:disabled, .unseen, .dim, noscript")) continue;
    const style = getComputedStyle(node);
    const back = ground(node);
    const front = over(parse(node.namespaceURI.includes("svg") ? style.fill : style.color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) poor.push(`${ratio.toFixed(2)} ${node.className?.baseVal ?? node.className} '${walker.currentNode.textContent.trim().slice(0, 30)}'`);
  }
  return [...new Set(poor)];
}"""


@check("The colours of states stand out from the ground: 3 to 1, as WCAG asks of what is not text.")
def state_contrast(browser):
    for scheme in ("light", "dark"):
        with page(browser, "server", scheme) as tab:
            poor = tab.evaluate("""() => {
              const probe = document.createElement("span");
              document.body.append(probe);
              const rgb = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color.match(/[\\d.]+/g).map(Number); };
              const light = (c) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
              const panel = light(rgb("panel"));
              const ratio = (name) => { const [a, b] = [light(rgb(name)), panel].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
              const names = ["run", "ready", "accent", "good", "warning", "error", "wait-sleep", "wait-unknown", "wait-task", "wait-group", "wait-continuation", "wait-stream",
                "wait-actor", "wait-queue_get", "wait-queue_put", "wait-event", "wait-future", "wait-lock", "wait-semaphore", "wait-condition", "wait-barrier"];
              return names.map((name) => [name, ratio(name)]).filter(([name, value]) => value < 3).map(([name, value]) => `${name} ${value.toFixed(2)}`);
            }""")
            assert not poor, (scheme, poor)


@check("Everything can be reached and named without a mouse.")
def keyboard_only(browser):
    with page(browser, "server") as tab:
        unnamed = tab.evaluate("""() => [...document.querySelectorAll("button, a, input, select, summary, canvas[tabindex], [role=tree]")]
          .filter((node) => node.checkVisibility() && !(node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length))
          .map((node) => node.outerHTML.slice(0, 80))""")
        assert not unnamed, unnamed
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.className") == "skip"
        tab.keyboard.press("Enter")
        seen = set()
        for _ in range(120):
            tab.keyboard.press("Tab")
            seen.add(tab.evaluate("document.activeElement.id || document.activeElement.getAttribute('role') || document.activeElement.dataset.mode || document.activeElement.tagName"))
            outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", tab.evaluate("document.activeElement.outerHTML.slice(0, 80)")
            if "tracks" in seen:
                break
        for wanted in ("task", "thread", "object", "name", "order", "search", "fit", "link", "SUMMARY", "tree", "tracks"):
            assert wanted in seen, (wanted, seen)
        tab.locator("[role=tree]").focus()
        press(tab, "ArrowDown")
        assert "main" in said(tab) and "alive" in said(tab), said(tab)
        active = tab.locator("[role=tree]").get_attribute("aria-activedescendant")
        assert tab.locator(f"#{active}").get_attribute("aria-selected") == "true"
        roles = tab.evaluate("['tree', 'toolbar', 'status', 'tooltip', 'application'].filter((role) => !document.querySelector(`[role=${role}]`))")
        assert not roles, roles


@check("The page prints light and whole: no buttons, nothing wider than the paper, the timeline on it.")
def prints(browser):
    with page(browser, "server", "dark") as tab:
        tab.emulate_media(media="print", color_scheme="dark")
        settle(tab)
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        for hidden in (".bar", ".tools", ".keys"):
            assert tab.locator(hidden).is_hidden(), hidden
        assert tab.locator("#tracks").is_visible()
        light = tab.evaluate("""() => { const c = document.getElementById("tracks"); const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
          let dark = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && d[i] + d[i + 1] + d[i + 2] < 120) dark++; return dark / (d.length / 4); }""")
        assert light < 0.1, f"the picture is still that of the dark page: {light:.2f}"
        tab.set_viewport_size({"width": 720, "height": 1000})
        wide = tab.evaluate("[...document.querySelectorAll('main *')].filter((node) => node.getBoundingClientRect().right > 721).map((node) => node.tagName + '.' + node.className + '#' + node.id).slice(0, 8)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 720, wide
        data = tab.pdf(path=str(DIRECTORY / "server-print.pdf"), format="A4")
        assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type/Page") >= 1


@check("A picture takes work for what is on the screen, however much is in the trace.")
def budget(browser):
    with page(browser, "many") as tab:
        to_timeline(tab)
        for keys, mode in (("1", "task"), ("2", "thread"), ("3", "object"), ("4", "name")):
            press(tab, keys)
            press(tab, "f")
            whole = work(tab)
            # Whatever there is, a pixel of a lane is at most a few rectangles.
            assert whole["rectangles"] <= whole["lanes"] * 1100 * 4 + 100, (mode, whole)
            assert whole["texts"] <= whole["lanes"] * 40, (mode, whole)
            for _ in range(14):
                press(tab, "w")
            near = work(tab)
            assert near["steps"] <= 2000 and near["rectangles"] <= 6000, (mode, near)
        press(tab, "1")
        press(tab, "f")
        assert work(tab)["lanes"] <= 40


@check("The timeline is usable at 1280 by 720: one row of tools, and room for fifteen lanes.")
def room(browser):
    with page(browser, "server") as tab:
        to_timeline(tab)
        assert tab.locator(".tools").bounding_box()["height"] <= 40, tab.locator(".tools").bounding_box()
        assert tab.locator("#tracks").bounding_box()["height"] >= 15 * 24
        for size in ((1280, 720), (1920, 1080)):
            tab.set_viewport_size({"width": size[0], "height": size[1]})
            for mode in ("1", "2", "3", "4"):
                press(tab, mode)
                tab.screenshot(path=DIRECTORY / f"server-lanes-{mode}-{size[0]}.png")


def line_of(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
    return frames[-1].lineno


def main():
    failures = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for sentence, work in CHECKS:
            try:
                work(browser)
                print(f"ok    {sentence}")
            except Exception as error:  # One failure must not hide the others.
                failures += 1
                print(f"FAIL  {sentence}\n      {type(error).__name__} in line {line_of(error)}: {str(error)[:1500]}")
        browser.close()
    print(f"{len(CHECKS) - failures} of {len(CHECKS)} checks hold.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
