// Reasons: what a step changes, for whom, and on what evidence, in one sentence; word for word those of
// graphmodel/steps/reasons.py, which a test compares.

import { byCode, data, GRADES, isBlock, kindOf, kinds, membershipsOf, nodes, ORIGINAL, sets, sideOf } from "./data.js";
import { separatesUndecided } from "./ranking.js";
import { partnersAtBothEnds, peopleOf } from "./steps.js";
import { ABBREVIATION, agree, capital, count, joined, nounAndTail, oneDecimal, people, plural, RELATIONS } from "./words.js";

// What a footprint that overlaps one other does to it, by its relation.
const AGREEMENTS = { coterminous: "match", nested: "lie within", holding: "hold" };
const NAMED_AT_MOST = 4;

// -- words: those of graphmodel/wording.py -----------------------------------------------------------

const shareOf = (part, total) => `${oneDecimal.format(total ? 100 * (part / total) : 0)} %`;

function partPhrase(part, total) {
  const share = part / total;
  if (share < 0.0005) return "under 0.1 %";
  return share > 1 - 0.0005 ? "over 99.9 %" : shareOf(part, total);
}

function joinNames(names, others = "others") {
  const shown = names.length > 1 ? names.map((name) => (/,| and /.test(name) ? `‘${name}’` : name)) : names;
  const rest = shown.length - (NAMED_AT_MOST - 1);
  return joined(rest > 1 ? [...shown.slice(0, NAMED_AT_MOST - 1), `${rest} ${others}`] : shown);
}

// A name without the kind that it ends in: all of the label, its noun or its letters.
function withoutKind(name, label) {
  const [noun, tail] = nounAndTail(label);
  const isShort = noun === noun.toUpperCase() && noun !== noun.toLowerCase();
  const letters = ABBREVIATION.exec(tail)?.[1] ?? (isShort ? noun : "");
  const endings = [label, noun, noun.split(" ").at(-1), letters];
  const last = letters ? name.split(/\s+/).slice(-letters.length) : [];
  if (letters && last.map((word) => word.charAt(0)).join("").toUpperCase() === letters) endings.push(last.join(" "));
  const ending = endings.filter(Boolean).sort((one, other) => other.length - one.length)
    .find((kind) => name.toLowerCase().endsWith(` ${kind.toLowerCase()}`));
  return ending ? name.slice(0, -ending.length - 1).trimEnd() || name : name;
}

function labelledName(name, label) {
  const low = name.toLowerCase();
  if (withoutKind(name, label) === name) return low === label.toLowerCase() ? name : `${name} ${label}`;
  const [, tail] = nounAndTail(label);
  return tail.startsWith(" of ") && !low.endsWith(tail.toLowerCase()) ? name + tail : name;
}

// Footprints of one set with the set's label: the Devon and Peninsula LDRs.
function phrase(side, ids) {
  const { label } = sets[side];
  const names = ids.map((id) => nodes[id].bare.replace(/^The /, ""));
  if (!names.length) return `no ${label}`;
  if (names.length === 1) return `the ${labelledName(names[0], label)}`;
  const bare = names.map((name) => withoutKind(name, label));
  if (names.length > NAMED_AT_MOST) return `the ${joinNames(bare, `other ${plural(label)}`)}`;
  return `the ${joinNames(bare)} ${plural(label)}`;
}

function evidenceClause(evidence) {
  if (!evidence.length) return "no evidence recorded";
  const labels = evidence.map(([grade]) => (GRADES[grade] === "area" ? "area-level" : GRADES[grade]));
  const weakest = labels.pop();
  if (!labels.length) return `${weakest} membership`;
  const total = evidence.reduce((all, [, number]) => all + number, 0);
  return `${weakest} membership for ${partPhrase(evidence.at(-1)[1], total)} of these ${data.people}, ${joined(labels, "or")} for the rest`;
}

// -- sentences ---------------------------------------------------------------------------------------

export class Reasons {
  #outcome;
  #people;
  #splits;

  /** @param {Outcome} outcome */
  constructor(outcome) {
    this.#outcome = outcome;
    this.#people = peopleOf(outcome.ground);
    this.#splits = [0, 1].map((side) => nodes.filter((node) => isBlock(node) && node.people > 0).map(({ id }) =>
      membershipsOf[id].filter(({ from, to, share }) => from === id && share < 1 && sideOf(nodes[to]) === side).map(({ to }) => to)));
  }

  /** @param {Change} step */
  sentence(step) {
    const body = { move: this.#move, new: this.#new, merge: this.#merge }[step.action].call(this, step);
    const clauses = [body, this.#shared(step), this.#alternative(step), this.#undecided(step), evidenceClause(step.evidence)];
    return `${clauses.filter(Boolean).join("; ")}.`;
  }

  // The footprint that results, by the name given to it where there is one, and that of today.
  #into({ side, into }) {
    const given = this.#outcome.plan.names.get(into);
    const { bare } = nodes[into];
    if (!given || given === bare) return phrase(side, [into]);
    const today = into < ORIGINAL ? ` (today: ${bare})` : "";
    return `the ${labelledName(given.replace(/^The /, ""), sets[side].label)}${today}`;
  }

  #move(step) {
    return `${this.#who(step)} would change from ${phrase(step.side, step.from)} to ${this.#into(step)}`;
  }

  #new(step) {
    const { lead, method } = this.#outcome.plan;
    const made = this.#into(step).replace(/^the /, "");
    const led = sets.some(({ name }) => name === lead) && method !== "manual";
    const why = led ? `, since no ${sets[step.side].label} has most of its ${data.people} there` : "";
    return `${this.#who(step)} would leave ${phrase(step.side, step.from)} and form a new ${made}${why}`;
  }

  #merge(step) {
    const { side, from, into } = step;
    const absorbed = from.filter((id) => id !== into);
    const inside = absorbed.reduce((all, id) => all + this.#people.all(id), 0);
    const everybody = people(step.affected, this.#divides(side, from));
    const others = people(inside, this.#divides(side, absorbed), "of them");
    return `${capital(phrase(side, absorbed))} would become part of ${this.#into(step)}${this.#agreement(step)}`
      + ` (${everybody}, ${others} in the ${plural("footprint", absorbed.length)} absorbed)`;
  }

  // Whether some block lies partly in these footprints and partly in others of their set.
  #divides(side, ids) {
    return this.#splits[side].some((places) => places.some((id) => ids.includes(id)) && !places.every((id) => ids.includes(id)));
  }

  // What a merged footprint would be to the one it then overlaps, where it is one.
  #agreement({ side, into }) {
    const { overlaps, relation, place } = this.#outcome.sides[side];
    const at = place.get(into);
    const verb = AGREEMENTS[RELATIONS[relation[at]]];
    if (overlaps[at].length !== 1 || !verb) return "";
    return `, which would then ${verb} ${phrase(1 - side, [overlaps[at][0].id])}`;
  }

  // The other way to undo the same overlaps, where either side could give way.
  #alternative({ action, side, from, rows }) {
    const { plan, portions, sides, successorOf } = this.#outcome;
    const { rules } = plan.options;
    const free = !rules || !Object.keys(rules).length;
    if (plan.lead !== "joint" || plan.method === "manual" || action !== "move" || !free) return "";
    const other = 1 - side;
    const leaving = [...new Set(rows.map((row) => portions[row].was[other]))].sort(byCode);
    const left = phrase(other, leaving);
    if (plan.target === "compatible") return `the alternative is that ${left} ${agree(leaving.length, "gives", "give")} way`;
    const { place, component } = sides[side];
    const groups = new Set(from.map((id) => component[place.get(successorOf(id))]));
    const joins = sides[other].ids.filter((_, at) => sides[other].component[at] >= 0 && groups.has(sides[other].component[at]));
    return `the alternative is a change from ${left} to ${phrase(other, joins)}`;
  }

  // The undecided ground that a step has to do with, as what is in the way.
  #undecided(step) {
    const ground = this.#ground(step);
    if (!ground.length) return "";
    const merges = step.action === "merge";
    const everybody = Number(count(ground.reduce((all, [, , number]) => all + number, 0)).replaceAll(",", ""));
    const told = [0, 1].flatMap((side) => {
      const here = ground.filter(([at]) => at === side).map(([, id, number]) =>
        `${people(number)} of ${phrase(side, [id])}`);
      const verb = merges ? "would still have" : agree(everybody, "has", "have");
      return here.length ? [`${joined(here)} ${verb} no ${sets[1 - side].label}`] : [];
    });
    return merges || this.#outcome.plan.target === "coterminous"
      ? `${joined(told)}, which is in the way of a match`
      : `${joined(told)} yet, and ${agree(everybody, "is", "are")} counted as if in a separate one`;
  }

  // The undecided ground of the footprints of a step: side, footprint and people.
  #ground({ action, side, from, into }) {
    const { plan, sides } = this.#outcome;
    if (action !== "merge") {
      if (!separatesUndecided(plan)) return [];
      return from.map((id) => [side, id, this.#people.undecided(id)]).filter(([, , number]) => number > 0);
    }
    const met = sides[side].overlaps[sides[side].place.get(into)].map(({ id }) => id).sort(byCode);
    return [[side, into], ...met.map((id) => [1 - side, id])]
      .map(([at, id]) => [at, id, sides[at].outside[sides[at].place.get(id)]]).filter(([, , number]) => number > 0);
  }

  // The organisations of a step, or the parts of them, with their people.
  #who({ rows, organisations, moved, estimated }) {
    const here = rows.map((row) => this.#outcome.portions[row]);
    const number = people(moved, estimated);
    const names = joinNames(organisations.map((id) => nodes[id].name));
    if (here.length === 1 && estimated) return this.#part(here[0], names, number);
    const parts = !estimated ? "" : here.every((each) => each.estimated) ? "Parts of " : "All or part of ";
    return `${parts}${names} (${number})`;
  }

  // One part of a split block, by the footprints that divide the block.
  #part({ block, was, share }, name, number) {
    const mine = this.#outcome.portions.filter((portion) => portion.block === block);
    const places = [0, 1].filter((side) => new Set(mine.map((portion) => portion.was[side])).size > 1)
      .map((side) => phrase(side, [was[side]]));
    return `The part of ${name} in ${places.join(" and ")} (${shareOf(share, 1)}, ${number}, estimated from ${data.shares})`;
  }

  #shared(step) {
    const partners = partnersAtBothEnds(step, this.#outcome);
    const counts = ["provider", "council"].map((key) => ({ key, number: partners.filter((id) => kindOf(nodes[id]).key === key).length }));
    const parts = counts.filter(({ number }) => number)
      .map(({ key, number }) => `${number} ${plural(kinds.find((kind) => kind.key === key).label, number)}`);
    if (!parts.length) return "";
    if (step.action === "new") return `${joined(parts)} would go with the new one`;
    const verb = counts[0].number + counts[1].number === 1 ? "deals" : "deal";
    return `${joined(parts)} already ${verb} with ${step.action === "merge" ? "more than one of them" : "both"}`;
  }
}
