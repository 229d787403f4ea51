// The tables below the timeline. Each says in words when it has nothing to show.

function showLatency(section, data, goTo) {
  const { rows, total, approximation } = data.latency;
  section.append(head("latency", "Latency per task name", partOf(rows, total, `from creation to end; the line in a histogram is the median${approximation ? `; p50, p95, p99: ${approximation}` : ""}`)));
  if (rows.length === 0) return nothing(section, "No task ended in this trace, so there is no latency to show.");
  const scale = decadesOf(rows.map((row) => row.histogram));
  section.append(...dataTable("Latency per task name", [
    { title: "Task", grow: true, value: (row) => row.name, cell: (row) => nameCell(row.name) },
    { title: "Count", value: (row) => row.count, number: true },
    durationColumn("p50", (row) => row.p50_ns),
    durationColumn("p95", (row) => row.p95_ns),
    durationColumn("p99", (row) => row.p99_ns),
    durationColumn("Max", (row) => row.max_ns),
    durationColumn("Total", (row) => row.total_ns, { start: true }),
    { title: "Failed", value: (row) => row.failed, number: true, bad: true },
    { title: "Cancelled", value: (row) => row.cancelled, number: true },
    { title: histogramAxis(scale), cell: (row) => row.histogram.length ? histogramPicture(row.histogram, scale, row.p50_ns, `Histogram of ${row.name ?? "unnamed tasks"}: half within ${duration(row.p50_ns)}, 95 of 100 within ${duration(row.p95_ns)}`) : null },
    { title: "Slowest", cell: (row) => showButton(goTo, row.slowest) },
  ], rows));
}

function showSlow(section, data, goTo) {
  const { rows, total } = data.slow;
  section.append(head("slow", "Slow callbacks", partOf(rows, total, rows.length ? "longest first: a step or callback that held its thread for longer than the threshold" : "")));
  if (rows.length === 0) return nothing(section, "No step or callback ran for longer than the threshold.");
  const most = rows[0].duration_ns;
  section.append(...dataTable("Slow callbacks", [
    durationColumn("Ran for", (row) => row.duration_ns, { start: true }),
    { title: "", cell: (row) => meter(row.duration_ns, most, "var(--run)") },
    { title: "Task", value: (row) => row.task_name, cell: (row) => nameCell(row.task_name, row.task) },
    { title: "Where", grow: true, value: (row) => row.function, cell: placeCell },
    { title: "At", value: (row) => row.at, number: true, cell: (row) => instant(row.at) },
    durationColumn("Threshold", (row) => row.threshold_ns),
    { title: "", cell: (row) => showButton(goTo, row.task, row.at, row.at + row.duration_ns) },
  ], rows, 10));
}

function showWaits(section, data) {
  const { rows, total } = data.waits;
  section.append(head("waits", "Waits by reason and place", partOf(rows, total, rows.length ? "where the tasks were suspended" : "")));
  if (rows.length === 0) return nothing(section, "No task was suspended in this trace.");
  const most = rows.reduce((size, row) => Math.max(size, row.total_ns), 0);
  section.append(...dataTable("Waits by reason and place", [
    { title: "Reason", value: (row) => words(row.reason), cell: (row) => reasonCell(row.reason) },
    { title: "Where", grow: true, value: (row) => row.function, cell: placeCell },
    { title: "Waits", value: (row) => row.count, number: true },
    durationColumn("Total", (row) => row.total_ns, { start: true }),
    { title: "", cell: (row) => meter(row.total_ns, most, colourOf(row.reason)) },
    durationColumn("Mean", (row) => (row.count > row.still_waiting ? row.total_ns / (row.count - row.still_waiting) : null)),
    durationColumn("Longest", (row) => row.max_ns),
    { title: "Still waiting", value: (row) => row.still_waiting, number: true, bad: true },
  ], rows, 12));
}

function showQueues(section, data) {
  const { rows, total, approximation } = data.queues;
  section.append(head("queues", "Queues", partOf(rows, total, rows.length ? `dwell: how long an item stayed in the queue${approximation ? ` (p50, p95: ${approximation})` : ""}` : "")));
  if (rows.length === 0) return nothing(section, "No traced queue was used in this trace.");
  section.append(...dataTable("Queues", [
    { title: "Queue", grow: true, value: (row) => row.name, cell: (row) => nameCell(row.name ?? `queue ${row.id}`) },
    { title: "Puts", value: (row) => row.puts, number: true },
    { title: "Gets", value: (row) => row.gets, number: true },
    { title: "Left", value: (row) => row.depth, number: true },
    { title: "Deepest", value: (row) => row.max_depth, number: true },
    durationColumn("Dwell p50", (row) => row.dwell_p50_ns),
    durationColumn("p95", (row) => row.dwell_p95_ns),
    durationColumn("Max", (row) => row.dwell_max_ns),
    { title: "Depth over time", cell: (row) => depthPicture(row.depths, row.max_depth, data.duration_ns, `Depth of ${row.name ?? "the queue"}: at most ${row.max_depth}`) },
    { title: "Made in", value: (row) => row.function, cell: placeCell },
  ], rows));
}

function showCancellations(section, data, goTo) {
  const { rows, total } = data.cancellations;
  section.append(head("cancellations", "Cancellations", partOf(rows, total, rows.length ? "delivered: how long until the task ran again" : "")));
  if (rows.length === 0) return nothing(section, "No task or future was cancelled in this trace.");
  const after = (row, at) => (at === null ? null : at - row.at);
  section.append(...dataTable("Cancellations", [
    { title: "At", value: (row) => row.at, number: true, cell: (row) => instant(row.at) },
    { title: "Cancelled", value: (row) => row.label, cell: (row) => nameCell(row.label, row.task) },
    { title: "By", value: (row) => row.by_task, cell: (row) => (row.by_task === null ? element("span", { class: "faint" }, "outside any task") : nameCell(row.by_name, row.by_task)) },
    { title: "Cause", value: (row) => row.cause, cell: (row) => words(row.cause) },
    durationColumn("Delivered", (row) => after(row, row.delivered_at)),
    durationColumn("Ended after", (row) => after(row, row.ended_at)),
    { title: "Outcome", value: (row) => row.outcome, cell: (row) => element("span", { class: `tag ${{ threw: "error", cancelled: "warning" }[row.outcome] ?? ""}` }, row.outcome) },
    { title: "Where", grow: true, value: (row) => row.function, cell: placeCell },
    { title: "", cell: (row) => (row.task === null ? null : showButton(goTo, row.task, row.at, row.ended_at ?? undefined)) },
  ], rows));
}

function showAbout(section, data) {
  section.append(head("about", "About this trace"),
    element("dl", { class: "facts" }, data.facts.map(([label, value]) => [element("dt", {}, words(label)), element("dd", { class: "code" }, String(value))])));
}

function nameCell(name, id) {
  const text = name ?? (id === null || id === undefined ? "unnamed" : `task ${id}`);
  return [
    element("span", { class: name ? "name" : "name faint", title: text }, text),
    name && id !== null && id !== undefined ? element("span", { class: "faint" }, ` #${id}`) : null,
  ];
}

function partOf(rows, total, note) {
  return [total > rows.length ? `${count(rows.length)} of ${count(total)}` : null, note].filter(Boolean).join("  ·  ");
}

function nothing(section, sentence) {
  section.append(element("p", { class: "empty" }, sentence));
}
