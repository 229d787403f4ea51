// The trace in memory. Tasks, steps and places are numbers here: their row in the columns of the data.

class Trace {
  constructor(data) {
    this.data = data;
    this.end = Math.max(1, data.duration_ns);
    this.words = data.words;
    this.tasks = new Tasks(data);
    this.taskCount = this.tasks.count;
    this.steps = new Steps(data, this.tasks);
    this.stepCount = this.steps.count;
    const { first, order } = grouped(this.steps.task, this.taskCount);
    this.first = first;
    this.byTask = order;
    this.tree = new Tree(this.tasks);
    this.exact = new ExactWindows(data.exact, this.end);
    this.readOpen(data.open);
  }

  readOpen(open) {
    const column = (name) => readNumbers(open[name], new Float64Array(open.count), absent);
    this.openTasks = { rows: new Map(Array.from(column("task"), (row, i) => [row, i])) };
    for (const name of ["state", "since", "reason", "site", "wait", "ready", "waker"]) this.openTasks[name] = column(name);
  }

  word(index) { return index === null || index === undefined || index < 0 ? null : this.words[index]; }
  id(row) { return this.tasks.id[row]; }
  parent(row) { return this.tasks.parent[row]; }
  rowOf(id) { return this.tasks.rowOf(id); }
  isNamed(row) { return this.word(this.tasks.nameWord(row)) !== null; }
  created(row) { const at = this.tasks.created[row]; return at === at ? at : 0; }
  isAlive(row) { return this.tasks.ended[row] !== this.tasks.ended[row]; }
  ended(row) { const at = this.tasks.ended[row]; return at === at ? at : this.end; }
  kindOf(row, column) { return this.tasks.isCallbacks(row) ? null : this.data.task_kinds[column][this.tasks.kind[row]]; }
  kind(row) { return this.tasks.isCallbacks(row) ? "callbacks" : this.word(this.kindOf(row, "kind")); }
  outcome(row) { return this.tasks.isCallbacks(row) ? "ok" : this.word(this.kindOf(row, "outcome")) ?? "alive"; }

  name(row) {
    if (this.tasks.isCallbacks(row)) return this.data.callbacks.names[row - this.tasks.own];
    return this.word(this.tasks.nameWord(row)) || `task ${this.id(row)}`;
  }

  /** A task that is not on the page may be the parent of one that is: then only its number is known. */
  parentNumber(row) {
    const parent = this.tasks.parent[row];
    return parent === elsewhere ? this.tasks.strangers.get(row) : parent === absent ? null : this.id(parent);
  }

  site(index) {
    if (index === null || index === undefined || index < 0) return null;
    const { sites } = this.data;
    return { function: this.word(sites.function[index]), file: this.word(sites.file[index]), line: sites.line[index] };
  }

  // What a step has in common with others.
  stepKind(step, column) { return this.data.step_kinds[column][this.steps.kind[step]]; }
  reason(step) { return this.word(this.stepKind(step, "reason")) ?? "unknown"; }
  thread(step) { const thread = this.stepKind(step, "thread"); return thread === null ? null : this.data.threads[thread]; }
  object(step) { const object = this.stepKind(step, "object"); return object === null ? null : this.data.objects.label[object]; }
  stepSite(step) { return this.stepKind(step, "site") ?? this.kindOf(this.steps.task[step], "entry"); }

  /** The places of a stack, innermost first, and whether there may be more. */
  stack(index) {
    const frames = index === null || index === undefined ? null : this.data.stacks[index];
    if (!frames || frames.length === 0) return null;
    const isCut = frames[frames.length - 1] === -1;
    return { frames: (isCut ? frames.slice(0, -1) : frames).map((site) => this.site(site)), isCut };
  }

  /** The instants of a step: waiting from `wait`, ready from `ready`, running from `run` until `ended`. */
  bounds(step) {
    const s = this.steps;
    return { wait: s.start(step), ready: s.woken(step), run: s.began(step), ended: s.ended[step] };
  }

  /** The position in `byTask` of a task's first step that ends after an instant. */
  firstEndingAfter(row, at) { return this.firstIn(this.byTask, this.first[row], this.first[row + 1], at); }

  /** The same in any list of steps in the order of time. */
  firstIn(list, low, high, at) {
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.steps.ended[list[middle]] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Whether the page has every step of a task. */
  isExact(row) {
    return this.exact.isWhole || this.tasks.isCallbacks(row) || this.first[row + 1] - this.first[row] >= this.tasks.steps[row];
  }

  /** What a living task was doing when the trace ended: its state, since when, and why. */
  open(row) {
    if (!this.isAlive(row)) return null;
    const open = this.openTasks;
    const i = open.rows.get(row);
    const last = this.first[row + 1] - 1;
    const lastEnd = last >= this.first[row] ? this.steps.ended[this.byTask[last]] : this.created(row);
    if (i === undefined) return { state: "unknown", reason: null, since: lastEnd, site: null, wait: 0, ready: 0, waker: absent };
    return {
      state: this.word(open.state[i]) ?? "unknown", reason: this.word(open.reason[i]),
      since: open.since[i] === absent ? lastEnd : open.since[i], site: this.site(open.site[i]),
      wait: Math.max(0, open.wait[i]), ready: Math.max(0, open.ready[i]), waker: open.waker[i] > 0 ? open.waker[i] - 1 : absent,
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

  /** The steps of a task that somebody woke, and the steps that it woke, as rows of `steps`. */
  wakesOf(row) {
    const result = [];
    for (let i = this.first[row]; i < this.first[row + 1]; i++) {
      if (this.steps.waker[this.byTask[i]] !== absent) result.push(this.byTask[i]);
    }
    for (let i = 0; i < this.stepCount; i++) if (this.steps.waker[i] === row) result.push(i);
    return result;
  }
}

/** The stretches of time of which the page has every step. */
class ExactWindows {
  constructor(data, end) {
    this.isWhole = data.is_whole === 1;
    this.from = this.isWhole ? new Float64Array([0]) : addUp(readNumbers(data.from, new Float64Array(data.count), 0));
    this.to = this.isWhole ? new Float64Array([end]) : readNumbers(data.length, new Float64Array(data.count), 0);
    if (!this.isWhole) for (let i = 0; i < data.count; i++) this.to[i] += this.from[i];
  }

  get count() { return this.from.length; }

  /** The first window that ends after an instant: its number, or how many there are. */
  after(at) {
    let i = 0;
    while (i < this.count && this.to[i] <= at) i++;
    return i;
  }

  has(from, to = from) {
    if (this.isWhole) return true;
    const i = this.after(from);
    return i < this.count && this.from[i] <= from && this.to[i] >= to;
  }

  /** The window before or after an interval, or null. */
  next(from, to, direction) {
    const middle = (from + to) / 2;
    const numbers = [...this.from.keys()].map((i) => [i, (this.from[i] + this.to[i]) / 2]);
    const found = direction > 0 ? numbers.find(([, at]) => at > middle + 1) : numbers.reverse().find(([, at]) => at < middle - 1);
    return found ? { from: this.from[found[0]], to: this.to[found[0]] } : null;
  }
}
