// Draws the lanes: only what is on the screen, and parts narrower than a pixel merged.

const laneHeight = 24;
const slice = { top: 4, height: 16 };

class Painter {
  constructor(trace, theme) {
    this.trace = trace;
    this.theme = theme;
  }

  /** Draws the lanes from `scrollTop` on; `view` is `{ lanes, viewport, scrollTop, selected, hovered }`. */
  draw(canvas, view) {
    const { context, width, height } = prepared(canvas);
    this.context = context;
    this.viewport = view.viewport;
    this.width = width;
    this.rectangles = new Map();
    this.texts = [];
    const first = Math.floor(view.scrollTop / laneHeight);
    const last = Math.min(view.lanes.rows.length, Math.ceil((view.scrollTop + height) / laneHeight));
    this.grid(height, first, last, view);
    for (let lane = first; lane < last; lane++) {
      this.lane(view.lanes.rows[lane], lane * laneHeight - view.scrollTop);
    }
    this.flush();
    this.writeTexts();
    this.dim(first, last, view);
    for (let lane = first; lane < last; lane++) {
      this.marks(view.lanes.rows[lane], lane * laneHeight - view.scrollTop, view);
    }
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
      if (view.lanes.matches.has(view.lanes.rows[lane])) continue;
      this.context.fillRect(0, lane * laneHeight - view.scrollTop, this.width, laneHeight);
    }
    this.context.globalAlpha = 1;
  }

  lane(row, y) {
    const { trace, viewport } = this;
    const x0 = Math.max(0, viewport.x(trace.created(row)));
    const x1 = Math.min(this.width, viewport.x(trace.ended(row)));
    if (x1 >= 0 && x0 <= this.width) this.add("lifetime", x0, y + 17, Math.max(1, x1 - x0), 2);
    const merger = new Merger(this, y);
    const stop = trace.first[row + 1];
    for (let i = trace.firstEndingAfter(row, viewport.from); i < stop; i++) {
      const step = trace.byTask[i];
      const bounds = trace.bounds(step);
      if (bounds.wait > viewport.to) break;
      if (bounds.ready > bounds.wait) merger.part(this.x(bounds.wait), this.x(bounds.ready), "wait", step);
      if (bounds.run > bounds.ready) merger.part(this.x(bounds.ready), this.x(bounds.run), "ready", step);
      merger.part(this.x(bounds.run), this.x(bounds.ended), "run", step);
    }
    merger.finish();
    for (const part of trace.openParts(row)) if (part.from < viewport.to) this.openPart(part, y);
  }

  x(at) {
    return Math.max(-2, Math.min(this.width + 2, this.viewport.x(at)));
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
  part(from, to, y, state, step) {
    const { trace } = this;
    if (state === "wait") return this.wait(from, to, y, trace.reason(step), "", trace.steps.wait[step]);
    if (state === "ready") return this.add("ready", from, y + slice.top + 3, to - from, slice.height - 6);
    this.add("run", from, y + slice.top, to - from, slice.height);
    const left = Math.max(0, from);
    const room = Math.min(this.width, to) - left;
    const name = room > 40 ? trace.site(trace.steps.site[step])?.function : null;
    if (name) this.texts.push({ x: left + 5, y, room: room - 10, text: name, more: "", isWait: false });
  }

  /** Collects a rectangle by colour: one fill style for all of them. */
  add(colour, x, y, width, height, isTint = false) {
    const key = isTint ? `${colour}/tint` : colour;
    let list = this.rectangles.get(key);
    if (!list) this.rectangles.set(key, (list = []));
    list.push(x, y, Math.max(1, width), height);
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
    for (const at of view.cancellations.get(row) ?? []) {
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
  return key === "lifetime" ? 0 : key.startsWith("wait-") ? 1 : key === "ready" ? 2 : 3;
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

  part(from, to, state, step) {
    if (to - from >= 1) return this.painter.part(from, to, this.y, state, step);
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
