// The tasks of the page as columns: number, name, parent, life, sums. A task is its row here.

const absent = -1;
const elsewhere = -2;

class Tasks {
  constructor(data) {
    const { tasks, callbacks } = data;
    this.data = data;
    this.words = data.words;
    this.kinds = data.task_kinds;
    this.own = tasks.count;
    this.count = tasks.count + callbacks.ids.length;
    this.id = addUp(readRuns(tasks.id, new Float64Array(this.count), 0));
    this.created = addUp(readNumbers(tasks.created, new Float64Array(this.count), NaN));
    this.kind = readNumbers(tasks.kind, new Int32Array(this.count), 0);
    this.ended = readNumbers(tasks.life, new Float64Array(this.count), NaN);
    for (let row = 0; row < this.own; row++) this.ended[row] += this.created[row] || 0;
    this.readParents(tasks);
    for (const [lane, id] of callbacks.ids.entries()) {
      const row = this.own + lane;
      this.id[row] = id;
      this.parent[row] = absent;
      this.created[row] = this.ended[row] = NaN;
    }
  }

  readParents(tasks) {
    this.parent = readNumbers(tasks.parent, new Int32Array(this.count), -2147483648);
    const strangers = [];
    for (let row = 0; row < this.own; row++) {
      const value = this.parent[row];
      if (value === -2147483648) this.parent[row] = absent;
      else if (value > 0) this.parent[row] = row - value;
      else if (value < 0) this.parent[row] = -value - 1;
      else {
        this.parent[row] = elsewhere;
        strangers.push(row);
      }
    }
    const ids = readNumbers(tasks.strangers, new Float64Array(strangers.length), 0);
    this.strangers = new Map(strangers.map((row, i) => [row, ids[i]]));
  }

  // Sums are read when they are first asked for: a page with a million tasks is to open at once.
  get run() { return this.readRun ??= readNumbers(this.data.tasks.run_ns, new Float64Array(this.count), 0); }
  get ready() { return this.readReady ??= readNumbers(this.data.tasks.ready_ns, new Float64Array(this.count), 0); }
  get steps() { return this.readSteps ??= readRuns(this.data.tasks.steps, new Int32Array(this.count), 0); }
  get wait() {
    if (this.readWait) return this.readWait;
    const wait = readRuns(this.data.tasks.rest_ns, new Float64Array(this.count), 0);
    for (let row = 0; row < this.own; row++) {
      const life = this.ended[row] - (this.created[row] || 0);
      wait[row] = (life === life ? life : 0) - this.run[row] - this.ready[row] - wait[row];
    }
    return (this.readWait = wait);
  }

  /** Fills in a lane of callbacks: they are told by their steps alone. */
  addCallback(row, began, ended) {
    if (!(this.created[row] <= began)) this.created[row] = began;
    if (!(this.ended[row] >= ended)) this.ended[row] = ended;
    this.run[row] += ended - began;
    this.steps[row]++;
  }

  isCallbacks(row) { return row >= this.own; }
  nameWord(row) { return row < this.own ? this.kinds.name[this.kind[row]] : null; }

  /** The row of a task by its number, or `absent`. */
  rowOf(id) {
    if (id === null || id === undefined) return absent;
    this.places ??= this.makePlaces();
    if (this.places instanceof Map) return this.places.get(id) ?? absent;
    return (this.places[id - this.least] ?? 0) - 1;
  }

  /** Numbers that lie close together need no hashing: 1 is the first row, 0 none. */
  makePlaces() {
    let least = Infinity;
    let most = -Infinity;
    for (let row = 0; row < this.own; row++) {
      if (this.id[row] < least) least = this.id[row];
      if (this.id[row] > most) most = this.id[row];
    }
    const isClose = most - least < 4 * this.own + 65536;
    const places = isClose ? new Int32Array(Math.max(0, most - least + 1)) : new Map();
    this.least = least;
    for (let row = 0; row < this.own; row++) {
      if (isClose) places[this.id[row] - least] = row + 1;
      else places.set(this.id[row], row);
    }
    return places;
  }
}
