// Why a task took its time: its longest waits, who ended them, and what those were doing meanwhile.

const mostLinks = 8;

/** The chain behind a wait, from the task that waited on: `[{ row, from, to, reason, waker, split }]`. */
function chainOf(trace, step) {
  const chain = [];
  const seen = new Set();
  let current = step;
  let { wait: from, ready: to } = trace.bounds(step);
  while (current !== absent && chain.length < mostLinks) {
    const waker = trace.steps.waker[current];
    chain.push({ row: trace.steps.task[current], from, to, reason: trace.reason(current), waker, step: current });
    if (waker < 0 || seen.has(waker)) break;
    seen.add(waker);
    const split = splitOf(trace, waker, from, to);
    chain[chain.length - 1].split = split;
    if (!split) break;
    const next = longestWait(trace, waker, from, to);
    if (next === absent) break;
    current = next;
    from = Math.max(from, trace.steps.start(next));
    to = Math.min(to, trace.steps.woken(next));
  }
  return chain;
}

/** What a task did between two instants, or null where the page does not know. */
function splitOf(trace, row, from, to) {
  const low = Math.max(from, trace.created(row));
  const high = Math.min(to, trace.ended(row));
  if (!trace.isExact(row) && !(low <= high && trace.exact.has(low, high))) return null;
  const states = stepTimes(trace, row, from, to);
  const of = (wanted) => states.reduce((sum, [state, ns]) => sum + (wanted(state) ? ns : 0), 0);
  const split = { run: of((state) => state === "run"), ready: of((state) => state === "ready"), wait: of((state) => state !== "run" && state !== "ready") };
  split.unknown = Math.max(0, high - low - split.run - split.ready - split.wait);
  split.before = Math.max(0, trace.created(row) - from);
  return split;
}

/** The step with the longest wait of a task between two instants. */
function longestWait(trace, row, from, to) {
  let best = absent;
  let most = 0;
  for (let i = trace.firstEndingAfter(row, from); i < trace.first[row + 1]; i++) {
    const step = trace.byTask[i];
    const began = trace.steps.start(step);
    if (began > to) break;
    const ns = Math.min(to, trace.steps.woken(step)) - Math.max(from, began);
    if (trace.steps.wait[step] > 0 && ns > most) [best, most] = [step, ns];
  }
  return best;
}

/** The section of the details: nothing is told that the page does not know. */
function whyLines(details, row) {
  const { trace } = details;
  const step = longestWait(trace, row, -Infinity, Infinity);
  if (step === absent) return trace.isExact(row) ? [] : [
    element("h4", {}, "Why it waited"),
    element("p", { class: "note" }, "Its waits are not on this page. ", element("code", {}, `task-trace why TRACE ${trace.id(row)}`), " tells them."),
  ];
  const items = chainOf(trace, step).map((link, i) => element("li", {},
    i === 0 ? "It waited longest for " : [details.taskLink(link.row), " waited for "],
    reasonCell(link.reason), `, ${duration(link.to - link.from)}, from `,
    element("button", { type: "button", class: "link", onclick: () => details.timeline.reveal(link.row, { from: link.from, to: link.to }, link.step) }, instant(link.from, link.to - link.from)), ". ",
    link.waker === absent ? "Who ended it is not known: no task." : ["Ended by ", details.taskLink(link.waker), splitWords(link.split)]));
  return [
    element("h4", {}, "Why it waited"), element("ol", { class: "why" }, items),
    trace.isExact(row) ? null : element("p", { class: "note" }, "Of the steps on this page; longer ones may be in the trace."),
  ];
}

function splitWords(split) {
  if (!split) return "; what that did meanwhile is not on this page.";
  const parts = [[split.before, "did not exist for"], [split.run, "ran"], [split.ready, "was ready"], [split.wait, "waited"], [split.unknown, "is unknown for"]];
  return `, which meanwhile ${parts.filter(([ns]) => ns > 0).map(([ns, word]) => `${word} ${duration(ns)}`).join(", ") || "did nothing"}.`;
}
