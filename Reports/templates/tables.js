// A sortable table that shows its first rows and, on request, the others.

const rowsAtFirst = 15;

/**
 * A table of `rows`. A column is `{ title, value(row), cell(row), number, start }`: `value` is what is sorted by and,
 * without `cell`, shown; `start` marks the column that the rows are sorted by already.
 */
function dataTable(caption, columns, rows, initially = rowsAtFirst) {
  let order = columns.findIndex((column) => column.start);
  let isDescending = true;
  let shown = initially;
  const body = element("tbody");
  const heads = columns.map((column, index) => element("th", { scope: "col", class: [column.number && "number", column.grow && "grow"].filter(Boolean).join(" ") || null },
    column.value
      ? element("button", { type: "button", title: `Sort by ${String(column.title).toLowerCase()}`, onclick: () => sort(index) }, column.title)
      : column.title));
  const more = element("div", { class: "table-more" });
  const frame = element("div", { class: "table-frame" }, element("table", {},
    element("caption", { class: "unseen" }, caption), element("thead", {}, element("tr", {}, heads)), body));
  const fill = () => {
    heads.forEach((head, index) => {
      if (index === order) head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    body.replaceChildren(...rows.slice(0, shown).map((row) => element("tr", {}, columns.map((column) => cell(column, row)))));
    frame.classList.toggle("long", shown > 2 * rowsAtFirst);
    more.replaceChildren();
    if (rows.length > shown) {
      more.append(`${count(shown)} of ${count(rows.length)}`, element("button", { type: "button", onclick: () => { shown = Math.min(rows.length, shown + 500); fill(); } }, "Show more"));
    }
  };
  const sort = (index) => {
    isDescending = order === index ? !isDescending : Boolean(columns[index].number);
    order = index;
    const { value } = columns[index];
    const sign = isDescending ? -1 : 1;
    rows = [...rows].sort((a, b) => sign * compared(value(a), value(b)));
    fill();
  };
  fill();
  return [frame, more];
}

function cell(column, row) {
  const value = column.value?.(row);
  const isZero = column.number && (value === 0 || value === null || value === undefined);
  const classes = [column.number && "number", column.wrap && "wrap", isZero && "zero", !isZero && column.bad && "bad"].filter(Boolean).join(" ");
  return element("td", { class: classes || null }, column.cell ? column.cell(row) : column.number ? count(value) : value ?? "");
}

/** Numbers by size, texts by language, what is missing first. */
function compared(a, b) {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

/** A column of durations. */
function durationColumn(title, value, more = {}) {
  return { title, value, number: true, cell: (row) => durationCell(value(row)), ...more };
}

/** A share of the largest, as a bar. */
function meter(value, most, colour) {
  return element("span", { class: "meter", "aria-hidden": "true" }, element("span", { colour, "width%": most ? (100 * value) / most : 0 }));
}
