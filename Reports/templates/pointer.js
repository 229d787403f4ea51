// Mouse and touch: the wheel zooms at the pointer, dragging pans, with Shift or on the axis it marks time, a click selects.

class Pointer {
  constructor(timeline, tooltip) {
    this.timeline = timeline;
    this.tooltip = tooltip;
    this.drag = null;
    this.x = null;
    this.lastPageScroll = -Infinity;
    const { tracks } = timeline.parts;
    tracks.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    tracks.addEventListener("pointerdown", (event) => this.down(event));
    tracks.addEventListener("pointermove", (event) => this.move(event));
    tracks.addEventListener("pointerup", (event) => this.up(event));
    tracks.addEventListener("pointercancel", () => this.stop());
    tracks.addEventListener("pointerleave", () => { this.x = null; tooltip.hide(); });
    tracks.addEventListener("dblclick", (event) => this.doubleClick(event));
    this.marking(timeline.parts.axis);
    window.addEventListener("scroll", () => { this.lastPageScroll = performance.now(); tooltip.hide(); }, { passive: true });
  }

  /** A scroll of the page that came here goes on; to zoom out of what is whole already scrolls the page, too. */
  wheel(event) {
    const { viewport } = this.timeline;
    if (performance.now() - this.lastPageScroll < 250) return;
    const isZoomingOut = event.deltaY > 0;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      viewport.pan(event.deltaX || event.deltaY, "wheel");
    } else if (isZoomingOut && viewport.isFitted && !event.ctrlKey) {
      window.scrollBy(0, event.deltaY * (event.deltaMode === 1 ? 30 : 1));
    } else {
      const lines = event.deltaMode === 1 ? 30 : 1;
      const size = Math.max(-240, Math.min(240, event.deltaY * lines));
      viewport.zoom(Math.exp(size / 300), event.offsetX, "wheel");
    }
    event.preventDefault();
    this.tooltip.hide();
    this.timeline.redraw();
  }

  down(event) {
    if (event.button !== 0) return;
    this.timeline.parts.tracks.setPointerCapture(event.pointerId);
    this.drag = { x: event.clientX, y: event.clientY, moved: false, mark: event.shiftKey ? this.timeline.viewport.at(event.offsetX) : null };
  }

  /** Dragging on the axis marks a stretch of time, a click on it takes the mark away. */
  marking(axis) {
    const { timeline } = this;
    let from = null;
    axis.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      axis.setPointerCapture(event.pointerId);
      from = event.offsetX;
    });
    axis.addEventListener("pointermove", (event) => { if (from !== null && Math.abs(event.offsetX - from) > 3) this.mark(timeline.viewport.at(from), event.offsetX); });
    axis.addEventListener("pointerup", (event) => {
      if (from !== null && Math.abs(event.offsetX - from) <= 3) timeline.mark(null);
      else if (from !== null) timeline.mark(timeline.range);
      from = null;
    });
    axis.addEventListener("pointercancel", () => { from = null; });
  }

  /** While it is being marked only the picture follows; the numbers come at the end. */
  mark(from, x) {
    const { timeline } = this;
    const to = timeline.viewport.at(x);
    timeline.range = { from: Math.max(0, Math.min(from, to)), to: Math.min(timeline.trace.end, Math.max(from, to)) };
    timeline.redraw();
  }

  move(event) {
    this.x = event.offsetX;
    const { timeline, drag } = this;
    if (!drag) return this.hover(event);
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    drag.moved = true;
    timeline.parts.tracks.classList.add("dragging");
    this.tooltip.hide();
    if (drag.mark !== null) return this.mark(drag.mark, event.offsetX);
    timeline.viewport.pan(-dx, "drag");
    timeline.parts.scroller.scrollTop -= dy;
    drag.x = event.clientX;
    drag.y = event.clientY;
    timeline.redraw();
  }

  /** At most once a frame: what is under the pointer may take a search. */
  hover(event) {
    const { offsetX, offsetY, clientX, clientY } = event;
    if (this.hovering) cancelAnimationFrame(this.hovering);
    this.hovering = requestAnimationFrame(() => {
      this.hovering = null;
      if (this.x !== null && !this.drag) this.tooltip.show({ clientX, clientY }, hitAt(this.timeline, offsetX, offsetY));
    });
  }

  up(event) {
    const { drag } = this;
    this.stop();
    if (drag?.moved && drag.mark !== null) this.timeline.mark(this.timeline.range);
    if (!drag || drag.moved) return;
    const hit = hitAt(this.timeline, event.offsetX, event.offsetY);
    this.timeline.select(hit ? hit.code : absent, hit?.part?.step ?? absent);
  }

  stop() {
    this.drag = null;
    this.timeline.parts.tracks.classList.remove("dragging");
  }

  doubleClick(event) {
    const { timeline } = this;
    const hit = hitAt(timeline, event.offsetX, event.offsetY);
    if (hit?.part && hit.part.from !== null) timeline.viewport.show(hit.part.from, hit.part.to);
    else if (hit) timeline.viewport.zoom(0.25, event.offsetX);
    timeline.redraw();
  }
}
