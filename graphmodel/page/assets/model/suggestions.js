// Suggestions: the steps of a plan, ranked, with who is affected and why; always computed here, from
// what a plan does, and never taken from what a file says of it.

import { kindOf, nodes } from "./data.js";
import { rankSteps } from "./ranking.js";
import { Reasons } from "./reasons.js";
import { burdenChanges, identityOf, partnersAtBothEnds, stepsOf } from "./steps.js";

const ofOutcome = new WeakMap();

/** @param {Outcome} outcome @returns {Step[]} */
export function suggestionsOf(outcome) {
  if (!ofOutcome.has(outcome)) ofOutcome.set(outcome, suggested(outcome));
  return ofOutcome.get(outcome);
}

function suggested(outcome) {
  const { plan } = outcome;
  const reasons = new Reasons(outcome);
  const paired = plan.lead === "joint" && plan.target === "coterminous";
  const needed = plan.neededEitherWay && new Set(plan.neededEitherWay.map((each) => JSON.stringify(each)));
  return rankSteps(outcome, stepsOf(outcome)).map(({ step, place, share }, at) => {
    const partners = partnersAtBothEnds(step, outcome);
    const ofKind = (key) => partners.filter((id) => kindOf(nodes[id]).key === key);
    const changes = [...burdenChanges(step, outcome)];
    return {
      ...step, rank: at + 1, package: nodes[place].code, place: paired ? nodes[place].bare : nodes[place].name, share,
      needed: needed ? needed.has(identityOf(step)) : null,
      providers: ofKind("provider"), councils: ofKind("council"), partners: [...ofKind("provider"), ...ofKind("council")],
      fewer: changes.filter(([, change]) => change < 0).map(([id]) => id),
      more: changes.filter(([, change]) => change > 0).map(([id]) => id),
      support: step.action === "merge" ? plan.support?.[step.side]?.[nodes[step.into].code] ?? null : null,
      reason: reasons.sentence(step),
    };
  });
}
