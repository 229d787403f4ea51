// Keys of the timeline. Letters work anywhere on the page, arrows while the tracks have the focus.

class Keyboard {
  constructor(timeline, pointer) {
    this.timeline = timeline;
    this.pointer = pointer;
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    this.pointer.tooltip.hide();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.closest?.("input:not([type=checkbox]), select");
    if (isTyping) {
      if (event.key === "Escape" && event.target.type === "search") {
        // The browser would empty the field: the matches are to stay, for n and p.
        event.preventDefault();
        event.target.blur();
      }
      return;
    }
    const isOnTracks = document.activeElement === this.timeline.parts.tracks;
    const action = this.action(event.key, isOnTracks);
    if (!action) return;
    event.preventDefault();
    action();
  }

  action(key, isOnTracks) {
    const { timeline } = this;
    const { viewport, search } = timeline;
    const change = (work) => () => { work(); timeline.redraw(); };
    const zoom = (factor) => change(() => viewport.zoom(factor, this.pointer.x ?? viewport.width / 2));
    const pan = (share) => change(() => viewport.pan(viewport.width * share));
    const actions = {
      w: zoom(0.7), s: zoom(1 / 0.7), a: pan(-0.15), d: pan(0.15),
      f: () => timeline.fit(),
      "/": () => search.focus(),
      n: () => search.step(1), p: () => search.step(-1), N: () => search.step(-1),
      Escape: () => (timeline.selectedRow !== absent ? timeline.select(absent) : search.clear()),
    };
    const arrows = { ArrowUp: "w", ArrowDown: "s", ArrowLeft: "a", ArrowRight: "d" };
    if (isOnTracks && key in arrows) return actions[arrows[key]];
    if (isOnTracks && (key === "PageDown" || key === "PageUp")) {
      const { scroller } = timeline.parts;
      return () => { scroller.scrollTop += (key === "PageDown" ? 0.9 : -0.9) * scroller.clientHeight; };
    }
    if (isOnTracks && key === "Enter" && timeline.selectedRow !== absent) {
      return () => timeline.reveal(timeline.selectedRow, timeline.details.life(timeline.selectedRow));
    }
    return actions[key];
  }
}
