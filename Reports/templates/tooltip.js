// What is under the pointer, in a few words.

class Tooltip {
  constructor(timeline) {
    this.timeline = timeline;
    this.trace = timeline.trace;
    this.box = byId("tooltip");
  }

  hide() {
    this.box.hidden = true;
  }

  show({ clientX, clientY }, hit) {
    if (!hit) return this.hide();
    const { at, part } = hit;
    const lines = [this.title(hit)];
    if (part && part.state !== "unknown") {
      lines.push(element("div", {}, stateWords(part), part.from === null ? "" : ` · ${duration(part.to - part.from)}`));
      if (part.step !== absent) lines.push(...this.stepLines(part, hit.group));
    } else if (hit.values) {
      lines.push(...this.valueLines(hit));
    } else if (hit.isSum && !hit.group) {
      lines.push(...this.lifeLines(hit.code));
    } else if (part) {
      lines.push(element("div", { class: "soft" }, "alive, nothing kept here"));
    }
    lines.push(element("div", { class: "faint" }, `at ${instant(at, (part?.to ?? at) - (part?.from ?? at))}`));
    this.box.replaceChildren(...lines);
    this.box.hidden = false;
    const box = this.box.getBoundingClientRect();
    this.box.style.left = `${Math.max(8, Math.min(clientX + 14, innerWidth - box.width - 12))}px`;
    this.box.style.top = `${clientY + 18 + box.height > innerHeight ? clientY - box.height - 12 : clientY + 18}px`;
  }

  title({ code, group }) {
    const { trace } = this;
    if (group) return element("div", {}, element("b", {}, group.label), element("span", { class: "faint" }, `  ${group.mode === "object" ? group.note : group.mode}`));
    return element("div", {}, element("b", {}, trace.name(code)), element("span", { class: "faint" }, `  #${trace.id(code)}`));
  }

  /** How many tasks did what, on average. */
  valueLines({ values, isSum, group }) {
    const rows = values.states.filter(([, value]) => value >= 0.0005);
    const what = isSum ? `sums of ${duration(values.width)}, hatched` : `exactly, within ${duration(values.width)}`;
    const value = (number) => (group && group.mode !== "thread" ? `${number.toFixed(number < 10 ? 2 : 0)} tasks` : percent(number, 1));
    return [
      ...rows.map(([state, number]) => element("div", {}, element("span", { class: "swatch inline", colour: colourOf(state) }), `${state === "run" ? "running" : words(state)} `, element("b", {}, `${isSum ? "≈ " : ""}${value(number)}`))),
      rows.length === 0 ? element("div", { class: "soft" }, "nothing") : null,
      element("div", { class: "faint" }, what),
    ].filter(Boolean);
  }

  lifeLines(row) {
    const { tasks } = this.trace;
    return [
      element("div", {}, `in its life it ran ${duration(tasks.run[row])}, was ready ${duration(tasks.ready[row])}, waited ${duration(tasks.wait[row])}`),
      element("div", { class: "faint" }, `a sum: its ${counted(tasks.steps[row], "step")} are in the trace, not on this page`),
    ];
  }

  stepLines(part, group) {
    const { trace } = this;
    const site = trace.site(trace.stepSite(part.step));
    const waker = trace.steps.waker[part.step];
    const thread = trace.thread(part.step);
    return [
      group ? element("div", {}, taskName(trace, trace.steps.task[part.step])) : null,
      site?.function ? element("div", { class: "code soft" }, site.function) : null,
      site?.file ? element("div", { class: "code faint" }, fileAndLine(site.file, site.line)) : null,
      waker !== absent && part.state !== "run" ? element("div", { class: "soft" }, `woken by ${taskName(trace, waker)}`) : null,
      thread && part.state === "run" && !group ? element("div", { class: "faint" }, `on ${thread}`) : null,
    ].filter(Boolean);
  }
}

function stateWords(part) {
  if (part.state === "run" || part.state === "running") return "running";
  if (part.state === "ready") return "ready, waiting for a thread";
  const waiting = part.open ? "still waiting" : "waiting";
  return part.reason ? `${waiting}: ${words(part.reason)}` : words(part.state);
}

/** The name of a task by its row. */
function taskName(trace, row) {
  return row < 0 ? "a task that is not on this page" : `${trace.name(row)} #${trace.id(row)}`;
}
