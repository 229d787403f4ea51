// The time axis: round steps, and labels as short as they can be.

/** The ticks of an interval: `{ step, ticks: [instant], label(instant), base }`. */
function ticksOf(from, to, width) {
  const wanted = ((to - from) / Math.max(1, width)) * 110;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= wanted) ?? power * 10;
  const ticks = [];
  for (let at = Math.ceil(Math.max(0, from) / step) * step; at <= to; at += step) ticks.push(at);
  const [unit, size] = [...units].reverse().find(([, ns]) => step >= ns || ns === 1);
  // Deep inside a long trace "12.345678 s" would repeat at every tick: say it once and count from there.
  const isDeep = from / step > 2000;
  const base = isDeep ? Math.floor(Math.max(0, from) / (step * 100)) * step * 100 : 0;
  const digits = Math.max(0, -Math.floor(Math.log10(step / size) + 1e-9));
  const label = (at) => `${isDeep ? "+" : ""}${Number((at - base) / size).toFixed(digits)} ${unit}`;
  return { step, ticks, label, base };
}

/** What is exact is underlined where not all is; the marked stretch of time has a band, a finding a flag. */
function drawAxis(canvas, viewport, theme, { trace, range }) {
  const { exact } = trace;
  const { context, width, height } = prepared(canvas);
  const { step, ticks, label, base } = ticksOf(viewport.from, viewport.to, width);
  if (range) {
    context.fillStyle = theme.colour("accent-soft");
    context.fillRect(viewport.x(range.from), 0, Math.max(2, viewport.x(range.to) - viewport.x(range.from)), height);
  }
  drawExact(context, viewport, theme, exact, height);
  drawFindings(context, viewport, theme, trace.data.findings.rows);
  context.font = "11px system-ui, 'DejaVu Sans', sans-serif";
  context.textBaseline = "middle";
  const origin = base ? `${instant(base, step * 100)} ` : "";
  const left = origin ? context.measureText(origin).width + 14 : 0;
  for (const at of ticks) {
    const x = Math.round(viewport.x(at)) + 0.5;
    context.fillStyle = theme.colour("edge-strong");
    context.fillRect(x - 0.5, height - 6, 1, 6);
    const text = label(at);
    if (x + 4 < left || x + 4 + context.measureText(text).width > width) continue;
    context.fillStyle = theme.colour("ink-soft");
    context.fillText(text, x + 4, height / 2);
  }
  if (origin) {
    context.fillStyle = theme.colour("ink");
    context.fillText(origin, 6, height / 2);
  }
}

function drawFindings(context, viewport, theme, findings) {
  for (const { at, severity } of findings) {
    if (at === null || at < viewport.from || at > viewport.to) continue;
    const x = viewport.x(at);
    context.fillStyle = theme.colour(severity === "error" ? "error" : severity === "warning" ? "warning" : "ink-faint");
    context.beginPath();
    context.moveTo(x - 4, 0);
    context.lineTo(x + 4, 0);
    context.lineTo(x, 7);
    context.fill();
  }
}

function drawExact(context, viewport, theme, exact, height) {
  if (exact.isWhole) return;
  context.fillStyle = theme.colour("good");
  for (let i = exact.after(viewport.from); i < exact.count && exact.from[i] < viewport.to; i++) {
    const from = viewport.x(exact.from[i]);
    context.fillRect(from, height - 3, Math.max(2, viewport.x(exact.to[i]) - from), 3);
  }
}

/** A canvas at the resolution of the screen, empty. */
function prepared(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
