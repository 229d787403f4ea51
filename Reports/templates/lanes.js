// Which tasks have a lane, in which order: the tree of parents, folded and filtered.

class Lanes {
  constructor(trace) {
    this.trace = trace;
    this.folded = new Set();
    this.order = "tree";
    this.matches = null;
    this.onlyMatches = false;
    // The interval outside of which a task has no lane, if there is one.
    this.view = null;
    this.arrange();
  }

  /** Fills `rows` (a lane's task) and `depths`; `positions` finds a task's lane. */
  arrange() {
    this.rows = [];
    this.depths = [];
    const isFiltered = this.onlyMatches && this.matches && this.matches.size > 0;
    if (this.order === "tree" && !isFiltered) this.arrangeTree();
    else this.arrangeList(isFiltered);
    if (this.view) this.keepThoseAlive(this.view);
    this.positions = new Map(this.rows.map((row, lane) => [row, lane]));
  }

  arrangeTree() {
    const stack = [...this.trace.roots].reverse().map((row) => [row, 0]);
    while (stack.length) {
      const [row, depth] = stack.pop();
      this.rows.push(row);
      this.depths.push(depth);
      if (this.folded.has(row)) continue;
      const children = this.trace.children[row];
      for (let i = children.length - 1; i >= 0; i--) stack.push([children[i], depth + 1]);
    }
  }

  arrangeList(isFiltered) {
    const { trace } = this;
    for (let row = 0; row < trace.taskCount; row++) if (!isFiltered || this.matches.has(row)) this.rows.push(row);
    const keys = {
      tree: (row) => trace.created(row),
      start: (row) => trace.created(row),
      duration: (row) => trace.created(row) - trace.ended(row),
      run: (row) => -trace.tasks.run_ns[row],
      wait: (row) => -trace.tasks.wait_ns[row],
    };
    const key = keys[this.order];
    this.rows.sort((a, b) => key(a) - key(b) || a - b);
    this.depths = this.rows.map(() => 0);
  }

  keepThoseAlive({ from, to }) {
    const { trace } = this;
    const kept = this.rows.map((row) => trace.created(row) <= to && trace.ended(row) >= from);
    this.rows = this.rows.filter((_, lane) => kept[lane]);
    this.depths = this.depths.filter((_, lane) => kept[lane]);
  }

  hasChildren(row) {
    return this.order === "tree" && this.trace.children[row].length > 0;
  }

  fold(row, isFolded = !this.folded.has(row)) {
    if (isFolded) this.folded.add(row);
    else this.folded.delete(row);
    this.arrange();
  }

  /** Unfolds the ancestors of a task, so that it has a lane. */
  reveal(row) {
    if (this.positions.has(row)) return;
    // The count ends the walk in a damaged trace whose parents form a ring.
    for (let parent = this.trace.parent(row), left = this.trace.taskCount; parent !== absent && left > 0; left--) {
      this.folded.delete(parent);
      parent = this.trace.parent(parent);
    }
    this.onlyMatches = this.onlyMatches && (this.matches?.has(row) ?? true);
    this.arrange();
  }
}
