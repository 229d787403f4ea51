// Sums as a picture: for each pixel of a lane how many tasks ran, were ready, waited. Hatched where only sums are known.

class Density {
  constructor(theme) {
    this.theme = theme;
    this.canvas = document.createElement("canvas");
    this.colours = new Map();
  }

  begin(width, height) {
    this.isUsed = false;
    if (this.version !== this.theme.version) this.colours.clear();
    this.version = this.theme.version;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.image) {
      this.canvas.width = Math.max(1, width);
      this.canvas.height = Math.max(1, height);
      this.context = this.canvas.getContext("2d");
      this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    } else {
      this.pixels.fill(0);
    }
  }

  /** Puts what was filled onto a canvas. */
  end(context) {
    if (!this.isUsed) return;
    this.context.putImageData(this.image, 0, 0);
    context.drawImage(this.canvas, 0, 0);
  }

  /**
   * One column of pixels between `top` and `top + height`: `values` are those of `states`, from the bottom up, `most` is
   * the whole height.
   */
  column(x, top, height, states, values, most, isSum) {
    if (x < 0 || x >= this.canvas.width || most <= 0) return;
    this.isUsed = true;
    let bottom = top + height;
    let below = 0;
    let largest = 0;
    for (let i = 0; i < states.length; i++) {
      below += values[i];
      if (values[i] > values[largest]) largest = i;
      const upper = Math.round(top + height - Math.min(1, below / most) * height);
      if (upper < bottom) this.fill(x, upper, bottom, states[i], isSum);
      bottom = Math.min(bottom, upper);
    }
    // What there is is seen, however little.
    if (below > 0 && bottom === top + height) this.fill(x, bottom - 1, bottom, states[largest], isSum);
  }

  fill(x, upper, lower, state, isSum) {
    const { width: across, height: down } = this.canvas;
    const colour = this.colour(state);
    for (let y = Math.max(0, upper); y < Math.min(down, lower); y++) {
      this.pixels[y * across + x] = isSum && (x + y) % 4 === 0 ? colour.faint : colour.plain;
    }
  }

  /** Columns from a series: those between two pixels. */
  series(series, viewport, from, to, top, height, most, isSum = true) {
    const level = series.level(viewport.span / viewport.width);
    const states = series.states.map(({ state }) => state);
    const values = new Float32Array(states.length);
    const width = series.width * 2 ** level;
    const columns = series.states.map(({ levels }) => levelOf(levels, level));
    const parts = columns[0]?.length ?? 0;
    for (let x = Math.max(0, Math.floor(from)); x < Math.min(viewport.width, to); x++) {
      const place = Math.floor(viewport.at(x + 0.5) / width);
      if (place < 0 || place >= parts) continue;
      for (let i = 0; i < values.length; i++) values[i] = columns[i][place];
      this.column(x, top, height, states, values, most, isSum);
    }
  }

  /** Columns from exact values, one a pixel from `from` on. */
  exact(states, from, top, height, most) {
    states.sort(([a], [b]) => stateRank(a) - stateRank(b));
    const names = states.map(([state]) => state);
    const values = new Float32Array(states.length);
    for (let x = 0; x < (states[0]?.[1].length ?? 0); x++) {
      for (let i = 0; i < values.length; i++) values[i] = states[i][1][x];
      this.column(from + x, top, height, names, values, most, false);
    }
  }

  /** The colour of a state, in the order of bytes of a picture: waits are paler than what runs. */
  colour(state) {
    let colour = this.colours.get(state);
    if (colour) return colour;
    const name = state === "run" || state === "ready" ? state : `wait-${knownReasons.has(state) ? state : "unknown"}`;
    const [r, g, b] = this.theme.colour(name).match(/[\d.]+/g).map(Number);
    const strength = state === "run" || state === "ready" ? 255 : 150;
    const packed = (alpha) => ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;
    colour = { plain: packed(strength), faint: packed(Math.round(strength * 0.45)) };
    this.colours.set(state, colour);
    return colour;
  }
}
