// The labels beside the tracks: real elements, one per visible lane, used again while scrolling.

class Labels {
  constructor(box, timeline) {
    this.box = box;
    this.timeline = timeline;
    this.pool = [];
    box.addEventListener("keydown", (event) => this.key(event));
  }

  draw() {
    const { lanes, scrollTop, parts } = this.timeline;
    const first = Math.floor(scrollTop / laneHeight);
    const wanted = Math.min(lanes.rows.length - first, Math.ceil(parts.scroller.clientHeight / laneHeight) + 1);
    while (this.pool.length < wanted) this.pool.push(this.label());
    this.pool.forEach((label, i) => {
      const isShown = i < wanted;
      label.node.hidden = !isShown;
      label.node.style.display = isShown ? "" : "none";
      if (!isShown) return;
      const lane = first + i;
      label.node.style.top = `${lane * laneHeight - scrollTop}px`;
      this.fill(label, lanes.rows[lane], lanes.depths[lane]);
    });
  }

  label() {
    const parts = { fold: element("span", { class: "fold", "aria-hidden": "true" }), name: element("span", { class: "name" }),
      id: element("span", { class: "id" }), state: element("span", { class: "state" }) };
    const node = element("div", { class: "label", role: "treeitem" }, parts.fold, parts.name, parts.id, parts.state);
    const label = { node, ...parts, row: absent };
    node.addEventListener("click", (event) => {
      const { timeline } = this;
      if (event.target === parts.fold && timeline.lanes.hasChildren(label.row)) timeline.rearrange(() => timeline.lanes.fold(label.row));
      else timeline.select(label.row);
    });
    node.addEventListener("dblclick", () => this.timeline.reveal(label.row, this.timeline.details.life(label.row)));
    this.box.append(node);
    return label;
  }

  fill(label, row, depth) {
    const { trace, lanes, selectedRow } = this.timeline;
    const hasChildren = lanes.hasChildren(row);
    const isFolded = lanes.folded.has(row);
    const outcome = trace.outcome(row);
    const isMatch = lanes.matches?.has(row) ?? false;
    label.row = row;
    label.node.id = `lane-${row}`;
    label.node.style.paddingLeft = `${6 + Math.min(depth, 12) * 13}px`;
    label.node.title = `${trace.name(row)}  #${trace.id(row)}`;
    label.node.className = `label${isMatch ? " match" : ""}${lanes.matches && !isMatch ? " dim" : ""}`;
    label.node.setAttribute("aria-level", depth + 1);
    label.node.setAttribute("aria-selected", row === selectedRow);
    if (hasChildren) label.node.setAttribute("aria-expanded", !isFolded);
    else label.node.removeAttribute("aria-expanded");
    label.fold.textContent = hasChildren ? (isFolded ? "▸" : "▾") : "";
    label.name.textContent = trace.name(row);
    // Callbacks outside of any task have lanes with numbers of the page's own, below zero.
    label.id.textContent = trace.word(trace.tasks.name[row]) && trace.id(row) > 0 ? `#${trace.id(row)}` : "";
    label.state.className = `state ${outcome}`;
    label.state.textContent = outcome === "ok" ? "" : outcome;
    if (row === selectedRow) this.box.setAttribute("aria-activedescendant", label.node.id);
  }

  /** Up and down choose a lane, left and right fold it, as in any tree. */
  key(event) {
    const { timeline } = this;
    const { lanes } = timeline;
    const lane = lanes.positions.get(timeline.selectedRow);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      const wanted = lane === undefined ? 0 : lane + moves[event.key];
      const row = lanes.rows[Math.max(0, Math.min(lanes.rows.length - 1, wanted))];
      if (row !== undefined) timeline.reveal(row);
    } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && lane !== undefined) {
      timeline.rearrange(() => lanes.fold(lanes.rows[lane], event.key === "ArrowLeft"));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
