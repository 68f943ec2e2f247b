// The story at first sight: a finding with its figure, and what matches, what stands in the way and what
// the plan would change, each with where to see it. True of any data and any plan.

import { data, nodes, sets } from "../model/data.js";
import { fitCounts, fitWords, footprintsInClass, toldSide } from "../model/fit.js";
import { sum } from "../model/measures.js";
import { suggestionsOf } from "../model/suggestions.js";
import {
  agree, capital, count, counted, few, joined, millions, people, percent, plural, undecidedSaid, withArticle,
} from "../model/words.js";
import { inTheWay } from "../plans/optimum.js";
import { before, change, current, hasPlan, state, view } from "../plans/state.js";
import { button, byId, drawn, element, fill, linkTo } from "../views/elements.js";
import { networkStory } from "../views/network/story.js";
import { FIT_COLOURS } from "../views/paint.js";
import { hatched } from "../views/signs.js";

const ALL = { focus: null, moment: "before", colouring: "agreement" };
const groundView = state.view; // the first view: the map where there is ground

const border = (other) => `the border of ${withArticle(other)}`;
const share = (number) => (before.uncovered.people
  ? `${percent(number / before.covered)} of those in both sets` : percent(number / before.covered));

// -- the finding -----------------------------------------------------------------------------------

/** @param {Outcome} outcome @param {number} side */
function finding(outcome, side) {
  const [own, other] = [sets[side].label, sets[1 - side].label];
  const counts = fitCounts(outcome, side);
  const total = outcome.sides[side].ids.length;
  const of = (fit) => counts[fit].footprints;
  if (!total) return `There is no ${own} to compare with the ${plural(other)}`;
  if (of("none") === total) return `No ${own} shares ${data.people} with ${withArticle(other)}`;
  const all = total === 1 ? `The only ${own}` : `${total === 2 ? "Both" : `All ${few(total)}`} ${plural(own)}`;
  const some = (number) => (number === total ? all : `${capital(few(number))} of ${count(total)} ${plural(own)}`);
  if (of("cuts")) return `${some(of("cuts"))} ${agree(of("cuts"), "cuts", "cut")} across ${border(other)}`;
  if (of("open")) {
    return of("open") === total ? `${some(total)} ${agree(total, "depends", "depend")} on undecided ground`
      : `No ${own} cuts across ${border(other)}, but ${few(of("open"))} ${agree(of("open"), "depends", "depend")} on undecided ground`;
  }
  if (of("same")) return `${some(of("same"))} ${agree(of("same"), "covers", "cover")} the same ground as ${withArticle(other)}`;
  return `No ${own} cuts across ${border(other)}, and none covers the same ground as one`;
}

// -- the sentences ---------------------------------------------------------------------------------

function whatMatches(side) {
  const [own, other] = [sets[side].label, sets[1 - side].label];
  const counts = fitCounts(before, side);
  if (!before.people) return { bold: `There are no ${data.people}`, rest: " in these data.", sub: [] };
  const { same, inside, none } = counts;
  const parts = [];
  if (inside.people) {
    const verbs = agree(inside.footprints, ["lies", "holds"], ["lie", "hold"]);
    parts.push(`${millions(inside.people)} in ${counted(inside.footprints, own)} that ${verbs[0]} wholly inside ${withArticle(other)} or ${verbs[1]} whole ones`);
  }
  if (none.people) {
    const lacking = sum(before.outside.filter((row) => row.side === side).map((row) => row.people));
    const all = Math.abs(lacking - none.people) < 0.5;
    parts.push(`${millions(none.people)} ${all ? `${agree(none.people, "has", "have")} no ${other} yet` : `${agree(none.people, "is", "are")} in only one of the two or in none`}`);
  }
  const first = same.footprints ? `${capital(millions(same.people))} ${data.people} in ${counted(same.footprints, own)}. ` : "";
  return {
    bold: `${before.peopleCoterminous ? percent(before.share) : "None"} of ${before.peopleCoterminous ? "" : "the "}${data.people}`,
    rest: ` are where ${withArticle(own)} and ${withArticle(other)} cover the same ground.`,
    bar: counts, sub: [`${first}${parts.length ? `${capital(parts.join("; "))}.` : ""}`],
    show: [["Show me", ALL]],
  };
}

// Names, each with its panel behind it; many are counted.
function footprintLinks(ids, most = 4) {
  const shown = ids.length > most + 1 ? ids.slice(0, most) : ids;
  const apart = shown.some((id) => nodes[id].bare.includes(",")) ? "; " : ", ";
  const rest = ids.length - shown.length;
  return [
    ...shown.flatMap((id, at) => [at ? apart : "", fill(linkTo(nodes[id], nodes[id].bare), { class: "link named" }, [])]),
    rest ? ` and ${few(rest)} more` : "",
  ];
}

function whatStandsInTheWay(side) {
  const [own, other] = [sets[side].label, sets[1 - side].label];
  const [cuts, open] = ["cuts", "open"].map((fit) => footprintsInClass(fit, before, side));
  const focus = (ids, words) => ({ ...ALL, focus: { ids, name: words, told: true } });
  const depend = (number) => agree(number, "depends", "depend");
  if (cuts.length) {
    const more = open.length ? [`. ${capital(few(open.length))} more ${depend(open.length)} on undecided ground.`] : ["."];
    return {
      bold: `${capital(few(cuts.length))} ${plural(own, cuts.length)} ${agree(cuts.length, "stands", "stand")} in the way.`,
      rest: "", sub: [...footprintLinks(cuts), ...more],
      show: [["Show me", focus([...cuts, ...open], `What stands in the way: ${counted(cuts.length, own)}`)]],
    };
  }
  if (open.length) {
    return {
      bold: "What is in the way is undecided ground:", rest: ` ${few(open.length)} ${plural(own, open.length)} ${depend(open.length)} on it.`,
      sub: [...footprintLinks(open), "."], show: [["Show me", focus(open, `${counted(open.length, own)} that ${depend(open.length)} on undecided ground`)]],
    };
  }
  const linked = before.sides[side].ids.length - fitCounts(before, side).none.footprints;
  return linked
    ? { bold: "Nothing stands in the way:", rest: ` no ${own} cuts across ${border(other)}.`, sub: [] }
    : { bold: "Nothing can stand in the way", rest: `: the two sets share no ${data.people}.`, sub: [] };
}

// Steps and who is concerned: another ICB for so many, mergers, new footprints.
function costsOf(steps) {
  const labels = sets.filter((_, side) => steps.some((step) => step.side === side && step.moved)).map(({ label }) => label);
  const moved = sum(steps.map((step) => step.moved));
  const parts = [];
  if (moved) parts.push(`another ${joined(labels, "or")} for ${people(moved, steps.some((step) => step.moved && step.estimated))} (${share(moved)})`);
  const absorbed = sum(steps.map(({ action, from, into }) => (action === "merge" ? from.filter((id) => id !== into).length : 0)));
  const made = steps.filter(({ action }) => action === "new").length;
  parts.push(absorbed ? `${few(absorbed)} absorbed in mergers` : moved ? "no merger" : "nobody changes");
  if (made) parts.push(`${few(made)} new`);
  return parts.join(", ");
}

function whatThePlanChanges(side) {
  const { after } = current();
  const own = sets[side].label;
  const show = [["Show me", { ...ALL, moment: groundView === "map" ? "slide" : "after" }], ["Compare plans", { view: "plans", focus: null }]];
  if (!hasPlan()) {
    return {
      bold: "No plan is chosen.", rest: data.plans.length ? " Choose one below, or make your own." : " Make your own below.",
      sub: [], show: data.plans.length ? show.slice(1) : [],
    };
  }
  const steps = suggestionsOf(after);
  if (!steps.length) {
    const met = after.plan.target && !inTheWay(after).length;
    return { bold: met ? "No change is needed" : "The plan changes nothing", rest: met ? ": what it aims at is met." : ".", sub: [], show: [] };
  }
  const needed = steps.filter((step) => step.needed);
  const hangs = steps.some((step) => step.needed === false);
  const changes = (number) => counted(number, "change").replace(/^\d+/, capital(few(number)));
  const rest = ` ${costsOf(needed.length && hangs ? needed : steps)}.`;
  const absorbed = after.cost.peopleMerged ? `${people(after.cost.peopleMerged)} ${agree(after.cost.peopleMerged, "is", "are")} in footprints that are absorbed. ` : "";
  const then = fitCounts(after, side);
  const left = [];
  if (then.cuts.footprints) left.push(`${few(then.cuts.footprints)} ${plural(own, then.cuts.footprints)} ${agree(then.cuts.footprints, "cuts", "cut")} across`);
  if (then.open.footprints) left.push(`${few(then.open.footprints)} ${agree(then.open.footprints, "depends", "depend")} on undecided ground`);
  const outcome = left.length ? `Then ${joined(left)}.` : `Then ${then.same.footprints ? `${count(then.same.footprints)} ${agree(then.same.footprints, "covers", "cover")} the same ground, and ` : ""}none cuts across.`;
  const tag = element("span", { class: "tag" }, "Needed either way");
  if (needed.length && hangs) {
    return {
      bold: `${changes(needed.length)} ${agree(needed.length, "is", "are")} needed:`, rest,
      sub: [tag, ` ${capital(few(steps.length))}, and ${people(sum(steps.map((step) => step.moved)))}, ${undecidedSaid(after.plan)}. ${absorbed}${outcome}`], show,
    };
  }
  const settles = !then.cuts.footprints;
  return {
    bold: `${changes(steps.length)} ${settles ? "would settle it" : agree(steps.length, "is planned", "are planned")}:`, rest,
    sub: [...(needed.length ? [tag, " "] : []), `${absorbed}${outcome}`], show,
  };
}

// The whole story, as words.
export function storyNow() {
  const side = toldSide(current().after.plan);
  return { heading: finding(before, side), side, sayings: [whatMatches(side), whatStandsInTheWay(side), whatThePlanChanges(side)] };
}

// -- as it is shown --------------------------------------------------------------------------------

// People by class as one bar.
function fitBar(counts, side) {
  const all = before.people;
  const words = fitWords(side);
  const order = ["same", "inside", "open", "cuts", "none"].filter((fit) => counts[fit].people > 0);
  let at = 0;
  const parts = order.flatMap((fit) => {
    const width = (100 * counts[fit].people) / all;
    const spot = { x: at, width: Math.max(0, width - 0.3), height: 12 };
    at += width;
    return [drawn("rect", { ...spot, fill: FIT_COLOURS[fit] }), ...(fit === "none" ? [hatched(spot)] : [])];
  });
  const said = order.map((fit) => `${words[fit]} ${millions(counts[fit].people)}`).join(", ");
  return drawn("svg", { class: "fit-bar", viewBox: "0 0 100 12", preserveAspectRatio: "none", role: "img", "aria-label": said }, ...parts);
}

function showLink([words, patch]) {
  const made = button(words, () => {
    const at = patch.view ?? (patch.colouring && !["map", "network"].includes(state.view) ? groundView : state.view);
    change({ ...patch, view: patch.moment === "slide" ? groundView : at });
  }, { class: "link show" });
  return [" ", made];
}

export function startStory() {
  const box = byId("story");
  const render = () => {
    /** @type {{ heading: string, sayings: any[], side?: number }} */
    const { heading: words, sayings, side = 0 } = (state.view === "network" && networkStory()) || storyNow();
    box.replaceChildren(element("h1", {}, words), element("div", { class: "says" }, ...sayings.map(({ bold, rest, bar, small: note = "", sub = [note], show = [] }) =>
      element("section", { class: "say" }, element("p", {}, element("strong", {}, bold), rest), bar ? fitBar(bar, side) : "",
        element("p", { class: "sub" }, ...sub, ...show.flatMap(showLink))))));
  };
  render();
  view((now, earlier) => {
    const told = ["base", "edits", "view", ...(now.view === "network" ? ["layer", "tie", "moment"] : [])];
    if (told.some((name) => now[name] !== earlier[name])) render();
  });
}

