// The panel beside the timeline: everything the page knows about the selected task and step.

class Details {
  constructor(panel, timeline) {
    this.panel = panel;
    this.timeline = timeline;
    this.trace = timeline.trace;
  }

  life(row) {
    return { from: this.trace.created(row), to: this.trace.ended(row) };
  }

  show(row, step) {
    this.panel.hidden = row === absent;
    if (row === absent) return this.panel.replaceChildren();
    const { trace } = this;
    this.panel.replaceChildren(
      element("div", { class: "details-head" },
        element("h3", {}, trace.name(row), element("span", { class: "faint" }, ` #${trace.id(row)}`)),
        element("button", { type: "button", class: "quiet", "aria-label": "Close the details", onclick: () => this.timeline.select(absent) }, "✕")),
      this.outcomeLine(row),
      this.shares(row),
      this.facts(row),
      ...(step === absent ? this.openPart(row) : this.step(step)),
      ...this.waits(row),
      ...this.wakers(row),
    );
    this.panel.scrollTop = 0;
  }

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
    // The sums of a living task end with its last finished step.
    const open = this.trace.openParts(row);
    const since = (...states) => open.reduce((sum, part) => sum + (states.includes(part.state) ? part.to - part.from : 0), 0);
    const parts = [["run", tasks.run_ns[row] + since("running"), "running"], ["ready", tasks.ready_ns[row] + since("ready"), "ready"],
      ["wait", tasks.wait_ns[row] + since("waiting", "wait"), "waiting"]];
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
    const parent = trace.tasks.parent[row];
    const children = trace.children[row].length;
    const cancels = this.timeline.cancellations.get(row)?.length ?? 0;
    return this.list([
      ["Kind", words(trace.kind(row))],
      ["Parent", parent === null || parent === undefined ? "none" : this.taskLink(parent)],
      children ? ["Children", count(children)] : null,
      ["Created", instant(trace.tasks.created[row])],
      ["Ended", trace.tasks.ended[row] === null ? "still alive" : instant(trace.tasks.ended[row])],
      ["Steps", count(trace.tasks.steps[row])],
      cancels ? ["Cancelled", counted(cancels, "request")] : null,
      ["Function", this.place(trace.site(trace.tasks.site[row]))],
    ]);
  }

  step(step) {
    const { trace } = this;
    const bounds = trace.bounds(step);
    const s = trace.steps;
    const waker = s.waker[step];
    const thread = trace.word(s.thread[step]);
    return [
      element("h4", {}, "Selected step"),
      this.list([
        ["From", instant(bounds.wait, bounds.ended - bounds.wait)],
        s.wait[step] > 0 ? ["Waited", [duration(s.wait[step]), " · ", reasonCell(trace.reason(step))]] : null,
        s.object[step] !== absent ? ["On", trace.word(s.object[step])] : null,
        waker !== absent ? ["Woken by", this.taskLink(waker)] : null,
        s.ready[step] > 0 ? ["Ready", duration(s.ready[step])] : null,
        ["Ran", duration(s.run[step])],
        thread ? ["Thread", thread] : null,
        ["Where", this.place(trace.site(s.site[step]))],
      ]),
    ];
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
    const missing = trace.tasks.steps[row] - kept;
    const rows = [...sums].sort(([, a], [, b]) => b.ns - a.ns);
    return [
      element("h4", {}, "Waits by reason"),
      rows.length === 0 ? element("p", { class: "soft" }, "It never waited.") :
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
      element("table", {}, element("tbody", {}, rows.slice(0, 8).map(([id, n]) => element("tr", {},
        element("td", {}, this.taskLink(id)), element("td", { class: "number soft" }, `${count(n)} ×`))))),
      rows.length > 8 ? element("p", { class: "note" }, `and ${counted(rows.length - 8, "other task")}`) : null,
    ].filter(Boolean);
  }

  list(rows) {
    return element("dl", {}, rows.filter(Boolean).map(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]));
  }

  taskLink(id) {
    const { trace } = this;
    const row = trace.rowOfTask.get(id);
    if (row === undefined) return element("span", {}, `task #${id} (not on this page)`);
    return element("button", { type: "button", class: "link", onclick: () => this.timeline.reveal(row) }, taskName(trace, id));
  }

  place(site) {
    if (!site || (!site.function && !site.file)) return "unknown";
    return [
      site.function ? element("div", { class: "code" }, site.function) : null,
      site.file ? element("div", { class: "code faint", title: site.file }, fileAndLine(site.file, site.line)) : null,
    ];
  }
}
