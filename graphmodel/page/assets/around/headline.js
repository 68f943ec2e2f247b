// The headline: what there is and how far it fits, each figure with its definition on hover or focus.

import { data, kinds, sets } from "../model/data.js";
import { INFERRED } from "../model/ground.js";
import { sum } from "../model/measures.js";
import {
  brief, capital, count, counted, people, percent, plural, RELATION_MEANINGS, RELATION_WORDS, RELATIONS, withArticle,
} from "../model/words.js";
import { hasPlan, planTitle, shown, state, view } from "../plans/state.js";
import { byId, element, small } from "../views/elements.js";
import { COLOURS } from "../views/paint.js";
import { explain } from "../views/tips.js";

function figure(name, number, note, words) {
  const value = element("button", { type: "button", class: "figure" }, number);
  const box = element("div", {}, element("dt", {}, name), element("dd", {}, value, note.length ? small(" ", note) : ""));
  explain(value, words, box);
  return box;
}

// Signs of the relations, as in the flow and the matrix.
const RELATION_SIGNS = { coterminous: "=", nested: "\u2282", holding: "\u2283", open: "?", straddling: "\u00d7", alone: "\u25cb" };

// How many footprints of a side there are of each relation: sign, number and colour.
function relationCountsOf(side, outcome) {
  const { relation } = outcome.sides[side];
  return RELATIONS.map((name, number) => [name, relation.filter((each) => each === number).length])
    .filter(([, many]) => many)
    .map(([name, many]) => {
      const made = element("span", { class: "relation" },
        element("span", { "aria-hidden": "true" }, RELATION_SIGNS[name]), ` ${count(many)}`,
        element("span", { class: "unseen" }, ` ${RELATION_WORDS[name]}`));
      made.style.borderColor = COLOURS[name];
      return made;
    });
}

function relationExplanation(side, outcome) {
  const [own, other] = side ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const { relation } = outcome.sides[side];
  const parts = RELATIONS.map((name, number) => {
    const many = relation.filter((each) => each === number).length;
    return many ? `${RELATION_SIGNS[name]} ${count(many)} ${RELATION_WORDS[name]} (${RELATION_MEANINGS[name](other.label)})` : null;
  }).filter(Boolean);
  return `How each ${own.label} relates to the ${plural(other.label)}: ${parts.join("; ")}.`;
}

function headlineFigures(outcome) {
  const { sides } = outcome;
  const [a, b] = sets.map(({ label }) => label);
  const inferred = sum(outcome.portions.filter(({ evidence }) => evidence === INFERRED).map((each) => each.people));
  const figures = [
    figure("Coterminous", percent(outcome.share), `of ${data.people}`,
      `The share of all ${people(outcome.people)} in ${withArticle(a)} and ${withArticle(b)} that hold exactly the same people: ${counted(outcome.pairs, "pair")} of footprints with ${people(outcome.peopleCoterminous)}.`),
    ...[0, 1].map((side) => figure(
      capital(plural(sets[side].label)), count(sides[side].ids.length),
      relationCountsOf(side, outcome), relationExplanation(side, outcome))),
    figure("Inferred", outcome.covered ? percent(inferred / outcome.covered) : "–", "of memberships",
      `The share of the ${data.people} in both sets whose place in one of them rests on an inference, a judgement of ours, and not on a document.`),
  ];
  if (outcome.uncovered.people) {
    figures.push(figure("Uncovered", brief(outcome.uncovered.people), "",
      `${people(outcome.uncovered.people)} in ${counted(outcome.uncovered.blocks, kinds.find(({ role }) => role === "block")?.label ?? "place")} have no footprint in one of the two sets. They are reported and never changed, unless you give them one.`));
  }
  return figures;
}

// What is shown, in a sentence.
export function planSentence(outcome) {
  if (state.moment === "before") {
    return hasPlan() ? "As it is, before the plan." : "As it is. Choose a plan on the left, or make one in the panel on the right.";
  }
  const { cost } = outcome;
  const parts = [0, 1].filter((side) => cost.moved[side] > 0).map((side) =>
    `${people(cost.moved[side])} whose ${sets[side].label} changes (${percent(cost.moved[side] / outcome.covered)})`);
  if (!parts.length) parts.push("nobody's footprint changes but by mergers");
  for (const side of [0, 1]) {
    if (cost.mergedBySide[side]) parts.push(`${counted(cost.mergedBySide[side], sets[side].label)} absorbed in mergers`);
    if (cost.addedBySide[side]) parts.push(`${count(cost.addedBySide[side])} new ${plural(sets[side].label, cost.addedBySide[side])}`);
  }
  const { gifts } = outcome.ground;
  if (gifts) parts.push(`${count(gifts)} places given a footprint`);
  return `${planTitle()}: ${parts.join("; ")}.`;
}

export function startHeadline() {
  const render = () => {
    const outcome = shown();
    byId("headline").replaceChildren(...headlineFigures(outcome));
    byId("plan-now").textContent = planSentence(outcome);
  };
  render();
  view((now, earlier) => {
    if (now.base !== earlier.base || now.edits !== earlier.edits || now.moment !== earlier.moment) render();
  });
}
