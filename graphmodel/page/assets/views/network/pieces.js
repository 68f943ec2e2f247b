// The overlap graph in pieces that hang together: what stands in the way, what depends on undecided
// ground, what fits; and which of its lines a plan undoes.

import { byCode, nodes, sideOf } from "../../model/data.js";
import { sum } from "../../model/measures.js";
import { agreementAt, AGREEMENT_NAMES } from "../../model/outcome.js";
import { suggestionsOf } from "../../model/suggestions.js";
import { before, current, outcomeOfPlan } from "../../plans/state.js";
import { peopleIn, relationOf } from "../paint.js";

export const pairKey = (at) => at.join("|");

// Which footprints share people in any of some outcomes, and the pieces that hang together by it.
export function linkedPieces(outcomes, edited = null) {
  const links = new Map();
  const link = (one, other) => {
    if (!links.has(one)) links.set(one, new Set());
    links.get(one).add(other);
  };
  for (const { edges, sides } of outcomes) {
    for (const [a, b] of edges) {
      link(sides[0].ids[a], sides[1].ids[b]);
      link(sides[1].ids[b], sides[0].ids[a]);
    }
  }
  for (const [a, b] of edited?.edges ?? []) {
    const ends = [edited.sides[0].ids[a], edited.sides[1].ids[b]];
    if (!ends.some(edited.isNew)) continue;
    link(...ends);
    link(ends[1], ends[0]);
  }
  const seen = new Set();
  const pieces = [];
  for (const start of [...links.keys()].sort((one, other) => one - other)) {
    if (seen.has(start)) continue;
    const ids = [start];
    seen.add(start);
    for (const id of ids) {
      for (const other of links.get(id)) if (!seen.has(other)) ids.push(other);
      for (const other of links.get(id)) seen.add(other);
    }
    pieces.push(ids.sort(byCode));
  }
  return { links, pieces };
}

const TROUBLES = ["straddling", "open"];
export function troubleOf(ids, outcome) {
  const found = new Set(ids.filter((id) => outcome.has(id)).map((id) => relationOf(id, outcome)));
  return TROUBLES.find((name) => found.has(name));
}

// The people of each overlap, as it is, whose footprint the plan changes.
function undoneLines({ portions }) {
  const found = new Map();
  for (const { was, moved, people } of portions) {
    if (!(people > 0) || !(moved[0] || moved[1])) continue;
    found.set(pairKey(was), (found.get(pairKey(was)) ?? 0) + people);
  }
  return found;
}

// The steps that undo each overlap, in their order.
export function stepsOnLines(outcome) {
  const found = new Map();
  for (const step of suggestionsOf(outcome)) {
    if (step.action === "merge") continue;
    for (const row of step.rows) {
      const key = pairKey(outcome.portions[row].was);
      if (!found.has(key)) found.set(key, new Set());
      found.get(key).add(step);
    }
  }
  return found;
}

// The graph at a moment. What was in the way before stays in front after; a piece hangs together by
// what is shared before or after the plan, so that it stays where it is, whatever is done by hand.
/** @param {Outcome} outcome The one that is shown. */
export function overlapGraph(outcome) {
  const { after, base } = current();
  const isAfter = outcome !== before;
  const planned = outcomeOfPlan(base);
  // A footprint that was made by hand stands with those that it shares people with.
  const isNew = (id) => !before.has(id) && !planned.has(id);
  const all = linkedPieces([before, ...(planned === before ? [] : [planned])], after === planned ? null : { ...after, isNew });
  const home = new Map();
  const made = (kind, ids) => {
    const piece = { kind, trouble: Boolean(troubleOf(ids, before)), all: ids, ids: ids.filter((id) => outcome.has(id)), lines: [], heft: 0 };
    piece.heft = sum(piece.ids.map((id) => peopleIn(id, outcome)));
    for (const id of ids) home.set(id, piece);
    return piece;
  };
  const front = all.pieces.flatMap((ids) => {
    const troubles = [before, ...(isAfter ? [after] : [])].map((each) => troubleOf(ids, each));
    const kind = TROUBLES.find((name) => troubles.includes(name));
    return kind ? [made(kind, ids)] : [];
  });
  const fitting = linkedPieces([outcome]).pieces.map((ids) => ids.filter((id) => !home.has(id))).filter(({ length }) => length)
    .map((ids) => made(relationOf(ids[0], outcome) === "coterminous" ? "same" : "inside", ids));
  const alone = outcome.sides.flatMap(({ ids }) => ids.filter((id) => !home.has(id)))
    .map((id) => made(`alone-${sideOf(nodes[id])}`, [id]));
  for (const [a, b, people] of outcome.edges) {
    const at = [outcome.sides[0].ids[a], outcome.sides[1].ids[b]];
    home.get(at[0]).lines.push({ at, people, agreement: AGREEMENT_NAMES[agreementAt([a, b], outcome.sides)] });
  }
  const sorted = (some) => some.sort((one, two) => two.ids.length - one.ids.length || two.heft - one.heft || one.all[0] - two.all[0]);
  return { outcome, isAfter, links: all.links, front: sorted(front), fitting: [...sorted(fitting), ...sorted(alone)], planned, undone: undoneLines(after), expected: undoneLines(planned) };
}
