// The buttons above the timeline: lanes, order, arrows, zoom.

const laneModes = [["task", "Tasks"], ["thread", "Threads"], ["object", "Objects"], ["name", "Names"]];

class Tools {
  constructor(timeline) {
    this.timeline = timeline;
    const button = (label, title, work, more = {}) => element("button", { type: "button", title, onclick: work, ...more }, label);
    const zoom = (factor) => () => { timeline.viewport.zoom(factor); timeline.redraw(); };
    this.modes = laneModes.map(([mode, label], i) => button(label, `A lane for each ${mode === "name" ? "name of tasks" : mode} (${i + 1})`,
      () => timeline.setMode(mode), { "data-mode": mode, "aria-pressed": mode === "task" }));
    this.order = element("select", {
      id: "order", "aria-label": "Order of the lanes",
      onchange: () => timeline.rearrange(() => { timeline.lanes.order = this.order.value; }),
    }, [["tree", "Tree of parents"], ["start", "By start"], ["duration", "Longest first"], ["run", "Most running"], ["wait", "Most waiting"]]
      .map(([value, label]) => element("option", { value }, label)));
    this.undo = button("↶", "Undo the last zoom or pan (u)", () => timeline.undo(), { "aria-label": "Undo zoom", id: "undo" });
    this.zoomTo = button("To selection", "Show what is marked or selected (z)", () => timeline.zoomToSelection(), { id: "zoom-selection" });
    this.span = element("span", { class: "span", id: "span" });
    this.search = element("span", { class: "search" });
    timeline.parts.tools.append(
      element("span", { class: "switch", role: "group", "aria-label": "Lanes by" }, this.modes),
      this.order, this.search, element("span", { class: "spring" }), this.span,
      button("−", "Zoom out (s)", zoom(2), { "aria-label": "Zoom out" }),
      button("+", "Zoom in (w)", zoom(0.5), { "aria-label": "Zoom in" }),
      button("Fit", "Show the whole trace (f)", () => timeline.fit(), { id: "fit" }),
      this.undo, this.zoomTo, this.menu(),
      button("Link", "Copy a link to what is seen", () => copyLink(), { id: "link" }));
  }

  menu() {
    const { timeline } = this;
    const choice = ([kind, label, colour]) => element("label", {},
      element("input", { type: "checkbox", checked: true, "data-arrow": kind, onchange: (event) => {
        if (event.target.checked) timeline.arrows.add(kind);
        else timeline.arrows.delete(kind);
        timeline.redraw();
      } }), element("span", { class: "swatch", colour: `var(--${colour})` }), label);
    this.filters = element("fieldset", {}, element("legend", {}, "Lanes"));
    const menu = element("details", { class: "menu", id: "show" }, element("summary", {}, "Show"), element("div", { class: "menu-list" },
      element("fieldset", {}, element("legend", {}, "Arrows"), arrowKinds.map(choice)), this.filters));
    document.addEventListener("pointerdown", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.firstChild.focus(); event.stopPropagation(); } });
    return menu;
  }

  showMode() {
    const { mode } = this.timeline.lanes;
    for (const button of this.modes) button.setAttribute("aria-pressed", button.dataset.mode === mode);
    this.order.disabled = mode !== "task";
  }

  draw() {
    const { viewport, trace, range, selectedRow } = this.timeline;
    this.span.textContent = `${duration(Math.min(viewport.span, trace.end))} in view`;
    this.undo.disabled = viewport.past.length === 0;
    this.zoomTo.disabled = !range && selectedRow < 0;
  }
}
