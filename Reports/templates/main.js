// Reads the data, fills the sections, starts the timeline.

function main() {
  const data = JSON.parse(byId("trace-data").textContent);
  const trace = new Trace(data);
  let timeline = null;
  const theme = new Theme(() => timeline?.redraw());
  const goTo = {
    has: (task) => trace.rowOfTask.has(task),
    show: (task, from, to) => timeline.goTo(task, from, to),
  };

  byId("bar-title").textContent = data.program.name || "Trace";
  showSummary(byId("summary"), data);
  showLosses(byId("losses"), data);
  showFindings(byId("findings"), data, goTo);
  timeline = startTimeline(byId("timeline"), trace, theme);
  showLatency(byId("latency"), data, goTo);
  showSlow(byId("slow"), data, goTo);
  showWaits(byId("waits"), data);
  showQueues(byId("queues"), data);
  showCancellations(byId("cancellations"), data, goTo);
  showAbout(byId("about"), data);
  showNavigation(data);
}

function startTimeline(section, trace, theme) {
  section.append(head("timeline", "Timeline", "a lane per task, under the task that created it"));
  if (trace.taskCount === 0) {
    nothing(section, "There is no task in this trace, so the timeline is empty.");
    return null;
  }
  const timeline = new Timeline(section, trace, theme);
  new Keyboard(timeline, new Pointer(timeline, new Tooltip(trace)));
  const key = (keys, text) => element("span", {}, keys.map((name) => element("kbd", {}, name)), ` ${text}`);
  section.append(element("div", { class: "keys", id: "keys" },
    key(["W", "S"], "zoom"), key(["A", "D"], "pan"), key(["F"], "fit"), key(["/"], "search"), key(["N", "P"], "next, previous match"),
    key(["Esc"], "deselect"), element("span", {}, "wheel zooms at the pointer and scrolls over the names, drag pans, double click fills the view")));
  return timeline;
}

function showNavigation(data) {
  const entries = [["findings", "Findings", data.findings.total], ["timeline", "Timeline"], ["latency", "Latency"], ["slow", "Slow callbacks", data.slow.total],
    ["waits", "Waits"], ["queues", "Queues", data.queues.total], ["cancellations", "Cancellations", data.cancellations.total], ["about", "About"]];
  byId("navigation").append(...entries.map(([id, title, n]) => element("a", { href: `#${id}` }, title, n ? element("span", { class: "count" }, count(n)) : null)));
}

main();
