// Reads the data, fills the sections, starts the timeline.

function main() {
  const data = JSON.parse(byId("trace-data").textContent);
  const trace = new Trace(data);
  let timeline = null;
  const theme = new Theme((isAtOnce) => (isAtOnce ? timeline?.draw() : timeline?.redraw()));
  const goTo = {
    has: (task) => trace.rowOf(task) !== absent,
    name: (task) => taskName(trace, trace.rowOf(task)),
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
  section.append(head("timeline", "Timeline", "what ran, was ready and waited, and for what"));
  if (trace.taskCount === 0) {
    nothing(section, "There is no task in this trace, so the timeline is empty.");
    return null;
  }
  const timeline = new Timeline(section, trace, theme);
  new Keyboard(timeline, new Pointer(timeline, new Tooltip(timeline)));
  new Permalink(timeline);
  const key = (keys, text) => element("span", {}, keys.map((name) => element("kbd", {}, name)), ` ${text}`);
  section.append(element("div", { class: "keys", id: "keys" }, keyHelp.map(([keys, text]) => key(keys, text)),
    element("span", {}, "wheel zooms at the pointer and scrolls over the names, drag pans, with Shift or on the axis it marks a stretch of time")));
  return timeline;
}

function showNavigation(data) {
  const entries = [["findings", "Findings", data.findings.total], ["timeline", "Timeline"], ["latency", "Latency"], ["slow", "Slow callbacks", data.slow.total],
    ["waits", "Waits"], ["queues", "Queues", data.queues.total], ["cancellations", "Cancellations", data.cancellations.total], ["about", "About"]];
  byId("navigation").append(...entries.map(([id, title, n]) => element("a", { href: `#${id}` }, title, n ? element("span", { class: "count" }, count(n)) : null)));
}

main();
