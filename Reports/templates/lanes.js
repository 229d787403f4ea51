// What has a lane, in which order: tasks as a tree of parents or as a list, or groups with their tasks below them.

const manyTasks = 5000;
const manyChildren = 200;

class Lanes {
  constructor(trace, groups) {
    this.trace = trace;
    this.groups = groups;
    this.mode = "task";
    this.order = "tree";
    this.matches = null;
    this.onlyMatches = false;
    // The interval outside of which a task has no lane, if there is one.
    this.view = null;
    this.unfolded = new Set();
    this.folded = new Set();
    // In a long trace a parent of very many children begins folded: they are one key away.
    if (trace.taskCount > manyTasks) {
      for (let row = 0; row < trace.taskCount; row++) if (trace.tree.childCount(row) > manyChildren) this.folded.add(row);
    }
    this.arrange();
  }

  /** Fills `rows` (a lane's code) and `depths`; `position` finds a lane by its code. */
  arrange() {
    const room = this.mode === "task" ? this.trace.taskCount : this.groups.in(this.mode).reduce((sum, { rows }) => sum + rows.length + 1, 0);
    this.rows = new Int32Array(room);
    this.depths = new Uint8Array(room);
    this.count = 0;
    this.isFiltered = this.onlyMatches && this.matches !== null && this.matches.count > 0;
    if (this.mode !== "task") this.arrangeGroups();
    else if (this.order === "tree" && !this.isFiltered) this.arrangeTree();
    else this.arrangeList();
    this.rows = this.rows.subarray(0, this.count);
    this.depths = this.depths.subarray(0, this.count);
    this.places = null;
  }

  add(code, depth) {
    if (code >= 0 && !this.isKept(code)) return;
    this.rows[this.count] = code;
    this.depths[this.count++] = Math.min(depth, 255);
  }

  /** Whether a task lived in the visible time, where only those are to be seen. */
  isKept(row) {
    return !this.view || (this.trace.created(row) <= this.view.to && this.trace.ended(row) >= this.view.from);
  }

  arrangeTree() {
    const { tree, taskCount } = this.trace;
    const stack = new Int32Array(taskCount);
    const depths = new Uint8Array(taskCount);
    let size = 0;
    for (let i = tree.roots.length - 1; i >= 0; i--) stack[size++] = tree.roots[i];
    while (size) {
      const row = stack[--size];
      const depth = depths[size];
      this.add(row, depth);
      if (this.folded.has(row)) continue;
      for (let i = tree.first[row + 1] - 1; i >= tree.first[row]; i--) {
        depths[size] = Math.min(depth + 1, 255);
        stack[size++] = tree.order[i];
      }
    }
  }

  arrangeList() {
    const { trace } = this;
    const { tasks } = trace;
    const rows = [];
    for (let row = 0; row < trace.taskCount; row++) if (!this.isFiltered || this.matches.flags[row]) rows.push(row);
    const keys = {
      duration: (row) => trace.created(row) - trace.ended(row), run: (row) => -tasks.run[row], wait: (row) => -tasks.wait[row],
    };
    const key = keys[this.order] ?? ((row) => trace.created(row));
    const values = Float64Array.from(rows, key);
    const order = Uint32Array.from(rows.keys()).sort((a, b) => values[a] - values[b] || a - b);
    for (const i of order) this.add(rows[i], 0);
  }

  arrangeGroups() {
    for (const group of this.groups.in(this.mode)) {
      if (this.isFiltered && !this.matches.codes.has(group.code) && !group.rows.some((row) => this.matches.flags[row])) continue;
      this.add(group.code, 0);
      if (!this.unfolded.has(group.code)) continue;
      for (const row of group.rows) if (!this.isFiltered || this.matches.flags[row]) this.add(row, 1);
    }
  }

  /** The lane of a code, or undefined. */
  position(code) {
    if (!this.places) {
      this.places = { tasks: new Int32Array(this.trace.taskCount).fill(absent), groups: new Map() };
      for (let lane = this.count - 1; lane >= 0; lane--) {
        const row = this.rows[lane];
        if (row >= 0) this.places.tasks[row] = lane;
        else this.places.groups.set(row, lane);
      }
    }
    if (code <= -2) return this.places.groups.get(code);
    const lane = this.places.tasks[code];
    return lane === undefined || lane === absent ? undefined : lane;
  }

  isMatch(code) {
    return this.matches === null ? false : code >= 0 ? this.matches.flags[code] === 1 : this.matches.codes.has(code);
  }

  hasChildren(code) {
    if (code <= -2) return this.groups.of(code).rows.length > 0;
    return this.mode === "task" && this.order === "tree" && this.trace.tree.childCount(code) > 0;
  }

  isFolded(code) { return code <= -2 ? !this.unfolded.has(code) : this.folded.has(code); }

  fold(code, isFolded = !this.isFolded(code)) {
    const set = code <= -2 ? this.unfolded : this.folded;
    if (isFolded === (code >= 0)) set.add(code);
    else set.delete(code);
    this.arrange();
  }

  /** Unfolds what is above a task, so that it has a lane. */
  reveal(code) {
    if (this.position(code) !== undefined) return;
    if (code <= -2) {
      this.mode = this.groups.of(code).mode;
    } else if (this.mode === "thread") {
      this.mode = "task";
    } else if (this.mode !== "task") {
      const group = this.groups.in(this.mode).find(({ rows }) => rows.includes(code));
      if (group) this.unfolded.add(group.code);
      else this.mode = "task";
    }
    const { parent } = this.trace.tree;
    for (let row = parent[code]; row >= 0; row = parent[row]) this.folded.delete(row);
    if (this.isFiltered) this.onlyMatches = this.isMatch(code);
    this.arrange();
  }
}
