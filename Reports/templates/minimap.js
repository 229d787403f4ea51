// The strip above the axis: how many tasks ran over the whole trace, and what part is on the screen.

class Minimap {
  constructor(canvas, trace, theme, viewport, moved) {
    Object.assign(this, { canvas, trace, theme, viewport, moved });
    const follow = (event) => {
      const box = canvas.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * trace.end;
      const half = viewport.span / 2;
      viewport.from = at - half;
      viewport.to = at + half;
      viewport.keepInside();
      moved();
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1) follow(event); });
  }

  /** Running time per pixel column, computed once per width. */
  load(width) {
    if (this.loadWidth === width) return this.columns;
    const { steps, stepCount, end } = this.trace;
    const columns = new Float64Array(width);
    const scale = width / end;
    for (let i = 0; i < stepCount; i++) {
      let from = Math.max(0, (steps.ended[i] - steps.run[i]) * scale);
      const to = Math.min(width - 1e-9, steps.ended[i] * scale);
      for (; from < to; from = Math.floor(from) + 1) {
        columns[Math.floor(from)] += Math.min(to, Math.floor(from) + 1) - from;
      }
    }
    this.loadWidth = width;
    this.columns = columns;
    this.most = columns.reduce((most, value) => Math.max(most, value), 0);
    return columns;
  }

  draw() {
    const { context, width, height } = prepared(this.canvas);
    const columns = this.load(width);
    context.fillStyle = this.theme.colour("run");
    // The square root keeps a single running task visible beside a burst of many.
    for (let x = 0; x < width; x++) {
      if (columns[x] === 0) continue;
      const size = Math.max(1, Math.sqrt(columns[x] / this.most) * (height - 8));
      context.fillRect(x, height - 2 - size, 1, size);
    }
    const left = Math.max(0, (this.viewport.from / this.trace.end) * width);
    const right = Math.min(width, (this.viewport.to / this.trace.end) * width);
    context.fillStyle = this.theme.colour("panel-soft");
    context.globalAlpha = 0.78;
    context.fillRect(0, 0, left, height);
    context.fillRect(right, 0, width - right, height);
    context.globalAlpha = 1;
    context.strokeStyle = this.theme.colour("edge-strong");
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, 0.5, Math.max(2, right - left - 1), height - 1);
  }
}
