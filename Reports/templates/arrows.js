// Wake arrows: from the lane of the task that woke to the lane of the task that was woken.

const mostArrows = 300;

/** Draws the wakes on the screen: all when they are few, those of the selected task always. */
function drawArrows(context, view, trace, theme, height) {
  const own = view.selectedRow === absent ? [] : view.selectedWakes;
  if (view.showsArrows) {
    const all = visibleWakes(view, trace, height);
    if (all) drawWakes(context, all, view, trace, theme.colour("ink-faint"), 0.55, height);
  }
  drawWakes(context, own, view, trace, theme.colour("ink"), 0.9, height);
}

/** The wakes of the visible lanes in the visible time, or null when they are too many to be read. */
function visibleWakes(view, trace, height) {
  const result = [];
  const first = Math.floor(view.scrollTop / laneHeight);
  const last = Math.min(view.lanes.rows.length, Math.ceil((view.scrollTop + height) / laneHeight));
  for (let lane = first; lane < last; lane++) {
    const row = view.lanes.rows[lane];
    for (let i = trace.firstEndingAfter(row, view.viewport.from); i < trace.first[row + 1]; i++) {
      const step = trace.byTask[i];
      if (trace.bounds(step).ready > view.viewport.to) break;
      const waker = view.lanes.positions.get(trace.rowOfTask.get(trace.steps.waker[step]));
      // An arrow from a lane far away is a line through everything: selecting the task draws those.
      if (waker === undefined || waker < first || waker >= last) continue;
      if (result.push(step) > mostArrows) return null;
    }
  }
  return result;
}

function drawWakes(context, steps, view, trace, colour, alpha, height) {
  context.save();
  context.globalAlpha = alpha;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.1;
  let drawn = 0;
  for (const step of steps) {
    const at = trace.bounds(step).ready;
    const x = view.viewport.x(at);
    if (x < -10 || x > view.viewport.width + 10) continue;
    const from = view.lanes.positions.get(trace.rowOfTask.get(trace.steps.waker[step]));
    const to = view.lanes.positions.get(trace.steps.task[step]);
    if (from === undefined || to === undefined || from === to) continue;
    const isDown = to > from;
    const y0 = from * laneHeight - view.scrollTop + laneHeight / 2;
    const y1 = to * laneHeight - view.scrollTop + (isDown ? 5 : laneHeight - 5);
    if (Math.max(y0, y1) < 0 || Math.min(y0, y1) > height) continue;
    if (++drawn > 2000) break;
    const bend = Math.min(14, 4 + Math.abs(y1 - y0) / 12);
    context.beginPath();
    context.moveTo(x, y0);
    context.bezierCurveTo(x - bend, y0 + (y1 - y0) / 3, x - bend, y0 + ((y1 - y0) * 2) / 3, x, y1);
    context.stroke();
    context.beginPath();
    context.arc(x, y0, 1.8, 0, 7);
    context.moveTo(x + 1, y1);
    context.lineTo(x - 5, y1 + (isDown ? -4 : 4));
    context.lineTo(x + 1.5, y1 + (isDown ? -6.5 : 6.5));
    context.fill();
  }
  context.restore();
}
