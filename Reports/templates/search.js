// Search over tasks: by name, #id, outcome, function, file, and what they waited for.

class Search {
  constructor(timeline) {
    this.timeline = timeline;
    this.hits = [];
    this.current = -1;
    this.build(timeline.parts.tools);
  }

  build(tools) {
    const { timeline } = this;
    const button = (label, title, work, more = {}) => element("button", { type: "button", title, onclick: work, ...more }, label);
    this.input = element("input", {
      type: "search", id: "search", placeholder: "Search tasks, functions, waits  ( / )", "aria-label": "Search the tasks",
      autocomplete: "off", spellcheck: "false", oninput: () => this.run(),
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); } },
    });
    this.label = element("span", { class: "hits", id: "hits", role: "status" });
    this.only = element("input", { type: "checkbox", id: "only", onchange: () => this.filter() });
    const order = element("select", {
      "aria-label": "Order of the lanes",
      onchange: () => timeline.rearrange(() => { timeline.lanes.order = order.value; }),
    }, [["tree", "Tree of parents"], ["start", "By start"], ["duration", "Longest first"], ["run", "Most running"], ["wait", "Most waiting"]]
      .map(([value, label]) => element("option", { value }, label)));
    const arrows = button("Wakes", "Draw an arrow from who woke to who was woken", () => {
      timeline.showsArrows = !timeline.showsArrows;
      arrows.setAttribute("aria-pressed", timeline.showsArrows);
      timeline.redraw();
    }, { "aria-pressed": "true" });
    timeline.span = element("span", { class: "span", id: "span" });
    const zoom = (factor) => () => { timeline.viewport.zoom(factor); timeline.redraw(); };
    tools.append(
      this.input,
      button("↑", "Previous match (p)", () => this.step(-1), { "aria-label": "Previous match" }),
      button("↓", "Next match (n)", () => this.step(1), { "aria-label": "Next match" }),
      this.label,
      element("label", {}, this.only, "only matches"),
      element("label", { title: "Only lanes of tasks that lived in the visible time" },
        element("input", { type: "checkbox", id: "in-view", onchange: (event) => timeline.keepInView(event.target.checked) }), "only in view"),
      element("span", { class: "spring" }),
      timeline.span,
      button("−", "Zoom out (s)", zoom(2), { "aria-label": "Zoom out" }),
      button("+", "Zoom in (w)", zoom(0.5), { "aria-label": "Zoom in" }),
      button("Fit", "Show the whole trace (f)", () => timeline.fit(), { id: "fit" }),
      order, arrows);
  }

  focus() {
    byId("timeline").scrollIntoView({ block: "start" });
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  clear() {
    this.input.value = "";
    this.run();
  }

  /** The words of every task, made when first needed. */
  texts() {
    const { trace } = this.timeline;
    return this.cachedTexts ??= Array.from({ length: trace.taskCount }, (_, row) => {
      const pieces = new Set([trace.name(row), `#${trace.id(row)}`, trace.outcome(row), words(trace.kind(row))]);
      const add = (site) => { if (site?.function) pieces.add(site.function); if (site?.file) pieces.add(fileAndLine(site.file, site.line)); };
      add(trace.site(trace.tasks.site[row]));
      const seen = new Set();
      for (let i = trace.first[row]; i < trace.first[row + 1]; i++) {
        const step = trace.byTask[i];
        if (trace.steps.wait[step] > 0) pieces.add(words(trace.reason(step)));
        const site = trace.steps.site[step];
        if (seen.has(site)) continue;
        seen.add(site);
        add(trace.site(site));
      }
      const open = trace.open(row);
      if (open?.reason) pieces.add(words(open.reason));
      return [...pieces].join("\n").toLowerCase();
    });
  }

  run() {
    const wanted = this.input.value.trim().toLowerCase();
    const { lanes } = this.timeline;
    const rows = new Set();
    if (wanted) this.texts().forEach((text, row) => { if (text.includes(wanted)) rows.add(row); });
    lanes.matches = wanted ? rows : null;
    this.filter();
    this.hits = wanted ? this.timeline.lanes.rows.filter((row) => rows.has(row)) : [];
    // A match inside a folded branch has no lane yet; it comes last.
    if (this.hits.length < rows.size) this.hits.push(...[...rows].filter((row) => !lanes.positions.has(row)));
    this.current = -1;
    this.tell();
  }

  filter() {
    this.timeline.rearrange(() => { this.timeline.lanes.onlyMatches = this.only.checked; });
  }

  step(direction) {
    if (this.hits.length === 0) return;
    this.current = (this.current + direction + this.hits.length + (this.current < 0 && direction < 0 ? 1 : 0)) % this.hits.length;
    const row = this.hits[this.current];
    const { viewport, trace } = this.timeline;
    const isOutside = trace.ended(row) < viewport.from || trace.created(row) > viewport.to;
    this.timeline.reveal(row, isOutside ? this.timeline.details.life(row) : null);
    this.tell();
  }

  tell() {
    const isSearching = this.input.value.trim() !== "";
    this.label.textContent = !isSearching ? "" : this.hits.length === 0 ? "no match"
      : this.current < 0 ? counted(this.hits.length, "match", "matches") : `${this.current + 1} of ${count(this.hits.length)}`;
  }
}
