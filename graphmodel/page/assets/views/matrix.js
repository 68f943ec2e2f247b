// Matrix: a row for each footprint of A, a column for each of B, in the order of the flow, so that
// what hangs together makes a block; a cell wherever two share people.

import { data, nodes, sets, sideOf } from "../model/data.js";
import { sum } from "../model/measures.js";
import { ALONE } from "../model/relations.js";
import { brief, count, joined, plural, RELATION_WORDS, RELATIONS } from "../model/words.js";
import { current, focusOn, focusOnOverlap, follow, lit, shown, state } from "../plans/state.js";
import { changesShown, fateOf, footprintWords, overlapWords, tradeShown } from "./changes.js";
import { byId, drawn, element, say } from "./elements.js";
import { fitted, textWidth } from "./lettering.js";
import { orderOf } from "./order.js";
import { COLOURS, relationOf } from "./paint.js";
import { picture, relationSign, sign } from "./signs.js";
import { pointOf, tellAt, untell } from "./tips.js";

const GRID = { least: 14, most: 30, name: 176, head: 158, pad: 6 };

// From light to dark in one hue, in steps of the share of the larger footprint.
const SHARE_STEPS = [
  { below: 0.05, colour: "#deebf7", words: "under 5 %" },
  { below: 0.25, colour: "#a6cbe8", words: "5 to 25 %" },
  { below: 0.5, colour: "#5fa3d3", words: "25 to 50 %" },
  { below: 0.9995, colour: "#1f71b2", dark: true, words: "50 % and over" },
  { below: Infinity, colour: "#08305f", dark: true, words: "all" },
];
const CELL_SIGNS = ["coterminous", "straddling"];
const shareStep = (share) => SHARE_STEPS.find(({ below }) => share < below);

// The rows and columns of an outcome, with its cells in reading order and its blocks.
function gridOf(outcome) {
  const ids = [[], []];
  const cells = [];
  const blocks = [];
  const { groups, alone } = orderOf(outcome);
  for (const { sides, overlaps } of groups) {
    const place = sides.map((each, side) => new Map(each.map((id, at) => [id, ids[side].length + at])));
    blocks.push({ row: ids[0].length, column: ids[1].length, high: sides[0].length, wide: sides[1].length });
    for (const overlap of overlaps) {
      cells.push({ overlap, row: place[0].get(overlap.at[0]), column: place[1].get(overlap.at[1]) });
    }
    for (const side of [0, 1]) ids[side].push(...sides[side]);
  }
  return { ids, cells, blocks, alone };
}

function drawCell({ overlap, row, column }, size, change) {
  const [x, y] = [column * size, row * size];
  const step = shareStep(overlap.share);
  const made = drawn("g", { class: "cell", "data-people": overlap.people, "data-key": overlap.key },
    drawn("rect", {
      class: "cell-face", x: x + 1, y: y + 1, width: size - 2, height: size - 2, fill: step.colour,
    }));
  if (CELL_SIGNS.includes(overlap.agreement)) {
    made.append(relationSign(overlap.agreement, {
      class: step.dark ? "relation-sign light" : "relation-sign",
      transform: `translate(${x + size / 2 - 5} ${y + size / 2 - 5})`,
    }));
  }
  if (change) {
    made.dataset.changed = change.people;
    const corner = size * 0.55;
    made.append(drawn("path", {
      class: "corner", d: `M${x + size - 1} ${y + 1}v${corner}l${-corner} ${-corner}Z`,
    }));
  }
  return made;
}

// The cell to which a key goes from another: across in reading order; up and down in the column, or
// else to the nearest in the next row that has any.
function cellBeyond(cells, from, key, whole) {
  const at = cells.indexOf(from);
  const row = cells.filter((cell) => cell.row === from.row);
  const nearest = (found, next) => found.filter((cell) => cell.row === next)
    .sort((one, two) => Math.abs(one.column - from.column) - Math.abs(two.column - from.column))[0];
  const upright = (found) => {
    const [next] = found;
    return next && (found.find((cell) => cell.column === from.column) ?? nearest(found, next.row));
  };
  switch (key) {
    case "ArrowRight": return cells[at + 1];
    case "ArrowLeft": return cells[at - 1];
    case "ArrowDown": return upright(cells.filter((cell) => cell.row > from.row));
    case "ArrowUp": return upright(cells.filter((cell) => cell.row < from.row).reverse());
    case "Home": return whole ? cells[0] : row[0];
    case "End": return whole ? cells.at(-1) : row.at(-1);
    default: return undefined;
  }
}

// What the colours, the signs and the corners mean, of those that there are.
function gridLegend(outcome, cells, changes, trade) {
  const face = (colour, ...more) => picture(
    drawn("rect", { x: 1, y: 1, width: 14, height: 14, fill: colour, class: "cell-face" }), ...more);
  const steps = SHARE_STEPS.filter((step) => cells.some(({ overlap }) => shareStep(overlap.share) === step))
    .map(({ colour, words }) => sign(face(colour), words));
  const signs = RELATIONS.slice(0, ALONE)
    .filter((_, number) => outcome.sides.some(({ relation }) => relation.includes(number)))
    .map((name) => sign(picture(relationSign(name, { transform: "translate(3 3)" })), RELATION_WORDS[name]));
  const outline = drawn("rect", { x: 1, y: 1, width: 14, height: 14, class: "block-sign" });
  signs.push(sign(picture(outline), "linked by overlaps"));
  const all = outcome.sides.flatMap((side) => side.ids);
  if (all.some((id) => fateOf(id, outcome, trade) !== null)) {
    signs.push(element("div", { class: "sign" }, element("span", { class: "fated" }, "* Name"),
      element("span", {}, "the plan changes it")));
  }
  if (changes.size) {
    const number = sum([...changes.values()].map((change) => change.people));
    signs.push(sign(face("#fff", drawn("path", { class: "corner", d: "M15 1v8l-8-8Z" })),
      `footprint changes under the plan (${brief(number)})`));
  }
  return [
    element("div", { class: "signs" },
      element("strong", {}, `Share of the larger footprint's ${data.people}`), ...steps),
    element("div", { class: "signs" }, element("strong", {}, "Signs"), ...signs),
  ];
}

const NO_CELLS = `The two sets share nobody: no ${sets[0].label} has people in common with any ${sets[1].label}, so there are no cells.`;

// The footprints that overlap nothing, in words.
function leftOut(alone) {
  return alone.map((ids, side) => {
    if (!ids.length) return "";
    const names = ids.slice(0, 5).map((id) => nodes[id].name);
    if (ids.length > 5) names.push(`${count(ids.length - 5)} more`);
    const [verb, are] = ids.length === 1 ? ["overlaps", "is"] : ["overlap", "are"];
    return `${joined(names)} ${verb} no ${sets[1 - side].label} and ${are} left out.`;
  }).filter(Boolean).join(" ");
}

class Matrix {
  #frame = byId("view-matrix");
  #legend = element("div", { class: "legend" });
  #left = element("p", { class: "matrix-left" });
  #corner = element("div", { class: "matrix-corner", "aria-hidden": "true" });
  #heads = element("div", { class: "matrix-heads", "aria-hidden": "true" });
  #rows = element("div", { class: "matrix-rows", "aria-hidden": "true" });
  #body = element("div", {
    class: "matrix-body", tabindex: 0, role: "application", "aria-label": "Overlap matrix",
    "aria-describedby": "matrix-help",
  });
  #grid = element("div", { class: "matrix-grid" }, this.#corner, this.#heads, this.#rows, this.#body);
  #drawn = {};
  #cells = []; // in reading order
  #byKey = new Map();
  #labels = new Map(); // drawn names by footprint
  #changes = new Map();
  #trade = new Map();
  #size = GRID.least;
  #cursor = null; // the cell that the keys are on

  constructor() {
    this.#frame.append(
      element("p", { id: "matrix-help", class: "unseen" },
        "Arrow keys walk over the overlaps, Home and End go to the ends of a row. Enter puts the row's footprint in focus, Shift and Enter the column's, the space bar both. The same figures are in the tables view."),
      this.#legend, this.#left, this.#grid);
    this.#listen();
    const render = () => { if (state.view === "matrix") this.render(); };
    follow(render);
    new ResizeObserver(render).observe(this.#frame);
  }

  render() {
    const wanted = { outcome: shown(), after: current().after, width: this.#frame.clientWidth };
    const same = Object.entries(wanted).every(([name, value]) => this.#drawn[name] === value);
    if (!same) this.#draw(wanted);
    const fresh = state.focus !== this.#drawn.focus;
    if (!same || fresh) this.#dim();
    if (state.focus && fresh && document.activeElement !== this.#body) this.#showFocus();
    this.#drawn = { ...wanted, focus: state.focus };
  }

  #draw({ outcome, width }) {
    const { ids, cells, blocks, alone } = gridOf(outcome);
    const held = this.#cursor?.overlap.key;
    this.#changes = changesShown(outcome);
    this.#trade = tradeShown(outcome);
    this.#cells = cells;
    this.#labels.clear();
    this.#grid.hidden = !cells.length;
    this.#legend.replaceChildren(...(cells.length ? gridLegend(outcome, cells, this.#changes, this.#trade) : []));
    this.#left.textContent = cells.length ? leftOut(alone) : NO_CELLS;
    this.#left.hidden = !this.#left.textContent;
    if (!cells.length) return;
    const [nameWidth, headHeight] = [GRID.name, GRID.head].map((most, side) => {
      const widest = Math.max(...ids[side].map((id) => textWidth(nodes[id].label)));
      return Math.ceil(Math.min(most, 1.08 * widest)) + 2 * GRID.pad + 14;
    });
    this.#size = Math.max(GRID.least, Math.min(GRID.most,
      Math.floor((width - nameWidth - 24) / ids[1].length), Math.floor(560 / ids[0].length)));
    const size = this.#size;
    const [high, wide] = ids.map((each) => each.length * size);
    this.#rows.replaceChildren(this.#names(ids[0], 0, nameWidth, high, outcome));
    this.#heads.replaceChildren(this.#names(ids[1], 1, wide, headHeight, outcome));
    this.#drawCorner(nameWidth, headHeight);
    this.#body.replaceChildren(this.#drawCells(cells, blocks, wide, high));
    const drawnCells = this.#body.querySelectorAll(".cell");
    this.#cells = cells.map((cell, at) => ({ ...cell, made: drawnCells[at] }));
    this.#byKey = new Map(this.#cells.map((cell) => [cell.overlap.key, cell]));
    this.#cursor = this.#byKey.get(held) ?? null;
    // On paper its width has to fit, and all of it where it stays legible.
    const fit = Math.min(1, 1000 / (wide + nameWidth));
    const whole = Math.min(fit, 500 / (high + headHeight));
    this.#grid.style.setProperty("--fit", (whole < 0.4 ? fit : whole).toFixed(3));
    this.#point(this.#cursor);
  }

  #drawCells(cells, blocks, wide, high) {
    const size = this.#size;
    const svg = drawn("svg", { width: wide + 2, height: high + 2, viewBox: `-1 -1 ${wide + 2} ${high + 2}` },
      drawn("rect", { class: "band", width: wide, height: size, visibility: "hidden" }),
      drawn("rect", { class: "band", width: size, height: high, visibility: "hidden" }),
      drawn("g", { class: "blocks" }, ...blocks.map((block) => drawn("rect", {
        x: block.column * size, y: block.row * size, width: block.wide * size, height: block.high * size,
      }))),
      ...cells.map((cell) => drawCell(cell, size, this.#changes.get(cell.overlap.key))),
      drawn("rect", { class: "cursor", width: size, height: size, visibility: "hidden" }));
    return svg;
  }

  // The names of a side: at the left of its rows, or upright above its columns.
  #names(ids, side, width, height, outcome) {
    const size = this.#size;
    const svg = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
    const room = 0.93 * ((side ? height : width) - 2 * GRID.pad - 14); // bold letters are wider
    for (const [at, id] of ids.entries()) {
      const middle = (at + 0.5) * size;
      const relation = relationOf(id, outcome);
      const fate = fateOf(id, outcome, this.#trade) !== null;
      const words = fitted(fate ? `* ${nodes[id].label}` : nodes[id].label, room);
      const name = drawn("text", side
        ? { transform: `translate(${middle + 4} ${height - GRID.pad - 14}) rotate(-90)` }
        : { x: width - GRID.pad - 14, y: middle + 4, "text-anchor": "end" }, words);
      const spot = side ? [middle - 5, height - 14] : [width - 14, middle - 5];
      const made = drawn("g", { class: fate ? "head fated" : "head", "data-key": id },
        drawn("rect", side
          ? { class: "hit", x: at * size, width: size, height }
          : { class: "hit", y: at * size, width, height: size }),
        name, relationSign(relation, {
          transform: `translate(${spot.join(" ")})`, stroke: COLOURS[relation],
        }));
      this.#labels.set(id, made);
      svg.append(made);
    }
    return svg;
  }

  #drawCorner(width, height) {
    const line = (side, arrow, up) => drawn("text", {
      x: width - GRID.pad, y: height - GRID.pad - up, "text-anchor": "end",
    }, `${fitted(plural(sets[side].label), width - 30)} ${arrow}`);
    this.#corner.replaceChildren(
      drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, line(1, "→", 16), line(0, "↓", 0)));
  }

  #dim() {
    const near = lit();
    const { focus } = state;
    const chosen = new Set(focus ? focus.ids ?? [focus.id] : []);
    for (const { overlap, made } of this.#cells) {
      made.classList.toggle("dim", near !== null && !overlap.at.every((id) => near.has(id)));
    }
    for (const [id, made] of this.#labels) {
      made.classList.toggle("dim", near !== null && !near.has(id));
      made.classList.toggle("here", chosen.has(id));
    }
  }

  #showFocus() {
    const near = lit();
    if (!near) return;
    const cells = this.#cells.filter(({ overlap }) => overlap.at.every((id) => near.has(id)));
    if (!cells.length) return;
    this.#reveal(cells.at(-1), 90);
    this.#reveal(cells[0], 40);
  }

  // Scroll until a cell is in view, clear of the headings and with some room around it.
  #reveal({ row, column }, spare = 8) {
    const size = this.#size;
    const [frame, body] = [this.#frame, this.#body];
    const top = body.offsetTop + row * size;
    const left = body.offsetLeft + column * size;
    const within = (now, from, room, least) =>
      Math.max(Math.min(now, from - least - spare), from + size + spare - room);
    frame.scrollTop = within(frame.scrollTop, top, frame.clientHeight, this.#heads.offsetHeight);
    frame.scrollLeft = within(frame.scrollLeft, left, frame.clientWidth, this.#rows.offsetWidth);
  }

  // Mark the row and the column of a cell, or of a name.
  #mark(row, column) {
    const size = this.#size;
    const [across, down] = this.#body.querySelectorAll(".band");
    for (const [band, place, axis] of [[across, row, "y"], [down, column, "x"]]) {
      band.setAttribute("visibility", place === null ? "hidden" : "visible");
      if (place !== null) band.setAttribute(axis, place * size);
    }
    const { ids } = this.#places();
    for (const made of this.#labels.values()) made.classList.remove("over");
    if (row !== null) this.#labels.get(ids[0][row])?.classList.add("over");
    if (column !== null) this.#labels.get(ids[1][column])?.classList.add("over");
  }

  #places() {
    const ids = [[], []];
    for (const id of this.#labels.keys()) ids[sideOf(nodes[id])].push(id);
    return { ids };
  }

  // Put the cursor on a cell; it shows while the keys are used.
  #point(cell) {
    const cursor = this.#body.querySelector(".cursor");
    cursor.setAttribute("visibility", cell ? "visible" : "hidden");
    if (!cell) return;
    cursor.setAttribute("x", cell.column * this.#size);
    cursor.setAttribute("y", cell.row * this.#size);
  }

  #words({ overlap }) {
    return overlapWords(overlap, this.#changes.get(overlap.key), shown());
  }

  #go(cell) {
    this.#cursor = cell;
    this.#point(cell);
    this.#mark(cell.row, cell.column);
    this.#reveal(cell);
    tellAt(this.#words(cell), cell.made.getBoundingClientRect());
    say(this.#words(cell).join(", "));
  }

  // -- pointer and keys --

  #listen() {
    const grid = this.#grid;
    grid.addEventListener("pointermove", (event) => this.#hover(event));
    grid.addEventListener("pointerleave", () => {
      untell();
      if (this.#cells.length) this.#mark(null, null);
    });
    grid.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      const cell = this.#byKey.get(key);
      if (cell) {
        this.#cursor = cell;
        focusOnOverlap(cell.overlap.at);
      } else {
        focusOn(key === undefined ? null : Number(key));
      }
    });
    this.#body.addEventListener("focus", () => {
      if (this.#body.matches(":focus-visible") && this.#cells.length) this.#go(this.#cursor ?? this.#cells[0]);
    });
    this.#body.addEventListener("blur", () => {
      untell();
      this.#point(null);
      if (this.#cells.length) this.#mark(null, null);
    });
    this.#body.addEventListener("keydown", (event) => this.#key(event));
    this.#frame.addEventListener("scroll", () => {
      if (document.activeElement !== this.#body) untell();
    });
  }

  #hover(event) {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (key === undefined) {
      untell();
      const box = this.#body.getBoundingClientRect();
      const inside = this.#body.contains(event.target);
      const at = (from, start) => (inside ? Math.floor((from - start - 1) / this.#size) : null);
      this.#mark(at(event.clientY, box.top), at(event.clientX, box.left));
      return;
    }
    const cell = this.#byKey.get(key);
    const { ids } = this.#places();
    const id = Number(key);
    if (cell) this.#mark(cell.row, cell.column);
    else if (sideOf(nodes[id])) this.#mark(null, ids[1].indexOf(id));
    else this.#mark(ids[0].indexOf(id), null);
    tellAt(cell ? this.#words(cell) : footprintWords(id, shown(), this.#trade), pointOf(event));
  }

  #key(event) {
    const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
    if (altKey || metaKey || !this.#cells.length) return;
    const cell = this.#cursor ?? this.#cells[0];
    if (key === "Enter" || key === " ") {
      event.preventDefault();
      if (key === " ") focusOnOverlap(cell.overlap.at);
      else focusOn(cell.overlap.at[shiftKey ? 1 : 0]);
      return;
    }
    if (key === "Escape") untell();
    if (!["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"].includes(key)) return;
    event.preventDefault();
    this.#go(cellBeyond(this.#cells, cell, key, ctrlKey) ?? cell);
  }
}

export function startMatrix() {
  new Matrix();
}
