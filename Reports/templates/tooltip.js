// What is under the pointer, in a few words.

class Tooltip {
  constructor(trace) {
    this.trace = trace;
    this.box = byId("tooltip");
  }

  hide() {
    this.box.hidden = true;
  }

  show(event, hit) {
    if (!hit) return this.hide();
    const { row, at, part } = hit;
    const { trace } = this;
    const lines = [element("div", {}, element("b", {}, trace.name(row)), element("span", { class: "faint" }, `  #${trace.id(row)}`))];
    if (part && part.state !== "unknown") {
      const state = stateWords(part);
      lines.push(element("div", {}, state, part.from === null ? "" : ` · ${duration(part.to - part.from)}`));
      if (part.step !== absent) lines.push(...this.stepLines(part));
    } else if (part) {
      lines.push(element("div", { class: "soft" }, "alive, nothing kept here"));
    }
    lines.push(element("div", { class: "faint" }, `at ${instant(at, (hit.part?.to ?? at) - (hit.part?.from ?? at))}`));
    this.box.replaceChildren(...lines);
    this.box.hidden = false;
    const box = this.box.getBoundingClientRect();
    this.box.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 12))}px`;
    this.box.style.top = `${event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18}px`;
  }

  stepLines(part) {
    const { trace } = this;
    const site = trace.site(trace.steps.site[part.step]);
    const waker = trace.steps.waker[part.step];
    return [
      site?.function ? element("div", { class: "code soft" }, site.function) : null,
      site?.file ? element("div", { class: "code faint" }, fileAndLine(site.file, site.line)) : null,
      waker !== absent && part.state !== "run" ? element("div", { class: "soft" }, `woken by ${taskName(trace, waker)}`) : null,
    ].filter(Boolean);
  }
}

function stateWords(part) {
  if (part.state === "run" || part.state === "running") return "running";
  if (part.state === "ready") return "ready, waiting for a thread";
  const waiting = part.open ? "still waiting" : "waiting";
  return part.reason ? `${waiting}: ${words(part.reason)}` : words(part.state);
}

/** The name of a task by its id, kept on this page or not. */
function taskName(trace, id) {
  const row = trace.rowOfTask.get(id);
  return row === undefined ? `task #${id}` : `${trace.name(row)} #${id}`;
}
