"""Looks at rendered reports in a real Chromium, without a network.

    python3 browser_test.py DIRECTORY        (DIRECTORY holds server.html, hostile.html ... of sample_traces.py)

Prints a line for each check, and ends with 1 if one failed. Screenshots are left beside the pages.
"""
import os
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
        assert "40 of 50 tasks" in text and "1,000 of 20,050 steps" in text, text
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
