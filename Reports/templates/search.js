// Search over lanes: by name, #id, outcome, kind, function, file, and what was waited for.

class Search {
  constructor(timeline) {
    this.timeline = timeline;
    this.hits = [];
    this.current = -1;
    this.build(timeline.tools.search);
  }

  build(place) {
    const { timeline } = this;
    const button = (label, title, work, more = {}) => element("button", { type: "button", title, onclick: work, ...more }, label);
    this.input = element("input", {
      type: "search", id: "search", placeholder: "Search  ( / )", "aria-label": "Search the lanes",
      autocomplete: "off", spellcheck: "false", oninput: () => this.run(),
      onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); } },
    });
    this.label = element("span", { class: "hits", id: "hits", role: "status" });
    this.only = element("input", { type: "checkbox", id: "only", onchange: () => this.filter() });
    place.append(
      this.input,
      button("↑", "Previous match (p)", () => this.step(-1), { "aria-label": "Previous match" }),
      button("↓", "Next match (n)", () => this.step(1), { "aria-label": "Next match" }),
      this.label);
    timeline.tools.filters.append(
      element("label", { title: "Only lanes that match" }, this.only, "only matches"),
      element("label", { title: "Only lanes of tasks that lived in the visible time" },
        element("input", { type: "checkbox", id: "in-view", onchange: (event) => timeline.keepInView(event.target.checked) }), "only in view"));
  }

  focus() {
    byId("timeline").scrollIntoView({ block: "start" });
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  clear() {
    this.input.value = "";
    this.run();
  }

  /** The words of each kind of task and of step: kinds are few, so tasks are found without looking at texts. */
  texts() {
    const { trace } = this.timeline;
    const { task_kinds: tasks, step_kinds: steps } = trace.data;
    const place = (site) => (site ? [site.function, site.file && fileAndLine(site.file, site.line)] : []);
    const joined = (pieces) => pieces.filter(Boolean).join("\n").toLowerCase();
    return this.cachedTexts ??= {
      tasks: tasks.name.map((name, i) => joined([trace.word(name), trace.word(tasks.outcome[i]) ?? "alive", words(trace.word(tasks.kind[i])), ...place(trace.site(tasks.entry[i]))])),
      steps: steps.reason.map((reason, i) => joined([reason === null ? null : words(trace.word(reason)), steps.object[i] === null ? null : trace.data.objects.label[steps.object[i]], ...place(trace.site(steps.site[i]))])),
    };
  }

  /** Marks the tasks that match, and counts them. */
  flags(wanted) {
    const { trace } = this.timeline;
    const { tasks, steps } = trace;
    const texts = this.texts();
    const flags = new Uint8Array(trace.taskCount);
    const kinds = texts.tasks.map((text) => text.includes(wanted));
    const number = /^#?\d+$/.test(wanted) ? wanted.replace("#", "") : null;
    for (let row = 0; row < tasks.own; row++) {
      if (kinds[tasks.kind[row]] || (number !== null && String(tasks.id[row]) === number)) flags[row] = 1;
    }
    for (let row = tasks.own; row < tasks.count; row++) if (trace.name(row).toLowerCase().includes(wanted)) flags[row] = 1;
    const stepKinds = texts.steps.map((text) => text.includes(wanted));
    if (stepKinds.some(Boolean)) for (let i = 0; i < trace.stepCount; i++) if (stepKinds[steps.kind[i]]) flags[steps.task[i]] = 1;
    for (const [row, i] of trace.openTasks.rows) {
      const reason = trace.word(trace.openTasks.reason[i]);
      if (reason && words(reason).includes(wanted)) flags[row] = 1;
    }
    // A task without a name has its number as one.
    for (let row = 0; row < tasks.own; row++) if (!flags[row] && !trace.isNamed(row) && trace.name(row).includes(wanted)) flags[row] = 1;
    return flags;
  }

  run() {
    const wanted = this.input.value.trim().toLowerCase();
    const { lanes } = this.timeline;
    lanes.matches = wanted ? this.matches(wanted) : null;
    this.filter();
    this.hits = wanted ? this.inOrder(lanes.matches) : [];
    this.current = -1;
    this.tell();
  }

  matches(wanted) {
    const { lanes, groups } = this.timeline;
    const flags = this.flags(wanted);
    const found = lanes.mode === "task" ? [] : groups.in(lanes.mode).filter(({ label }) => label.toLowerCase().includes(wanted));
    const codes = new Set(found.map(({ code }) => code));
    return { flags, codes, count: flags.reduce((sum, flag) => sum + flag, 0) + codes.size };
  }

  /** In the order of the lanes; what is inside a folded branch has none yet and comes last. */
  inOrder({ flags, codes }) {
    const { lanes, trace } = this.timeline;
    if (lanes.mode === "thread") return [...codes];
    const hits = [];
    for (let lane = 0; lane < lanes.count; lane++) if (lanes.isMatch(lanes.rows[lane])) hits.push(lanes.rows[lane]);
    for (let row = 0; row < trace.taskCount; row++) if (flags[row] && lanes.position(row) === undefined) hits.push(row);
    return hits;
  }

  filter() {
    this.timeline.rearrange(() => { this.timeline.lanes.onlyMatches = this.only.checked; });
  }

  step(direction) {
    if (this.hits.length === 0) return;
    this.current = (this.current + direction + this.hits.length + (this.current < 0 && direction < 0 ? 1 : 0)) % this.hits.length;
    const code = this.hits[this.current];
    const { viewport } = this.timeline;
    const life = this.timeline.life(code);
    const isOutside = life.to < viewport.from || life.from > viewport.to;
    this.timeline.reveal(code, isOutside ? life : null);
    this.tell();
  }

  tell() {
    const isSearching = this.input.value.trim() !== "";
    this.label.textContent = !isSearching ? "" : this.hits.length === 0 ? "no match"
      : this.current < 0 ? counted(this.hits.length, "match", "matches") : `${this.current + 1} of ${count(this.hits.length)}`;
  }
}
