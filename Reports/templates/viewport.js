// Which stretch of time is on the screen, and where.

class Viewport {
  constructor(end) {
    this.end = end;
    this.width = 1;
    this.fit();
  }

  /** A little air at both ends, so that the first and last slices are seen whole. */
  fit() {
    this.from = -this.end * 0.01;
    this.to = this.end * 1.01;
  }

  get span() { return this.to - this.from; }
  get isFitted() { return this.span >= this.end * 1.0199; }
  x(at) { return ((at - this.from) / this.span) * this.width; }
  at(x) { return this.from + (x / this.width) * this.span; }

  zoom(factor, x = this.width / 2) {
    const anchor = this.at(x);
    const span = Math.min(this.end * 1.02, Math.max(100, this.span * factor));
    this.from = anchor - (x / this.width) * span;
    this.to = this.from + span;
    this.keepInside();
  }

  pan(pixels) {
    const shift = (pixels / this.width) * this.span;
    this.from += shift;
    this.to += shift;
    this.keepInside();
  }

  /** Shows an interval with some room around it. */
  show(from, to) {
    const span = Math.min(this.end * 1.02, Math.max((to - from) * 1.5, 1000));
    const middle = (from + to) / 2;
    this.from = middle - span / 2;
    this.to = middle + span / 2;
    this.keepInside();
  }

  keepInside() {
    const span = this.span;
    this.from = Math.max(-this.end * 0.01, Math.min(this.from, this.end * 1.01 - span));
    this.to = this.from + span;
  }
}
