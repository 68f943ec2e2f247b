// The target that a plan made by hand is judged by: which one, what is in its way, what it would take.

import { data, nodes } from "../model/data.js";
import { capital, count } from "../model/words.js";
import { inTheWay, optimumWords } from "../plans/optimum.js";
import { current, edit, isEdited } from "../plans/state.js";
import { element, heading, linkTo, list, small } from "../views/elements.js";
import { relationSaid } from "../views/paint.js";

const NONE = "none";

// What can be aimed at: what the plans of the page aim at.
/** @type {[string, { words: string, lead?: string, target?: string, footprints?: number }][]} */
const AIMS = [...new Map(data.plans.filter(({ target }) => target).map((plan) => {
  const { lead, target, options: { footprints } } = plan;
  return /** @type {const} */ ([keyOf(plan), { lead, target, footprints, words: plan.title }]);
})).entries()].sort(([one], [other]) => Number(one.endsWith("coterminous")) - Number(other.endsWith("coterminous")));

/** @param {PlanFacts} plan */
function keyOf({ lead, target, options: { footprints } }) {
  const joint = lead === "joint" && target === "coterminous";
  return target ? [lead, joint ? footprints ?? "" : "", target].join("|") : NONE;
}

function aimForm(plan) {
  const here = keyOf(plan);
  const select = element("select", {}, element("option", { value: NONE }, "no target"),
    ...AIMS.map(([value, { words }]) => element("option", { value }, words)));
  if (here !== NONE && !AIMS.some(([value]) => value === here)) select.append(element("option", { value: here }, `${plan.lead}, ${plan.target}`));
  select.value = here;
  select.addEventListener("change", () => {
    const chosen = AIMS.find(([value]) => value === select.value)?.[1];
    const { lead = null, target = null, footprints } = chosen ?? {};
    edit({ kind: "aim", lead, target, footprints, words: chosen ? `Judged by: ${chosen.words}` : "Judged by no target" });
  });
  return element("fieldset", { class: "form" }, element("legend", {}, "What it aims at"), element("label", {}, "Target", select));
}

// For a plan made by hand: its target, what is in the way of it, and how it stands to the best.
export function aimPanel() {
  const { after } = current();
  const { plan } = after;
  if (!isEdited() && plan.method !== "manual") return [];
  const way = inTheWay(after);
  const state = !plan.target ? [] : way.length
    ? [heading(`In the way of its target (${count(way.length)})`), list(way.map((id) =>
      [linkTo(nodes[id]), small(`${capital(relationSaid(id, after))}.`)]))]
    : [element("p", {}, "Its target is met.")];
  return [heading("Judged by its target"), aimForm(plan), element("p", {}, optimumWords(after)), ...state];
}
