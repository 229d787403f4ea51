// The steps that the page has one by one, in the order of time: those of tasks, and callbacks outside of any task.

class Steps {
  constructor(data, tasks) {
    const { steps, callbacks } = data;
    const own = steps.count;
    const count = own + callbacks.count;
    const read = (text, nothing = absent) => readNumbers(text, new Float64Array(count), nothing);
    this.count = count;
    this.kinds = data.step_kinds;
    this.ended = addUp(read(steps.ended).subarray(0, own));
    this.run = read(steps.run);
    this.ready = read(steps.ready);
    this.wait = read(steps.wait);
    this.task = addUp(readNumbers(steps.task, new Int32Array(own), 0));
    this.kind = readNumbers(steps.kind, new Int32Array(count), absent);
    // Rows are told from 1 on, 0 is a task that is not on the page, nothing is nobody.
    this.waker = readNumbers(steps.waker, new Int32Array(count), absent);
    for (let i = 0; i < own; i++) if (this.waker[i] !== absent) this.waker[i] = this.waker[i] === 0 ? elsewhere : this.waker[i] - 1;
    if (callbacks.count) this.merge(callbacks, tasks, own);
  }

  /** Puts the callbacks between the steps, by time. */
  merge(callbacks, tasks, own) {
    const { count } = this;
    const ended = addUp(readNumbers(callbacks.ended, new Float64Array(callbacks.count), 0));
    const run = readNumbers(callbacks.run, new Float64Array(callbacks.count), 0);
    const lane = readNumbers(callbacks.lane, new Int32Array(callbacks.count), 0);
    const thread = readNumbers(callbacks.thread, new Int32Array(callbacks.count), absent);
    const site = readNumbers(callbacks.site, new Int32Array(callbacks.count), absent);
    const before = { ended: this.ended, task: this.task, run: this.run.slice(), ready: this.ready.slice(), wait: this.wait.slice(), kind: this.kind.slice(), waker: this.waker.slice() };
    this.ended = new Float64Array(count);
    this.task = new Int32Array(count);
    const kinds = new Map();
    for (let i = 0, step = 0, callback = 0; i < count; i++) {
      if (callback >= callbacks.count || (step < own && before.ended[step] <= ended[callback])) {
        for (const name of Object.keys(before)) this[name][i] = before[name][step];
        step++;
        continue;
      }
      this.ended[i] = ended[callback];
      this.run[i] = run[callback];
      this.ready[i] = this.wait[i] = this.waker[i] = absent;
      this.task[i] = tasks.own + lane[callback];
      this.kind[i] = this.kindOf(kinds, thread[callback], site[callback]);
      tasks.addCallback(this.task[i], ended[callback] - run[callback], ended[callback]);
      callback++;
    }
  }

  kindOf(known, thread, site) {
    const key = `${thread}/${site}`;
    if (!known.has(key)) {
      known.set(key, this.kinds.thread.length);
      this.kinds.thread.push(thread === absent ? null : thread);
      this.kinds.reason.push(null);
      this.kinds.site.push(site === absent ? null : site);
      this.kinds.object.push(null);
      this.kinds.stack.push(null);
    }
    return known.get(key);
  }

  began(step) { return this.ended[step] - this.run[step]; }
  woken(step) { return this.ended[step] - this.run[step] - Math.max(0, this.ready[step]); }
  start(step) { return this.woken(step) - Math.max(0, this.wait[step]); }
}
