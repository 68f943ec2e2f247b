// The overlap graph as a drawing: footprints of A round, of B square; what they share as lines.

import { nodes, sets, sideOf } from "../../model/data.js";
import { fitOf } from "../../model/fit.js";
import { count, plural } from "../../model/words.js";
import { current, focusOn, focusOnOverlap, lit, seenAs, shown, state } from "../../plans/state.js";
import { changesShown, footprintWords, overlapWords } from "../changes.js";
import { drawn, element } from "../elements.js";
import { peopleIn, relationOf, summary } from "../paint.js";
import { picture } from "../signs.js";
import { pointOf, tellAt, untell } from "../tips.js";
import { Holder } from "./holder.js";
import { NAME_LINE } from "./lettered.js";
import { overlapGraph, pairKey, stepsOnLines, troubleOf } from "./pieces.js";
import { sceneOf } from "./scene.js";

const HEADS = {
  straddling: ["What stands in the way", "What stood in the way"],
  open: ["What depends on undecided ground", "What depended on undecided ground"],
};
const at1 = (number) => Math.round(number * 10) / 10;

// -- what fits, folded -------------------------------------------------------------------------------

export const signOfSide = (side, attributes = {}) => (side
  ? drawn("rect", { x: 2.5, y: 2.5, width: 11, height: 11, class: "square", fill: "none", ...attributes })
  : drawn("circle", { cx: 8, cy: 8, r: 6, class: "round", fill: "none", ...attributes }));
function chipKinds() {
  const [a, b] = sets.map(({ label }) => label);
  const alone = (own, other, side) => ({
    words: (number, outcome) => `${plural(own, number)} with no ${other}${outcome.sides[side].outside.some((people) => people > 0) ? " yet" : ""}`,
    sign: () => picture(signOfSide(side, { fill: "url(#und)" })),
  });
  return {
    same: {
      words: (number) => `${plural("pair", number)} on the same ground`,
      sign: () => picture(signOfSide(0, { class: "round fit-same" }), signOfSide(1)),
    },
    inside: {
      words: (number) => `${plural("group", number)}, one holding the others`,
      sign: () => picture(signOfSide(0, { class: "round fit-inside", r: 7 }), signOfSide(1, { x: 5, y: 5, width: 6, height: 6 })),
    },
    "alone-0": alone(a, b, 0),
    "alone-1": alone(b, a, 1),
  };
}

export class Overlaps {
  #kinds = chipKinds();
  #unfolded = new Set();
  #chips = element("div", { class: "chips", role: "group", "aria-label": "What fits" });
  #layer = drawn("g");
  #svg = drawn("svg", { class: "overlaps", role: "group", "aria-label": "Overlap graph" }, this.#layer);
  #sheet = element("div", { class: "sheet" }, this.#svg);
  #holder = new Holder(this.#layer);
  #discs = new Map();
  #lines = new Map();
  #stop = null; // the footprint that the tabulator key comes to
  #zoom = 1;
  element = element("div", { class: "overlap-view" }, this.#sheet, this.#chips);

  constructor() {
    const over = (event) => event.target.dataset?.key;
    this.#sheet.addEventListener("pointermove", (event) => {
      const key = over(event);
      if (key) tellAt(this.#words(key), pointOf(event));
      else untell();
    });
    this.#sheet.addEventListener("pointerleave", untell);
    this.#sheet.addEventListener("scroll", () => {
      const held = this.#sheet.querySelector("[data-key]:focus-visible");
      if (held) tellAt(this.#words(over({ target: held })), held.getBoundingClientRect());
      else untell();
    });
    this.#sheet.addEventListener("click", (event) => this.#act(over(event)));
    this.#sheet.addEventListener("focusin", (event) => {
      if (!event.target.matches(":focus-visible")) return;
      this.#stopAt(Number(over(event)));
      tellAt(this.#words(over(event)), event.target.getBoundingClientRect());
    });
    this.#sheet.addEventListener("focusout", untell);
    this.#sheet.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.render()).observe(this.#sheet);
  }

  // What is told of a footprint or of an overlap.
  #words(key) {
    const outcome = shown();
    if (!key.includes("|")) return footprintWords(Number(key), outcome);
    const { at, people, agreement } = this.#lines.get(key);
    const shares = at.map((id) => people / peopleIn(id, outcome));
    return overlapWords({ at, people, agreement, shares }, changesShown(outcome).get(key), outcome);
  }

  #act(key) {
    if (!key) focusOn(null);
    else if (key.includes("|")) focusOnOverlap(this.#lines.get(key).at);
    else focusOn(Number(key));
  }

  #stopAt(id) {
    this.#holder.of(String(this.#stop))?.setAttribute("tabindex", -1);
    this.#holder.of(String(id))?.setAttribute("tabindex", 0);
    this.#stop = id;
  }

  #key(event) {
    const key = event.target.dataset?.key;
    if (!key || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#act(key);
    }
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const here = this.#discs.get(Number(key));
    if (!way || !here) return;
    event.preventDefault();
    // The nearest one that way, and rather straight ahead.
    let best = null;
    for (const [id, { x, y }] of this.#discs) {
      const ahead = (x - here.x) * way[0] + (y - here.y) * way[1];
      const aside = Math.abs((x - here.x) * way[1]) + Math.abs((y - here.y) * way[0]);
      if (ahead > 1 && (!best || ahead + 2 * aside < best.far)) best = { id, far: ahead + 2 * aside };
    }
    if (best) this.#holder.of(String(best.id)).focus();
  }

  zoom(factor) {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.#sheet;
    const was = this.#zoom;
    this.#zoom = factor === null ? 1 : Math.min(8, Math.max(1, was * factor));
    this.render();
    const by = this.#zoom / was;
    this.#sheet.scrollLeft = (scrollLeft + clientWidth / 2) * by - clientWidth / 2;
    this.#sheet.scrollTop = (scrollTop + clientHeight / 2) * by - clientHeight / 2;
  }

  // Bring what is in focus into view.
  showFocus() {
    const id = state.focus?.id ?? state.focus?.ids?.[0];
    if (id !== undefined) this.#holder.of(String(seenAs(id, shown()) ?? id))?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  render() {
    const size = { width: this.#sheet.clientWidth, height: this.#sheet.clientHeight, zoom: this.#zoom };
    if (size.width < 50) return;
    const graph = overlapGraph(shown());
    this.#drawChips(graph);
    const height = this.#sheet.clientHeight; // chips may have taken another line
    const scene = sceneOf({ ...graph, numbers: graph.isAfter ? null : stepsOnLines(current().after) }, this.#sections(graph), { ...size, height });
    this.#discs = scene.discs;
    this.#lines = new Map(scene.lines.map((line) => [pairKey(line.at), line]));
    if (!this.#discs.has(this.#stop)) this.#stop = this.#discs.keys().next().value ?? null;
    this.#svg.setAttribute("width", Math.floor(scene.width));
    this.#svg.setAttribute("height", Math.floor(scene.height));
    this.#holder.hold([...headLooks(scene), ...lineLooks(scene, graph), ...discLooks(scene, graph, this.#stop), ...markLooks(scene), ...nameLooks(scene)]);
  }

  #isUnfolded(kind, graph) {
    if (this.#unfolded.has(kind) || !graph.front.length) return true;
    const ids = new Set((state.focus?.ids ?? [state.focus?.id ?? -1]).map((id) => (id < 0 ? id : seenAs(id, graph.outcome))));
    return graph.fitting.some((piece) => piece.kind === kind && piece.ids.some((id) => ids.has(id)));
  }

  #sections(graph) {
    const front = Object.entries(HEADS).map(([kind, [now, then]]) => {
      const pieces = graph.front.filter((piece) => piece.kind === kind);
      const still = !graph.isAfter || pieces.some(({ ids }) => troubleOf(ids, graph.outcome));
      return { head: still ? now : then, pieces };
    }).filter(({ pieces }) => pieces.length);
    const more = Object.entries(this.#kinds).filter(([kind]) => this.#isUnfolded(kind, graph)).map(([kind, { words }]) => {
      const pieces = graph.fitting.filter((piece) => piece.kind === kind);
      return { head: `${count(pieces.length)} ${words(pieces.length, graph.outcome)}`, pieces };
    }).filter(({ pieces }) => pieces.length);
    return { front, more };
  }

  #drawChips(graph) {
    const chips = Object.entries(this.#kinds).map(([kind, { words, sign }]) => {
      const number = graph.fitting.filter((piece) => piece.kind === kind).length;
      if (!number) return "";
      const isOpen = this.#isUnfolded(kind, graph);
      const made = element("button", { type: "button", class: "btn chip", "aria-expanded": String(isOpen), "data-kind": kind },
        sign(), element("b", {}, count(number)), ` ${words(number, graph.outcome)}`, element("span", { "aria-hidden": "true" }, isOpen ? "−" : "+"));
      made.addEventListener("click", () => this.#fold(kind, isOpen));
      return made;
    });
    const held = /** @type {HTMLElement | null} */ (document.activeElement?.closest(".chip"))?.dataset.kind;
    this.#chips.replaceChildren(...chips);
    if (held) this.#chips.querySelector(`[data-kind="${held}"]`)?.focus();
  }

  #fold(kind, isOpen) {
    if (isOpen) this.#unfolded.delete(kind);
    else this.#unfolded.add(kind);
    this.render();
    const head = isOpen ? null : this.#holder.of(`head ${kind}`);
    if (head) this.#sheet.scrollTop += head.getBoundingClientRect().top - this.#sheet.getBoundingClientRect().top - 12;
  }
}

// -- what is drawn, each as a key, a tag, attributes and words ---------------------------------------

const dims = (near, ids) => (near && !ids.every((id) => near.has(id)) ? " dim" : "");

function headLooks({ heads, width }) {
  return heads.flatMap(({ head, pieces, y }, at) => [
    ...(at ? [[`rule ${pieces[0].kind}`, "line", { class: "rule", x1: 20, x2: at1(width - 20), y1: at1(y), y2: at1(y) }]] : []),
    [`head ${pieces[0].kind}`, "text", { class: "head", x: 20, y: at1(y + 22) }, head],
  ]);
}

function lineLooks({ discs, lines, marks }, { isAfter, undone }) {
  const near = lit();
  const hollow = new Set(marks.filter((mark) => mark.hollow).map(({ at }) => pairKey(at)));
  return lines.map(({ at, agreement, width }) => {
    const [one, other] = at.map((id) => discs.get(id));
    const key = pairKey(at);
    const undo = isAfter || !undone.size ? agreement === "straddling" && !undone.size : undone.has(key);
    return [key, "line", {
      "data-key": key, class: `link${undo ? " undo" : ""}${hollow.has(key) ? " hollow" : ""}${dims(near, at)}`,
      x1: at1(one.x), y1: at1(one.y), x2: at1(other.x), y2: at1(other.y), "stroke-width": at1(width),
    }];
  });
}

function discLooks({ discs }, { outcome }, stop) {
  const near = lit();
  const chosen = state.focus?.id === undefined ? null : seenAs(state.focus.id, outcome);
  return [...discs].flatMap(([id, { x, y, r }]) => {
    const side = sideOf(nodes[id]);
    const { place, outside, people } = outcome.sides[side];
    const part = people[place.get(id)] ? outside[place.get(id)] / people[place.get(id)] : 0;
    const relation = relationOf(id, outcome);
    const half = r * 0.89; // a square as large as the disc
    const rest = {
      "data-key": id, role: "button", tabindex: id === stop ? 0 : -1,
      "aria-label": [nodes[id].name, ...summary(nodes[id], outcome)].join(", "),
      class: `${side ? "square" : "round"} fit-${fitOf(relation)}${dims(near, [id])}${id === chosen ? " chosen" : ""}${r < 9 ? " slight" : ""}`,
    };
    /** @type {any[]} */
    const looks = [side
      ? [String(id), "rect", { ...rest, x: at1(x - half), y: at1(y - half), width: at1(2 * half), height: at1(2 * half), rx: Math.min(3, at1(half / 3)) }]
      : [String(id), "circle", { ...rest, cx: at1(x), cy: at1(y), r: at1(r) }]];
    if (part > 0) looks.push([`undecided ${id}`, "path", { class: `undecided${dims(near, [id])}`, d: side ? barPath(x, y, half, part) : sectorPath(x, y, r, part) }]);
    return looks;
  });
}

function sectorPath(x, y, r, part) {
  if (part > 0.9995) return `M${at1(x)} ${at1(y - r)}a${at1(r)} ${at1(r)} 0 1 1 -.01 0Z`;
  const turn = part * 2 * Math.PI - Math.PI / 2;
  return `M${at1(x)} ${at1(y)}V${at1(y - r)}A${at1(r)} ${at1(r)} 0 ${part > 0.5 ? 1 : 0} 1 ${at1(x + r * Math.cos(turn))} ${at1(y + r * Math.sin(turn))}Z`;
}
const barPath = (x, y, half, part) =>
  `M${at1(x - half)} ${at1(y + half)}h${at1(2 * half)}v${at1(-2 * half * part)}h${at1(-2 * half)}Z`;

function markLooks({ marks }) {
  const near = lit();
  return marks.flatMap(({ at, spot: [x, y], half, number, people, box, hollow }) => {
    const key = pairKey(at);
    const shape = `${hollow ? " hollow" : ""}${dims(near, at)}`;
    const looks = [
      [`mark ${key}`, "rect", { "data-key": key, class: `mark${shape}`, x: at1(x - half), y: at1(y - 11), width: at1(2 * half), height: 22, rx: 11 }],
      [`number ${key}`, "text", { "data-key": key, class: `number${shape}`, x: at1(x), y: at1(y + 4.4) }, number],
    ];
    if (box) looks.push([`people ${key}`, "text", { class: `lettering people${dims(near, at)}`, x: at1((box[0] + box[2]) / 2), y: at1(box[1] + 11.5) }, people]);
    return looks;
  });
}

function nameLooks({ names }) {
  const near = lit();
  return names.flatMap(({ id, lines, cuts, box }) => lines.map((line, turn) => [`name ${id} ${turn}`, "text", {
    class: `lettering name ${sideOf(nodes[id]) ? "of-b" : "of-a"}${cuts ? " cuts" : ""}${dims(near, [id])}`,
    "data-key": id, x: at1((box[0] + box[2]) / 2), y: at1(box[1] + (turn + 0.78) * NAME_LINE),
  }, line]));
}
