// What the reader has chosen and done: one object, views that are drawn from it, and a history.

import {
  data, footprintBy, isBlock, isFootprint, kinds, nodes, ORIGINAL, referenceTo, showNames, sideOf,
} from "../model/data.js";
import { originalGround } from "../model/ground.js";
import { outcomeOf } from "../model/outcome.js";
import { joined } from "../model/words.js";
import { objectionTo } from "./objections.js";
import { readPlanFile, refuseFile } from "./planfile.js";
import { edited, lockedBy, packedPlans, planBy, readyPlans, UNCHANGED } from "./plans.js";
import { misstated } from "./verify.js";

export const VIEWS = ["map", "flow", "network", "matrix", "tables", "plans"];

/** @type {State} */
export const state = {
  base: "unchanged", // the plan shown, by its id
  edits: [], // what was done to it by hand
  moment: "before", // or "after", or on the map "slide": both
  view: nodes.some((node) => isBlock(node) && node.at) ? "map" : "network",
  colouring: "agreement", // of blocks; or "a", "b"
  layer: "overlaps", // of the network; or "around", "members", "ties-0", "ties-1"
  tie: "people", // or another kind of ties.js
  hidden: new Set(kinds.flatMap((kind, number) => (kind.role === "partner" ? [number] : []))),
  focus: null, // { id } of a node, or { ids, name } of footprints that hang together
  pins: null, // the plans side by side, as { base, edits }; null for those that are there at first
};
export const past = []; // plans and edits to go back to
export const ahead = []; // and to go forward to again
const views = [];
let tellRefusal = (_title, _words) => {};

// Say how the reader is told that something was refused: a function of a title and of words.
/** @param {(title: string, words: string) => void} tell */
export function whenRefused(tell) {
  tellRefusal = tell;
}

// Register a view: a function of the state and of the state before the change.
export function view(render) {
  views.push(render);
}

// Draw something now, and again with every change of what it follows; without keys, with every one.
/** @param {(now: State) => void} render @param {string[] | null} keys */
export function follow(render, keys = null) {
  render(state);
  view((now, earlier) => {
    if (!keys || keys.some((key) => now[key] !== earlier[key])) render(now);
  });
}
export const OF_PLANS = ["base", "edits"]; // what plan is shown hangs on these

/** @param {Partial<State>} patch */
export function change(patch) {
  const earlier = { ...state };
  Object.assign(state, patch);
  if (state.moment === "slide" && state.view !== "map") state.moment = "after";
  nameNow();
  for (const render of views) render(state, earlier);
  remember();
}

// -- what comes of it ------------------------------------------------------------------------------

export const before = outcomeOf(originalGround, UNCHANGED);
let known = { base: "unchanged", edits: state.edits, plan: UNCHANGED, before, after: before };

// The plan as edited, with its outcome; computed once for each plan and edits.
/** @returns {Current} */
export const current = () => workedOut(state.base, state.edits);

function workedOut(id, edits) {
  if (known.base !== id || known.edits !== edits) known = { base: id, edits, plan: planBy(id), before, after: outcomeWith(id, edits) };
  return known;
}

const ofPlans = new WeakMap([[UNCHANGED, before]]);

// What comes of a plan of the page as it is, whatever is done to the one shown.
/** @returns {Outcome} */
export function outcomeOfPlan(id) {
  const plan = planBy(id);
  if (!ofPlans.has(plan)) ofPlans.set(plan, outcomeOf(originalGround, plan));
  return ofPlans.get(plan);
}

function outcomeWith(id, edits) {
  const { ground, plan } = edited(planBy(id), edits);
  return plan === planBy(id) && ground === originalGround ? outcomeOfPlan(id) : outcomeOf(ground, plan);
}

const ofPins = new WeakMap();

// What comes of a plan that is pinned.
/** @param {Pin} pin @returns {Outcome} */
export function outcomeOfPin(pin) {
  if (!ofPins.has(pin)) ofPins.set(pin, outcomeWith(pin.base, pin.edits));
  return ofPins.get(pin);
}

// Whether a plan with these edits cannot be; the reader is then told why.
function refused(title, id, edits) {
  const words = objectionTo(workedOut(id, edits).after, lockedBy(edits));
  if (words) tellRefusal(title, words);
  return words !== "";
}

// Names given by a plan are those of footprints as it leaves them.
export const nameNow = () => showNames(shown().plan.names);

// The outcome that the views show.
export const shown = () => (state.moment === "after" ? current().after : before);
export const isEdited = () => state.edits.some(({ kind }) => kind !== "lock");
export const hasPlan = () => state.base !== "unchanged" || isEdited();

/** @param {Pin} pin */
export function planTitle({ base, edits } = state) {
  const { title } = planBy(base);
  return edits.some(({ kind }) => kind !== "lock") ? `${title}, changed by hand` : title;
}

// -- history ---------------------------------------------------------------------------------------

const snapshot = () => ({ base: state.base, edits: state.edits });

export function record(patch) {
  past.push(snapshot());
  ahead.length = 0;
  change(patch);
}

// Locks and gifts hold whatever plan is chosen; what was done to the plan before does not.
export function choosePlan(id) {
  if (id === state.base && !isEdited()) return;
  const edits = state.edits.filter(({ kind }) => kind === "lock" || kind === "give");
  const same = edits.length === state.edits.length ? state.edits : edits;
  const idle = id === "unchanged" && !edits.some(({ kind }) => kind === "give");
  if (refused("The plan was not chosen", id, same)) return;
  record({ base: id, edits: same, moment: idle ? "before" : "after", focus: surviving(state.focus) });
}

// Tells whether it was done.
/** @param {Edit[]} made */
export function edit(...made) {
  const only = made.every(({ kind }) => kind === "lock");
  const edits = [...state.edits, ...made];
  if (refused(only ? "It was not locked" : "Nothing was changed", state.base, edits)) return false;
  record({ edits, moment: only ? state.moment : "after" });
  return true;
}

function back(from, to) {
  if (!from.length) return false;
  to.push(snapshot());
  const { base, edits } = from.pop();
  const still = base === "unchanged" && !edits.some(({ kind }) => kind !== "lock");
  change({ base, edits, moment: still ? "before" : state.moment, focus: surviving(state.focus) });
  return true;
}
export const undo = () => back(past, ahead);
export const redo = () => back(ahead, past);

// -- focus -----------------------------------------------------------------------------------------

// What is in focus stays so, where it still is anything.
function surviving(focus) {
  return focus && (focus.ids || focus.id < ORIGINAL) ? focus : null;
}

export function focusOn(id) {
  if (id === null) return change({ focus: null });
  const node = nodes[id];
  if (!isFootprint(node) || shown().has(id)) return change({ focus: { id } });
  // A footprint that is not there at this moment is shown at the other.
  const other = state.moment === "after" ? before : current().after;
  const moment = other.has(id) ? (state.moment === "after" ? "before" : "after") : state.moment;
  return change({ focus: { id }, moment });
}

export const focusOnComponent = (ids, name) => change({ focus: { ids, name } });

// Put an overlap in focus: its two footprints.
export const focusOnOverlap = (at) => focusOnComponent([...at], joined(at.map((id) => nodes[id].name)));

// The footprint that a footprint is seen in, in an outcome: itself, or the one that carries it on.
export function seenAs(id, outcome) {
  if (outcome.has(id)) return id;
  const next = outcome.successorOf(id);
  if (outcome.has(next)) return next;
  const from = [0, 1].flatMap((side) => current().after.sides[side].from.get(id) ?? []);
  return from.find((each) => outcome.has(each)) ?? null;
}

// Everything that is lit while something is in focus, by number; null where nothing is.
export function lit() {
  const { focus } = state;
  if (!focus) return null;
  const outcome = shown();
  const found = new Set();
  if (focus.ids) for (const id of focus.ids) light(seenAs(id, outcome), outcome, found, false);
  else light(isFootprint(nodes[focus.id]) ? seenAs(focus.id, outcome) : focus.id, outcome, found, true);
  return found.size ? found : null;
}

function light(id, outcome, found, around) {
  if (id === null) return;
  found.add(id);
  const node = nodes[id];
  if (isFootprint(node)) {
    const side = sideOf(node);
    const at = outcome.sides[side].place.get(id);
    if (around) for (const { id: other } of outcome.sides[side].overlaps[at]) found.add(other);
    for (const { block, at: ends } of outcome.portions) if (ends[side] === id) found.add(block);
    for (const row of outcome.outside) if (row.at === id) found.add(row.block);
    for (const [partner, { now, then }] of outcome.partners) {
      if ((state.moment === "after" ? then : now)[side].includes(id)) found.add(partner);
    }
  } else if (isBlock(node)) {
    for (const places of outcome.homes.get(id)) for (const place of places) found.add(place.id);
  } else {
    const { now, then } = outcome.partners.get(id);
    for (const ids of state.moment === "after" ? then : now) for (const each of ids) found.add(each);
  }
}

// -- between visits --------------------------------------------------------------------------------
// Kept under the hash of what the page is made of, so that no other page meets it; offered, never imposed.

const STORE = `graphmodel ${data.content}`;
const KEPT_KEYS = ["base", "edits", "moment", "view", "colouring", "pins"];

// Some browsers forbid storage to pages that are opened from a disk: then a visit begins anew.
function remember() {
  try {
    const { hidden, focus } = state;
    const kept = {
      ...Object.fromEntries(KEPT_KEYS.map((key) => [key, state[key]])), hidden: [...hidden],
      focus: focus && (focus.ids ? { ...focus, ids: focus.ids.map(referenceTo) } : { id: referenceTo(focus.id) }),
      loaded: data.loadedFile ?? null,
    };
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    // Nothing is lost but the convenience.
  }
}

const earlierVisit = (() => {
  try {
    return JSON.parse(localStorage.getItem(STORE));
  } catch {
    return null;
  }
})();

// What an earlier visit left to go on with: some plan chosen, changed or pinned; null where there is none.
export function leftOff() {
  const { base, edits, pins } = earlierVisit ?? {};
  if (!Array.isArray(edits) || !(edits.length || pins || (base !== state.base && base !== "unchanged"))) return null;
  return { changes: edits.length, title: packedPlans.has(base) ? planBy(base).title : "" };
}

// Go on where an earlier visit left off; whatever is wrong with what was kept, the page stays as it is.
export function goOn() {
  const now = { ...state };
  const at = (reference) => {
    const id = footprintBy(reference);
    if (!nodes[id]) throw new RangeError("there is no such node");
    return id;
  };
  try {
    const { loaded, hidden, focus, base, edits, moment, view: shownView, pins } = earlierVisit;
    if (loaded) takePlanFile(loaded.stated, loaded.name);
    const there = (id) => packedPlans.has(id) || readyPlans.has(id);
    if (![base, ...(pins ?? []).map((pin) => pin.base)].every(there) || !VIEWS.includes(shownView)) throw new RangeError("no such plan or view");
    const { ground, plan } = edited(planBy(base), edits);
    if (objectionTo(outcomeOf(ground, plan), lockedBy(edits))) throw new RangeError("no such plan");
    (pins ?? []).forEach(outcomeOfPin);
    change({
      ...Object.fromEntries(KEPT_KEYS.map((key) => [key, earlierVisit[key]])), moment: moment === "before" ? "before" : "after",
      colouring: ["a", "b"].includes(earlierVisit.colouring) ? earlierVisit.colouring : "agreement", hidden: new Set(hidden),
      focus: focus && (focus.ids ? { name: String(focus.name), ids: focus.ids.map(at) } : { id: at(focus.id) }),
    });
    return true;
  } catch {
    change(now);
    forget();
    return false;
  }
}

export function forget() {
  try {
    localStorage.removeItem(STORE);
  } catch {
    // There is no storage to clear.
  }
}

// Take a plan file: its plan is there to be chosen then, and its gifts and locks are returned as edits.
// What `graphmodel verify` would refuse is refused.
export function takePlanFile(stated, name) {
  const { plan, edits } = readPlanFile(stated, name);
  const { ground } = edited(plan, edits);
  refuseFile(misstated(stated, { before, after: outcomeOf(ground, plan), plan, edits }));
  readyPlans.set("loaded", plan);
  data.loadedFile = { stated, name };
  return edits;
}
