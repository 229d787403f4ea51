// How numbers, durations, instants and places are written.

const units = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]];

/** A duration as [number, unit], with three digits that count. */
function durationParts(ns) {
  if (ns === null || ns === undefined) return ["–", ""];
  const size = Math.abs(ns);
  if (size === 0) return ["0", "s"];
  if (size >= 60e9) {
    const seconds = Math.round(size / 1e9);
    if (seconds >= 3600) return [`${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}`, "min"];
    return [`${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")}`, "s"];
  }
  // 999.6 µs is 1.00 ms: choose the unit after rounding.
  let index = size < 1e3 ? 0 : size < 999.5e3 ? 1 : size < 999.5e6 ? 2 : 3;
  const value = ns / units[index][1];
  const digits = index === 0 ? 0 : Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return [value.toFixed(digits), units[index][0]];
}

function duration(ns) {
  return durationParts(ns).filter((part) => part !== "").join(" ");
}

/** An instant since the start of the trace, to the microsecond; finer when `precision` (ns) asks. */
function instant(ns, precision = 1e3) {
  if (ns === null || ns === undefined) return "–";
  const digits = Math.min(9, Math.max(3, Math.ceil(9 - Math.log10(Math.max(1, precision)))));
  return `${(ns / 1e9).toFixed(digits)} s`;
}

const thousands = new Intl.NumberFormat("en-US");
function count(n) {
  return n === null || n === undefined ? "–" : thousands.format(n);
}

/** "3 tasks", "1 task". */
function counted(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

function percent(part, whole) {
  if (!whole) return "0 %";
  const value = (100 * part) / whole;
  if (value === 0) return "0 %";
  return value < 0.1 ? "< 0.1 %" : `${value.toFixed(value < 10 ? 1 : 0)} %`;
}

/** `queue_get` as words: "queue get". */
function words(name) {
  return String(name ?? "unknown").replaceAll("_", " ");
}

/** "file.swift:12", with the last part of the path only. */
function fileAndLine(file, line) {
  if (!file) return "";
  const short = String(file).split("/").pop();
  return line ? `${short}:${line}` : short;
}
