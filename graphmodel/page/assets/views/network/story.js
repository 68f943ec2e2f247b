// What the network says, in sentences: what ties which footprints together, and what a plan undoes.

import { nodes, sets, sideOf } from "../../model/data.js";
import { sum } from "../../model/measures.js";
import { agree, capital, few, joined, plural, undecidedSaid } from "../../model/words.js";
import { before, current, shown, state } from "../../plans/state.js";
import { relationOf } from "../paint.js";
import { linkedPieces, overlapGraph, pairKey, stepsOnLines, troubleOf } from "./pieces.js";
import { tieSaid, tiesNow } from "./ties.js";

const saidOf = (number, word) => `${few(number)} ${plural(word, number)}`;

// Numbers as people list them: 1 to 3 and 5.
function listed(numbers) {
  const runs = [];
  for (const number of [...new Set(numbers)].sort((one, other) => one - other)) {
    if (runs.at(-1)?.at(-1) === number - 1) runs.at(-1).push(number);
    else runs.push([number]);
  }
  return joined(runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String))));
}

// What pieces come to, in which all footprints fit: three pairs and two ICBs that hold two or three LDRs.
function fittingSaid(pieces, outcome) {
  const pairs = pieces.filter(([id]) => relationOf(id, outcome) === "coterminous").length;
  const parts = pairs ? [saidOf(pairs, "pair")] : [];
  for (const [side, { label }] of sets.entries()) {
    const held = pieces.filter((ids) => ids.some((id) => sideOf(nodes[id]) === side && relationOf(id, outcome) === "holding"))
      .map((ids) => ids.length - 1).sort((one, two) => one - two);
    if (!held.length) continue;
    const numbers = joined([...new Set(held)].map(few), "or");
    parts.push(`${saidOf(held.length, label)} that ${agree(held.length, "holds", "hold")} ${numbers} ${plural(sets[1 - side].label, held.at(-1))}`);
  }
  return joined(parts);
}

// What the plan chosen does to the pieces that are in the way, and what is left of them.
function planSaid(front, { isAfter, undone }) {
  const { after } = current();
  const lines = front.flatMap((piece) => piece.lines).filter(({ at }) => undone.has(pairKey(at)));
  const mine = new Set(front.flatMap(({ all }) => all));
  const gone = [...mine].filter((id) => before.has(id) && !after.has(id)).length;
  if (!lines.length && !gone) return null;
  const whole = lines.every(({ at, people }) => undone.get(pairKey(at)) > people * (1 - 1e-9));
  const deeds = [
    lines.length && `${isAfter ? "" : whole ? "undo " : "take people from "}${saidOf(lines.length, "line")}${isAfter ? (whole ? " undone" : " thinner") : ""}`,
    gone && `${isAfter ? "" : "merge "}${saidOf(gone, "footprint")}${isAfter ? " merged" : ""}`,
  ].filter(Boolean);
  const left = linkedPieces([after]).pieces.filter((ids) => ids.some((id) => mine.has(id)));
  const of = (kind) => left.filter((ids) => troubleOf(ids, after) === kind).length;
  const [across, waiting] = [of("straddling"), of("open")];
  const fits = across ? `of which ${few(across)} still ${agree(across, "has footprints", "have footprints")} that cut across`
    : waiting ? `none of which has a footprint that cuts across; ${few(waiting)} ${agree(waiting, "depends", "depend")} on undecided ground`
      : `${agree(left.length, "which fits", "all of which fit")}: ${fittingSaid(left, after)}`;
  return {
    bold: capital(joined(deeds)),
    rest: `${isAfter || deeds.length > 1 ? ":" : " and"} ${saidOf(left.length, "piece")} ${agree(left.length, "is", "are")} left, ${fits}.`, small: "",
  };
}

// Which of the numbered lines are needed whatever undecided ground does.
function neededSaid() {
  const steps = [...stepsOnLines(current().after).values()].flatMap((each) => [...each]);
  const ranks = (needed) => steps.filter((step) => step.needed === needed).map(({ rank }) => rank);
  const [yes, no] = [ranks(true), ranks(false)];
  if (!yes.length && !no.length) return null;
  const lines = (numbers) => `${agree(new Set(numbers).size, "line", "lines")} ${listed(numbers)}`;
  return {
    bold: "Needed either way:", rest: ` ${yes.length ? lines(yes) : "none of the lines"}.`,
    small: no.length ? `${capital(lines(no))} only ${undecidedSaid(current().after.plan)}.` : "",
  };
}

function tiesSaid() {
  const { lines, groups } = tiesNow();
  const label = plural(sets[Number(state.layer.at(-1))].label);
  if (!lines.length) return { heading: `Nothing of this kind ties ${label}`, sayings: [] };
  const [most] = [...lines].sort((one, other) => other.weight - one.weight || one.from - other.from || one.to - other.to);
  return {
    heading: `${capital(saidOf(groups.length, "community"))} of ${label}`,
    sayings: [
      { bold: `${nodes[most.from].name} and ${nodes[most.to].name}`, rest: ` are tied most closely: ${tieSaid(most.weight)}.`, small: "" },
      { bold: "Shaded together", rest: " are those with more ties among them than between them.", small: "As it is, whatever is planned. Communities by Louvain's method." },
    ],
  };
}

// Heading and sentences for the left column; null where the layer shown has none of its own.
export function networkStory() {
  if (state.layer.startsWith("ties")) return tiesSaid();
  if (state.layer !== "overlaps") return null;
  const outcome = shown();
  const graph = overlapGraph(outcome);
  const front = overlapGraph(before).front.filter(({ kind }) => kind === "straddling");
  const now = graph.front.filter(({ ids }) => troubleOf(ids, outcome) === "straddling");
  const waits = graph.front.some(({ ids }) => troubleOf(ids, outcome) === "open");
  const fits = graph.front.length > now.length || graph.fitting.some(({ lines }) => lines.length);
  if (!now.length && !fits) return { heading: "The two sets share nobody", sayings: [] };
  const rest = waits ? "fits, or waits for undecided ground." : "fits.";
  const sayings = [];
  let heading = `${graph.isAfter ? "With the plan, every" : "Every"} piece ${rest.slice(0, -1)}`;
  if (now.length) {
    const ids = now.flatMap((piece) => piece.ids);
    const [a, b] = sets.map(({ label }, side) => saidOf(ids.filter((id) => sideOf(nodes[id]) === side).length, label));
    const overlaps = sum(now.map(({ lines }) => lines.length));
    heading = `${graph.isAfter ? "With the plan, " : ""}${saidOf(overlaps, "overlap")} ${graph.isAfter ? "still " : ""}${agree(overlaps, "ties", "tie")} ${a} to ${b}`;
    sayings.push({
      bold: now.length === 1 ? "They hang together as one piece." : `They hang together in ${saidOf(now.length, "piece")}.`,
      rest: fits ? ` Every other piece ${rest}` : "", small: "",
    });
  }
  const plan = planSaid(front, graph);
  const needed = graph.isAfter ? null : neededSaid();
  sayings.push(...[plan, needed].filter(Boolean));
  sayings.push({ bold: "", rest: "", small: "A line is the people who are in both footprints; the thicker, the more." });
  return { heading: capital(heading), sayings };
}
