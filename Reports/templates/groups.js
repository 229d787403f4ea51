// Lanes that are not of one task: those of a name, of a thread, of a traced object.

/** Codes of lanes: a task is its row, a group is below `absent`. */
function codeOfGroup(index) { return -2 - index; }

class Groups {
  constructor(trace) {
    this.trace = trace;
    this.all = [];
    this.modes = {};
  }

  of(code) { return code <= -2 ? this.all[-2 - code] : null; }

  /** The groups of a mode: `name`, `thread` or `object`. */
  in(mode) { return (this.modes[mode] ??= this.make(mode)); }

  make(mode) {
    const groups = { name: () => this.byName(), thread: () => this.byThread(), object: () => this.byObject() }[mode]();
    if (mode === "object") Groups.tellApart(groups);
    for (const group of groups) {
      group.code = codeOfGroup(this.all.length);
      group.mode = mode;
      this.all.push(group);
    }
    return groups;
  }

  /** Of those that look the same each says which of them it is. */
  static tellApart(groups) {
    const alike = new Map();
    for (const group of groups) addTo(alike, group.label, group);
    for (const list of alike.values()) if (list.length > 1) list.forEach((group, i) => { group.note += ` · ${i + 1} of ${list.length}`; });
  }

  byName() {
    const { trace } = this;
    const { tasks } = trace;
    const places = new Map();
    const keys = new Int32Array(trace.taskCount);
    // Kinds are few, tasks are many.
    const placeOfKind = trace.data.task_kinds.name.map((word) => this.place(places, word ?? absent));
    for (let row = 0; row < trace.taskCount; row++) {
      keys[row] = tasks.isCallbacks(row) ? this.place(places, `callbacks ${row}`) : placeOfKind[tasks.kind[row]];
    }
    const { first, order } = grouped(keys, places.size);
    const ofStep = Int32Array.from(trace.steps.task, (row) => keys[row]);
    const steps = grouped(ofStep, places.size);
    return [...places].map(([key, place]) => {
      const rows = order.subarray(first[place], first[place + 1]);
      const label = typeof key === "string" ? trace.name(rows[0]) : trace.word(key) ?? "(unknown)";
      return { number: typeof key === "string" ? null : key === absent ? null : key, label, rows, steps: steps.order.subarray(steps.first[place], steps.first[place + 1]), note: count(rows.length) };
    }).filter(({ rows }) => rows.length > 0).sort((a, b) => trace.created(a.rows[0]) - trace.created(b.rows[0]));
  }

  /** The tasks of a name that lived at the end of the trace. */
  openRows(group) {
    if (group.mode !== "name" || group.number === null) return [];
    if (!this.openByName) {
      this.openByName = new Map();
      for (const row of this.trace.openTasks.rows.keys()) addTo(this.openByName, this.trace.tasks.nameWord(row), row);
    }
    return this.openByName.get(group.number) ?? [];
  }

  byThread() {
    const { trace } = this;
    const threads = trace.data.threads;
    const keys = this.stepKeys("thread");
    const { first, order } = grouped(keys, threads.length);
    const hasSums = new Set((trace.data.sums?.series ?? []).filter(({ of }) => of === "thread").map(({ number }) => number));
    return threads.map((label, number) => ({ number, label, rows: new Int32Array(0), steps: order.subarray(first[number], first[number + 1]), note: this.trace.data.thread_ids[number] === null ? "" : `tid ${this.trace.data.thread_ids[number]}` }))
      .filter(({ number, steps }) => steps.length > 0 || hasSums.has(number));
  }

  byObject() {
    const { trace } = this;
    const { label, kind } = trace.data.objects;
    const { first, order } = grouped(this.stepKeys("object"), label.length);
    return label.map((text, number) => {
      const steps = order.subarray(first[number], first[number + 1]);
      return { number, label: text || "unnamed", steps, rows: Int32Array.from(new Set(steps.length ? Array.from(steps, (step) => trace.steps.task[step]) : [])).sort(), note: words(kind[number]) };
    });
  }

  place(places, key) {
    if (!places.has(key)) places.set(key, places.size);
    return places.get(key);
  }

  stepKeys(column) {
    const { steps, stepCount, data } = this.trace;
    const values = Int32Array.from(data.step_kinds[column], (value) => value ?? absent);
    const keys = new Int32Array(stepCount);
    for (let i = 0; i < stepCount; i++) keys[i] = values[steps.kind[i]];
    return keys;
  }
}
