// A colour for each footprint, one of six, so that neighbours differ and, where it can be, their
// neighbours too (DSATUR: Brélaz 1979). A plan changes as few of them as it can.

import { isBlock, nodes } from "../model/data.js";
import { before } from "../plans/state.js";
import { adjacentTo } from "./map/geography.js";

const HUE_COUNT = 6;
const huesOfOutcome = new WeakMap();

export function hueOf(id, outcome) {
  if (!huesOfOutcome.has(outcome)) {
    const earlier = outcome === before ? null : (each) => hueOf(outcome.sides.flatMap(({ from }) => from.get(each) ?? [])[0] ?? each, before);
    huesOfOutcome.set(outcome, new Map([0, 1].flatMap((side) => [...coloured(footprintGraph(side, outcome), earlier)])));
  }
  return huesOfOutcome.get(outcome).get(id) ?? 0;
}

// The footprints of a side, each with those that it borders or shares a block with.
function footprintGraph(side, outcome) {
  const graph = new Map(outcome.sides[side].ids.map((id) => [id, new Set()]));
  const homes = (block) => (outcome.homes.get(block)?.[side] ?? []).map(({ id }) => id);
  for (const { id: block } of nodes.filter(isBlock)) {
    const around = [block, ...(adjacentTo.get(block) ?? [])].flatMap(homes);
    for (const here of homes(block)) {
      for (const other of around) {
        if (other === here) continue;
        graph.get(here).add(other);
        graph.get(other).add(here);
      }
    }
  }
  return graph;
}

// A colour for each node of a graph; wished says which one it would rather have, if any.
function coloured(graph, wished = null) {
  const hues = new Map();
  const used = new Array(HUE_COUNT).fill(0);
  const taken = new Map([...graph.keys()].map((id) => [id, new Set()])); // colours next to it
  const left = new Set(graph.keys());
  const comesFirst = (one, other) =>
    taken.get(one).size - taken.get(other).size || graph.get(one).size - graph.get(other).size || other - one;
  while (left.size) {
    const id = [...left].reduce((one, other) => (comesFirst(other, one) > 0 ? other : one));
    const [near, far] = [new Array(HUE_COUNT).fill(0), new Array(HUE_COUNT).fill(0)];
    for (const other of graph.get(id)) {
      if (hues.has(other)) near[hues.get(other)] += 1;
      for (const further of graph.get(other)) if (hues.has(further)) far[hues.get(further)] += 1;
    }
    const wish = wished?.(id) ?? -1;
    const cost = (hue) => [near[hue], hue === wish ? 0 : 1, far[hue], used[hue], hue];
    const hue = near.map((_, at) => at).sort((one, other) => {
      const [left_, right] = [cost(one), cost(other)];
      const at = left_.findIndex((value, place) => value !== right[place]);
      return left_[at] - right[at];
    })[0];
    hues.set(id, hue);
    used[hue] += 1;
    left.delete(id);
    for (const other of graph.get(id)) taken.get(other).add(hue);
  }
  return hues;
}
