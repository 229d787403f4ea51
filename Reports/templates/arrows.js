// Arrows between lanes: who woke whom, who created, who asked to cancel, whose item went to whom.

const mostArrows = 300;
// Where so many steps would have to be looked at there is no room for arrows either.
const mostLooks = 6000;
const arrowKinds = [["wake", "Wakes", "ink-faint"], ["create", "Creations", "accent"], ["cancel", "Cancels", "warning"], ["item", "Put to get", "wait-queue_get"]];

/** Draws the arrows on the screen: all of a kind when they are few, those of the selected task always. */
function drawArrows(context, view, trace, theme, height) {
  let tooMany = false;
  for (const [kind, , colour] of arrowKinds) {
    if (!view.arrows.has(kind)) continue;
    const all = visibleArrows[kind](view, trace, height);
    if (all) drawAll(context, all, view, theme.colour(colour), 0.6, height);
    else tooMany = true;
  }
  if (view.selectedRow >= 0) {
    const own = ownArrows(view, trace).filter(([, sent, , arrived]) => arrived >= view.viewport.from && sent <= view.viewport.to);
    // Where there are many, those whose other end is not seen are lines through everything.
    const readable = own.length <= 40 ? own : own.filter(([source, , target]) => isNear(view, height, source) && isNear(view, height, target));
    drawAll(context, readable, view, theme.colour("ink"), 0.9, height);
  }
  return tooMany;
}

/** An arrow from a lane far away is a line through everything: selecting the task draws those. */
function isNear(view, height, code) {
  const lane = code === undefined || code < 0 ? undefined : view.lanes.position(code);
  if (lane === undefined) return false;
  const y = lane * laneHeight - view.scrollTop;
  return y > -laneHeight && y < height;
}

function* visibleTasks(view, height) {
  const first = Math.floor(view.scrollTop / laneHeight);
  const last = Math.min(view.lanes.count, Math.ceil((view.scrollTop + height) / laneHeight));
  for (let lane = first; lane < last; lane++) if (view.lanes.rows[lane] >= 0) yield view.lanes.rows[lane];
}

/** Each gives the arrows of a kind among the lanes on the screen, or null when they are too many to be read. */
const visibleArrows = {
  wake(view, trace, height) {
    const result = [];
    let looks = 0;
    for (const row of visibleTasks(view, height)) {
      for (let i = trace.firstEndingAfter(row, view.viewport.from); i < trace.first[row + 1]; i++) {
        const step = trace.byTask[i];
        const at = trace.steps.woken(step);
        if (at > view.viewport.to) break;
        if (++looks > mostLooks) return null;
        if (!isNear(view, height, trace.steps.waker[step])) continue;
        if (result.push([trace.steps.waker[step], at, row, at]) > mostArrows) return null;
      }
      const open = trace.isAlive(row) ? trace.open(row) : null;
      if (open && open.state !== "waiting" && isNear(view, height, open.waker)) {
        result.push([open.waker, open.since - open.ready, row, open.since - open.ready]);
      }
    }
    return result;
  },
  create(view, trace, height) {
    const result = [];
    for (const row of visibleTasks(view, height)) {
      const at = trace.created(row);
      if (at < view.viewport.from || at > view.viewport.to || !isNear(view, height, trace.parent(row))) continue;
      if (result.push([trace.parent(row), at, row, at]) > mostArrows) return null;
    }
    return result;
  },
  cancel(view, trace, height) {
    const { relations: r, viewport } = view;
    const result = [];
    for (let i = firstAbove(r.cancelled, viewport.from); i < r.cancelled.length && r.cancelled[i] < viewport.to; i++) {
      if (!isNear(view, height, r.canceller[i]) || !isNear(view, height, r.target[i])) continue;
      if (result.push([r.canceller[i], r.cancelled[i], r.target[i], r.cancelled[i]]) > mostArrows) return null;
    }
    return result;
  },
  item(view, trace, height) {
    const { relations: r, viewport } = view;
    const result = [];
    for (let i = firstAbove(r.got, viewport.from); i < r.got.length && r.put[i] < viewport.to; i++) {
      if (!isNear(view, height, r.putter[i]) || !isNear(view, height, r.getter[i])) continue;
      if (result.push([r.putter[i], r.put[i], r.getter[i], r.got[i]]) > mostArrows) return null;
    }
    return result;
  },
};

/** Every arrow from or to the selected task, wherever the other end is; as many as can be read. */
function ownArrows(view, trace) {
  const row = view.selectedRow;
  if (view.ownArrows?.row === row) return view.ownArrows.arrows;
  const arrows = [];
  for (const step of trace.wakesOf(row)) {
    const at = trace.steps.woken(step);
    arrows.push([trace.steps.waker[step], at, trace.steps.task[step], at]);
  }
  if (trace.parent(row) >= 0) arrows.push([trace.parent(row), trace.created(row), row, trace.created(row)]);
  const { relations: r } = view;
  for (let i = 0; i < r.cancelled.length; i++) {
    if (r.canceller[i] === row || (r.target[i] === row && r.canceller[i] >= 0)) arrows.push([r.canceller[i], r.cancelled[i], r.target[i], r.cancelled[i]]);
  }
  for (let i = 0; i < r.got.length; i++) {
    if (r.putter[i] === row || r.getter[i] === row) arrows.push([r.putter[i], r.put[i], r.getter[i], r.got[i]]);
  }
  view.ownArrows = { row, arrows };
  return arrows;
}

function drawAll(context, arrows, view, colour, alpha, height) {
  context.save();
  context.globalAlpha = alpha;
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.1;
  let drawn = 0;
  for (const [source, sent, target, arrived] of arrows) {
    const x0 = view.viewport.x(sent);
    const x1 = view.viewport.x(arrived);
    if (Math.max(x0, x1) < -10 || Math.min(x0, x1) > view.viewport.width + 10) continue;
    const from = source < 0 ? undefined : view.lanes.position(source);
    const to = target < 0 ? undefined : view.lanes.position(target);
    if (from === undefined || to === undefined || from === to) continue;
    const y0 = from * laneHeight - view.scrollTop + laneHeight / 2;
    const y1 = to * laneHeight - view.scrollTop + (to > from ? 5 : laneHeight - 5);
    if (Math.max(y0, y1) < 0 || Math.min(y0, y1) > height) continue;
    if (++drawn > 1000) break;
    drawArrow(context, x0, y0, x1, y1);
  }
  context.restore();
}

function drawArrow(context, x0, y0, x1, y1) {
  const bend = x1 - x0 > 20 ? 0 : Math.min(14, 4 + Math.abs(y1 - y0) / 12);
  const isDown = y1 > y0;
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(x0 - bend, y0 + (y1 - y0) / 3, x1 - bend, y0 + ((y1 - y0) * 2) / 3, x1, y1);
  context.stroke();
  context.beginPath();
  context.arc(x0, y0, 1.8, 0, 7);
  context.moveTo(x1 + 1, y1);
  context.lineTo(x1 - 5, y1 + (isDown ? -4 : 4));
  context.lineTo(x1 + 1.5, y1 + (isDown ? -6.5 : 6.5));
  context.fill();
}
