// Mouse and touch on the tracks: the wheel zooms at the pointer, dragging pans, a click selects.

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
    window.addEventListener("scroll", () => { this.lastPageScroll = performance.now(); tooltip.hide(); }, { passive: true });
  }

  /** A scroll of the page that came here goes on; to zoom out of what is whole already scrolls the page, too. */
  wheel(event) {
    const { viewport } = this.timeline;
    if (performance.now() - this.lastPageScroll < 250) return;
    const isZoomingOut = event.deltaY > 0;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      viewport.pan(event.deltaX || event.deltaY);
    } else if (isZoomingOut && viewport.isFitted && !event.ctrlKey) {
      window.scrollBy(0, event.deltaY * (event.deltaMode === 1 ? 30 : 1));
    } else {
      const lines = event.deltaMode === 1 ? 30 : 1;
      const size = Math.max(-240, Math.min(240, event.deltaY * lines));
      viewport.zoom(Math.exp(size / 300), event.offsetX);
    }
    event.preventDefault();
    this.tooltip.hide();
    this.timeline.redraw();
  }

  down(event) {
    if (event.button !== 0) return;
    this.timeline.parts.tracks.setPointerCapture(event.pointerId);
    this.drag = { x: event.clientX, y: event.clientY, moved: false };
  }

  move(event) {
    this.x = event.offsetX;
    const { timeline, drag } = this;
    if (!drag) return this.tooltip.show(event, timeline.hit(event.offsetX, event.offsetY));
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    drag.moved = true;
    timeline.parts.tracks.classList.add("dragging");
    this.tooltip.hide();
    timeline.viewport.pan(-dx);
    timeline.parts.scroller.scrollTop -= dy;
    drag.x = event.clientX;
    drag.y = event.clientY;
    timeline.redraw();
  }

  up(event) {
    const wasClick = this.drag && !this.drag.moved;
    this.stop();
    if (!wasClick) return;
    const hit = this.timeline.hit(event.offsetX, event.offsetY);
    this.timeline.select(hit ? hit.row : absent, hit?.part?.step ?? absent);
  }

  stop() {
    this.drag = null;
    this.timeline.parts.tracks.classList.remove("dragging");
  }

  doubleClick(event) {
    const hit = this.timeline.hit(event.offsetX, event.offsetY);
    if (!hit?.part || hit.part.from === null) return;
    this.timeline.viewport.show(hit.part.from, hit.part.to);
    this.timeline.redraw();
  }
}
