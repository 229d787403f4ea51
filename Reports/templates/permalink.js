// What is seen, in the address: `#t=FROM-TO&lanes=MODE&task=ID&mark=FROM-TO`, times in nanoseconds.

class Permalink {
  constructor(timeline) {
    this.timeline = timeline;
    this.written = null;
    addEventListener("hashchange", () => { if (location.hash !== this.written) this.read(); });
    if (location.hash.includes("=")) this.read();
    else this.begin(timeline.trace.data.start);
    timeline.listeners.push(() => this.writeSoon());
  }

  /** Where the page was made to open. */
  begin({ from, to, task, name }) {
    const { timeline } = this;
    const { trace, groups } = timeline;
    const row = task === null ? absent : trace.rowOf(task);
    const group = name === null ? null : groups.in("name").find(({ label }) => label === name);
    if (group) timeline.reveal(group.code);
    else if (row !== absent) timeline.reveal(row, from === null ? timeline.life(row) : null);
    if (from !== null) timeline.viewport.show(from, to, 1);
    timeline.redraw();
  }

  /** Follows an address, as far as it makes sense for this trace. */
  read() {
    const { timeline } = this;
    const { trace } = timeline;
    if (!location.hash.includes("=")) return;
    this.written = null;
    const parts = new URLSearchParams(location.hash.slice(1));
    const mode = laneModes.find(([name]) => name === parts.get("lanes"))?.[0];
    if (mode && mode !== timeline.lanes.mode) timeline.setMode(mode);
    timeline.range = this.interval(parts.get("mark"));
    const row = parts.has("task") ? trace.rowOf(Number(parts.get("task"))) : absent;
    const group = parts.has("lane") ? timeline.groups.in(timeline.lanes.mode === "task" ? "name" : timeline.lanes.mode).find(({ label }) => label === parts.get("lane")) : null;
    const code = group ? group.code : row;
    if (code !== absent) timeline.reveal(code);
    else timeline.select(absent);
    const seen = this.interval(parts.get("t"));
    if (seen) {
      timeline.viewport.note(null);
      timeline.viewport.set(seen.from, seen.to);
      timeline.viewport.keepInside();
    }
    byId("timeline").scrollIntoView({ block: "start" });
    timeline.redraw();
  }

  interval(text) {
    const match = /^(-?\d+)-(\d+)$/.exec(text ?? "");
    if (!match) return null;
    const { end } = this.timeline.trace;
    const from = Math.max(-end * 0.01, Number(match[1]));
    const to = Math.min(end * 1.01, Number(match[2]));
    return to - from >= 1 ? { from, to } : null;
  }

  /** The address of what is seen; nothing where it is what the page opens with. */
  text() {
    const { viewport, lanes, selectedRow, range, trace, groups } = this.timeline;
    const parts = [];
    const interval = ({ from, to }) => `${Math.round(from)}-${Math.round(to)}`;
    if (!viewport.isFitted) parts.push(`t=${interval(viewport)}`);
    if (lanes.mode !== "task") parts.push(`lanes=${lanes.mode}`);
    if (selectedRow >= 0) parts.push(`task=${trace.id(selectedRow)}`);
    else if (selectedRow <= -2) parts.push(`lane=${encodeURIComponent(groups.of(selectedRow).label)}`);
    if (range) parts.push(`mark=${interval(range)}`);
    return parts.length ? `#${parts.join("&")}` : "";
  }

  writeSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.write(), 250);
  }

  write() {
    const text = this.text();
    // A link to a section of the page stays until something else is seen.
    if (text === this.written || (this.written === null && text === "")) return;
    this.written = text;
    if (text === location.hash) return;
    history.replaceState(null, "", text || "#timeline");
  }
}

/** A page from disk may not be allowed to copy: then the address is said. */
function copyLink() {
  const told = () => announce(`The address of this page leads here: ${location.href}`);
  navigator.clipboard?.writeText(location.href).then(() => announce("The link is copied."), told) ?? told();
}
