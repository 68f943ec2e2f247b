// The tables: everything that the views draw, in rows that can be sorted, filtered and taken away.

import { data, GRADES, isBlock, kindOf, membershipsOf, nodes, sets, sideOf } from "../model/data.js";
import { INFERRED } from "../model/ground.js";
import { MEASURES, sum } from "../model/measures.js";
import { burden } from "../model/outcome.js";
import { suggestionsOf } from "../model/suggestions.js";
import { STRADDLING } from "../model/relations.js";
import {
  ACTIONS, blockWords, capital, count, counted, oneDecimal, people, percent, plural, RELATION_MEANINGS, RELATION_WORDS,
  RELATIONS,
} from "../model/words.js";
import { optimumWords } from "../plans/optimum.js";
import { planBy, readyPlans } from "../plans/plans.js";
import {
  before, choosePlan, current, follow, hasPlan, isEdited, outcomeOfPlan, planTitle, shown, state,
} from "../plans/state.js";
import { DataTable, linksColumn, numberColumn, peopleColumn, shareColumn, wordColumn } from "./datatable.js";
import { button, byId, element, linkTo, markTab, small, startTabs } from "./elements.js";
import { changesOf } from "./paint.js";

// -- what the tables hold -----------------------------------------------------------------------------

const labelsOf = (words) => sets.map(({ label }) => words(label));
const isThen = () => state.moment === "after" && hasPlan();
const captionOf = (words) => `${words}, ${isThen() ? `as it is and after the plan (${planTitle()})` : "as it is"}`;
const nameColumn = (title) =>
  wordColumn("name", title, ({ id }) => nodes[id].name, { cell: ({ id }) => linkTo(nodes[id]) });
const codeColumn = wordColumn("code", "Code", ({ id }) => nodes[id].code);
const evidenceWords = (pairs) => pairs.map(([grade, number]) => `${GRADES[grade]}: ${count(number)}`);

function suggestionTable() {
  const rows = suggestionsOf(current().after).map((step) => ({ ...step, ids: [...step.from, step.into, ...step.organisations] }));
  const support = numberColumn("support", "Agreement between runs", "", (row) => row.support, {
    show: (each) => each.toFixed(2),
  });
  const either = wordColumn("needed", "Needed either way", ({ needed }) => (needed === null ? "" : needed ? "yes" : "no"));
  const places = new Map();
  for (const { package: code } of rows) if (!places.has(code)) places.set(code, places.size + 1);
  return {
    key: "suggestions", rows, notes: suggestionNotes(),
    caption: `Suggestions of “${planTitle()}”, the most worthwhile first`,
    group: ({ package: code, place: name }) => ({ key: code, title: `${places.get(code)}. ${name}` }),
    empty: hasPlan() ? "This plan takes no steps: it changes nothing."
      : "No plan chosen: choose one on the left, and the steps it takes are listed here, with a reason for each.",
    columns: [
      numberColumn("rank", "Rank", "", ({ rank }) => rank),
      wordColumn("place", "Place", (row) => row.place, { inGroup: true }),
      wordColumn("action", "Step", ({ action, side }) => `${capital(ACTIONS[action])} (${sets[side].label})`),
      wordColumn("reason", "Reason", (row) => row.reason, { kind: "long" }),
      peopleColumn("moved", "Footprint changes for", (row) => row.moved, {
        cell: ({ moved, estimated }) => (estimated ? people(moved, true, "").trim() : count(moved)),
      }),
      linksColumn("from", "From", (row) => row.from),
      linksColumn("into", "Into", (row) => [row.into]),
      linksColumn("organisations", capital(blockWords), (row) => row.organisations),
      peopleColumn("affected", "In the footprints named", (row) => row.affected),
      wordColumn("evidence", "Evidence", ({ evidence }) => evidenceWords(evidence).join("; "), {
        cell: ({ evidence }) => evidenceWords(evidence).map((words) => element("span", { class: "item" }, words)),
      }),
      numberColumn("partners", "Partners at both ends", "", ({ partners }) => partners.length),
      numberColumn("fewer", "Partners left with fewer footprints", "", ({ fewer }) => fewer.length),
      numberColumn("more", "Partners left with more", "", ({ more }) => more.length),
      shareColumn("share", "Meeting the aim then", "% of all", (row) => row.share),
      ...(rows.some((row) => row.needed !== null) ? [either] : []),
      ...(rows.some((row) => row.support !== null) ? [support] : []),
    ],
  };
}

function suggestionNotes() {
  if (!isEdited()) return [];
  const words = state.edits.filter(({ kind }) => kind !== "lock").map((each) => each.words).filter(Boolean);
  const said = `This plan was made by hand, in ${counted(words.length, "change")}:`;
  return [element("p", {}, said), element("ol", {}, ...words.map((each) => element("li", {}, each)))];
}

function footprintTable() {
  const [then, after] = [isThen(), current().after];
  const figuresOf = (id, outcome) => {
    if (id === null || !outcome.has(id)) return null;
    const side = sideOf(nodes[id]);
    const each = outcome.sides[side];
    const at = each.place.get(id);
    return {
      relation: RELATION_WORDS[RELATIONS[each.relation[at]]], people: each.people[at], outside: each.outside[at],
      overlaps: each.overlaps[at].length, inhomogeneity: outcome.inhomogeneity[side][at],
    };
  };
  const rows = [0, 1].flatMap((side) => {
    const { ids, from } = after.sides[side];
    const fresh = then ? ids.filter((id) => !before.has(id) && !from.get(id).length) : [];
    return [...before.sides[side].ids, ...fresh].map((id) => {
      const next = then ? (before.has(id) ? after.successorOf(id) : id) : null;
      const about = next === null ? [id] : [id, next];
      return { id, next, now: figuresOf(id, before), then: figuresOf(next, after), ids: about };
    });
  });
  const of = (when, key) => (row) => row[when]?.[key] ?? null;
  return {
    key: "footprints", rows, caption: captionOf(`Footprints: ${labelsOf((label) => plural(label)).join(" and ")}`),
    columns: [
      nameColumn("Footprint"), codeColumn,
      wordColumn("set", "Set", ({ id }) => kindOf(nodes[id]).label),
      wordColumn("relation", "Relation to the other set", (row) => row.now?.relation ?? "not there"),
      peopleColumn("people", "People", of("now", "people")),
      peopleColumn("outside", "Of them outside the other set", of("now", "outside")),
      numberColumn("overlaps", "Overlaps", "footprints", of("now", "overlaps")),
      shareColumn("inhomogeneity", "Mixed", "% of all there is", of("now", "inhomogeneity")),
      ...(then ? [
        linksColumn("next", "After the plan", (row) => [row.next], ({ now }) => (now ? "" : "new")),
        wordColumn("relation-then", "Relation then", (row) => row.then?.relation ?? ""),
        peopleColumn("people-then", "People then", of("then", "people")),
        numberColumn("overlaps-then", "Overlaps then", "footprints", of("then", "overlaps")),
      ] : []),
    ],
  };
}

function organisationTable() {
  const [then, after] = [isThen(), current().after];
  const rows = nodes.filter(isBlock).map(({ id }) => ({
    id, ids: [id, ...shown().homes.get(id).flat().map((place) => place.id)],
    edges: [0, 1].map((side) => membershipsOf[id].filter(({ to }) => sideOf(nodes[to]) === side)),
    homes: after.homes.get(id),
  }));
  const shareWords = (share) => (share < 0.9995 ? [percent(share)] : []);
  const noteNow = (side) => (row, id) => {
    const { share, evidence, asOf } = row.edges[side].find(({ to }) => to === id);
    return [...shareWords(share), evidence, ...(asOf ? [`as of ${asOf}`] : [])].join(", ");
  };
  const noteThen = (side) => (row, id) => {
    const place = row.homes[side].find((each) => each.id === id);
    return [...shareWords(place.share), ...(place.moved ? ["changed"] : [])].join(", ");
  };
  const changes = ({ id, edges }) => sets.flatMap(({ label }, side) => {
    if (changesOf(id, after).includes(side)) return [label];
    return !edges[side].length && after.homes.get(id)[side].length ? [`${label} given`] : [];
  }).join(", ");
  const edgesOf = (side) => (row) => row.edges[side].map(({ to }) => to);
  const homesThen = (side) => (row) => row.homes[side].map(({ id }) => id);
  return {
    key: "organisations", rows, caption: captionOf(`${capital(blockWords)} and their footprints, with the evidence`),
    columns: [
      nameColumn("Name"), codeColumn,
      peopleColumn("people", "People", ({ id }) => nodes[id].people ?? null),
      ...sets.map(({ label }, side) => linksColumn(`now-${side}`, label, edgesOf(side), noteNow(side))),
      ...(then ? [
        ...sets.map(({ label }, side) =>
          linksColumn(`then-${side}`, `${label} after the plan`, homesThen(side), noteThen(side))),
        wordColumn("changes", "Changes", changes),
      ] : []),
    ],
  };
}

function partnerTable() {
  const [then, { partners }] = [isThen(), current().after];
  const rows = [...partners].map(([id, places]) => ({
    id, ...places, ids: [id, ...(then ? places.then : places.now).flat()],
  }));
  const signed = (number) => (number > 0 ? `+${count(number)}` : count(number).replace("-", "−"));
  return {
    key: "partners", rows, caption: captionOf("Partners and the footprints they deal with"),
    empty: "There are no partners in these data: every organisation is ground of which footprints are made.",
    columns: [
      nameColumn("Partner"), codeColumn, wordColumn("kind", "Kind", ({ id }) => kindOf(nodes[id]).label),
      ...sets.map(({ label }, side) => linksColumn(`now-${side}`, plural(label), (row) => row.now[side])),
      numberColumn("burden", "Deals with", "footprints", ({ now }) => burden(now)),
      ...(then ? [
        ...sets.map(({ label }, side) =>
          linksColumn(`then-${side}`, `${plural(label)} after the plan`, (row) => row.then[side])),
        numberColumn("burden-then", "Deals with then", "footprints", (row) => burden(row.then)),
        numberColumn("change", "Difference", "footprints", (row) => burden(row.then) - burden(row.now), {
          show: signed, csv: (row) => String(burden(row.then) - burden(row.now)),
        }),
      ] : []),
    ],
  };
}

// -- plans compared -----------------------------------------------------------------------------------

const plansKnown = new WeakMap(); // what comes of a plan, by the plan: it takes a while to compute

function planFigures(outcome) {
  const { cost, split, share } = outcome;
  const change = [...outcome.partners.values()].map(({ now, then }) => burden(then) - burden(now));
  return {
    moved: cost.moved, inferred: cost.byGrade[INFERRED], estimated: cost.estimated, merged: cost.merged,
    peopleMerged: cost.peopleMerged, added: cost.added, split: split.map((blocks) => blocks.length), share,
    straddling: sum(outcome.sides.map(({ relation }) => relation.filter((each) => each === STRADDLING).length)),
    fewer: change.filter((each) => each < 0).length, more: change.filter((each) => each > 0).length,
  };
}

const planIds = () =>
  ["unchanged", ...(readyPlans.has("loaded") ? ["loaded"] : []), ...data.plans.map(({ id }) => id)];

function figuresOfPlan(id) {
  const plan = planBy(id);
  if (!plansKnown.has(plan)) plansKnown.set(plan, planFigures(outcomeOfPlan(id)));
  return plansKnown.get(plan);
}

const arePlansKnown = () => planIds().every((id) => readyPlans.has(id) && plansKnown.has(planBy(id)));

// Compute what comes of every plan, letting the page breathe between them.
function computePlans(done) {
  const until = performance.now() + 30;
  for (const id of planIds()) {
    figuresOfPlan(id);
    if (performance.now() > until && !arePlansKnown()) {
      setTimeout(() => computePlans(done), 0);
      return;
    }
  }
  done();
}

function planTable() {
  const title = ({ plan, yours }) => {
    if (yours) return planTitle();
    return plan.id === "loaded" ? `Loaded: ${plan.title}` : plan.title;
  };
  const chooses = (row) =>
    button(title(row), () => choosePlan(row.plan.id), { class: "link", "data-choose": row.plan.id });
  const rows = !arePlansKnown() ? [] : planIds().map((id) => ({
    plan: planBy(id), yours: false, ...figuresOfPlan(id), beside: capital(planBy(id).beside?.note ?? ""),
  }));
  if (rows.length && isEdited()) {
    const { after, plan } = current();
    rows.splice(1, 0, { plan, yours: true, ...planFigures(after), beside: optimumWords(after) });
  }
  const isShown = ({ plan, yours }) => state.base === plan.id && yours === isEdited();
  const numbers = (key) => (row) => row[key];
  return {
    key: "plans", rows, caption: "What each plan comes to",
    empty: `Computing what comes of ${count(planIds().length)} plans …`,
    columns: [
      wordColumn("plan", "Plan", title, {
        cell: (row) => [row.yours ? title(row) : chooses(row), isShown(row) ? small(" shown") : ""],
      }),
      ...sets.map(({ label }, side) =>
        peopleColumn(`moved-${side}`, `${label} changes for`, ({ moved }) => moved[side])),
      peopleColumn("inferred", "Of them on inferred evidence", numbers("inferred")),
      peopleColumn("estimated", "Of them estimated", numbers("estimated")),
      numberColumn("merged", "Absorbed in mergers", "footprints", numbers("merged")),
      peopleColumn("people-merged", "In those absorbed", numbers("peopleMerged")),
      numberColumn("added", "New", "footprints", numbers("added")),
      ...sets.map(({ label }, side) =>
        numberColumn(`split-${side}`, `Split between ${plural(label)}`, blockWords, ({ split }) => split[side])),
      numberColumn("fewer", "Partners with fewer footprints", "", numbers("fewer")),
      numberColumn("more", "Partners with more", "", numbers("more")),
      numberColumn("straddling", "Straddling then", "footprints", numbers("straddling")),
      shareColumn("share", "Coterminous then", `% of ${data.people}`, numbers("share")),
      wordColumn("beside", "Beside the optimum", ({ beside }) => beside, { kind: "long" }),
    ],
  };
}

// -- measures -----------------------------------------------------------------------------------------

function measureRows() {
  const [a, b] = sets.map(({ label }) => label);
  const decimals = (number) => number.toFixed(4);
  const row = (name, of, words, unit = "", show = count) => ({ name, of, words, unit, show });
  const relations = sets.flatMap(({ label }, side) => RELATIONS.map((name, number) => row(
    `${plural(label)}: ${RELATION_WORDS[name]}`, ({ sides }) => sides[side].relation.filter((each) => each === number).length,
    `Each: ${RELATION_MEANINGS[name](sets[1 - side].label)}.`, plural(label))));
  const measured = MEASURES.flatMap(({ key, name, unit, words }) => {
    const show = unit === data.people ? count : decimals;
    if (typeof name === "string") return [row(name, ({ measures }) => measures[key], words([a, b]), unit, show)];
    return [[a, b], [b, a]].map((labels, side) =>
      row(name(labels), ({ measures }) => measures[key][side], words(labels), unit, show));
  });
  return [
    row("Coterminous pairs", ({ pairs: number }) => number,
      `Pairs of one ${a} and one ${b} that hold exactly the same people.`, "pairs"),
    row("Coterminous share", ({ share }) => 100 * share,
      `How many of all ${data.people} are in such a pair.`, "%", (each) => oneDecimal.format(each)),
    ...relations,
    row("Parts that hang together", ({ components }) => components,
      "Groups of footprints linked by people they share; no plan need look beyond one of them.", "groups"),
    ...measured,
  ];
}

function measureTable() {
  const then = isThen();
  const value = (outcome) => ({ of }) => of(outcome());
  const told = (key, title, outcome) => numberColumn(key, title, "", value(outcome), {
    cell: (row) => row.show(row.of(outcome())), text: (row) => row.show(row.of(outcome())),
    csv: (row) => String(row.unit === data.people ? Math.round(row.of(outcome())) : row.of(outcome())),
  });
  return {
    key: "measures", rows: measureRows(), caption: captionOf("How far the two sets agree"),
    columns: [
      wordColumn("measure", "Measure", ({ name }) => name),
      told("now", "As it is", () => before),
      ...(then ? [told("then", "After the plan", () => current().after)] : []),
      wordColumn("unit", "Unit", ({ unit }) => unit),
      wordColumn("words", "What it says", ({ words }) => words, { kind: "long" }),
    ],
  };
}

// -- the view -----------------------------------------------------------------------------------------

/** @type {[key: string, title: string | null, make: () => object][]} */
const TABLES = [
  ["suggestions", "Suggestions", suggestionTable], ["footprints", "Footprints", footprintTable],
  ["organisations", null, organisationTable], ["partners", "Partners", partnerTable],
  ["plans", "Plans compared", planTable], ["measures", "Measures", measureTable],
];

export function startTables() {
  const box = byId("view-tables");
  let chosen = hasPlan() ? "suggestions" : "footprints";
  let drawnFor = null;
  const tabs = TABLES.map(([key, title]) => element("button", {
    type: "button", role: "tab", id: `table-tab-${key}`, "aria-controls": "table-panel", "data-table": key,
  }, title ?? capital(blockWords)));
  const panel = element("div", { id: "table-panel", class: "table-panel", role: "tabpanel" });
  const look = { class: "table-tabs", role: "tablist", "aria-label": "Tables" };
  box.replaceChildren(element("div", look, ...tabs), panel);
  const table = new DataTable(panel);

  const render = () => {
    markTab(tabs, TABLES.findIndex(([key]) => key === chosen));
    panel.setAttribute("aria-labelledby", `table-tab-${chosen}`);
    const [, , make] = TABLES.find(([key]) => key === chosen);
    table.show(make());
    if (chosen === "plans" && !arePlansKnown()) {
      setTimeout(() => computePlans(() => chosen === "plans" && render()), 20);
    }
  };
  startTabs(tabs, (at) => {
    const [key] = TABLES[at];
    if (key === chosen) return;
    chosen = key;
    render();
  });
  follow((now) => {
    if (now.view !== "tables") return;
    const wanted = [now.base, now.edits, now.moment];
    if (drawnFor?.every((value, at) => value === wanted[at])) table.refocus();
    else render();
    drawnFor = wanted;
  });
}
