// Flow: the two sets as columns, the people that two footprints share as a ribbon between them.

import { data, isFootprint, nodes, sets } from "../model/data.js";
import { sum } from "../model/measures.js";
import { AGREEMENT_NAMES } from "../model/outcome.js";
import { brief, counted, people, RELATION_WORDS, RELATIONS } from "../model/words.js";
import {
  before, current, focusOn, focusOnOverlap, follow, hasPlan, lit, seenAs, shown, state,
} from "../plans/state.js";
import { changesShown, fateOf, footprintWords, mergerOf, overlapWords, tradeShown } from "./changes.js";
import { button, byId, drawn, element, fill } from "./elements.js";
import { fitted, linesThatFit, textWidth } from "./lettering.js";
import { orderOf } from "./order.js";
import { AGREEMENT_WORDS, COLOURS, INK, peopleIn, relationOf } from "./paint.js";
import { picture, relationSign, sign } from "./signs.js";
import { pointOf, tellAt, untell } from "./tips.js";

// Scroll a view, and nothing else, until an element is in it: at its edge, or in the middle.
function scrollWithin(frame, target, margin = 0, middle = false) {
  const [outer, inner] = [frame, target].map((each) => each.getBoundingClientRect());
  const up = inner.top - outer.top - margin;
  const down = inner.bottom - outer.bottom + 12;
  if (up >= 0 && down <= 0) return;
  if (middle) frame.scrollTop += up - (outer.height - margin - inner.height) / 2;
  else frame.scrollTop += up < 0 ? up : Math.min(down, up);
}

// -- layout ------------------------------------------------------------------------------------------

const FLOW = { line: 14, gap: 3, bar: 9, number: 42, sign: 14, thin: 1.2, least: 460 };

// As much for a person before as after, so that the two compare.
const flowScale = () => {
  const all = Math.max(...before.sides.map((side) => sum(side.people))) || 1;
  return Math.max(420, 16 * Math.max(...before.sizes)) / all;
};

function flowColumns(width) {
  const ribbon = Math.max(120, Math.min(420, width * 0.27));
  const name = (width - ribbon) / 2 - FLOW.bar - FLOW.sign - FLOW.number - 8;
  return [0, 1].map((side) => {
    const from = (x) => (side ? width - x : x);
    const bar = 4 + name + FLOW.number + FLOW.sign + 4;
    return {
      name, anchor: side ? "start" : "end", text: from(4 + name), number: from(4 + name + FLOW.number - 2),
      sign: from(bar - 4 - FLOW.sign / 2), bar: side ? from(bar) - FLOW.bar : bar, edge: from(bar + FLOW.bar),
    };
  });
}

// Where the footprints and the ribbons of a component are, from its top.
function flowLayout({ sides, overlaps }, { outcome, columns, scale, trade }) {
  const thickness = (overlap) => Math.max(FLOW.thin, overlap.people * scale);
  const isAfter = outcome === current().after;
  const ownOf = new Map(sides.flat().map((id) => [id, []]));
  for (const overlap of overlaps) for (const id of overlap.at) ownOf.get(id).push(overlap);
  const columnsOfRows = sides.map((ids, side) => ids.map((id) => {
    const { outside, place } = outcome.sides[side];
    const own = ownOf.get(id);
    const names = linesThatFit(nodes[id].label, columns[side].name, 4);
    const fate = fateOf(id, outcome, trade);
    const fates = fate ? linesThatFit(fate, columns[side].name + FLOW.number - 4, isAfter ? 2 : 1) : [];
    const out = outside[place.get(id)] * scale;
    const bar = Math.max(3, sum(own.map(thickness)) + out);
    const height = Math.max(bar, (names.length + fates.length) * FLOW.line + 2);
    return { id, side, own, names, fates, out, bar, height };
  }));
  const need = columnsOfRows.map((rows) => sum(rows.map((row) => row.height + FLOW.gap)));
  const height = Math.max(...need);
  const ribbons = new Map(overlaps.map((overlap) =>
    [overlap, { overlap, ends: [], thick: thickness(overlap) }]));
  for (const [side, rows] of columnsOfRows.entries()) {
    const spare = rows.length ? (height - need[side]) / rows.length : 0;
    let top = 0;
    for (const row of rows) {
      row.top = top;
      row.room = row.height + FLOW.gap + spare;
      row.middle = top + row.room / 2;
      let at = row.middle - row.bar / 2;
      for (const overlap of row.own) {
        ribbons.get(overlap).ends[side] = at;
        at += ribbons.get(overlap).thick;
      }
      top += row.room;
    }
  }
  return { rows: columnsOfRows.flat(), ribbons: [...ribbons.values()], height: Math.ceil(height) };
}

function ribbonPath([left, right], [from, to], thick) {
  const middle = (left + right) / 2;
  return `M${left} ${from}C${middle} ${from} ${middle} ${to} ${right} ${to}v${thick}`
    + `C${middle} ${to + thick} ${middle} ${from + thick} ${left} ${from + thick}Z`;
}

// -- drawing -----------------------------------------------------------------------------------------

const flowPatterns = () => drawn("svg", { class: "flow-patterns", width: 0, height: 0, "aria-hidden": "true" },
  drawn("pattern", {
    id: "flow-changed", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  }, drawn("path", { d: "M0 0v5", stroke: INK, "stroke-width": 2.6 })));

function drawRibbon({ overlap, ends, thick }, columns, change) {
  const across = columns.map((column) => column.edge);
  const shape = drawn("path", {
    d: ribbonPath(across, ends, thick), fill: COLOURS[overlap.agreement], class: "ribbon-shape",
  });
  const made = drawn("g", { class: "flow-ribbon", "data-people": overlap.people }, shape);
  if (change) {
    const part = Math.max(FLOW.thin, Math.min(1, change.people / overlap.people) * thick);
    made.dataset.changed = change.people;
    made.append(drawn("path", {
      d: ribbonPath(across, ends.map((end) => end + thick - part), part),
      fill: "url(#flow-changed)", class: "changed",
    }));
  }
  return made;
}

function drawFootprint(row, column, outcome, width) {
  const relation = relationOf(row.id, outcome);
  const barTop = row.middle - row.bar / 2;
  const textTop = row.middle - ((row.names.length + row.fates.length) * FLOW.line) / 2 + FLOW.line * 0.78;
  const line = (words, at, attributes) => drawn("text", { y: textTop + at * FLOW.line, ...attributes }, words);
  const side = { "text-anchor": column.anchor };
  return drawn("g", { class: "flow-footprint" },
    drawn("rect", {
      class: "hit", x: row.side ? column.edge : 0, y: row.top, height: row.room,
      width: row.side ? width - column.edge : column.edge, fill: "none", "pointer-events": "all",
    }),
    row.fates.length ? drawn("rect", {
      class: "changed-edge", x: column.edge - 1, y: barTop, width: 2, height: row.bar,
    }) : null,
    drawn("rect", {
      class: "bar", x: column.bar, y: barTop, width: FLOW.bar, height: row.bar,
      fill: COLOURS[relation],
    }),
    row.out ? drawn("rect", {
      class: "outside", x: column.bar, y: barTop + row.bar - row.out, width: FLOW.bar, height: row.out,
    }) : null,
    relationSign(relation, { transform: `translate(${column.sign - 5} ${row.middle - 5})` }),
    ...row.names.map((words, at) => line(words, at, { ...side, class: "name", x: column.text })),
    line(brief(peopleIn(row.id, outcome)), (row.names.length - 1) / 2, {
      class: "number", x: column.number, "text-anchor": column.anchor,
    }),
    ...row.fates.map((words, at) => line(words, row.names.length + at, {
      ...side, class: "fate", x: column.number,
    })));
}

// A figure with one, two or five in front, for the scale.
function roundFigure(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return [5, 2, 1].find((each) => each * power <= number) * power;
}

// -- the view ----------------------------------------------------------------------------------------

class Flow {
  #frame = byId("view-flow");
  #legend = element("div", { class: "legend" });
  #fold = element("p", { class: "flow-fold" });
  #heads = element("div", { class: "flow-heads", "aria-hidden": "true" });
  #body = element("div", { class: "flow-body", role: "application", "aria-label": "Flow between the two sets",
    "aria-describedby": "flow-help" });
  #folds = null; // whether coterminous pairs are folded, once the reader has said so
  #drawn = {}; // what is on the screen
  #items = new Map(); // footprints and ribbons, by key
  #columns = [[], [], []]; // their keys from top to bottom

  constructor() {
    this.#frame.append(
      element("p", { id: "flow-help", class: "unseen" },
        "Arrow keys go up and down a column and across from a footprint along its largest overlap to the other set. Enter puts what you are on in focus. The same figures are in the tables view."),
      this.#legend, this.#fold, flowPatterns(), this.#heads, this.#body);
    this.#listen();
    const render = () => { if (state.view === "flow") this.render(); };
    follow(render);
    new ResizeObserver(render).observe(this.#frame);
  }

  render() {
    const width = Math.max(FLOW.least, this.#frame.clientWidth - 20);
    const wanted = { outcome: shown(), after: current().after, folds: this.#folds, width, lone: this.#lit() };
    const same = Object.entries(wanted).every(([name, value]) => this.#drawn[name] === value);
    if (!same) this.#draw(wanted);
    const { focus } = state;
    const fresh = focus !== this.#drawn.focus;
    if (fresh || (!same && focus)) this.#dim();
    if (focus && fresh && !this.#body.contains(document.activeElement)) this.#showFocus(focus);
    this.#drawn = { ...wanted, focus };
  }

  // Pairs that are in focus are shown although the others are folded: their keys, as one word.
  #lit() {
    const near = lit();
    if (!near) return "";
    return this.#plainPairs(shown()).filter(({ sides: [[a], [b]] }) => near.has(a) || near.has(b))
      .map(({ overlaps: [overlap] }) => overlap.key).join(" ");
  }

  // Coterminous pairs that the plan leaves alone.
  #plainPairs(outcome) {
    const trade = tradeShown(outcome);
    return orderOf(outcome).groups.filter(({ sides, overlaps }) =>
      sides.every((ids) => ids.length === 1 && mergerOf(ids[0], outcome).length === 1 && !trade.has(ids[0]))
      && overlaps[0].agreement === "coterminous");
  }

  #draw({ outcome, folds, width, lone }) {
    const held = this.#items.size && this.#body.contains(document.activeElement)
      ? document.activeElement.getAttribute("data-key") : null;
    const { groups, alone } = orderOf(outcome);
    const context = {
      outcome, width, columns: flowColumns(width), scale: flowScale(),
      changes: changesShown(outcome), trade: tradeShown(outcome),
    };
    const plain = this.#plainPairs(outcome);
    const folded = folds ?? (Math.max(...outcome.sizes) > 30 && plain.length < groups.length);
    const kept = new Set(lone.split(" "));
    const gone = new Set(folded ? plain.filter(({ overlaps: [overlap] }) => !kept.has(overlap.key)) : []);
    this.#items.clear();
    this.#columns = [[], [], []];
    const parts = groups.filter((group) => !gone.has(group));
    if (alone.some((ids) => ids.length)) parts.push({ sides: alone, overlaps: [] });
    this.#body.replaceChildren(...parts.map((group) => this.#drawGroup(flowLayout(group, context), context)));
    if (!groups.length) {
      const [a, b] = sets.map(({ label }) => label);
      this.#body.prepend(element("p", { class: "note" },
        `The two sets share nobody: no ${a} has people in common with any ${b}, so there are no ribbons.`));
    }
    this.#drawHeads(context);
    this.#drawLegend(context);
    this.#drawFold(plain, folded);
    const first = this.#items.get(held) ?? this.#items.get(this.#columns[0][0] ?? this.#columns[2][0]);
    first?.made.setAttribute("tabindex", "0");
    if (held !== null) first?.made.focus({ preventScroll: true });
  }

  #drawGroup({ rows, ribbons, height }, { outcome, columns, width, changes, trade }) {
    const svg = drawn("svg", { class: "flow-group", width, height, viewBox: `0 0 ${width} ${height}` });
    for (const ribbon of ribbons) {
      const { overlap } = ribbon;
      const change = changes.get(overlap.key);
      const made = drawRibbon(ribbon, columns, change);
      svg.append(made);
      this.#add(overlap.key, 1, made, {
        overlap, words: () => overlapWords(overlap, change, outcome),
        act: () => focusOnOverlap(overlap.at), beside: overlap.at.map(String),
      });
    }
    for (const row of rows) {
      const made = drawFootprint(row, columns[row.side], outcome, width);
      svg.append(made);
      const { overlaps, place } = outcome.sides[row.side];
      const [main] = overlaps[place.get(row.id)];
      const ribbon = main ? (row.side ? [main.id, row.id] : [row.id, main.id]).join("|") : null;
      this.#add(String(row.id), row.side * 2, made, {
        words: () => footprintWords(row.id, outcome, trade), act: () => focusOn(row.id),
        beside: row.side ? [ribbon, null] : [null, ribbon],
      });
    }
    return svg;
  }

  #add(key, column, made, item) {
    made.dataset.key = key;
    const words = item.words().join(", ");
    fill(made, { role: "button", tabindex: -1, "aria-pressed": "false", "aria-label": words }, []);
    this.#items.set(key, { key, column, made, ...item });
    this.#columns[column].push(key);
  }

  #drawHeads({ outcome, columns, width }) {
    const svg = drawn("svg", { width, height: 20, viewBox: `0 0 ${width} 20` });
    for (const side of [0, 1]) {
      const { anchor, number } = columns[side];
      const room = 0.84 * (side ? width - number : number); // the letters are bold
      const words = counted(outcome.sizes[side], sets[side].label);
      const full = `${words}, ${data.people}`;
      svg.append(drawn("text", { x: number, y: 14, "text-anchor": anchor },
        textWidth(full) <= room ? full : fitted(words, room)));
    }
    this.#heads.replaceChildren(svg);
  }

  #drawLegend({ outcome, scale, changes }) {
    const all = orderOf(outcome).groups.flatMap(({ overlaps }) => overlaps);
    const found = AGREEMENT_NAMES.filter((name) => all.some(({ agreement }) => agreement === name));
    const ribbons = found.map((name) =>
      sign(picture(drawn("path", {
        d: "M0 3C8 3 8 6 16 6V14C8 14 8 11 0 11Z", fill: COLOURS[name], class: "ribbon-shape",
      })), AGREEMENT_WORDS[name]));
    const unit = Math.max(1, roundFigure(40 / scale));
    const size = unit * scale;
    const bar = drawn("svg", { width: 9, height: size, "aria-hidden": "true" },
      drawn("rect", { width: 9, height: size, fill: "#76818d" }));
    const unitSign = size > 60
      ? element("span", {}, `as high as their ${data.people}`) : sign(bar, people(unit));
    const relations = RELATIONS.filter((_name, number) =>
      outcome.sides.some(({ relation }) => relation.includes(number)));
    const signs = relations.map((name) => sign(
      picture(drawn("rect", { x: 12, width: 4, height: 16, fill: COLOURS[name] }),
        relationSign(name, { transform: "translate(0 3)" })), RELATION_WORDS[name]));
    if (outcome.sides.some(({ outside }) => outside.some((number) => number > 0))) {
      const part = drawn("rect", { x: 4, y: 0.5, width: 8, height: 15, class: "outside" });
      signs.push(sign(picture(part), `${data.people} outside the other set`));
    }
    if (changes.size) {
      const number = sum([...changes.values()].map((change) => change.people));
      const part = drawn("path", { d: "M0 3h16v10H0Z", fill: "url(#flow-changed)", class: "changed" });
      ribbons.push(sign(picture(part), `footprint changes under the plan (${brief(number)})`));
    }
    this.#legend.replaceChildren(
      element("div", { class: "signs" }, element("strong", {}, "Ribbons"), ...ribbons, unitSign),
      element("div", { class: "signs" }, element("strong", {}, "Footprints"), ...signs));
  }

  #drawFold(plain, folded) {
    this.#fold.hidden = plain.length < 2;
    if (this.#fold.hidden) return;
    const number = sum(plain.map((group) => group.people));
    const unchanged = hasPlan() ? " that the plan leaves alone" : "";
    const words = `${counted(plain.length, "coterminous pair")}${unchanged}, ${people(number)}`;
    const held = this.#fold.contains(document.activeElement);
    const toggle = button(folded ? "Show them" : "Fold them", () => {
      this.#folds = !folded;
      this.render();
    }, { class: "act", "aria-label": `${folded ? "Show" : "Fold"} ${words}` });
    this.#fold.replaceChildren(element("span", {}, folded ? `${words}, folded` : words), toggle);
    if (held) toggle.focus();
  }

  #dim() {
    const near = lit();
    const { focus } = state;
    const chosen = focus ? new Set(focus.ids ?? [focus.id]) : new Set();
    for (const { key, made, overlap } of this.#items.values()) {
      const ids = overlap?.at ?? [Number(key)];
      const whole = overlap && focus?.ids ? focus.ids.length > 2 : true;
      made.classList.toggle("dim", near !== null && !ids.every((id) => near.has(id)));
      const here = chosen.size > 0 && ids.every((id) => chosen.has(id)) && (!overlap || !whole);
      made.classList.toggle("here", here);
      made.setAttribute("aria-pressed", String(here));
    }
  }

  // Bring what is in focus into view.
  #showFocus(focus) {
    const ids = (focus.ids ?? [focus.id]).map((id) => (isFootprint(nodes[id]) ? seenAs(id, shown()) : id));
    const near = lit();
    const item = ids.map((id) => this.#items.get(String(id))).find(Boolean)
      ?? [...this.#items.values()].find(({ key }) => near?.has(Number(key)));
    if (item) scrollWithin(this.#frame, item.made, this.#heads.offsetHeight + 4, true);
  }

  // -- pointer and keys --

  #itemAt(event) {
    return this.#items.get(event.target.closest?.("[data-key]")?.dataset.key);
  }

  #listen() {
    const body = this.#body;
    body.addEventListener("pointermove", (event) => {
      const item = this.#itemAt(event);
      this.#follow(item);
      if (item) tellAt(item.words(), pointOf(event));
      else untell();
    });
    body.addEventListener("pointerleave", () => {
      this.#follow(null);
      untell();
    });
    body.addEventListener("focusin", (event) => {
      const item = this.#itemAt(event);
      if (!item) return;
      this.#stopAt(item);
      if (item.made.matches(":focus-visible")) tellAt(item.words(), item.made.getBoundingClientRect());
    });
    body.addEventListener("focusout", untell);
    body.addEventListener("click", (event) => {
      const item = this.#itemAt(event);
      if (item) item.act();
      else focusOn(null);
    });
    body.addEventListener("keydown", (event) => this.#key(event));
    this.#frame.addEventListener("scroll", untell);
  }

  // What goes with the thing that the pointer is on stands out.
  #follow(item) {
    if (item === this.#drawn.over) return;
    this.#drawn.over = item;
    const ends = item?.overlap ? [] : [Number(item?.key)];
    for (const { made, overlap, key } of this.#items.values()) {
      if (!overlap) continue;
      const goes = key === item?.key || overlap.at.some((id) => ends.includes(id));
      made.classList.toggle("over", goes);
    }
  }

  #stopAt(item) {
    for (const each of this.#body.querySelectorAll('[tabindex="0"]')) each.setAttribute("tabindex", "-1");
    item.made.setAttribute("tabindex", "0");
  }

  #key(event) {
    const item = this.#itemAt(event);
    if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
    const column = this.#columns[item.column];
    const at = column.indexOf(item.key);
    const to = {
      ArrowUp: column[at - 1], ArrowDown: column[at + 1], Home: column[0], End: column.at(-1),
      ArrowLeft: item.beside[0], ArrowRight: item.beside[1],
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      item.act();
    } else if (event.key === "Escape") {
      untell();
    } else if (Object.hasOwn(to, event.key)) {
      event.preventDefault();
      const next = this.#items.get(to[event.key]);
      if (!next) return;
      next.made.focus({ preventScroll: true });
      scrollWithin(this.#frame, next.made, this.#heads.offsetHeight + 4);
      tellAt(next.words(), next.made.getBoundingClientRect());
    }
  }
}

export function startFlow() {
  new Flow();
}
