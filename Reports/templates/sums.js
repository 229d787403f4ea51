// Sums over time: how many tasks of a group were running, ready or waiting, on average, in each part of the trace.

/** Each of half as many parts as the one before, made when it is first asked for. */
function levelOf(levels, wanted) {
  while (levels.length <= wanted) {
    const fine = levels[levels.length - 1];
    const coarse = new Float32Array(fine.length >> 1);
    for (let i = 0; i < coarse.length; i++) coarse[i] = (fine[2 * i] + fine[2 * i + 1]) / 2;
    levels.push(coarse);
  }
  return levels[wanted];
}

class Series {
  /** `states`: [state, finest level] each, in any order. */
  constructor(states, end) {
    this.states = states.sort(([a], [b]) => stateRank(a) - stateRank(b)).map(([state, finest]) => ({ state, levels: [finest] }));
    this.parts = this.states[0]?.levels[0].length ?? 1;
    this.width = end / this.parts;
  }

  /** The greatest sum of all states in any part: the whole height of a lane. */
  get most() { return (this.knownMost ??= this.highest()); }

  highest() {
    const finest = this.states.map(({ levels }) => levels[0]);
    let most = 0;
    for (let i = 0; i < (finest[0]?.length ?? 0); i++) {
      let sum = 0;
      for (const level of finest) sum += level[i];
      if (sum > most) most = sum;
    }
    return most;
  }

  /** The level whose parts are just finer than `ns`; the finest if none is. */
  level(ns) {
    return Math.max(0, Math.min(Math.floor(Math.log2(this.parts)), Math.floor(Math.log2(ns / this.width))));
  }

  /** The values of all states at an instant. */
  at(time, level = 0) {
    const place = Math.floor(time / (this.width * 2 ** level));
    return this.states.map(({ state, levels }) => {
      const values = levelOf(levels, level);
      return [state, values[Math.max(0, Math.min(values.length - 1, place))]];
    });
  }

  /** Nanoseconds of each state in an interval, as near as the parts tell. */
  sum(from, to) {
    return this.states.map(({ state, levels }) => {
      const finest = levels[0];
      let total = 0;
      const last = Math.min(finest.length - 1, Math.floor(to / this.width));
      for (let i = Math.max(0, Math.floor(from / this.width)); i <= last; i++) {
        total += finest[i] * Math.max(0, Math.min(to, (i + 1) * this.width) - Math.max(from, i * this.width));
      }
      return [state, total];
    });
  }
}

/** Running below, then ready, then waits in the order of the words. */
function stateRank(state) {
  return state === "run" ? -2 : state === "ready" ? -1 : [...knownReasons].indexOf(state);
}

/** Adds up stretches of time: the parts between the ends of one are counted, not filled. */
class Adder {
  constructor(parts, from, to) {
    Object.assign(this, { parts, from, scale: parts / (to - from) });
    this.states = new Map();
  }

  add(state, from, to) {
    const low = Math.max(0, (from - this.from) * this.scale);
    const high = Math.min(this.parts, (to - this.from) * this.scale);
    if (!(high > low)) return;
    let sums = this.states.get(state);
    if (!sums) this.states.set(state, (sums = { part: new Float32Array(this.parts + 1), cover: new Int32Array(this.parts + 1) }));
    const first = Math.floor(low);
    const last = Math.floor(high);
    if (first === last) {
      sums.part[first] += high - low;
      return;
    }
    sums.part[first] += first + 1 - low;
    sums.part[last] += high - last;
    sums.cover[first + 1]++;
    sums.cover[last]--;
  }

  /** [state, value of each part] each. */
  finish() {
    return [...this.states].map(([state, { part, cover }]) => {
      const values = new Float32Array(this.parts);
      let covering = 0;
      for (let i = 0; i < this.parts; i++) {
        covering += cover[i];
        values[i] = part[i] + covering;
      }
      return [state, values];
    });
  }
}

/** The series of the lanes: those that came with the page, and, where every step did, made of them. */
class Sums {
  constructor(trace, groups) {
    Object.assign(this, { trace, groups, made: new Map(), given: new Map() });
    for (const series of trace.data.sums?.series ?? []) this.given.set(`${series.of}/${series.number}`, series);
    this.lasting = new Map();
  }

  /** The series of a lane, or null if the page has none. */
  of(code) {
    if (!this.made.has(code)) this.made.set(code, this.make(code));
    return this.made.get(code);
  }

  make(code) {
    const group = this.groups.of(code);
    const given = this.given.get(group ? `${group.mode}/${group.number}` : `task/${code}`);
    if (given) return this.read(given);
    if (!group || !this.trace.exact.isWhole) return null;
    const adder = new Adder(1024, 0, this.trace.end);
    this.addSteps(adder, group, 0, group.steps.length, Infinity);
    return new Series(adder.finish(), this.trace.end);
  }

  read({ states }) {
    const { count: parts } = this.trace.data.sums;
    return new Series(states.map(([word, text]) => {
      const values = new Float32Array(parts);
      let n = 0;
      let isZeros = false;
      eachNumber(text, (value) => {
        if (isZeros) { n += value; isZeros = false; }
        else if (value === 0) isZeros = true;
        else values[n++] = value / 256;
      });
      return [this.trace.word(word), values];
    }), this.trace.end);
  }

  /** What a group did between two instants, exactly, in so many parts. */
  exact(group, from, to, parts) {
    const adder = new Adder(parts, from, to);
    const { trace } = this;
    this.addSteps(adder, group, trace.firstIn(group.steps, 0, group.steps.length, from), group.steps.length, to);
    return adder.finish();
  }

  /** Adds the steps of a group up to the first behind which all begin after `to`, and what its living tasks do. */
  addSteps(adder, group, first, last, to) {
    const { trace } = this;
    const { steps } = trace;
    const earliest = this.earliestFrom(group);
    const showsRuns = group.mode !== "object";
    const showsWaits = group.mode !== "thread";
    for (let i = first; i < last && earliest[i] < to; i++) {
      const step = group.steps[i];
      const began = steps.began(step);
      if (showsRuns) adder.add("run", began, steps.ended[step]);
      if (!showsWaits) continue;
      const woken = began - Math.max(0, steps.ready[step]);
      if (showsRuns && woken < began) adder.add("ready", woken, began);
      if (steps.wait[step] > 0) adder.add(trace.reason(step), woken - steps.wait[step], woken);
    }
    for (const row of this.groups.openRows(group)) {
      for (const part of trace.openParts(row)) {
        const state = { running: "run", ready: "ready", waiting: part.reason ?? "unknown", wait: part.reason }[part.state];
        if (state) adder.add(state, part.from, part.to);
      }
    }
  }

  /** For each step of a group the earliest start of it and all behind it: where the search for more can end. */
  earliestFrom(group) {
    if (this.lasting.has(group)) return this.lasting.get(group);
    const earliest = new Float64Array(group.steps.length);
    let least = Infinity;
    for (let i = earliest.length - 1; i >= 0; i--) earliest[i] = least = Math.min(least, this.trace.steps.start(group.steps[i]));
    this.lasting.set(group, earliest);
    return earliest;
  }
}
