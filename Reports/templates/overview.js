// The first screen: what ran, what was lost, what is wrong.

function showSummary(section, data) {
  const { program, totals } = data;
  section.append(
    element("div", { class: "headline" },
      element("h1", { id: "summary-title" }, program.name || "Trace"),
      element("span", { class: "soft" }, [
        program.started, `${duration(data.duration_ns)} long`, program.pid ? `process ${program.pid}` : null,
        program.state === "closed" ? null : program.state === "recovered" ? "recovered after the program died" : program.state === "cut off" ? "cut off" : `still ${program.state} when read`,
      ].filter(Boolean).join("  ·  "))),
    element("dl", { class: "tiles" },
      tile("Tasks", count(totals.tasks), totals.alive ? `${count(totals.alive)} alive at the end` : "all ended"),
      tile("Steps", count(totals.steps), totals.tasks ? `${(totals.steps / totals.tasks).toFixed(1)} a task` : ""),
      tile("Threw", count(totals.threw), percent(totals.threw, totals.tasks), totals.threw > 0),
      tile("Cancelled", count(totals.cancelled), percent(totals.cancelled, totals.tasks)),
      tile("Slow callbacks", count(data.slow.total), data.slow.total ? `up to ${duration(data.slow.rows[0].duration_ns)}` : "none", data.slow.total > 0),
      tile("Threads", count(program.threads), "that ran tasks"),
      tile("Running", durationCell(totals.run_ns), runningAtATime(totals.run_ns, data.duration_ns))),
    showShares(data),
  );
}

function runningAtATime(run, whole) {
  if (!whole) return "";
  return run < whole / 10 ? `${percent(run, whole)} of the time` : `${(run / whole).toFixed(2)} tasks at a time`;
}

function tile(label, value, note, isBad = false) {
  return element("div", { class: isBad ? "tile bad" : "tile" }, element("dt", {}, label),
    element("dd", {}, value),
    element("dd", { class: "note" }, note));
}

/** Where the time of all tasks went: running, ready, and each reason to wait. */
function showShares(data) {
  const parts = [["run", data.totals.run_ns, "running"], ["ready", data.totals.ready_ns, "ready"],
    ...data.totals.waits.map(({ reason, total_ns }) => [reason, total_ns, words(reason)])].filter(([, ns]) => ns > 0);
  const whole = parts.reduce((sum, [, ns]) => sum + ns, 0);
  if (whole === 0) return element("p", { class: "empty" }, "No task ran or waited in this trace.");
  return element("div", { class: "share" },
    element("div", { class: "share-bar", role: "img", "aria-label": `Time of all tasks: ${parts.map(([, ns, name]) => `${name} ${percent(ns, whole)}`).join(", ")}` },
      parts.map(([key, ns, name]) => element("span", { colour: colourOf(key), "width%": (100 * ns) / whole, title: `${name} ${duration(ns)}` }))),
    element("ul", { class: "legend", "aria-label": "Colours" }, parts.map(([key, ns, name]) => element("li", {},
      element("span", { class: "swatch", colour: colourOf(key) }),
      key === "run" || key === "ready" ? name : `waiting: ${name}`, " ", element("b", {}, duration(ns)), ` ${percent(ns, whole)}`))));
}

function showLosses(section, data) {
  const lost = data.losses.reduce((sum, loss) => sum + loss.events, 0);
  section.append(element("h2", { class: "unseen", id: "losses-title" }, "Losses"));
  if (data.program.state === "cut off") {
    section.append(element("p", { class: "banner error" }, "The process ended without closing the trace: what it recorded in its last moments is not here."));
  }
  if (data.losses.length === 0 && data.program.state !== "cut off") {
    section.append(element("p", { class: "banner good" }, "Nothing was lost: every recorded event is in the trace."));
  } else if (data.losses.length > 0) {
    section.append(element("div", { class: "banner error" },
      element("strong", {}, `${counted(lost, "event")} were lost.`), " What follows is incomplete there.",
      element("ul", {}, data.losses.slice(0, 20).map((loss) => element("li", {},
        `${counted(loss.events, "event")}: ${words(loss.reason)}${loss.first === null ? "" : `, between ${instant(loss.first)} and ${instant(loss.last)}`}${loss.thread ? `, on ${loss.thread}` : ""}`))),
      data.losses.length > 20 ? element("p", {}, `and ${counted(data.losses.length - 20, "more gap")}.`) : null));
  }
  if (data.left_out.length > 0) {
    section.append(element("div", { class: "banner warning", id: "left-out" },
      element("strong", {}, "This page shows a part of the trace."), " The sums and percentiles cover all of it.",
      element("ul", {}, data.left_out.map((sentence) => element("li", {}, sentence)))));
  }
}

function showFindings(section, data, goTo) {
  const { rows, total, suppressed, unused } = data.findings;
  section.append(head("findings", "Findings", total > rows.length ? `${count(rows.length)} of ${count(total)}` : total ? count(total) : ""));
  if (suppressed.length > 0 || unused.length > 0) {
    section.append(element("details", { class: "suppressed" },
      element("summary", { class: "soft" }, [suppressed.length ? `${counted(suppressed.length, "finding")} suppressed` : null,
        unused.length ? counted(unused.length, "unused suppression") : null].filter(Boolean).join(", ")),
      element("ul", {}, [...suppressed, ...unused].slice(0, 100).map((sentence) => element("li", {}, sentence)))));
  }
  if (rows.length === 0) {
    section.append(element("p", { class: "empty" }, "No finding: none of the rules had anything to say about this trace."));
    return;
  }
  const list = element("ul", { class: "findings" });
  const fill = (shown) => list.replaceChildren(...rows.slice(0, shown).map((finding) => findingItem(finding, goTo)));
  fill(6);
  section.append(list);
  if (rows.length > 6) {
    const more = element("div", { class: "table-more" }, `6 of ${count(rows.length)}`,
      element("button", { type: "button", onclick: () => { fill(rows.length); more.remove(); } }, "Show all"));
    section.append(more);
  }
}

function findingItem(finding, goTo) {
  return element("li", {},
    element("span", {}, element("span", { class: `tag ${finding.severity}` }, finding.severity), element("span", { class: "rule code" }, finding.rule)),
    element("div", { class: "text" },
      element("div", {}, finding.message),
      finding.place && !finding.message.includes(finding.place) ? element("div", { class: "more code" }, finding.place) : null,
      element("div", { class: "more" }, finding.evidence.join(" ")),
      finding.remedy ? element("div", { class: "more" }, "→ ", finding.remedy) : null),
    showButton(goTo, finding.task, finding.at));
}

/** A link to the timeline, when the page has the task. */
function showButton(goTo, task, from, to) {
  const isKnown = task !== null && task !== undefined && goTo.has(task);
  if (!isKnown && (from === null || from === undefined)) return null;
  const what = isKnown ? goTo.name(task) : `the moment ${instant(from)}`;
  return element("button", { type: "button", class: "link", "aria-label": `show ${what} in the timeline`, onclick: () => goTo.show(task, from ?? undefined, to ?? undefined) }, "show");
}

function head(id, title, note = "") {
  return element("div", { class: "section-head" }, element("h2", { id: `${id}-title` }, title), element("span", { class: "soft" }, note));
}
