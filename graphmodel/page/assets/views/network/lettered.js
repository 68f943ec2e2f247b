// Names, numbers and people of the overlap graph where there is room for them, none over another.

import { nodes, sideOf } from "../../model/data.js";
import { count } from "../../model/words.js";
import { widthOf } from "../lettering.js";
import { peopleIn, relationOf } from "../paint.js";
import { pairKey } from "./pieces.js";
import { Boxes, linesOfName, roomAround, WITHOUT, withSet } from "./room.js";

export const NAME_LINE = 15;
export const THRONG = 90; // footprints from which names mind no lines
const MARK = 11; // radius of a number's disc

function nameOf(id, outcome) {
  const { lines, width } = linesOfName(sideOf(nodes[id]) ? nodes[id].label : withSet(nodes[id]), 13, 720);
  const cuts = outcome.has(id) && relationOf(id, outcome) === "straddling";
  return { id, lines, cuts, width: width + 3, height: NAME_LINE * lines.length };
}

// What lies between the rims of two discs: the part of the way, and how long it is.
function between(one, other) {
  const long = Math.hypot(other.x - one.x, other.y - one.y) || 1;
  const at = (part) => [one.x + (other.x - one.x) * part, one.y + (other.y - one.y) * part];
  const free = Math.max(0, long - one.r - other.r);
  return { free, at: (part) => at((one.r + free * part) / long) };
}

// Discs by id, lines as pairs of ids; undone are the people whom a plan takes from a line, and numbers
// what stands on its disc. Nothing goes beyond within, nor over what is taken. What finds no room is
// given it before others at another try.
export function lettered(discs, lines, graph) {
  const urgent = new Set();
  let best = letteredOnce(discs, lines, graph, urgent);
  for (let tries = 0; tries < 3 && discs.size <= THRONG && best.names.length < discs.size; tries += 1) {
    const named = new Set(best.names.map(({ id }) => id));
    for (const id of discs.keys()) if (!named.has(id)) urgent.add(id);
    const found = letteredOnce(discs, lines, graph, urgent);
    if (found.names.length > best.names.length) best = found;
  }
  return best;
}

function letteredOnce(discs, lines, { outcome, undone, numbers, taken: boxes = [], within = [-Infinity, Infinity] }, urgent) {
  const room = { taken: new Boxes(), busy: new Boxes(), within, cost: 0 };
  for (const box of boxes) room.taken.add(box);
  for (const { x, y, r } of discs.values()) room.taken.add([x - r - 1, y - r - 1, x + r + 1, y + r + 1]);
  const marks = [];
  for (const at of lines) {
    const way = between(...at.map((id) => discs.get(id)));
    for (let along = 4; discs.size <= THRONG && along < way.free; along += 8) {
      const [x, y] = way.at(along / way.free);
      room.busy.add([x - 4, y - 4, x + 4, y + 4]);
    }
    const people = undone.get(pairKey(at));
    if (!people) continue;
    const steps = numbers?.get(pairKey(at));
    const number = [...(steps ?? [])].map(({ rank }) => rank).join(", ");
    const half = Math.max(MARK, widthOf(number, 12.5, 750) / 2 + 5.5);
    /** @param {number[]} spot */
    const boxOf = ([x, y]) => [x - half - 1, y - MARK - 1, x + half + 1, y + MARK + 1];
    const spot = [0.5, 0.38, 0.62, 0.26, 0.74].map(way.at).find((each) => room.taken.overlap(boxOf(each)) === 0);
    if (!spot) {
      room.cost += 2 * WITHOUT;
      continue;
    }
    room.taken.add(boxOf(spot));
    const hollow = steps !== undefined && [...steps].every(({ needed }) => needed === false);
    marks.push({ at, spot, half, number, people: count(people), hollow, box: null });
  }
  const heft = new Map([...discs.keys()].map((id) => [id, outcome.has(id) ? peopleIn(id, outcome) : 0]));
  const names = [];
  const name = (id) => {
    const { x, y, r } = discs.get(id);
    const label = nameOf(id, outcome);
    const box = roomAround([x, y], r + 4, label, room);
    if (box) names.push({ ...label, box });
  };
  // What cuts across is named first, then the numbers, then the rest.
  const order = [...discs.keys()].sort((one, other) => heft.get(other) - heft.get(one) || one - other);
  const cutting = order.filter((id) => outcome.has(id) && relationOf(id, outcome) === "straddling");
  const first = new Set([...urgent, ...cutting]);
  for (const id of first) name(id);
  for (const mark of /** @type {any[]} */ (discs.size > THRONG ? [] : marks)) {
    mark.box = roomAround(mark.spot, mark.half + 3, { width: widthOf(mark.people, 12, 650) + 3, height: NAME_LINE }, room);
  }
  for (const id of order) if (!first.has(id)) name(id);
  return { marks, names, cost: room.cost };
}
