// What a board is told of each set that can change: its footprints in six lines, and the people in them.

import { data, sets } from "../model/data.js";
import { boardCounts } from "../model/relations.js";
import { capital, count, plural } from "../model/words.js";
import { before, current, hasPlan } from "../plans/state.js";
import { element, small } from "../views/elements.js";

export function boards() {
  const { after } = current();
  const outcomes = hasPlan() ? [before, after] : [before];
  const changing = [0, 1].filter((side) => !data.fixed.includes(sets[side].name) && after.plan.lead !== sets[side].name);
  return changing.map((side) => {
    const label = capital(plural(sets[side].label));
    const counts = outcomes.map((outcome) => boardCounts(outcome.sides[side]));
    const heads = ["Number now", "Number with the plan"].slice(0, counts.length);
    return element("table", { "data-board": sets[side].name },
      element("caption", {}, `${label} by how they fit, and the ${data.people} in them`),
      element("thead", {}, element("tr", {}, ...[label, ...heads].map((words) => element("th", { scope: "col" }, words)))),
      element("tbody", {}, ...data.words.board[side].map(([key, words]) => element("tr", {},
        element("th", { scope: "row" }, capital(words)),
        ...counts.map((each) => element("td", {}, count(each[key].footprints), element("br"), small(count(each[key].people))))))));
  });
}
