// Where the time of a lane, or of all tasks, went between two instants.

/** `{ states: [[state, ns]], isExact, isKnown }`, the states in the order in which they are drawn. */
function timeOf(timeline, code, { from, to }) {
  const group = timeline.groups.of(code);
  return group ? timeOfGroup(timeline, group, from, to) : timeOfTask(timeline, code, from, to);
}

function timeOfTask(timeline, row, from, to) {
  const { trace, sums } = timeline;
  const low = Math.max(from, trace.created(row));
  const high = Math.min(to, trace.ended(row));
  if (trace.isExact(row) || (low <= high && trace.exact.has(low, high))) return { states: stepTimes(trace, row, from, to), isExact: true, isKnown: true };
  if (low <= trace.created(row) && high >= trace.ended(row) && !trace.isAlive(row)) {
    const { tasks } = trace;
    return { states: [["run", tasks.run[row]], ["ready", tasks.ready[row]], ["wait", tasks.wait[row]]], isExact: true, isKnown: true };
  }
  const series = sums.of(row);
  return series ? { states: series.sum(from, to), isExact: false, isKnown: true } : { states: [], isExact: false, isKnown: false };
}

/** Of the steps of a task, and of what it does at the end if it lives: what of it is between two instants. */
function stepTimes(trace, row, from, to) {
  const times = new Times(from, to);
  for (let i = trace.firstEndingAfter(row, from); i < trace.first[row + 1]; i++) {
    const step = trace.byTask[i];
    if (trace.steps.start(step) > to) break;
    times.addStep(trace, step);
  }
  for (const part of trace.openParts(row)) times.addPart(part);
  return times.states;
}

function timeOfGroup(timeline, group, from, to) {
  const { trace, sums } = timeline;
  if (!trace.exact.has(Math.max(0, from), Math.min(trace.end, to))) {
    const series = sums.of(group.code);
    return series ? { states: series.sum(from, to), isExact: false, isKnown: true } : { states: [], isExact: false, isKnown: false };
  }
  const total = new Times(from, to);
  const earliest = sums.earliestFrom(group);
  for (let i = trace.firstIn(group.steps, 0, group.steps.length, from); i < group.steps.length && earliest[i] < to; i++) {
    total.addStep(trace, group.steps[i], group.mode);
  }
  for (const row of timeline.groups.openRows(group)) for (const part of trace.openParts(row)) total.addPart(part);
  return { states: total.states, isExact: true, isKnown: true };
}

/** Sums of what lies between two instants. */
class Times {
  constructor(from, to) {
    Object.assign(this, { from, to, sums: new Map() });
  }

  add(state, from, to) {
    const ns = Math.min(to, this.to) - Math.max(from, this.from);
    if (ns > 0) this.sums.set(state, (this.sums.get(state) ?? 0) + ns);
  }

  addStep(trace, step, mode = "name") {
    const { wait, ready, run, ended } = trace.bounds(step);
    if (mode !== "object") this.add("run", run, ended);
    if (mode === "thread") return;
    if (mode !== "object") this.add("ready", ready, run);
    this.add(trace.reason(step), wait, ready);
  }

  addPart({ state, reason, from, to }) {
    const word = { running: "run", ready: "ready", waiting: reason ?? "unknown", wait: reason ?? "unknown" }[state];
    if (word) this.add(word, from, to);
  }

  get states() { return [...this.sums].sort(([a], [b]) => stateRank(a) - stateRank(b)); }
}

/** The tasks that lived between two instants, and what became of them: known of every task of the page. */
function livesIn(trace, from, to, rows = null) {
  const lives = { alive: 0, created: 0, ended: 0, threw: 0, cancelled: 0 };
  const { created, ended } = trace.tasks;
  for (let i = 0; i < (rows ? rows.length : trace.tasks.own); i++) {
    const row = rows ? rows[i] : i;
    if (!(ended[row] < from) && !(created[row] > to)) lives.alive++;
    if (created[row] >= from && created[row] <= to) lives.created++;
    if (!(ended[row] >= from && ended[row] <= to)) continue;
    lives.ended++;
    const outcome = trace.outcome(row);
    if (outcome in lives) lives[outcome]++;
  }
  return lives;
}
