// The trace in memory: columns as typed arrays, steps by task, the tree of tasks.
// Tasks, steps and sites are numbers here: their row in the columns of the data.

const absent = -1;

class Trace {
  constructor(data) {
    this.data = data;
    this.end = Math.max(1, data.duration_ns);
    this.words = data.words;
    this.tasks = data.tasks;
    this.taskCount = data.tasks.id.length;
    this.rowOfTask = new Map(data.tasks.id.map((id, row) => [id, row]));
    this.steps = Trace.columns(data.steps);
    this.stepCount = this.steps.ended.length;
    this.callbacks = data.callbacks;
    this.groupByTask();
    this.buildTree();
  }

  /** Absent numbers are -1 in the arrays. Ends are differences to the row before. */
  static columns(steps) {
    const result = {};
    for (const [name, values] of Object.entries(steps)) {
      const array = new Float64Array(values.length);
      for (let i = 0; i < values.length; i++) array[i] = values[i] ?? absent;
      result[name] = array;
    }
    for (let i = 1; i < result.ended.length; i++) result.ended[i] += result.ended[i - 1];
    return result;
  }

  groupByTask() {
    const { task } = this.steps;
    this.first = new Int32Array(this.taskCount + 1);
    for (let i = 0; i < this.stepCount; i++) this.first[task[i] + 1]++;
    for (let row = 0; row < this.taskCount; row++) this.first[row + 1] += this.first[row];
    const next = this.first.slice();
    this.byTask = new Int32Array(this.stepCount);
    for (let i = 0; i < this.stepCount; i++) this.byTask[next[task[i]]++] = i;
  }

  buildTree() {
    this.children = Array.from({ length: this.taskCount }, () => []);
    this.roots = [];
    for (let row = 0; row < this.taskCount; row++) {
      const parent = this.parent(row);
      (parent === absent || parent === row ? this.roots : this.children[parent]).push(row);
    }
    // A ring of parents (a damaged trace) has no root: show its members rather than lose them.
    const seen = new Uint8Array(this.taskCount);
    const visit = (start) => {
      const stack = [start];
      while (stack.length) {
        const row = stack.pop();
        if (seen[row]) continue;
        seen[row] = 1;
        for (const child of this.children[row]) stack.push(child);
      }
    };
    this.roots.forEach(visit);
    for (let row = 0; row < this.taskCount; row++) {
      if (seen[row]) continue;
      this.children[this.parent(row)] = this.children[this.parent(row)].filter((child) => child !== row);
      this.roots.push(row);
      visit(row);
    }
    const earlier = (a, b) => this.created(a) - this.created(b) || a - b;
    this.roots.sort(earlier);
    this.children.forEach((list) => list.sort(earlier));
  }

  word(index) { return index === null || index === undefined || index === absent ? null : this.words[index]; }
  id(row) { return this.tasks.id[row]; }
  parent(row) { return this.rowOfTask.get(this.tasks.parent[row]) ?? absent; }
  name(row) { return this.word(this.tasks.name[row]) || `task ${this.id(row)}`; }
  kind(row) { return this.word(this.tasks.kind[row]); }
  outcome(row) { return this.word(this.tasks.outcome[row]) ?? "alive"; }
  created(row) { return this.tasks.created[row] ?? 0; }
  ended(row) { return this.tasks.ended[row] ?? this.end; }
  reason(step) { return this.word(this.steps.reason[step]) ?? "unknown"; }

  site(index) {
    if (index === null || index === undefined || index === absent) return null;
    const { sites } = this.data;
    return { function: this.word(sites.function[index]), file: this.word(sites.file[index]), line: sites.line[index] };
  }

  /** The instants of a step: waiting from `wait`, ready from `ready`, running from `run` until `ended`. */
  bounds(step) {
    const s = this.steps;
    const run = s.ended[step] - s.run[step];
    const ready = run - Math.max(0, s.ready[step]);
    return { wait: ready - Math.max(0, s.wait[step]), ready, run, ended: s.ended[step] };
  }

  /** The position in `byTask` of a task's first step that ends after an instant. */
  firstEndingAfter(row, at) {
    let low = this.first[row];
    let high = this.first[row + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps.ended[this.byTask[middle]] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** What a living task was doing when the trace ended: its state, since when, and why. */
  open(row) {
    if (this.outcome(row) !== "alive") return null;
    const last = this.first[row + 1] - 1;
    const lastEnd = last >= this.first[row] ? this.steps.ended[this.byTask[last]] : this.created(row);
    return {
      state: this.word(this.tasks.open_state?.[row]) ?? "unknown",
      reason: this.word(this.tasks.open_reason?.[row]),
      since: this.tasks.open_since?.[row] ?? lastEnd,
      site: this.site(this.tasks.open_site?.[row]),
      wait: this.tasks.open_wait?.[row] ?? 0,
      ready: this.tasks.open_ready?.[row] ?? 0,
    };
  }

  /** The parts of a living task's last step, the latest first: what it does, and what it did before that. */
  openParts(row) {
    const open = this.open(row);
    if (!open) return [];
    const parts = [{ state: open.state, reason: open.state === "waiting" ? open.reason : null, from: open.since, to: this.end, step: absent, open }];
    const readyFrom = open.since - open.ready;
    if (open.ready > 0) parts.push({ state: "ready", from: readyFrom, to: open.since, step: absent });
    if (open.wait > 0) parts.push({ state: "wait", reason: open.reason ?? "unknown", from: readyFrom - open.wait, to: readyFrom, step: absent });
    return parts;
  }

  /** What a task did at an instant: `{ state, reason, from, to, step }`, or null outside its life. */
  stateAt(row, at) {
    const position = this.firstEndingAfter(row, at);
    if (position < this.first[row + 1]) {
      const step = this.byTask[position];
      const bounds = this.bounds(step);
      if (at >= bounds.run) return { state: "run", from: bounds.run, to: bounds.ended, step };
      if (at >= bounds.ready) return { state: "ready", from: bounds.ready, to: bounds.run, step };
      if (at >= bounds.wait) return { state: "wait", reason: this.reason(step), from: bounds.wait, to: bounds.ready, step };
    }
    const part = this.openParts(row).find(({ from, to }) => at >= from && at <= to);
    if (part) return part;
    if (at >= this.created(row) && at <= this.ended(row)) return { state: "unknown", from: null, to: null, step: absent };
    return null;
  }

  /** The woken steps of a task, and the steps that it woke, as rows of `steps`. */
  wakesOf(row) {
    const result = [];
    for (let i = this.first[row]; i < this.first[row + 1]; i++) {
      if (this.steps.waker[this.byTask[i]] !== absent) result.push(this.byTask[i]);
    }
    for (let i = 0; i < this.stepCount; i++) if (this.steps.waker[i] === this.id(row)) result.push(i);
    return result;
  }
}
