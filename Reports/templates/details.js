// The panel beside the timeline: everything the page knows about the selected task and step.

class Details {
  constructor(panel, timeline) {
    this.panel = panel;
    this.timeline = timeline;
    this.trace = timeline.trace;
  }

  show() {
    const { selectedRow: code, selectedStep: step, range } = this.timeline;
    this.panel.hidden = code === absent && !range;
    if (this.panel.hidden) return this.panel.replaceChildren();
    const content = code >= 0 ? this.task(code, step) : code <= -2 ? this.group(code) : this.all();
    this.panel.replaceChildren(...content.flat(Infinity).filter(Boolean));
    this.panel.scrollTop = 0;
  }

  heading(title, note) {
    return element("div", { class: "details-head" },
      element("h3", {}, title, element("span", { class: "faint" }, ` ${note}`)),
      element("button", { type: "button", class: "quiet", "aria-label": "Close the details", onclick: () => { this.timeline.range = null; this.timeline.select(absent); } }, "✕"));
  }

  task(row, step) {
    const { trace } = this;
    return [
      this.heading(trace.name(row), `#${trace.id(row)}`),
      this.outcomeLine(row), this.findings(row), this.shares(row), ...rangeLines(this, row), this.facts(row),
      ...(step === absent ? this.openPart(row) : this.step(step)),
      ...whyLines(this, row), ...this.waits(row), ...this.wakers(row), ...this.creation(row),
    ];
  }

  /** What was found that leads to this task. */
  findings(row) {
    const found = this.trace.data.findings.rows.filter(({ task }) => task === this.trace.id(row)).slice(0, 5);
    return found.map(({ severity, message }) => element("p", { class: `banner ${severity}` }, message));
  }

  /** A name, a thread or an object. */
  group(code) {
    const group = this.timeline.groups.of(code);
    const longest = Array.from(group.rows).sort((a, b) => this.life(b) - this.life(a)).slice(0, 6);
    return [
      this.heading(group.label, group.mode === "object" ? group.note : group.mode), ...rangeLines(this, code), ...livesLines(this, group.rows),
      longest.length ? [element("h4", {}, "Longest tasks"), element("table", {}, element("tbody", {}, longest.map((row) => element("tr", {},
        element("td", {}, this.taskLink(row)), element("td", { class: "number" }, durationCell(this.life(row)))))))] : [],
    ];
  }

  all() {
    return [this.heading("Marked time", ""), ...rangeLines(this, absent), ...livesLines(this, null), ...nameLines(this)];
  }

  life(row) { return this.trace.ended(row) - this.trace.created(row); }

  outcomeLine(row) {
    const { trace } = this;
    const outcome = trace.outcome(row);
    const tone = { threw: "error", cancelled: "warning" }[outcome] ?? "";
    return element("p", {},
      element("span", { class: `tag ${tone}` }, outcome),
      element("span", { class: "soft" }, `  ${duration(trace.ended(row) - trace.created(row))}${outcome === "alive" ? " so far" : ""}`));
  }

  shares(row) {
    const { tasks } = this.trace;
    const { run, ready, wait } = tasks;
    // The sums of a living task end with its last finished step.
    const open = this.trace.openParts(row);
    const since = (...states) => open.reduce((sum, part) => sum + (states.includes(part.state) ? part.to - part.from : 0), 0);
    const parts = [["run", run[row] + since("running"), "running"], ["ready", ready[row] + since("ready"), "ready"],
      ["wait", wait[row] + since("waiting", "wait"), "waiting"]];
    const whole = parts.reduce((sum, [, ns]) => sum + ns, 0);
    const colour = (key) => (key === "wait" ? "var(--wait-sleep)" : colourOf(key));
    return element("div", {},
      element("div", { class: "share-bar", role: "img", "aria-label": parts.map(([, ns, name]) => `${name} ${duration(ns)}`).join(", ") },
        parts.filter(([, ns]) => ns > 0).map(([key, ns]) => element("span", { colour: colour(key), "width%": (100 * ns) / whole }))),
      element("table", {}, element("tbody", {}, parts.map(([key, ns, name]) => element("tr", {},
        element("td", {}, element("span", { class: "reason" }, element("span", { class: "swatch", colour: colour(key) }), name)),
        element("td", { class: "number" }, durationCell(ns)),
        element("td", { class: "number soft" }, percent(ns, whole)))))));
  }

  facts(row) {
    const { trace } = this;
    const parent = trace.parentNumber(row);
    const children = trace.tree.childCount(row);
    const { relations } = this.timeline;
    const cancels = relations.of(row).length;
    const by = [...new Set(relations.cancellersOf(row))];
    return this.list([
      ["Kind", words(trace.kind(row))],
      ["Parent", parent === null ? "none" : trace.parent(row) === elsewhere ? `task #${parent} (not on this page)` : this.taskLink(trace.parent(row))],
      children ? ["Children", count(children)] : null,
      ["Created", instant(trace.tasks.created[row])],
      ["Ended", trace.isAlive(row) ? "still alive" : instant(trace.ended(row))],
      ["Steps", count(trace.tasks.steps[row])],
      cancels ? ["Cancelled", [counted(cancels, "request"), ...by.slice(0, 3).map((task) => [" by ", this.taskLink(task)])]] : null,
      ["Function", this.place(trace.site(trace.kindOf(row, "entry")))],
    ]);
  }

  /** Where it was created, with the callers where they were asked for. */
  creation(row) {
    const { trace } = this;
    const stack = trace.stack(trace.kindOf(row, "stack"));
    const site = trace.site(trace.kindOf(row, "site"));
    if (!stack && !site) return [];
    return [element("h4", {}, "Created at"), stack ? this.frames(stack) : this.place(site)];
  }

  frames({ frames, isCut }) {
    return element("ol", { class: "stack" }, frames.map((site) => element("li", {}, this.place(site))),
      isCut ? element("li", { class: "faint" }, "… and what called that") : null);
  }

  step(step) {
    const { trace } = this;
    const bounds = trace.bounds(step);
    const s = trace.steps;
    const waker = s.waker[step];
    const stack = trace.stack(trace.stepKind(step, "stack"));
    return [
      element("h4", {}, "Selected step"),
      this.list([
        ["From", instant(bounds.wait, bounds.ended - bounds.wait)],
        s.wait[step] > 0 ? ["Waited", [duration(s.wait[step]), " · ", reasonCell(trace.reason(step))]] : null,
        trace.object(step) ? ["On", this.objectLink(trace.stepKind(step, "object"))] : null,
        waker !== absent ? ["Woken by", this.taskLink(waker)] : null,
        s.ready[step] > 0 ? ["Ready", duration(s.ready[step])] : null,
        ["Ran", duration(s.run[step])],
        trace.thread(step) ? ["Thread", trace.thread(step)] : null,
        ["Where", this.place(trace.site(trace.stepSite(step)))],
      ]),
      stack ? [element("h4", {}, "Stack of the wait"), this.frames(stack)] : [],
    ];
  }

  objectLink(object) {
    const group = this.timeline.groups.in("object").find(({ number }) => number === object);
    return element("button", { type: "button", class: "link", onclick: () => this.timeline.reveal(group.code) }, group.label);
  }

  openPart(row) {
    const open = this.trace.open(row);
    if (!open || open.state === "unknown") return [];
    return [
      element("h4", {}, "At the end of the trace"),
      this.list([
        ["State", open.state === "waiting" && open.reason ? ["waiting · ", reasonCell(open.reason)] : words(open.state)],
        ["Since", instant(open.since)],
        ["For", duration(this.trace.end - open.since)],
        open.site ? ["Where", this.place(open.site)] : null,
      ]),
    ];
  }

  waits(row) {
    const { trace } = this;
    const sums = new Map();
    const add = (reason, ns) => {
      const entry = sums.get(reason) ?? { ns: 0, n: 0 };
      sums.set(reason, { ns: entry.ns + ns, n: entry.n + 1 });
    };
    for (let i = trace.first[row]; i < trace.first[row + 1]; i++) {
      const step = trace.byTask[i];
      if (trace.steps.wait[step] > 0) add(trace.reason(step), trace.steps.wait[step]);
    }
    for (const { state, reason, from, to } of trace.openParts(row)) {
      if (state === "waiting" || state === "wait") add(reason ?? "unknown", to - from);
    }
    const kept = trace.first[row + 1] - trace.first[row];
    const missing = Math.max(0, trace.tasks.steps[row] - kept);
    const rows = [...sums].sort(([, a], [, b]) => b.ns - a.ns);
    return [
      element("h4", {}, "Waits by reason"),
      rows.length === 0 ? element("p", { class: "soft" }, missing > 0 ? `In all ${duration(trace.tasks.wait[row])}; for what is not on this page.` : "It never waited.") :
        element("table", {}, element("tbody", {}, rows.map(([reason, { ns, n }]) => element("tr", {},
          element("td", {}, reasonCell(reason)),
          element("td", { class: "number soft" }, `${count(n)} ×`),
          element("td", { class: "number" }, durationCell(ns)))))),
      missing > 0 ? element("p", { class: "note" }, `Of the ${counted(kept, "step")} on this page; ${count(missing)} more are in the trace.`) : null,
    ].filter(Boolean);
  }

  wakers(row) {
    const { trace } = this;
    const counts = new Map();
    for (let i = trace.first[row]; i < trace.first[row + 1]; i++) {
      const waker = trace.steps.waker[trace.byTask[i]];
      if (waker !== absent) counts.set(waker, (counts.get(waker) ?? 0) + 1);
    }
    if (counts.size === 0) return [];
    const rows = [...counts].sort(([, a], [, b]) => b - a);
    return [
      element("h4", {}, "Woken by"),
      element("table", {}, element("tbody", {}, rows.slice(0, 8).map(([waker, n]) => element("tr", {},
        element("td", {}, this.taskLink(waker)), element("td", { class: "number soft" }, `${count(n)} ×`))))),
      rows.length > 8 ? element("p", { class: "note" }, `and ${counted(rows.length - 8, "other task")}`) : null,
    ].filter(Boolean);
  }

  list(rows) {
    return element("dl", {}, rows.filter(Boolean).map(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]));
  }

  taskLink(row) {
    if (row < 0) return element("span", {}, "a task that is not on this page");
    return element("button", { type: "button", class: "link", onclick: () => this.timeline.reveal(row) }, taskName(this.trace, row));
  }

  place(site) {
    if (!site || (!site.function && !site.file)) return "unknown";
    return [
      site.function ? element("div", { class: "code" }, site.function) : null,
      site.file ? element("div", { class: "code faint", title: site.file }, fileAndLine(site.file, site.line)) : null,
    ];
  }
}
