// How a plan compares with the exact frontier that came with the page.

import { data } from "../model/data.js";
import { count, people } from "../model/words.js";

// The least people any plan changes so that as many joint footprints can be formed by mergers alone
// as can be of this outcome, from the exact frontier that came with the page.
function besideOptimum(outcome) {
  const { frontier } = data;
  const joint = outcome.components;
  if (outcome.ground.gifts) return { joint, least: null, why: "gifts" };
  if (!frontier.points.length) return { joint, least: null, why: "unknown" };
  const fewest = frontier.points[0][0];
  if (joint <= fewest) return { joint, least: 0, bound: 0, optimal: true, why: null };
  const point = frontier.points.find(([number]) => number === joint);
  if (!point) return { joint, least: null, why: "impossible" };
  return { joint, least: point[1], why: null };
}

// How the plan as it stands compares with the best there is, in words.
export function optimumWords(outcome) {
  const { joint, least, why } = besideOptimum(outcome);
  const moved = outcome.cost.total;
  if (why === "gifts") return "The exact optimum is known for the footprints as they are, not with those you gave.";
  if (why === "unknown") return "The exact optimum is not in this page.";
  const start = `With this plan ${count(joint)} joint footprints could be formed by mergers alone`;
  if (why === "impossible") return `${start}, more than any plan without new footprints can have.`;
  if (moved <= least + 1e-6 * Math.max(1, least)) {
    const fewer = least - moved > 1e-6 * Math.max(1, least);
    return `${start}. ${fewer ? `It changes ${count(least - moved)} fewer ${data.people} than the best plan without new footprints.` : `No plan with as many changes fewer ${data.people}: ${count(least)}.`}`;
  }
  return `${start}. The best plan with as many changes ${people(least)}, ${count(moved - least)} fewer than this one.`;
}
