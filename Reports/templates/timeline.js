// The timeline: owns the view state, lays out labels and canvases, redraws once per frame.

class Timeline {
  constructor(section, trace, theme) {
    this.trace = trace;
    this.theme = theme;
    this.viewport = new Viewport(trace.end);
    this.lanes = new Lanes(trace);
    this.painter = new Painter(trace, theme);
    this.scrollTop = 0;
    this.selectedRow = absent;
    this.selectedStep = absent;
    this.selectedWakes = [];
    this.showsArrows = true;
    this.cancellations = new Map();
    for (const request of trace.data.cancellations.rows) {
      const row = trace.rowOfTask.get(request.task);
      if (row !== undefined) this.cancellations.set(row, [...(this.cancellations.get(row) ?? []), request.at]);
    }
    this.build(section);
    this.labels = new Labels(this.parts.labels, this);
    this.minimap = new Minimap(this.parts.minimap, trace, theme, this.viewport, () => this.redraw());
    this.details = new Details(this.parts.details, this);
    this.search = new Search(this);
    new ResizeObserver(() => this.layout()).observe(this.parts.chart);
    this.layout();
  }

  build(section) {
    const parts = {
      minimap: element("canvas", { id: "minimap", "aria-hidden": "true" }),
      axis: element("canvas", { id: "axis", "aria-hidden": "true" }),
      labels: element("div", { class: "labels", role: "tree", tabindex: 0, "aria-label": "Tasks" }),
      tracks: element("canvas", {
        id: "tracks", tabindex: 0, role: "application", "aria-label": "Timeline of tasks", "aria-describedby": "keys",
      }),
      details: element("aside", { class: "details", hidden: true, "aria-label": "Details of the selected task" }),
      corner: element("div", { class: "corner" }),
      tools: element("div", { class: "tools", role: "toolbar", "aria-label": "Timeline tools" }),
    };
    parts.view = element("div", { class: "lanes-view" }, parts.labels, parts.tracks);
    parts.room = element("div", { class: "lanes-room" }, parts.view);
    parts.scroller = element("div", { class: "lanes" }, parts.room);
    parts.chart = element("div", { class: "chart" }, parts.corner, parts.minimap, parts.axis, parts.scroller);
    parts.frame = element("div", { class: "timeline" }, parts.chart, parts.details);
    section.append(parts.tools, parts.frame);
    parts.scroller.addEventListener("scroll", () => {
      this.scrollTop = parts.scroller.scrollTop;
      this.redraw();
    });
    this.parts = parts;
  }

  /** Heights follow the number of lanes, up to what the window has room for. */
  layout() {
    const { parts, lanes } = this;
    const most = Math.max(240, window.innerHeight - 220);
    const least = this.parts.details.hidden ? 3 * laneHeight : 330;
    const height = Math.min(most, Math.max(least, lanes.rows.length * laneHeight));
    parts.scroller.style.height = `${height}px`;
    parts.view.style.height = `${height}px`;
    parts.tracks.style.height = `${height}px`;
    parts.room.style.height = `${Math.max(height, lanes.rows.length * laneHeight)}px`;
    parts.details.style.maxHeight = `${height + 64}px`;
    parts.corner.textContent = counted(lanes.rows.length, "lane");
    this.viewport.width = Math.max(1, parts.tracks.clientWidth);
    // The axis shares the tracks' scale, with or without a scroll bar beside them.
    parts.axis.style.width = parts.minimap.style.width = `${this.viewport.width}px`;
    this.redraw();
  }

  redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { parts, viewport, theme, lanes } = this;
    if (lanes.view && (lanes.view.from !== viewport.from || lanes.view.to !== viewport.to)) {
      lanes.view = { from: viewport.from, to: viewport.to };
      lanes.arrange();
      this.layout();
    }
    this.painter.draw(parts.tracks, this);
    drawArrows(this.painter.context, this, this.trace, theme, parts.tracks.clientHeight);
    drawAxis(parts.axis, viewport, theme);
    this.minimap.draw();
    this.labels.draw();
    this.span.textContent = `${duration(Math.min(viewport.span, this.trace.end))} in view`;
  }

  fit() {
    this.viewport.fit();
    this.redraw();
  }

  /** What is under a point of the tracks: a task, an instant, and what the task did then. */
  hit(x, y) {
    const row = this.lanes.rows[Math.floor((y + this.scrollTop) / laneHeight)];
    if (row === undefined) return null;
    const at = this.viewport.at(x);
    let part = this.trace.stateAt(row, at);
    // A slice may be narrower than the pointer: take one within three pixels.
    const reach = (3 / this.viewport.width) * this.viewport.span;
    if (!part || part.state !== "run") {
      const position = this.trace.firstEndingAfter(row, at - reach);
      if (position < this.trace.first[row + 1]) {
        const step = this.trace.byTask[position];
        const bounds = this.trace.bounds(step);
        const isNarrow = bounds.ended - bounds.run < reach;
        if (isNarrow && bounds.run < at + reach) part = { state: "run", from: bounds.run, to: bounds.ended, step };
      }
    }
    return { row, at, part };
  }

  select(row, step = absent) {
    this.selectedRow = row;
    this.selectedStep = row === absent ? absent : step;
    this.selectedWakes = row === absent ? [] : this.trace.wakesOf(row);
    this.details.show(row, this.selectedStep);
    if (row !== absent) announce(`${this.trace.name(row)}, ${words(this.trace.outcome(row))}, ${duration(this.trace.ended(row) - this.trace.created(row))}`);
    this.layout();
  }

  /** Brings a task's lane, and an instant if given, onto the screen, and selects it. */
  reveal(row, interval = null, step = absent) {
    this.lanes.reveal(row);
    this.select(row, step);
    if (!interval && !this.lanes.positions.has(row)) interval = this.details.life(row);
    if (interval && this.lanes.view) {
      this.viewport.show(interval.from, interval.to);
      this.draw();
    }
    this.scrollTo(row);
    if (interval) this.viewport.show(interval.from, interval.to);
    this.redraw();
  }

  scrollTo(row) {
    const lane = this.lanes.positions.get(row);
    if (lane === undefined) return;
    const { scroller } = this.parts;
    const top = lane * laneHeight;
    if (top < scroller.scrollTop || top + laneHeight > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top - scroller.clientHeight / 2;
    }
    this.scrollTop = scroller.scrollTop;
  }

  /** From elsewhere on the page: go to the timeline and show a task at an instant. */
  goTo(taskId, from, to) {
    const row = this.trace.rowOfTask.get(taskId);
    if (row === undefined) return;
    byId("timeline").scrollIntoView({ block: "start" });
    const position = to === undefined ? -1 : this.trace.firstEndingAfter(row, to - 1);
    const step = position >= 0 && position < this.trace.first[row + 1] ? this.trace.byTask[position] : absent;
    this.reveal(row, { from: from ?? this.trace.created(row), to: to ?? this.trace.ended(row) }, step);
    this.parts.tracks.focus({ preventScroll: true });
  }

  /** Lanes of the tasks that lived in the visible time only, or all. */
  keepInView(isKept) {
    const { from, to } = this.viewport;
    this.rearrange(() => { this.lanes.view = isKept ? { from, to } : null; });
  }

  rearrange(change) {
    change();
    this.lanes.arrange();
    this.layout();
  }
}
