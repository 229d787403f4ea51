// The strip above the axis: how many tasks ran over the whole trace, what part is on the screen, what is exact.

class Minimap {
  constructor(canvas, timeline) {
    const { trace, theme, viewport } = timeline;
    Object.assign(this, { canvas, trace, theme, viewport, timeline });
    const follow = (event) => {
      const box = canvas.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * trace.end;
      const half = viewport.span / 2;
      viewport.note("minimap");
      viewport.set(at - half, at + half);
      viewport.keepInside();
      timeline.redraw();
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1) follow(event); });
  }

  /** Running time per pixel column, computed once per width: of every step, or of the sums of the threads. */
  load(width) {
    if (this.loadWidth === width) return this.columns;
    const { trace } = this;
    const columns = new Float64Array(width);
    const adder = new Adder(width, 0, trace.end);
    if (trace.exact.isWhole) {
      for (let i = 0; i < trace.stepCount; i++) adder.add("run", trace.steps.began(i), trace.steps.ended[i]);
      for (const [, values] of adder.finish()) columns.set(values);
    } else {
      this.addSums(columns, width);
    }
    this.loadWidth = width;
    this.columns = columns;
    this.most = columns.reduce((most, value) => Math.max(most, value), 0);
    return columns;
  }

  addSums(columns, width) {
    const { groups, sums, trace } = this.timeline;
    for (const group of groups.in("thread")) {
      const series = sums.of(group.code);
      if (!series) continue;
      const level = series.level(trace.end / width);
      for (let x = 0; x < width; x++) {
        for (const [state, value] of series.at(((x + 0.5) / width) * trace.end, level)) if (state === "run") columns[x] += value;
      }
    }
  }

  draw() {
    const { context, width, height } = prepared(this.canvas);
    const { theme, trace } = this;
    const columns = this.load(width);
    context.fillStyle = theme.colour("run");
    // The square root keeps a single running task visible beside a burst of many.
    for (let x = 0; x < width; x++) {
      if (columns[x] === 0) continue;
      const size = Math.max(1, Math.sqrt(columns[x] / this.most) * (height - 8));
      context.fillRect(x, height - 2 - size, 1, size);
    }
    const scale = width / trace.end;
    if (!trace.exact.isWhole) {
      context.fillStyle = theme.colour("good");
      for (let i = 0; i < trace.exact.count; i++) {
        context.fillRect(trace.exact.from[i] * scale, 0, Math.max(1, (trace.exact.to[i] - trace.exact.from[i]) * scale), 3);
      }
    }
    const left = Math.max(0, this.viewport.from * scale);
    const right = Math.min(width, this.viewport.to * scale);
    context.fillStyle = theme.colour("panel-soft");
    context.globalAlpha = 0.78;
    context.fillRect(0, 0, left, height);
    context.fillRect(right, 0, width - right, height);
    context.globalAlpha = 1;
    context.strokeStyle = theme.colour("edge-strong");
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, 0.5, Math.max(2, right - left - 1), height - 1);
  }
}
