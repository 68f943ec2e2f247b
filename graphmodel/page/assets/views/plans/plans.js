// Plans side by side: up to four that are pinned, with a small map each, both costs on one scale, and what
// only one of them does.

import { data, nodes, sets } from "../../model/data.js";
import { FIT, fitCounts, footprintsInClass, toldSide } from "../../model/fit.js";
import { burden } from "../../model/outcome.js";
import { identityOf } from "../../model/steps.js";
import { suggestionsOf } from "../../model/suggestions.js";
import { agree, capital, count, counted, few, joined, percent, plural, RELATION_WORDS } from "../../model/words.js";
import { planBy, readyPlans } from "../../plans/plans.js";
import { change, choosePlan, follow, OF_PLANS, outcomeOfPin, planTitle, record, state } from "../../plans/state.js";
import { button, byId, element, linkTo, say, small } from "../elements.js";
import { csvText, saveCsv } from "../datatable.js";
import { hasGround } from "../map/geography.js";
import { smallMap } from "../map/small.js";

const MOST_PINS = 4;
const MOST_TOLD = 3;

const pinOf = (base, edits = []) => ({ base, edits: edits.filter(({ kind }) => kind !== "lock") });
const alike = (one, other) => one.base === other.base && JSON.stringify(one.edits) === JSON.stringify(other.edits);

// As it is, what is asked, what was decided where that is known, the same with undecided ground taken the other way, and a coterminous plan.
function firstPins() {
  const asked = data.plans.find(({ id }) => id === data.asked);
  const near = (wanted) => data.plans.find((each) => each.group === "led" && each.lead === asked?.lead && wanted(each))?.id;
  const ids = ["unchanged", data.start, data.asked, data.plans.find(({ group }) => group === "decided")?.id,
    near((each) => each.target === asked.target && each.id !== asked.id), near(({ target }) => target === "coterminous"),
    data.plans.find(({ group }) => group === "frontier")?.id];
  return [...new Set(ids.filter(Boolean))].slice(0, MOST_PINS).map((id) => pinOf(id));
}
let first = null;
const pinsNow = () => state.pins ?? (first ??= firstPins());

function pin(base, edits) {
  const made = pinOf(base, edits);
  const pins = pinsNow();
  if (pins.some((each) => alike(each, made))) return say("It is pinned already");
  if (pins.length >= MOST_PINS) return say(`${capital(few(MOST_PINS))} plans can be pinned. Take one away first.`);
  change({ pins: [...pins, made] });
  return say(`${planTitle(made)} pinned`);
}

// The blocks that do not lie in the same footprints in all of the plans.
function whereDiffering(outcomes) {
  const places = new Map();
  for (const outcome of outcomes) {
    for (const { block, key, at } of outcome.portions) {
      if (!places.has(key)) places.set(key, { block, ways: new Set() });
      places.get(key).ways.add(at.join("|"));
    }
  }
  return [...new Set([...places.values()].filter(({ ways }) => ways.size > 1).map(({ block }) => block))];
}

// -- one column -------------------------------------------------------------------------------------

function stepWords({ action, organisations, from, into, side }) {
  if (action === "merge") return `${counted(from.length, sets[side].label)} become ${nodes[into].label}`;
  const names = organisations.map((id) => nodes[id].label);
  return names.length > 2 ? `${counted(names.length, "place")} into ${nodes[into].label}` : joined(names);
}

// What one plan does and none of the others.
function onlyHere(outcome, others) {
  const steps = suggestionsOf(outcome);
  if (!steps.length) return ["Nothing has to be done"];
  const keyOf = (step) => `${identityOf(step)} ${step.parts.moved}`;
  const theirs = new Set(others.flatMap((each) => suggestionsOf(each).map(keyOf)));
  const own = steps.filter((step) => !theirs.has(keyOf(step)));
  if (!own.length) return ["Every step is in another plan too"];
  const rest = own.length - MOST_TOLD;
  return [own.slice(0, MOST_TOLD).map(stepWords).join("; "), rest > 0 ? small(`and ${counted(rest, "more step")}`) : ""];
}

function partnersWords({ partners }) {
  const changes = [...partners.values()].map(({ now, then }) => burden(then) - burden(now));
  return `${count(changes.filter((each) => each < 0).length)} fewer, ${count(changes.filter((each) => each > 0).length)} more`;
}

function numberWords({ sides, cost }, side) {
  const parts = [[cost.mergedBySide[side], "absorbed"], [cost.addedBySide[side], "new"]].filter(([number]) => number)
    .map(([number, words]) => `${count(number)} ${words}`);
  return [count(sides[side].ids.length), parts.join(", ")].filter(Boolean).join(": ");
}

// Without ground: what stands in the way, in place of a map.
function chips(outcome, side) {
  const ids = FIT.slice(0, 2).flatMap((each) => footprintsInClass(each, outcome, side));
  const rest = ids.length - 6;
  return element("div", { class: "chips" }, ...(ids.length ? ids.slice(0, 6).map((id) => linkTo(nodes[id])) : [small("Nothing stands in the way.")]),
    rest > 0 ? small(`and ${count(rest)} more`) : "");
}

// What became of the people whose footprint a plan changes, by the set of later date.
function turnedOut({ group, tracked }) {
  if (!tracked || !tracked.changed || group === "decided") return ["–"];
  const parts = [[tracked.joined, "joined"], [tracked.not_done, "not done"], [tracked.elsewhere, "elsewhere"], [tracked.unknown, "cannot be told"]];
  return [element("strong", {}, `${count(tracked.done)} done`), small(parts.filter(([number]) => number >= 0.5).map(([number, words]) => `${count(number)} ${words}`).join(", "))];
}

// -- the table --------------------------------------------------------------------------------------

function bar(number, most) {
  const filled = element("span");
  filled.style.width = `${most ? 100 * number / most : 0}%`;
  return [element("strong", {}, count(number)), element("span", { class: "scale", "aria-hidden": "true" }, filled)];
}

// The rows, each with its heading and one cell a plan: plain text first, for CSV, then what else is shown.
function figureRows(outcomes) {
  const side = toldSide(planBy(data.asked ?? "unchanged"));
  const labels = plural(sets[side].label);
  const sidesChanged = [0, 1].filter((each) => outcomes.some(({ cost }) => cost.moved[each] || cost.mergedBySide[each]));
  const one = sidesChanged.length === 1 ? sets[sidesChanged[0]].label : "footprint";
  const most = Math.max(...outcomes.flatMap(({ cost }) => [cost.total, cost.peopleMerged]));
  const row = (words, cell) => ({ words, cells: outcomes.map(cell) });
  return [
    row(`${capital(data.people)} whose ${one} changes`, ({ cost }) => bar(cost.total, most)),
    ...(data.plans.some(({ tracked }) => tracked) ? [row("Of these, as it turned out", ({ plan }) => turnedOut(plan))] : []),
    row(`${capital(data.people)} in absorbed ${plural(one)}`, ({ cost }) => bar(cost.peopleMerged, most)),
    row(capital(labels), (each) => [numberWords(each, side)]),
    row(`${capital(labels)}: ${RELATION_WORDS.straddling}`, (each) => {
      const open = fitCounts(each, side).open.footprints;
      return [element("strong", {}, count(fitCounts(each, side).cuts.footprints)), open ? small(`and ${count(open)} ${agree(open, "depends", "depend")} on undecided ground`) : ""];
    }),
    row(`${capital(data.people)} on the same ground`, (each) => [percent(each.share), small(counted(fitCounts(each, side).same.footprints, sets[side].label))]),
    ...(outcomes[0].partners.size ? [row("Partners with fewer or more footprints", (each) => [partnersWords(each)])] : []),
    row("Only here", (each) => onlyHere(each, outcomes.filter((other) => other !== each))),
  ];
}

function headOf(pins, at) {
  const here = pins[at];
  const title = planTitle(here);
  return element("th", { scope: "col" }, element("span", { class: "letter" }, "ABCD"[at]), " ", title, element("span", { class: "acts" },
    button("Show", () => (here.edits.length ? record({ base: here.base, edits: here.edits, moment: "after" }) : choosePlan(here.base)), { class: "link", "aria-label": `Show ${title}` }),
    pins.length > 1 ? button("×", () => change({ pins: pins.filter((each) => each !== here) }), { class: "link", "aria-label": `Remove ${title}` }) : ""));
}

// What a cell says, with plain numbers, for a spreadsheet.
const plainCell = (cell) => csvText(cell.map((part) => part.textContent ?? part).filter(Boolean).join("; ").replace(/(?<=\d),(?=\d{3})/g, ""));

function barOf(pins, extent, rows) {
  const others = [...new Set([...readyPlans.keys(), ...data.plans.map(({ id }) => id)])].filter((id) => !pins.some((each) => alike(each, pinOf(id))));
  const select = element("select", { "aria-label": "Pin another plan" }, element("option", { value: "" }, "Pin another plan …"),
    ...others.map((id) => element("option", { value: id }, planBy(id).title)));
  select.addEventListener("change", () => select.value && pin(select.value, []));
  const own = pinOf(state.base, state.edits);
  const full = pins.length >= MOST_PINS;
  const where = element("input", { type: "checkbox", checked: extent });
  where.addEventListener("change", () => { byId("view-plans").dataset.extent = where.checked ? "differ" : ""; draw(); });
  select.disabled = full;
  const pinned = pins.some((each) => alike(each, own));
  return element("div", { class: "table-bar" }, select,
    pinned ? "" : button("Pin the plan shown", () => pin(own.base, own.edits), { class: "act", disabled: full }),
    hasGround && pins.length > 1 ? element("label", {}, where, " Only where they differ") : "",
    button("Save as CSV", () => saveCsv("plans", [
      ["", ...pins.map((each) => csvText(planTitle(each)))], ...rows.map(({ words, cells }) => [csvText(words), ...cells.map(plainCell)]),
    ]), { class: "act" }));
}

function draw() {
  const box = byId("view-plans");
  const pins = pinsNow();
  const outcomes = pins.map(outcomeOfPin);
  const extent = box.dataset.extent === "differ" && pins.length > 1;
  const where = extent ? whereDiffering(outcomes) : [];
  const side = toldSide(planBy(data.asked ?? "unchanged"));
  const pictures = outcomes.map((outcome, at) => (hasGround
    ? smallMap(outcome, { where: where.length ? where : null, words: `Map of ${planTitle(pins[at])}` }) : chips(outcome, side)));
  const rows = figureRows(outcomes);
  const table = element("table", { class: "side-by-side" },
    element("caption", {}, `${capital(few(pins.length))} ${pins.length === 1 ? "plan" : "plans, side by side"}`),
    element("thead", {}, element("tr", {}, element("td"), ...pins.map((_, at) => headOf(pins, at)))),
    element("tbody", {},
      element("tr", { class: "pictures" }, element("th", { scope: "row" }, hasGround ? `How ${plural(sets[side].label)} fit` : "In the way"), ...pictures.map((each) => element("td", {}, each))),
      ...rows.map(({ words, cells }) => element("tr", {}, element("th", { scope: "row" }, words),
        ...cells.map((cell) => element("td", {}, ...cell.flatMap((part, at) => (at && part ? [element("br"), part] : [part]))))))));
  box.replaceChildren(barOf(pins, extent, rows), element("div", { class: "sides", tabindex: 0, role: "region", "aria-label": "Plans side by side" }, table));
}

export function startPlans() {
  follow((now) => { if (now.view === "plans") draw(); }, ["pins", "view", ...OF_PLANS]);
}
