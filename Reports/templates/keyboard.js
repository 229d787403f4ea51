// Keys of the timeline. Letters work anywhere on the page, arrows while the tracks have the focus.

/** What the page says of its keys. */
const keyHelp = [
  [["W", "S"], "zoom"], [["A", "D"], "pan"], [["F"], "fit"], [["Z"], "zoom to selection"], [["U"], "undo zoom"],
  [["1", "2", "3", "4"], "lanes by task, thread, object, name"], [["/"], "search"], [["N", "P"], "next, previous match"],
  [["[", "]"], "previous, next exact window"], [["M"], "mark what is in view"], [["Esc"], "deselect"],
];

class Keyboard {
  constructor(timeline, pointer) {
    this.timeline = timeline;
    this.pointer = pointer;
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    this.pointer.tooltip.hide();
    const isUndo = (event.ctrlKey || event.metaKey) && event.key === "z";
    const isTyping = event.target.closest?.("input:not([type=checkbox]), select, textarea");
    if (((event.ctrlKey || event.metaKey) && !isUndo) || event.altKey) return;
    if (isTyping) {
      if (event.key === "Escape" && event.target.type === "search") {
        // The browser would empty the field: the matches are to stay, for n and p.
        event.preventDefault();
        event.target.blur();
      }
      return;
    }
    const isOnTracks = document.activeElement === this.timeline.parts.tracks;
    const action = isUndo ? () => this.timeline.undo() : this.action(event.key, isOnTracks, event.repeat);
    if (!action) return;
    event.preventDefault();
    action();
  }

  action(key, isOnTracks, isRepeated) {
    const { timeline } = this;
    const { viewport, search } = timeline;
    const gesture = isRepeated ? "key" : null;
    const change = (work) => () => { work(); timeline.redraw(); };
    const zoom = (factor) => change(() => viewport.zoom(factor, this.pointer.x ?? viewport.width / 2, gesture));
    const pan = (share) => change(() => viewport.pan(viewport.width * share, gesture));
    const actions = {
      w: zoom(0.7), s: zoom(1 / 0.7), a: pan(-0.15), d: pan(0.15),
      f: () => timeline.fit(), z: () => timeline.zoomToSelection(), u: () => timeline.undo(),
      m: () => timeline.mark({ from: Math.max(0, viewport.from), to: Math.min(timeline.trace.end, viewport.to) }),
      "[": () => timeline.goToWindow(-1), "]": () => timeline.goToWindow(1),
      "/": () => search.focus(),
      n: () => search.step(1), p: () => search.step(-1), N: () => search.step(-1),
      Escape: () => this.escape(),
    };
    laneModes.forEach(([mode], i) => { actions[String(i + 1)] = () => timeline.setMode(mode); });
    const arrows = { ArrowUp: "w", ArrowDown: "s", ArrowLeft: "a", ArrowRight: "d" };
    if (isOnTracks && key in arrows) return actions[arrows[key]];
    if (isOnTracks && (key === "PageDown" || key === "PageUp")) {
      const { scroller } = timeline.parts;
      return () => { scroller.scrollTop += (key === "PageDown" ? 0.9 : -0.9) * scroller.clientHeight; };
    }
    if (isOnTracks && key === "Enter" && timeline.selectedRow !== absent) {
      return () => timeline.reveal(timeline.selectedRow, timeline.life(timeline.selectedRow));
    }
    return actions[key];
  }

  /** First what is selected goes, then the mark, then the search. */
  escape() {
    const { timeline } = this;
    if (timeline.selectedRow !== absent) timeline.select(absent);
    else if (timeline.range) timeline.mark(null);
    else timeline.search.clear();
  }
}
