// The choice of a plan: as it is, led by either set, compatible, and the exact frontier as a chart.

import { data, sets } from "../model/data.js";
import { sum } from "../model/measures.js";
import { suggestionsOf } from "../model/suggestions.js";
import { agree, brief, capital, counted, people, percent, plural, RELATION_WORDS, UNDECIDED_WORDS } from "../model/words.js";
import { optimumWords } from "../plans/optimum.js";
import { packedPlans, planBy, readyPlans } from "../plans/plans.js";
import { before, choosePlan, current, follow, isEdited, OF_PLANS, state } from "../plans/state.js";
import { byId, drawn, element, heading, list, small } from "../views/elements.js";

const CHART = { width: 250, height: 150, left: 34, right: 8, top: 10, bottom: 30 };

const frontierPoints = data.frontier.points.map(([joint, moved, merged]) => ({
  joint, moved, merged, id: packedPlans.has(`joint-${joint}`) ? `joint-${joint}` : null,
}));

function planButton(id, title, note, name = null) {
  const label = name && `${name}: ${note}`;
  const made = element("button", { type: "button", class: "plan", "data-plan": id, "aria-pressed": "false", "aria-label": label },
    element("span", {}, title), element("span", {}, note));
  made.addEventListener("click", () => choosePlan(id));
  return made;
}

// What a plan costs, never one without the other: whose footprint changes, and who is in a footprint
// that is absorbed.
const bothCosts = (moved, merged) =>
  `${people(moved)} ${agree(moved, "changes", "change")} footprint${before.covered ? ` (${percent(moved / before.covered)})` : ""}, ${people(merged)} ${agree(merged, "is", "are")} in footprints absorbed by mergers`;
/** @param {PackedPlan} plan */
const briefly = ({ peopleMoved, peopleMerged }) =>
  (peopleMerged ? `${brief(peopleMoved)}, ${brief(peopleMerged)} absorbed` : brief(peopleMoved));

// Few round numbers from 0 to beyond the largest.
function ticksUpTo(most) {
  if (!(most > 0)) return [0, 1];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough));
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => at * step);
}

// -- the chart -------------------------------------------------------------------------------------

class FrontierChart {
  #points = frontierPoints;
  #circles = [];
  #yours;
  element;

  constructor() {
    const { width, height, left, right, top, bottom } = CHART;
    const most = Math.max(...this.#points.map((point) => point.moved));
    const ticks = ticksUpTo(most);
    const [first, last] = [this.#points[0].joint, this.#points.at(-1).joint];
    const x = (joint) => left + ((joint - first) / Math.max(1, last - first)) * (width - left - right - 8) + 4;
    const y = (moved) => height - bottom - (moved / ticks.at(-1)) * (height - top - bottom);
    this.x = x;
    this.y = y;
    const svg = drawn("svg", {
      class: "frontier", viewBox: `0 0 ${width} ${height}`, role: "slider", tabindex: 0,
      "aria-label": "Number of joint footprints", "aria-valuemin": first, "aria-valuemax": last,
      "aria-describedby": "frontier-note",
    });
    for (const tick of ticks) {
      svg.append(
        drawn("line", { class: "axis", x1: left, x2: width - right, y1: y(tick), y2: y(tick), "stroke-width": tick ? 0.3 : 1 }),
        drawn("text", { x: left - 4, y: y(tick) + 3, "text-anchor": "end" }, brief(tick)),
      );
    }
    const every = Math.ceil(this.#points.length / 7);
    this.#points.forEach(({ joint }, at) => {
      if (at % every === 0) svg.append(drawn("text", { x: x(joint), y: height - bottom + 13, "text-anchor": "middle" }, String(joint)));
    });
    svg.append(
      drawn("text", { x: (left + width) / 2, y: height - 3, "text-anchor": "middle" }, "joint footprints"),
      drawn("polyline", { class: "curve", points: this.#points.map(({ joint, moved }) => `${x(joint)},${y(moved)}`).join(" ") }),
    );
    this.#circles = this.#points.map((point, at) => {
      const circle = drawn("circle", { class: `point${point.id ? "" : " absent"}`, cx: x(point.joint), cy: y(point.moved), r: this.#points.length > 30 ? 3 : 4.5 });
      circle.append(drawn("title", {}, this.#words(point)));
      circle.addEventListener("click", () => this.#take(at));
      return circle;
    });
    this.#yours = drawn("path", { class: "yours", d: "M0-5L5 0L0 5L-5 0Z", visibility: "hidden" });
    svg.append(...this.#circles, this.#yours);
    svg.addEventListener("keydown", (event) => this.#step(event));
    this.element = svg;
  }

  #words({ joint, moved, merged, id }) {
    const absent = id ? "" : "; not carried by this page: graphmodel suggest --footprints makes it";
    return `${counted(joint, "joint footprint")}: ${bothCosts(moved, merged)}${absent}`;
  }

  #take(at) {
    const { id } = this.#points[at];
    if (id) choosePlan(id);
  }

  #step(event) {
    const here = this.#points.findIndex(({ id }) => id === state.base);
    const reach = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    let at = { Home: 0, End: this.#points.length - 1 }[event.key];
    const towards = event.key === "End" ? -1 : 1;
    if (reach) {
      at = here < 0 ? this.#points.findIndex(({ joint }) => joint === data.frontier.recommended) : here + reach;
      while (this.#points[at] && !this.#points[at].id) at += reach;
    } else if (at !== undefined) while (this.#points[at] && !this.#points[at].id) at += towards;
    if (at === undefined) return;
    event.preventDefault();
    if (this.#points[at]) this.#take(at);
  }

  update({ base }) {
    const here = this.#points.findIndex(({ id }) => id === base);
    this.#circles.forEach((circle, at) => circle.classList.toggle("here", at === here));
    const svg = this.element;
    svg.setAttribute("aria-valuenow", this.#points[Math.max(here, 0)].joint);
    svg.setAttribute("aria-valuetext", here < 0 ? "none chosen" : this.#words(this.#points[here]));
    const { after } = current();
    const [first, last] = [this.#points[0].joint, this.#points.at(-1).joint];
    const yours = isEdited() && after.components >= first && after.components <= last && !after.ground.gifts;
    this.#yours.setAttribute("visibility", yours ? "visible" : "hidden");
    if (yours) {
      const top = Math.max(CHART.top, this.y(after.cost.total));
      this.#yours.setAttribute("transform", `translate(${this.x(after.components)} ${top})`);
    }
  }
}

// -- the choice ---------------------------------------------------------------------------------------

// The plans that one set leads, and the compatible one in which both may change, under headings.
function planGroups() {
  const groups = [
    ...sets.map(({ name, label }) => ({ title: `${capital(plural(label))} lead`, lead: name })),
    { title: `Both may change, none ${RELATION_WORDS.straddling}`, lead: "joint" },
  ];
  return groups.flatMap(({ title, lead }) => {
    const plans = data.plans.filter((plan) => plan.group === "led" && plan.lead === lead);
    if (!plans.length) return [];
    const name = ({ id, target, options }) => [
      capital(target),
      ...(options.undecided === "open" || plans.filter((plan) => plan.target === target).length > 1
        ? [UNDECIDED_WORDS[options.undecided]] : []),
      ...(id === data.asked ? ["what is asked"] : []),
    ].join(", ");
    return [heading(title), ...plans.map((plan) => planButton(plan.id, name(plan), briefly(plan), plan.title))];
  });
}

export function startChooser() {
  const box = byId("plans");
  const chart = frontierPoints.length ? new FrontierChart() : null;
  const given = data.plans.filter(({ group }) => group === "given" || group === "decided");
  const loaded = element("div", {});
  const chosen = element("p", {});
  const optimum = element("p", {});
  const yours = element("div", { class: "history" });
  const joint = [
    heading("Both may change: the exact frontier"),
    ...(chart ? [small(`Fewest ${data.people} whose footprint changes`), chart.element, small(frontierEnds())] : []),
    element("details", {}, element("summary", {}, small("Why no fewer and no more?")),
      element("p", { id: "frontier-note" }, small(data.frontier.note))),
  ];
  box.replaceChildren(
    planButton("unchanged", "As it is", "0"), ...given.map((plan) => planButton(plan.id, plan.title, briefly(plan))),
    loaded, chosen, optimum, yours, ...joint, ...planGroups(),
    element("p", {}, small(`Figures: ${data.people} whose footprint changes; where footprints merge, also those in the ones absorbed.`)),
  );
  byId("fold-plans").querySelector("summary span").textContent = data.plans.length ? `${counted(data.plans.length, "plan")}, or make one` : "make one";
  byId("fold-analysts").querySelector("summary span").textContent = "measures, evidence, method";
  const render = (now) => {
    loaded.replaceChildren(...(readyPlans.has("loaded") ? [planButton("loaded", `Loaded: ${planBy("loaded").title}`, "")] : []));
    for (const each of box.querySelectorAll("[data-plan]")) each.setAttribute("aria-pressed", String(each.dataset.plan === now.base));
    chart?.update(now);
    const { after } = current();
    chosen.textContent = now.base === "unchanged" || isEdited() ? ""
      : `${planBy(now.base).title}: ${bothCosts(after.cost.total, after.cost.peopleMerged)}.${eitherWords(after)}`;
    optimum.replaceChildren(small(comparisonWords(now, after)));
    yours.replaceChildren(...editList(now));
  };
  follow(render, OF_PLANS);
}

// What the ends of the frontier cost.
function frontierEnds() {
  const ends = [...new Set([frontierPoints[0], frontierPoints.at(-1)])];
  return `${ends.map(({ joint, moved, merged }) => `With ${counted(joint, "joint footprint")} ${bothCosts(moved, merged)}`).join(". ")}.`;
}

// How much of a plan is needed whatever becomes of undecided ground.
function eitherWords(after) {
  const steps = suggestionsOf(after);
  if (!steps.some(({ needed }) => needed !== null)) return "";
  const needed = steps.filter((step) => step.needed);
  if (!needed.length) return " None of its steps is needed either way: they hang on what becomes of undecided ground.";
  const moved = sum(needed.map((step) => step.moved));
  return ` Of its ${counted(steps.length, "step")}, ${needed.length} ${agree(needed.length, "is", "are")} needed either way, whatever becomes of undecided ground (${people(moved)}).`;
}

function comparisonWords({ base }, after) {
  if (isEdited()) return optimumWords(after);
  const { beside } = planBy(base);
  return beside?.note && base !== "unchanged" ? `${capital(beside.note)}.` : "";
}

// What was done by hand, the latest first.
function editList({ edits }) {
  const told = edits.map(({ words }) => words).filter(Boolean).reverse();
  return told.length ? [heading(`Your changes (${told.length})`), list(told)] : [];
}
