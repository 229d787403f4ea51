// The tree of tasks: who created whom, each list in the order of creation.

class Tree {
  constructor(tasks) {
    const { count, parent } = tasks;
    const keys = new Int32Array(count);
    let isInOrder = true;
    for (let row = 0; row < count; row++) {
      keys[row] = parent[row] >= 0 && parent[row] !== row ? parent[row] : absent;
      isInOrder &&= keys[row] < row;
    }
    this.arrange(keys, count);
    // Where every parent comes before its children there is no ring.
    const lost = isInOrder ? [] : this.unreached(keys, count);
    if (lost.length) {
      // A ring of parents (a damaged trace) has no root: show one of its members as one rather than lose them.
      for (const row of lost) keys[row] = absent;
      this.arrange(keys, count);
    }
    this.parent = keys;
  }

  arrange(keys, count) {
    const { first, order } = grouped(keys, count);
    this.first = first;
    this.order = order;
    const roots = [];
    for (let row = 0; row < count; row++) if (keys[row] === absent) roots.push(row);
    this.roots = Int32Array.from(roots);
  }

  /** One task of each ring. */
  unreached(keys, count) {
    const seen = new Uint8Array(count);
    const stack = new Int32Array(count + 1);
    let size = 0;
    const visit = (root) => {
      stack[size++] = root;
      seen[root] = 1;
      while (size) {
        const row = stack[--size];
        for (let i = this.first[row]; i < this.first[row + 1]; i++) {
          const child = this.order[i];
          if (seen[child]) continue;
          seen[child] = 1;
          stack[size++] = child;
        }
      }
    };
    for (const root of this.roots) visit(root);
    const lost = [];
    for (let row = 0; row < count; row++) {
      if (seen[row]) continue;
      lost.push(row);
      visit(row);
    }
    return lost;
  }

  childCount(row) { return this.first[row + 1] - this.first[row]; }
}
