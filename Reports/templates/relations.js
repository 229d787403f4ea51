// What one task did to another, beside waking it: put an item that it got, asked it to cancel.

class Relations {
  constructor(trace) {
    const { items, requests } = trace.data;
    this.got = addUp(readNumbers(items.got, new Float64Array(items.count), 0));
    this.put = readNumbers(items.stay, new Float64Array(items.count), 0).map((stay, i) => this.got[i] - stay);
    this.putter = readNumbers(items.putter, new Int32Array(items.count), absent);
    this.getter = readNumbers(items.getter, new Int32Array(items.count), absent);
    this.queue = readNumbers(items.queue, new Int32Array(items.count), absent);
    this.cancelled = addUp(readNumbers(requests.at, new Float64Array(requests.count), 0));
    this.target = readNumbers(requests.task, new Int32Array(requests.count), absent);
    this.canceller = readNumbers(requests.by, new Int32Array(requests.count), absent);
    this.byTask = new Map();
    for (const [i, row] of this.target.entries()) addTo(this.byTask, row, i);
  }

  /** When a task was asked to cancel. */
  of(row) { return (this.byTask.get(row) ?? []).map((i) => this.cancelled[i]); }

  /** Who asked it. */
  cancellersOf(row) { return (this.byTask.get(row) ?? []).map((i) => this.canceller[i]).filter((by) => by !== absent); }
}

/** Adds to the list of a key. */
function addTo(lists, key, value) {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The place of the first number above `value` in an ascending array. */
function firstAbove(array, value) {
  let low = 0;
  let high = array.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (array[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
