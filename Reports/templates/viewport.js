// Which stretch of time is on the screen, where, and what was there before.

class Viewport {
  constructor(end) {
    this.end = end;
    this.width = 1;
    this.past = [];
    this.lastGesture = { kind: null, at: -Infinity };
    this.set(-end * 0.01, end * 1.01);
  }

  set(from, to) {
    this.from = from;
    this.to = to;
  }

  /** Before a change: what is seen now can be come back to. Changes that follow each other closely are one. */
  note(kind) {
    const now = performance.now();
    const isSame = kind !== null && kind === this.lastGesture.kind && now - this.lastGesture.at < 400;
    this.lastGesture = { kind, at: now };
    const last = this.past[this.past.length - 1];
    if (isSame || (last && last.from === this.from && last.to === this.to)) return;
    this.past.push({ from: this.from, to: this.to });
    if (this.past.length > 100) this.past.shift();
  }

  /** Goes back to what was seen before; false if there is nothing. */
  undo() {
    const last = this.past.pop();
    if (!last) return false;
    this.set(last.from, last.to);
    this.lastGesture = { kind: null, at: -Infinity };
    return true;
  }

  /** A little air at both ends, so that the first and last slices are seen whole. */
  fit() {
    this.note(null);
    this.set(-this.end * 0.01, this.end * 1.01);
  }

  get span() { return this.to - this.from; }
  get isFitted() { return this.span >= this.end * 1.0199; }
  x(at) { return ((at - this.from) / this.span) * this.width; }
  at(x) { return this.from + (x / this.width) * this.span; }

  zoom(factor, x = this.width / 2, gesture = null) {
    this.note(gesture);
    const anchor = this.at(x);
    const span = Math.min(this.end * 1.02, Math.max(100, this.span * factor));
    this.from = anchor - (x / this.width) * span;
    this.to = this.from + span;
    this.keepInside();
  }

  pan(pixels, gesture = null) {
    this.note(gesture);
    const shift = (pixels / this.width) * this.span;
    this.set(this.from + shift, this.to + shift);
    this.keepInside();
  }

  /** Shows an interval with some room around it, or with none. */
  show(from, to, room = 1.5) {
    this.note(null);
    const span = Math.min(this.end * 1.02, Math.max((to - from) * room, 1000));
    const middle = (from + to) / 2;
    this.set(middle - span / 2, middle + span / 2);
    this.keepInside();
  }

  keepInside() {
    const span = this.span;
    this.from = Math.max(-this.end * 0.01, Math.min(this.from, this.end * 1.01 - span));
    this.to = this.from + span;
  }
}
