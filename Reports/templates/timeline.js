// The timeline: owns what is seen and what is selected, and redraws once per frame.

class Timeline {
  constructor(section, trace, theme) {
    this.trace = trace;
    this.theme = theme;
    this.viewport = new Viewport(trace.end);
    this.groups = new Groups(trace);
    this.sums = new Sums(trace, this.groups);
    this.lanes = new Lanes(trace, this.groups);
    this.relations = this.requests = new Relations(trace);
    this.painter = new Painter(trace, theme, this.groups, this.sums);
    this.scrollTop = 0;
    this.selectedRow = absent;
    this.selectedStep = absent;
    // A stretch of time that was marked, `{ from, to }`.
    this.range = null;
    this.arrows = new Set(["wake", "create", "cancel", "item"]);
    this.listeners = [];
    this.build(section);
    this.labels = new Labels(this.parts.labels, this);
    this.minimap = new Minimap(this.parts.minimap, this);
    this.details = new Details(this.parts.details, this);
    this.tools = new Tools(this);
    this.search = new Search(this);
    new ResizeObserver(() => this.layout()).observe(this.parts.chart);
    this.layout();
  }

  build(section) {
    const parts = {
      minimap: element("canvas", { id: "minimap", "aria-hidden": "true" }),
      axis: element("canvas", { id: "axis", "aria-hidden": "true" }),
      labels: element("div", { class: "labels", role: "tree", tabindex: 0, "aria-label": "Lanes" }),
      tracks: element("canvas", {
        id: "tracks", tabindex: 0, role: "application", "aria-label": "Timeline of tasks", "aria-describedby": "keys",
      }),
      details: element("aside", { class: "details", hidden: true, tabindex: 0, "aria-label": "Details of what is selected" }),
      corner: element("div", { class: "corner" }),
      note: element("p", { class: "chart-note", id: "chart-note" }),
      tools: element("div", { class: "tools", role: "toolbar", "aria-label": "Timeline tools" }),
    };
    parts.view = element("div", { class: "lanes-view" }, parts.labels, parts.tracks);
    parts.room = element("div", { class: "lanes-room" }, parts.view);
    parts.scroller = element("div", { class: "lanes" }, parts.room);
    parts.chart = element("div", { class: "chart" }, parts.corner, parts.minimap, parts.axis, parts.scroller);
    parts.frame = element("div", { class: "timeline" }, parts.chart, parts.details);
    section.append(parts.tools, parts.frame, parts.note);
    parts.scroller.addEventListener("scroll", () => {
      this.scrollTop = parts.scroller.scrollTop;
      this.redraw();
    });
    this.parts = parts;
  }

  /** Heights follow the number of lanes, up to what the window has room for. */
  layout() {
    const { parts, lanes } = this;
    const most = Math.max(240, window.innerHeight - 240);
    const least = parts.details.hidden ? 3 * laneHeight : 330;
    const height = Math.min(most, Math.max(least, lanes.count * laneHeight));
    parts.scroller.style.height = `${height}px`;
    parts.view.style.height = `${height}px`;
    parts.tracks.style.height = `${height}px`;
    parts.room.style.height = `${Math.max(height, lanes.count * laneHeight)}px`;
    parts.details.style.maxHeight = `${height + 64}px`;
    parts.corner.textContent = counted(lanes.count, "lane");
    this.scrollTop = parts.scroller.scrollTop;
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
    const tooMany = drawArrows(this.painter.context, this, this.trace, theme, parts.tracks.clientHeight);
    drawAxis(parts.axis, viewport, theme, this);
    this.minimap.draw();
    this.labels.draw();
    this.tools.draw();
    this.sayWhatIsSeen(tooMany);
    // What it took, for the tests' budget of work.
    parts.tracks.dataset.work = JSON.stringify(this.painter.work);
    for (const listener of this.listeners) listener();
  }

  /** Under the picture: what in it is exact, and what is not. */
  sayWhatIsSeen(tooManyArrows) {
    const { exact } = this.trace;
    const { from, to } = this.viewport;
    const isExact = exact.has(Math.max(0, from), Math.min(this.trace.end, to));
    const text = exact.isWhole ? "" : isExact ? "Exact: the page has every step of this stretch of time." :
      "Hatched: sums, of a task those of its life. Exact where the axis is underlined, and wherever it is not hatched; keys [ and ] go there.";
    const sentence = [text, tooManyArrows ? "Arrows are drawn where they are few enough to be read." : ""].filter(Boolean).join(" ");
    if (this.parts.note.textContent !== sentence) this.parts.note.textContent = sentence;
    this.parts.note.hidden = sentence === "";
  }

  fit() {
    this.viewport.fit();
    this.redraw();
  }

  undo() {
    if (this.viewport.undo()) this.redraw();
    else announce("There is no zoom to undo.");
  }

  /** To the marked stretch of time, else to what is selected. */
  zoomToSelection() {
    if (this.range) this.viewport.show(this.range.from, this.range.to, 1);
    else if (this.selectedStep !== absent) this.viewport.show(...this.stepInterval());
    else if (this.selectedRow >= 0) this.viewport.show(this.trace.created(this.selectedRow), this.trace.ended(this.selectedRow));
    this.redraw();
  }

  stepInterval() {
    const bounds = this.trace.bounds(this.selectedStep);
    return [bounds.wait, bounds.ended];
  }

  goToWindow(direction) {
    const window = this.trace.exact.isWhole ? null : this.trace.exact.next(this.viewport.from, this.viewport.to, direction);
    if (!window) return announce("There is no exact window in this direction.");
    this.viewport.show(window.from, window.to, 1.1);
    this.redraw();
  }

  select(code, step = absent) {
    this.selectedRow = code;
    this.selectedStep = code === absent ? absent : step;
    this.details.show();
    if (code >= 0) announce(`${this.trace.name(code)}, ${words(this.trace.outcome(code))}, ${duration(this.trace.ended(code) - this.trace.created(code))}`);
    else if (code <= -2) announce(`${this.groups.of(code).label}, ${this.groups.of(code).mode}`);
    this.layout();
  }

  /** Marks a stretch of time, or none: the statistics are of it then. */
  mark(range) {
    this.range = range;
    this.details.show();
    if (range) announce(`Marked ${duration(range.to - range.from)} from ${instant(range.from)}.`);
    this.layout();
  }

  /** Brings a lane, and an interval if given, onto the screen, and selects it. */
  reveal(code, interval = null, step = absent) {
    this.lanes.reveal(code);
    this.tools.showMode();
    this.select(code, step);
    if (!interval && this.lanes.position(code) === undefined) interval = this.life(code);
    if (interval) this.viewport.show(interval.from, interval.to);
    if (interval && this.lanes.view) this.draw();
    this.scrollTo(code);
    this.redraw();
  }

  life(code) {
    return code >= 0 ? { from: this.trace.created(code), to: this.trace.ended(code) } : { from: 0, to: this.trace.end };
  }

  scrollTo(code) {
    const lane = this.lanes.position(code);
    if (lane === undefined) return;
    const { scroller } = this.parts;
    const top = lane * laneHeight;
    if (top < scroller.scrollTop || top + laneHeight > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top - scroller.clientHeight / 2;
    }
    this.scrollTop = scroller.scrollTop;
  }

  /** From elsewhere on the page: go to the timeline and show a task, or just an instant. */
  goTo(taskId, from, to) {
    byId("timeline").scrollIntoView({ block: "start" });
    const row = this.trace.rowOf(taskId);
    if (row === absent) {
      // Nothing is told of who it was: its moment and what is around it.
      const around = this.trace.end / 200;
      this.viewport.show(Math.max(0, (from ?? to) - around), (to ?? from) + around, 1);
      this.redraw();
    } else {
      this.reveal(row, ...this.placeOf(row, from, to));
    }
    this.parts.tracks.focus({ preventScroll: true });
  }

  /** The interval to show of a task, and the step in it: of a moment the step that it lies in, with what is around it. */
  placeOf(row, from, to) {
    const { trace } = this;
    const life = this.life(row);
    if (from === undefined || (to === undefined && from <= life.from)) return [{ from: life.from, to: to ?? life.to }];
    const position = trace.firstEndingAfter(row, (to ?? from + 1) - 1);
    const step = position < trace.first[row + 1] ? trace.byTask[position] : absent;
    if (to !== undefined) return [{ from, to }, step];
    if (step === absent || trace.steps.start(step) > from) return [{ from: from - trace.end / 400, to: from + trace.end / 400 }];
    const { run, ended } = trace.bounds(step);
    const around = 2 * Math.max(ended - Math.min(run, from), trace.end / 2000);
    return [{ from: Math.min(run, from) - around, to: ended + around }, step];
  }

  setMode(mode) {
    this.rearrange(() => { this.lanes.mode = mode; });
    this.tools.showMode();
    this.search.run();
    this.scrollTo(this.selectedRow);
    announce(`Lanes by ${mode}: ${counted(this.lanes.count, "lane")}.`);
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
