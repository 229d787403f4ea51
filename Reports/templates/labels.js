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
    const wanted = Math.min(lanes.count - first, Math.ceil(parts.scroller.clientHeight / laneHeight) + 1);
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
    node.addEventListener("dblclick", () => this.timeline.reveal(label.row, this.timeline.life(label.row)));
    this.box.append(node);
    return label;
  }

  fill(label, code, depth) {
    const { lanes, selectedRow } = this.timeline;
    const hasChildren = lanes.hasChildren(code);
    const isFolded = lanes.isFolded(code);
    const isMatch = lanes.isMatch(code);
    label.row = code;
    label.node.id = `lane-${code}`;
    label.node.style.paddingLeft = `${6 + Math.min(depth, 12) * 13}px`;
    label.node.className = `label${isMatch ? " match" : ""}${lanes.matches && !isMatch ? " dim" : ""}${code <= -2 ? " group" : ""}`;
    label.node.setAttribute("aria-level", depth + 1);
    label.node.setAttribute("aria-selected", code === selectedRow);
    if (hasChildren) label.node.setAttribute("aria-expanded", !isFolded);
    else label.node.removeAttribute("aria-expanded");
    label.fold.textContent = hasChildren ? (isFolded ? "▸" : "▾") : "";
    if (code <= -2) this.fillGroup(label, this.timeline.groups.of(code));
    else this.fillTask(label, code, hasChildren && isFolded);
    label.node.title = `${label.name.textContent}  ${label.id.textContent}  ${label.state.textContent}`.trim();
    if (code === selectedRow) this.box.setAttribute("aria-activedescendant", label.node.id);
  }

  fillGroup(label, group) {
    label.name.textContent = group.label;
    label.id.textContent = "";
    label.state.className = "state";
    label.state.textContent = group.note;
  }

  fillTask(label, row, isFolded) {
    const { trace } = this.timeline;
    const outcome = trace.outcome(row);
    label.name.textContent = trace.name(row);
    // Callbacks outside of any task have lanes with numbers of the page's own, below zero.
    label.id.textContent = trace.isNamed(row) && trace.id(row) > 0 ? `#${trace.id(row)}` : "";
    label.state.className = `state ${outcome}`;
    label.state.textContent = isFolded ? `${outcome === "ok" ? "" : `${outcome} `}(${count(trace.tree.childCount(row))})` : outcome === "ok" ? "" : outcome;
  }

  /** Up and down choose a lane, left and right fold it, as in any tree. */
  key(event) {
    const { timeline } = this;
    const { lanes } = timeline;
    const lane = timeline.selectedRow === absent ? undefined : lanes.position(timeline.selectedRow);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      const wanted = lane === undefined ? 0 : lane + moves[event.key];
      const row = lanes.rows[Math.max(0, Math.min(lanes.count - 1, wanted))];
      if (row !== undefined) timeline.reveal(row);
    } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && lane !== undefined) {
      this.foldOrMove(lanes.rows[lane], event.key === "ArrowLeft");
    } else if (event.key === "Enter" && lane !== undefined) {
      timeline.reveal(timeline.selectedRow, timeline.life(timeline.selectedRow));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Left folds or goes to the parent, right unfolds. */
  foldOrMove(code, isLeft) {
    const { timeline } = this;
    const { lanes, trace } = timeline;
    const canFold = lanes.hasChildren(code) && lanes.isFolded(code) !== isLeft;
    if (canFold) timeline.rearrange(() => lanes.fold(code, isLeft));
    else if (isLeft && lanes.mode === "task" && code >= 0 && trace.parent(code) >= 0) timeline.reveal(trace.parent(code));
  }
}
