// The borders of an outcome, as three lines that have nothing in common: of both sets, of A only,
// of B only; what a plan takes away of them; and the edge of it all.

import { before } from "../../plans/state.js";
import { mainHome } from "../paint.js";
import { bordersWhere } from "./geography.js";

const bordersOfOutcome = new WeakMap();

export function bordersOf(outcome) {
  if (!bordersOfOutcome.has(outcome)) bordersOfOutcome.set(outcome, found(outcome));
  return bordersOfOutcome.get(outcome);
}

function found(outcome) {
  const differ = (side, moment) => (one, other) => mainHome(one, side, moment) !== mainHome(other, side, moment);
  const [a, b, wereA, wereB] = [differ(0, outcome), differ(1, outcome), differ(0, before), differ(1, before)];
  return {
    edge: bordersWhere((one, other) => one === other),
    places: bordersWhere((one, other) => one !== other && !a(one, other) && !b(one, other)),
    both: bordersWhere((...ends) => a(...ends) && b(...ends)),
    a: bordersWhere((...ends) => a(...ends) && !b(...ends)),
    b: bordersWhere((...ends) => !a(...ends) && b(...ends)),
    gone: outcome === before ? null
      : bordersWhere((...ends) => (wereA(...ends) && !a(...ends)) || (wereB(...ends) && !b(...ends))),
  };
}
