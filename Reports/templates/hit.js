// What is under a point of the tracks.

/** A lane, an instant, and what was done then: `{ code, at, part, values }`. */
function hitAt(timeline, x, y) {
  const { lanes, trace, viewport, groups, sums } = timeline;
  const lane = Math.floor((y + timeline.scrollTop) / laneHeight);
  const code = lane < lanes.count ? lanes.rows[lane] : undefined;
  if (code === undefined) return null;
  const at = viewport.at(x);
  const reach = (3 / viewport.width) * viewport.span;
  const group = groups.of(code);
  if (group?.mode === "thread") {
    const position = trace.firstIn(group.steps, 0, group.steps.length, at - reach);
    const step = group.steps[position];
    const isHit = step !== undefined && trace.steps.began(step) < at + reach;
    const part = isHit ? { state: "run", from: trace.steps.began(step), to: trace.steps.ended[step], step } : null;
    return { code, group, at, part, ...(part ? {} : valuesAt(timeline, group, at)) };
  }
  if (group) return { code, group, at, part: null, ...valuesAt(timeline, group, at) };
  let part = trace.stateAt(code, at);
  // A slice may be narrower than the pointer: take one within three pixels.
  if (!part || part.state !== "run") part = narrowRun(trace, code, at, reach) ?? part;
  if (part?.state !== "unknown" || trace.isExact(code)) return { code, at, part };
  const series = sums.of(code);
  return { code, at, part, isSum: true, values: series ? seriesValues(series, viewport, at) : null };
}

function narrowRun(trace, row, at, reach) {
  const position = trace.firstEndingAfter(row, at - reach);
  if (position >= trace.first[row + 1]) return null;
  const step = trace.byTask[position];
  const bounds = trace.bounds(step);
  const isHit = bounds.ended - bounds.run < reach && bounds.run < at + reach;
  return isHit ? { state: "run", from: bounds.run, to: bounds.ended, step } : null;
}

/** How many tasks of a group did what around an instant: within a pixel, or within the finest part that is known. */
function valuesAt(timeline, group, at) {
  const { trace, viewport, sums } = timeline;
  const pixel = viewport.span / viewport.width;
  if (trace.exact.has(at - pixel / 2, at + pixel / 2)) {
    const states = sums.exact(group, at - pixel / 2, at + pixel / 2, 1).map(([state, values]) => [state, values[0]]);
    return { isSum: false, values: { states, width: pixel } };
  }
  const series = sums.of(group.code);
  return { isSum: true, values: series ? seriesValues(series, viewport, at) : null };
}

function seriesValues(series, viewport, at) {
  const level = series.level(viewport.span / viewport.width);
  return { states: series.at(at, level), width: series.width * 2 ** level };
}
