// A moment of the page in words that stand behind the # of its address: what is shown, and of what.

import { isFootprint, kindOf, nodes, sets } from "../model/data.js";
import { plainText } from "../model/words.js";
import { packedPlans } from "./plans.js";
import { state, VIEWS } from "./state.js";

const MOMENTS = ["before", "slide", "after"];
const ofThePage = (id) => id === "unchanged" || packedPlans.has(id);
const wordOf = (id) => (isFootprint(nodes[id]) ? `${kindOf(nodes[id]).key}:${nodes[id].code}` : nodes[id].code);

// What a link says of what is shown now. What was done by hand is in no link: a plan file carries it.
export function momentNow() {
  const { base, view, moment, colouring, focus, pins } = state;
  const words = new URLSearchParams({ view, moment });
  if (ofThePage(base)) words.set("plan", base);
  if (colouring !== "agreement") words.set("colour", sets["ab".indexOf(colouring)].name);
  for (const id of focus?.ids ?? (focus ? [focus.id] : [])) words.append("focus", wordOf(id));
  for (const { base: id, edits } of pins ?? []) if (ofThePage(id) && !edits.length) words.append("pin", id);
  return words.toString();
}

// What words like these ask for, as a change of the state; what they name and is not there is left out.
/** @param {string} text @returns {Partial<State>} */
export function momentOf(text) {
  const words = new URLSearchParams(text);
  /** @type {Partial<State>} */
  const patch = {};
  const [plan, view, moment, colour] = ["plan", "view", "moment", "colour"].map((key) => words.get(key));
  if (ofThePage(plan)) Object.assign(patch, { base: plan, edits: [] });
  if (VIEWS.includes(view)) patch.view = view;
  if (MOMENTS.includes(moment)) patch.moment = /** @type {State["moment"]} */ (moment);
  const side = sets.findIndex(({ name }) => name === colour);
  if (colour) patch.colouring = side < 0 ? "agreement" : /** @type {const} */ (["a", "b"])[side];
  const called = (word) => nodes.find((node) => [wordOf(node.id), node.code, node.bare, node.name].some((each) => plainText(each) === plainText(word)));
  const ids = words.getAll("focus").map(called).filter(Boolean).map(({ id }) => id);
  if (ids.length) patch.focus = ids.length === 1 ? { id: ids[0] } : { ids, name: ids.map((id) => nodes[id].name).join(", ") };
  const pins = words.getAll("pin").filter(ofThePage).slice(0, 4);
  if (pins.length) patch.pins = pins.map((id) => ({ base: id, edits: [] }));
  return patch;
}
