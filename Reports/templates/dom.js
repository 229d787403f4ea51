// Making elements. Text always becomes a text node: names come from the traced program and are data.

/** An element with attributes, listeners (`onclick`), properties given as `{ property: value }`, and children. */
function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function drawing(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "colour") node.style.background = value;
    else if (name === "width%") node.style.width = `${value}%`;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

/** A duration whose digits align in a column: the unit has a width of its own. */
function durationCell(ns) {
  const [number, unit] = durationParts(ns);
  return element("span", {}, number, element("span", { class: "unit" }, unit));
}

/** Function above file and line, as one cell. */
function placeCell(site) {
  if (!site || (!site.function && !site.file)) return element("span", { class: "faint" }, "unknown");
  const where = fileAndLine(site.file, site.line);
  return element("span", { title: [site.function, site.file && `${site.file}:${site.line ?? ""}`].filter(Boolean).join("\n") },
    site.function ? element("span", { class: "place code" }, site.function) : null,
    where ? element("span", { class: "place faint code" }, where) : null);
}

function reasonCell(reason) {
  return element("span", { class: "reason" }, element("span", { class: "swatch", colour: colourOf(reason) }), words(reason));
}

/** The CSS colour of a state or wait reason. */
function colourOf(reason) {
  if (reason === "wait") return "var(--wait-sleep)";
  if (reason === "run" || reason === "ready") return `var(--${reason})`;
  return `var(--wait-${knownReasons.has(reason) ? reason : "unknown"})`;
}

const knownReasons = new Set(["sleep", "yield", "unknown", "task", "group", "async_let", "continuation", "stream", "actor",
  "queue_get", "queue_put", "queue_join", "event", "future", "futures", "lock", "semaphore", "condition", "barrier"]);

/** Says something to those who cannot see the canvas. */
function announce(text) {
  byId("announcement").textContent = text;
}
