"""How quickly the page of a trace opens, pans and zooms in a real Chromium, without a network.

    python3 page_bench.py PAGE.html [ROUNDS]

Prints a table: milliseconds until the timeline is drawn, and for each mode of lanes the frames a second while the view
pans and zooms by itself, by the times that requestAnimationFrame gives, with the slowest frame. Takes a quiet machine.
"""
import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")

# Sixty frames each: in, across, out again. A key a frame: what a hand does, and more.
MOVES = """async () => {
  const key = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, repeat: true, bubbles: true }));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const times = [await frame()];
  const move = async (name, n) => { for (let i = 0; i < n; i++) { key(name); times.push(await frame()); } };
  await move("w", 20); await move("d", 20); await move("a", 20);
  await move("w", 10); await move("d", 20); await move("s", 40);
  const lengths = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  const whole = times[times.length - 1] - times[0];
  return { fps: 1000 * lengths.length / whole, p95: lengths[Math.floor(lengths.length * 0.95)], worst: lengths[lengths.length - 1] };
}"""


def measure_load(browser, url):
    """Milliseconds from the navigation to the first frame behind the script, and those of the processor."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Performance.enable")
    tab.goto(url, wait_until="load")
    ready = tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))")
    metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    loaded = tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    context.close()
    return loaded, ready, metrics["ProcessTime"] * 1000, metrics["JSHeapUsedSize"] / 1e6


def main():
    page = Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        loads = [measure_load(browser, page.as_uri()) for _ in range(rounds)]
        print(f"{page.stat().st_size / 1e6:.1f} MB, Chromium {browser.version}, load {os.getloadavg()[0]:.1f}\n")
        print("| what | median | worst |\n|---|---|---|")
        for title, column in (("loaded, ms", 0), ("drawn, ms", 1), ("processor until then, ms", 2), ("memory of the script, MB", 3)):
            values = [load[column] for load in loads]
            print(f"| {title} | {statistics.median(values):.0f} | {max(values):.0f} |")
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720})
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.evaluate("document.getElementById('timeline').scrollIntoView()")
        print("\n| lanes by | frames a second, median | least | 95 of 100 frames within, ms | slowest frame, ms |\n|---|---|---|---|---|")
        for key, mode in (("1", "task"), ("2", "thread"), ("3", "object"), ("4", "name")):
            tab.keyboard.press(key)
            tab.keyboard.press("f")
            tab.wait_for_timeout(300)
            runs = [tab.evaluate(MOVES) for _ in range(rounds)]
            print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |".format(
                mode, statistics.median(run["fps"] for run in runs), min(run["fps"] for run in runs),
                statistics.median(run["p95"] for run in runs), max(run["worst"] for run in runs)))
        browser.close()


main()
