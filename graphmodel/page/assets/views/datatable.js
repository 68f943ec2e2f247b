// A table that can be sorted, filtered and taken away as CSV.

import { data, nodes } from "../model/data.js";
import { count, counted, oneDecimal, plainText } from "../model/words.js";
import { lit } from "../plans/state.js";
import { button, element, linkTo, save, say, small } from "./elements.js";

const NO_ROW = "No row has all of these words. Empty the filter to see them all.";
const ORDER_SIGNS = { ascending: "▲", descending: "▼", none: "" };
const FIRST_ROWS = 200; // that are shown of more than
const MOST_ROWS = 300; // so many, quickly; a button shows the rest

// -- columns ----------------------------------------------------------------------------------------
// { key, title, unit, number, text(row), sort(row), cell(row), csv(row) }: text is what a cell says, and
// what the filter looks in; the others follow from it where nothing else is said.

export const wordColumn = (key, title, words, more = {}) => ({
  key, title, unit: "", number: false, text: words, sort: (row) => plainText(words(row)),
  cell: (row) => words(row), csv: (row) => csvText(words(row)), ...more,
});

// Numbers are aligned right, with their unit in the heading; null is a blank.
export function numberColumn(key, title, unit, value, more = {}) {
  const show = more.show ?? count;
  const words = (row) => (value(row) === null ? "" : show(value(row)));
  const plain = (row) => (value(row) === null ? "" : String(show === count ? Math.round(value(row)) : value(row)));
  return { key, title, unit, number: true, text: words, sort: value, cell: words, csv: plain, ...more };
}
export const peopleColumn = (key, title, value, more = {}) => numberColumn(key, title, data.people, value, more);
export function shareColumn(key, title, unit, value) {
  const hundredfold = (row) => (value(row) === null ? null : 100 * value(row));
  return numberColumn(key, title, unit, hundredfold, { show: (each) => oneDecimal.format(each) });
}

// Things that can be put in focus; after each what note says.
const MOST_LINKS = 6;
export function linksColumn(key, title, ids, note = (..._about) => "", more = {}) {
  const said = (row, id) => nodes[id].name + (note(row, id) ? ` (${note(row, id)})` : "");
  return wordColumn(key, title, (row) => ids(row).map((id) => said(row, id)).join("; "), {
    cell: (row) => linkList(ids(row), (id) => note(row, id)), ...more,
  });
}

function linkList(ids, note = (..._about) => "") {
  const items = ids.map((id) => element(
    "span", { class: "item" }, linkTo(nodes[id]), note(id) ? small(` ${note(id)}`) : ""));
  if (items.length <= MOST_LINKS) return items;
  const rest = items.splice(MOST_LINKS - 1);
  return [...items, element("details", {}, element("summary", {}, `and ${count(rest.length)} more`), ...rest)];
}

// -- as CSV -----------------------------------------------------------------------------------------
// As graphmodel/files/safe_text.py writes it: nothing that a spreadsheet would run as a formula.

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const FORMULA = /^ *[=+\-@\t\r\n＝＋－＠]/;

export function csvText(words) {
  const shownWords = words.replace(BREAKS, " ").replace(CONTROLS, "").replace(/\p{Surrogate}/gu, "�");
  return FORMULA.test(words) || FORMULA.test(shownWords) ? `'${shownWords}` : shownWords;
}
const csvCell = (words) => (/[",\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
const csvHeading = ({ title, unit }) => csvText(unit ? `${title} (${unit})` : title);
const csvOf = (lines) => lines.map((cells) => `${cells.map(csvCell).join(",")}\n`).join("");

/** @param {string} key @param {string[][]} lines */
export function saveCsv(key, lines) {
  const name = `${data.dataset.name} ${key}`.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  // Excel takes a file without this mark for one in the system's old encoding.
  save(`${name}.csv`, `\ufeff${csvOf(lines)}`, "text/csv");
  say(`Saved as ${name}.csv`);
}

// A page opened from a disk may not be given the clipboard: then the older way is tried.
export async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = element("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = words;
    const had = /** @type {HTMLElement} */ (document.activeElement);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    had?.focus();
    return done;
  }
}

// -- the component ----------------------------------------------------------------------------------
// A table is { key, caption, columns, rows, group, notes, empty }. A row may tell ids, of what it is about.

export class DataTable {
  #spec = null;
  #kept = new Map(); // how each table is sorted and filtered
  #filter = element("input", { type: "text", id: "table-filter", autocomplete: "off", spellcheck: "false" });
  #only = element("input", { type: "checkbox", id: "table-only" });
  #amount = element("span", { class: "amount" });
  #notes = element("div", { class: "table-notes" });
  #scroll = element("div", { class: "table-scroll", tabindex: 0, role: "region" });
  #body = [];
  #heads = [];
  #texts = new WeakMap();
  #whole = false; // every row, for paper
  #saying = 0;

  constructor(box) {
    this.#filter.addEventListener("input", () => this.#refilter());
    this.#only.addEventListener("change", () => this.#refilter());
    const bar = element("div", { class: "table-bar" },
      element("label", {}, "Filter ", this.#filter),
      element("label", {}, this.#only, " Only what is in focus"), this.#amount,
      button("Copy as CSV", () => this.#copy(), { class: "act" }),
      button("Save as CSV", () => this.#save(), { class: "act" }));
    box.append(bar, this.#notes, this.#scroll);
    for (const event of ["beforeprint", "afterprint"]) {
      window.addEventListener(event, () => {
        this.#whole = event === "beforeprint";
        if (this.#spec && this.#scroll.offsetParent) this.#fill();
      });
    }
  }

  get #own() {
    const { key } = this.#spec;
    if (!this.#kept.has(key)) this.#kept.set(key, { by: null, down: false, query: "", all: false });
    return this.#kept.get(key);
  }

  show(spec) {
    const same = this.#spec?.key === spec.key;
    this.#spec = spec;
    this.#filter.value = this.#own.query;
    this.#notes.replaceChildren(...(spec.notes ?? []));
    this.#scroll.setAttribute("aria-label", spec.caption);
    if (!same) this.#scroll.scrollTo(0, 0);
    this.#fill();
  }

  // What is in focus has changed, nothing else.
  refocus() {
    if (!this.#spec) return;
    if (this.#only.checked) this.#fill();
    else this.#mark();
  }

  #refilter() {
    this.#own.query = this.#filter.value;
    this.#own.all = false;
    this.#fill();
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => say(this.#amount.textContent), 400);
  }

  #textOf(row) {
    if (!this.#texts.has(row)) {
      this.#texts.set(row, plainText(this.#spec.columns.map((column) => column.text(row)).join(" \u0001 ")));
    }
    return this.#texts.get(row);
  }

  // The rows that are left, in order.
  #rows() {
    const { columns, rows } = this.#spec;
    const { by, down, query } = this.#own;
    const words = plainText(query).split(/\s+/).filter(Boolean);
    const near = this.#only.checked ? lit() : null;
    const left = rows.filter((row) => (!near || row.ids?.some((id) => near.has(id)))
      && words.every((word) => this.#textOf(row).includes(word)));
    const column = columns.find(({ key }) => key === by);
    if (!column) return left;
    const values = new Map(left.map((row) => [row, column.sort(row)]));
    const order = (one, other) => {
      const [here, there] = [values.get(one), values.get(other)];
      // Blanks come last, whichever way round.
      if (here === null || there === null) return Number(here === null) - Number(there === null);
      return (down ? -1 : 1) * (column.number ? here - there : here.localeCompare(there, "en", { numeric: true }));
    };
    return left.sort(order);
  }

  #fill() {
    const { caption, columns, rows, empty, group } = this.#spec;
    this.#only.disabled = !lit();
    if (this.#only.disabled) this.#only.checked = false;
    this.#filter.disabled = !rows.length;
    if (!rows.length) {
      this.#body = [];
      this.#amount.textContent = "";
      this.#scroll.replaceChildren(element("p", { class: "note" }, empty ?? "There is nothing to list."));
      return;
    }
    const left = this.#rows();
    const inFull = this.#whole || this.#own.all || left.length <= MOST_ROWS;
    const shownRows = inFull ? left : left.slice(0, FIRST_ROWS);
    const all = counted(rows.length, "row");
    this.#amount.textContent = left.length === rows.length ? all : `${count(left.length)} of ${all}`;
    const grouped = group && !this.#own.by;
    const bodies = grouped ? this.#groups(shownRows, columns) : [this.#section(shownRows, columns)];
    const title = element("caption", {}, element("span", {}, caption));
    const table = element("table", {}, title, this.#head(columns, grouped), ...bodies);
    const hidden = left.length - shownRows.length;
    const had = this.#heads.findIndex((each) => each === document.activeElement);
    this.#heads = [...table.querySelectorAll("thead button")];
    this.#scroll.replaceChildren(table, ...(hidden > 0 ? [this.#showAll(left.length)] : []),
      ...(left.length ? [] : [element("p", { class: "note" }, NO_ROW)]));
    this.#heads[had]?.focus();
    this.#mark();
  }

  #showAll(number) {
    return button(`Show all ${count(number)} rows`, () => {
      this.#own.all = true;
      this.#fill();
      this.#scroll.focus();
    }, { class: "act show-all" });
  }

  #head(columns, grouped) {
    const cells = columns.filter((column) => !(grouped && column.inGroup)).map((column) => {
      const { key, title, unit, number } = column;
      const here = this.#own.by === key;
      const order = here ? (this.#own.down ? "descending" : "ascending") : "none";
      const sign = element("span", { class: "order", "aria-hidden": "true" }, ORDER_SIGNS[order]);
      const words = button("", () => this.#sortBy(column), {});
      words.append(title, unit ? small(` ${unit}`) : "", sign);
      const look = { "data-key": key, class: number ? "number" : null };
      return element("th", { scope: "col", "aria-sort": order, ...look }, words);
    });
    return element("thead", {}, element("tr", {}, ...cells));
  }

  // First the way one mostly wants it, then the other way round, then as it was.
  #sortBy({ key, number }) {
    const own = this.#own;
    if (own.by !== key) Object.assign(own, { by: key, down: number });
    else if (own.down === number) own.down = !number;
    else Object.assign(own, { by: null, down: false });
    this.#fill();
    const { title } = this.#spec.columns.find((column) => column.key === key);
    say(own.by ? `Sorted by ${title}, ${own.down ? "descending" : "ascending"}` : "In the order given");
  }

  #section(rows, columns, title = null, grouped = false) {
    const body = element("tbody");
    const here = columns.filter((column) => !(grouped && column.inGroup));
    if (title !== null) {
      body.append(element("tr", { class: "group" },
        element("th", { scope: "rowgroup", colspan: here.length }, element("span", {}, title))));
    }
    for (const row of rows) {
      const line = element("tr", {}, ...here.map((column, at) => element(
        at ? "td" : "th", { scope: at ? null : "row", class: column.number ? "number" : column.kind ?? null },
        ...[column.cell(row)].flat())));
      this.#body.push({ row, line });
      body.append(line);
    }
    return body;
  }

  #groups(rows, columns) {
    const parts = new Map();
    for (const row of rows) {
      const { key } = this.#spec.group(row);
      if (!parts.has(key)) parts.set(key, []);
      parts.get(key).push(row);
    }
    return [...parts.values()].map((part) => this.#section(part, columns, this.#spec.group(part[0]).title, true));
  }

  #mark() {
    const near = lit();
    this.#only.disabled = !near;
    this.#body = this.#body.filter(({ line }) => line.isConnected);
    for (const { row, line } of this.#body) {
      line.classList.toggle("near", Boolean(near && row.ids?.some((id) => near.has(id))));
    }
  }

  #lines() {
    const { columns } = this.#spec;
    return [columns.map(csvHeading), ...this.#rows().map((row) => columns.map((column) => column.csv(row)))];
  }

  async #copy() {
    if (await copyText(csvOf(this.#lines()))) return say(`${this.#amount.textContent} copied`);
    this.#save();
    return undefined;
  }

  #save() {
    saveCsv(this.#spec.key, this.#lines());
  }
}
