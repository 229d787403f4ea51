// The statistics beside the timeline: of what is selected, in the marked stretch of time, else in the whole trace.

function scopeOf(timeline) {
  return timeline.range ?? { from: 0, to: timeline.trace.end };
}

/** Where the time went: of a lane, or, for `absent`, of all tasks. */
function rangeLines(details, code) {
  const { timeline } = details;
  const { range } = timeline;
  // What a task did in all its life stands above already.
  if (code >= 0 && !range) return [];
  const scope = scopeOf(timeline);
  const time = code === absent ? timeOfAll(timeline, scope) : timeOf(timeline, code, scope);
  const title = range ? `In the marked ${duration(range.to - range.from)} from ${instant(range.from, range.to - range.from)}` : "In the whole trace";
  return [element("h4", { id: "scope" }, title), ...timeLines(time)];
}

function timeLines({ states, isExact, isKnown }) {
  if (!isKnown) return [element("p", { class: "note" }, "The page has no sums for this: an exact window has the steps.")];
  const rows = states.filter(([, ns]) => ns >= 0.5);
  const whole = rows.reduce((sum, [, ns]) => sum + ns, 0);
  if (whole === 0) return [element("p", { class: "soft" }, "Nothing.")];
  const about = isExact ? "" : "≈ ";
  const name = (state) => (state === "run" ? "running" : state === "wait" ? "waiting" : words(state));
  return [
    element("div", { class: "share-bar", role: "img", "aria-label": rows.map(([state, ns]) => `${name(state)} ${percent(ns, whole)}`).join(", ") },
      rows.map(([state, ns]) => element("span", { colour: colourOf(state), "width%": (100 * ns) / whole }))),
    element("table", {}, element("tbody", {}, rows.map(([state, ns]) => element("tr", {},
      element("td", {}, element("span", { class: "reason" }, element("span", { class: "swatch", colour: colourOf(state) }), name(state))),
      element("td", { class: "number" }, about, durationCell(ns)), element("td", { class: "number soft" }, percent(ns, whole)))))),
    isExact ? null : element("p", { class: "note" }, "From the sums of the page: at its two ends within a part of them."),
  ];
}

function timeOfAll(timeline, scope) {
  const sums = new Map();
  let isExact = true;
  for (const group of timeline.groups.in("name")) {
    const time = timeOf(timeline, group.code, scope);
    isExact &&= time.isExact;
    for (const [state, ns] of time.states) sums.set(state, (sums.get(state) ?? 0) + ns);
  }
  return { states: [...sums].sort(([a], [b]) => stateRank(a) - stateRank(b)), isExact, isKnown: true };
}

/** How many tasks there were. */
function livesLines(details, rows) {
  const { timeline, trace } = details;
  if (rows && rows.length === 0) return [];
  const { from, to } = scopeOf(timeline);
  const lives = livesIn(trace, from, to, rows);
  return [details.list([
    ["Tasks", count(lives.alive)], ["Created", count(lives.created)], ["Ended", count(lives.ended)],
    lives.threw ? ["Threw", count(lives.threw)] : null, lives.cancelled ? ["Cancelled", count(lives.cancelled)] : null,
  ])];
}

/** The names that ran most. */
function nameLines(details) {
  const { timeline } = details;
  const scope = scopeOf(timeline);
  const rows = timeline.groups.in("name").map((group) => {
    const time = timeOf(timeline, group.code, scope);
    const of = (wanted) => time.states.reduce((sum, [state, ns]) => sum + (wanted(state) ? ns : 0), 0);
    return { group, about: time.isExact ? "" : "≈ ", run: of((state) => state === "run"), ready: of((state) => state === "ready"), wait: of((state) => state !== "run" && state !== "ready") };
  }).filter(({ run, ready, wait }) => run + ready + wait >= 1).sort((a, b) => b.run - a.run || b.wait - a.wait);
  if (rows.length === 0) return [];
  return [
    element("h4", {}, "By name"),
    element("table", { class: "names" },
      element("thead", {}, element("tr", {}, ["Name", "Ran", "Ready", "Waited"].map((title, i) => element("th", { scope: "col", class: i ? "number" : null }, title)))),
      element("tbody", {}, rows.slice(0, 12).map(({ group, about, run, ready, wait }) => element("tr", {},
        element("td", {}, element("button", { type: "button", class: "link", onclick: () => timeline.reveal(group.code) }, group.label)),
        [run, ready, wait].map((ns) => element("td", { class: "number" }, about, duration(ns))))))),
    rows.length > 12 ? element("p", { class: "note" }, `and ${counted(rows.length - 12, "other name")}`) : null,
  ];
}
