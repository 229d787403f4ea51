// Draws the lanes: only what is on the screen, and parts narrower than a pixel merged.

const laneHeight = 24;
const slice = { top: 4, height: 16 };

const lifeStates = ["run", "ready", "unknown"];

class Painter {
  constructor(trace, theme, groups, sums) {
    Object.assign(this, { trace, theme, groups, sums });
    this.density = new Density(theme);
    // Of the last picture, for the budget of the tests: what it took to draw it.
    this.work = { lanes: 0, steps: 0, rectangles: 0, texts: 0 };
  }

  /** Draws the lanes from `scrollTop` on; `view` is `{ lanes, viewport, scrollTop, selectedRow, range }`. */
  draw(canvas, view) {
    const { context, width, height } = prepared(canvas);
    Object.assign(this, { context, width, viewport: view.viewport, low: -2, high: width + 2 });
    this.rectangles = new Map();
    this.texts = [];
    this.work = { lanes: 0, steps: 0, rectangles: 0, texts: 0 };
    const first = Math.floor(view.scrollTop / laneHeight);
    const last = Math.min(view.lanes.count, Math.ceil((view.scrollTop + height) / laneHeight));
    this.windows = this.readableWindows();
    this.grid(height, first, last, view);
    this.density.begin(width, height);
    for (let lane = first; lane < last; lane++) this.code(view.lanes.rows[lane], lane * laneHeight - view.scrollTop);
    this.density.end(context);
    this.flush();
    this.writeTexts();
    this.dim(first, last, view);
    for (let lane = first; lane < last; lane++) {
      const row = view.lanes.rows[lane];
      if (row >= 0) this.marks(row, lane * laneHeight - view.scrollTop, view);
    }
    this.range(view, height);
    this.work.lanes = last - first;
  }

  grid(height, first, last, view) {
    const { context, theme } = this;
    for (let lane = first; lane < last; lane++) {
      const row = view.lanes.rows[lane];
      const y = lane * laneHeight - view.scrollTop;
      if (row === view.selectedRow) context.fillStyle = theme.colour("accent-soft");
      else if (lane % 2) context.fillStyle = theme.colour("stripe");
      else continue;
      context.fillRect(0, y, this.width, laneHeight);
    }
    context.fillStyle = theme.colour("edge");
    for (const at of ticksOf(this.viewport.from, this.viewport.to, this.width).ticks) {
      context.fillRect(Math.round(this.viewport.x(at)), 0, 1, height);
    }
  }

  /** While a search is on, what does not match steps back. */
  dim(first, last, view) {
    if (!view.lanes.matches) return;
    this.context.fillStyle = this.theme.colour("panel");
    this.context.globalAlpha = 0.6;
    for (let lane = first; lane < last; lane++) {
      if (view.lanes.isMatch(view.lanes.rows[lane])) continue;
      this.context.fillRect(0, lane * laneHeight - view.scrollTop, this.width, laneHeight);
    }
    this.context.globalAlpha = 1;
  }

  /** Where every step is known, as far as it is wide enough to be seen: `{ from, to }` in pixels and in time. */
  readableWindows() {
    const { exact } = this.trace;
    const { viewport } = this;
    const windows = [];
    for (let i = exact.after(viewport.from); i < exact.count && exact.from[i] < viewport.to; i++) {
      const from = exact.isWhole ? 0 : Math.max(0, viewport.x(exact.from[i]));
      const to = exact.isWhole ? this.width : Math.min(this.width, viewport.x(exact.to[i]));
      if (to - from >= 3) windows.push({ from, to, begin: viewport.at(from), end: viewport.at(to) });
    }
    return windows;
  }

  /** The parts of the lane in which not every step is known. */
  gaps() {
    const gaps = [];
    let from = 0;
    for (const window of this.windows) {
      if (window.from > from) gaps.push([from, Math.floor(window.from)]);
      from = Math.ceil(window.to);
    }
    if (from < this.width) gaps.push([from, this.width]);
    return gaps;
  }

  code(code, y) {
    const group = this.groups.of(code);
    const top = Math.round(y) + slice.top;
    if (group?.mode === "thread") return this.thread(group, y, top);
    if (group) return this.group(group, code, top);
    const { trace } = this;
    if (trace.isExact(code)) return this.lane(code, y);
    const series = this.sums.of(code);
    if (!series) {
      this.life(code, top);
      return this.lane(code, y, true);
    }
    this.lifetime(code, y);
    for (const [from, to] of this.gaps()) this.density.series(series, this.viewport, from, to, top, slice.height, 1);
    for (const window of this.windows) this.clipped(window, () => this.lane(code, y));
  }

  clipped({ from, to }, work) {
    [this.low, this.high] = [from, to];
    work();
    [this.low, this.high] = [-2, this.width + 2];
  }

  /** A name or an object: how many tasks did what. */
  group(group, code, top) {
    const { trace, viewport, sums, density } = this;
    const series = sums.of(code);
    const most = Math.max(1, series?.most ?? 1);
    const isFine = series && viewport.span / this.width >= series.width;
    if (trace.exact.isWhole && isFine) {
      // Every step is in these sums: as many parts as pixels, or more.
      return density.series(series, viewport, 0, this.width, top, slice.height, most, false);
    }
    if (series && !trace.exact.isWhole) for (const [from, to] of this.gaps()) density.series(series, viewport, from, to, top, slice.height, most, true);
    for (const { from, to } of this.windows) {
      const [left, right] = [Math.ceil(from), Math.floor(to)];
      const states = sums.exact(group, viewport.at(left), viewport.at(right), right - left);
      density.exact(states, left, top, slice.height, most);
    }
  }

  thread(group, y, top) {
    const { trace } = this;
    const series = trace.exact.isWhole ? null : this.sums.of(group.code);
    if (series) for (const [from, to] of this.gaps()) this.density.series(series, this.viewport, from, to, top, slice.height, 1, true);
    for (const window of this.windows) {
      this.clipped(window, () => {
        const merger = new Merger(this, y);
        const { steps } = group;
        for (let i = trace.firstIn(steps, 0, steps.length, window.begin); i < steps.length; i++) {
          const began = trace.steps.began(steps[i]);
          // Runs of a thread follow each other, but for a callback that holds others.
          if (began > window.end) break;
          this.work.steps++;
          merger.part(this.x(began), this.x(trace.steps.ended[steps[i]]), "run", steps[i], true);
        }
        merger.finish();
      });
    }
  }

  lifetime(row, y) {
    const { trace, viewport } = this;
    const x0 = Math.max(0, viewport.x(trace.created(row)));
    const x1 = Math.min(this.width, viewport.x(trace.ended(row)));
    if (x1 >= 0 && x0 <= this.width) this.add("lifetime", x0, y + 17, Math.max(1, x1 - x0), 2);
  }

  /** Of a task whose steps are not all known: the sums of its life, as shares of its height. */
  life(row, top) {
    const { trace, viewport } = this;
    const { tasks } = trace;
    const from = Math.max(0, Math.floor(viewport.x(trace.created(row))));
    const to = Math.min(this.width, Math.max(from + 1, Math.ceil(viewport.x(trace.ended(row)))));
    if (to <= 0 || from >= this.width) return;
    const values = [tasks.run[row], tasks.ready[row], tasks.wait[row]];
    const whole = values[0] + values[1] + values[2];
    for (let x = from; x < to; x++) this.density.column(x, top, slice.height, lifeStates, values, whole, true);
  }

  lane(row, y, isPart = false) {
    const { trace, viewport } = this;
    if (!isPart) this.lifetime(row, y);
    const merger = new Merger(this, y);
    const stop = trace.first[row + 1];
    const from = Math.max(viewport.from, viewport.at(this.low));
    const to = Math.min(viewport.to, viewport.at(this.high));
    for (let i = trace.firstEndingAfter(row, from); i < stop; i++) {
      const step = trace.byTask[i];
      const ended = trace.steps.ended[step];
      const run = ended - trace.steps.run[step];
      const ready = run - Math.max(0, trace.steps.ready[step]);
      const wait = ready - Math.max(0, trace.steps.wait[step]);
      if (wait > to) break;
      this.work.steps++;
      if (isPart) this.erase(this.x(wait), this.x(ended), y);
      if (ready > wait) merger.part(this.x(wait), this.x(ready), "wait", step);
      if (run > ready) merger.part(this.x(ready), this.x(run), "ready", step);
      merger.part(this.x(run), this.x(ended), "run", step);
    }
    merger.finish();
    for (const part of trace.openParts(row)) if (part.from < to) this.openPart(part, y);
  }

  /** Takes away what is drawn as a sum where a step is known. */
  erase(from, to, y) {
    if (to - from >= 1) this.add("panel", from, y + slice.top, to - from, slice.height);
  }

  x(at) {
    return Math.max(this.low, Math.min(this.high, this.viewport.x(at)));
  }

  /** The selected stretch of time: what is outside of it steps back. */
  range({ range }, height) {
    if (!range) return;
    const { context, theme, viewport, width } = this;
    const from = Math.max(0, viewport.x(range.from));
    const to = Math.min(width, viewport.x(range.to));
    context.fillStyle = theme.colour("ground");
    context.globalAlpha = 0.55;
    if (from > 0) context.fillRect(0, 0, Math.min(from, width), height);
    if (to < width) context.fillRect(Math.max(0, to), 0, width - Math.max(0, to), height);
    context.globalAlpha = 1;
    context.fillStyle = theme.colour("accent");
    for (const x of [viewport.x(range.from), viewport.x(range.to)]) context.fillRect(Math.round(x), 0, 1, height);
  }

  openPart({ state, reason, from: start, to: end }, y) {
    const from = this.x(start);
    const to = this.x(end);
    if (state === "running") this.add("run", from, y + slice.top, to - from, slice.height);
    else if (state === "ready") this.add("ready", from, y + slice.top + 3, to - from, slice.height - 6);
    else if (state === "waiting") this.wait(from, to, y, reason ?? "unknown", "still waiting: ");
    else if (state === "wait") this.wait(from, to, y, reason, "", end - start);
  }

  wait(from, to, y, reason, prefix = "", ns = null) {
    this.add(`wait-${knownReasons.has(reason) ? reason : "unknown"}`, from, y + slice.top + 1, to - from, slice.height - 2, true);
    const left = Math.max(0, from);
    const room = Math.min(this.width, to) - left;
    if (room > 30) this.texts.push({ x: left + 6, y, room: room - 12, text: prefix + words(reason), more: ns === null ? "" : `  ${duration(ns)}`, isWait: true });
  }

  /** A part of at least a pixel. */
  part(from, to, y, state, step, isOnThread = false) {
    const { trace } = this;
    if (state === "wait") return this.wait(from, to, y, trace.reason(step), "", trace.steps.wait[step]);
    if (state === "ready") return this.add("ready", from, y + slice.top + 3, to - from, slice.height - 6);
    this.add("run", from, y + slice.top, to - from, slice.height);
    const left = Math.max(0, from);
    const room = Math.min(this.width, to) - left;
    const name = room <= 40 ? null : isOnThread ? trace.name(trace.steps.task[step]) : trace.site(trace.stepSite(step))?.function;
    if (name) this.texts.push({ x: left + 5, y, room: room - 10, text: name, more: "", isWait: false });
  }

  /** Collects a rectangle by colour: one fill style for all of them. */
  add(colour, x, y, width, height, isTint = false) {
    const key = isTint ? `${colour}/tint` : colour;
    let list = this.rectangles.get(key);
    if (!list) this.rectangles.set(key, (list = []));
    list.push(x, y, Math.max(1, width), height);
    this.work.rectangles++;
  }

  flush() {
    const { context, theme } = this;
    for (const [key, list] of [...this.rectangles].sort(([a], [b]) => rank(a) - rank(b))) {
      const [name, tint] = key.split("/");
      context.fillStyle = theme.colour(name);
      for (let i = 0; i < list.length; i += 4) {
        if (tint) {
          context.globalAlpha = 0.24;
          context.fillRect(list[i], list[i + 1], list[i + 2], list[i + 3]);
          context.globalAlpha = 1;
          context.fillRect(list[i], list[i + 1] + list[i + 3] - 2, list[i + 2], 2);
        } else {
          context.fillRect(list[i], list[i + 1], list[i + 2], list[i + 3]);
        }
      }
    }
  }

  writeTexts() {
    const { context, theme } = this;
    context.font = "10.5px system-ui, 'DejaVu Sans', sans-serif";
    context.textBaseline = "middle";
    this.work.texts = this.texts.length;
    for (const { x, y, room, text, more, isWait } of this.texts) {
      const shown = shortened(context, text + more, room) ?? shortened(context, text, room, !isWait);
      if (!shown) continue;
      context.fillStyle = theme.colour(isWait ? "ink-soft" : "run-ink");
      context.fillText(shown, x, y + laneHeight / 2 + (isWait ? -0.5 : 0.5));
    }
  }

  /** How the task ended, cancel requests, the selected step. */
  marks(row, y, view) {
    const { context, theme, trace, viewport } = this;
    const outcome = trace.outcome(row);
    const end = viewport.x(trace.ended(row));
    if (outcome !== "alive" && end > -4 && end < this.width + 4) {
      context.fillStyle = theme.colour(outcome === "threw" ? "error" : outcome === "cancelled" ? "warning" : "ink-faint");
      const isBad = outcome !== "ok";
      context.fillRect(end - (isBad ? 1 : 0), y + (isBad ? 2 : 6), isBad ? 2.5 : 1, laneHeight - (isBad ? 4 : 12));
    }
    for (const at of view.requests.of(row)) {
      const x = viewport.x(at);
      if (x < -6 || x > this.width + 6) continue;
      context.strokeStyle = theme.colour("warning");
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(x - 3.5, y + 8.5); context.lineTo(x + 3.5, y + 15.5);
      context.moveTo(x + 3.5, y + 8.5); context.lineTo(x - 3.5, y + 15.5);
      context.stroke();
    }
    if (row === view.selectedRow && view.selectedStep !== absent) {
      const bounds = trace.bounds(view.selectedStep);
      const from = this.x(bounds.wait);
      context.strokeStyle = theme.colour("ink");
      context.lineWidth = 1.5;
      context.strokeRect(from - 1, y + 2.5, Math.max(3, this.x(bounds.ended) - from + 2), laneHeight - 5);
    }
  }
}

/** Life first, then waits, then what is rarer and matters more. */
function rank(key) {
  return key === "panel" ? -1 : key === "lifetime" ? 0 : key.startsWith("wait-") ? 1 : key === "ready" ? 2 : 3;
}

/** A text cut to fit, null when nothing sensible fits. */
function shortened(context, text, room, mayCut = false) {
  if (context.measureText(text).width <= room) return text;
  if (!mayCut) return null;
  const length = Math.floor((room / context.measureText(text).width) * text.length) - 1;
  return length >= 5 ? `${text.slice(0, length)}…` : null;
}

/**
 * Merges the parts of one lane that share a pixel. A slice alone is drawn whole, so that it is seen; where there are
 * many, the height is the share of the time that the task ran.
 */
class Merger {
  constructor(painter, y) {
    Object.assign(this, { painter, y, lastRun: -Infinity, pixel: null, runs: 0, run: 0, ready: 0, wait: null });
  }

  part(from, to, state, step, isOnThread = false) {
    if (to - from >= 1) return this.painter.part(from, to, this.y, state, step, isOnThread);
    const pixel = Math.floor(from);
    if (pixel !== this.pixel) this.finish();
    this.pixel = pixel;
    if (state === "run") {
      this.runs += 1;
      this.run += to - from;
    } else if (state === "ready") {
      this.ready += to - from;
    } else {
      this.wait ??= this.painter.trace.reason(step);
    }
  }

  finish() {
    const { painter, y, pixel } = this;
    if (pixel === null) return;
    const bottom = y + slice.top + slice.height;
    if (this.wait) painter.wait(pixel, pixel + 1, y, this.wait);
    const isAlone = this.runs === 1 && pixel - this.lastRun > 2;
    const run = this.runs === 0 ? 0 : isAlone ? slice.height : Math.max(2, Math.min(1, this.run) * slice.height);
    if (run > 0) this.lastRun = pixel;
    const ready = Math.min(slice.height - run, this.ready * slice.height);
    if (ready >= 1) painter.add("ready", pixel, bottom - run - ready, 1, ready);
    if (run > 0) painter.add("run", pixel, bottom - run, 1, run);
    Object.assign(this, { pixel: null, runs: 0, run: 0, ready: 0, wait: null });
  }
}
