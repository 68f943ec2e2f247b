// The order of footprints: of what hangs together, and within it so that ribbons cross least.

import { byCode, data, nodes } from "../model/data.js";
import { sum } from "../model/measures.js";
import { AGREEMENT_NAMES, agreementAt } from "../model/outcome.js";
import { peopleIn } from "./paint.js";

// Components from north to south (where places are not known, the most people first), each with
// its footprints in order and its overlaps; worked out once for each outcome.
const ordered = new WeakMap();
export function orderOf(outcome) {
  if (!ordered.has(outcome)) ordered.set(outcome, inOrder(outcome));
  return ordered.get(outcome);
}

function inOrder(outcome) {
  const groups = Array.from({ length: outcome.components }, () => ({ sides: [[], []], overlaps: [] }));
  const alone = [[], []];
  for (const side of [0, 1]) {
    const { ids, component } = outcome.sides[side];
    const inside = component.map((number) => (number < 0 ? alone : groups[number].sides));
    for (const [at, sides] of inside.entries()) sides[side].push(ids[at]);
  }
  for (const [a, b, number] of outcome.edges) {
    const group = groups[outcome.sides[0].component[a]];
    group.overlaps.push(overlapOf(outcome, a, b, number));
  }
  for (const group of groups) arrange(group, outcome);
  for (const ids of alone) ids.sort(byPlace(outcome));
  const middle = (group) => {
    const weights = group.sides[0].map((id) => peopleIn(id, outcome));
    return sum(group.sides[0].map((id, at) => nodes[id].y * weights[at])) / (sum(weights) || 1);
  };
  const keyed = groups.map((group) => {
    const all = sum(group.overlaps.map((overlap) => overlap.people));
    return { ...group, people: all, key: data.isMap ? middle(group) : -all };
  });
  keyed.sort((one, two) => one.key - two.key || byCode(one.sides[0][0], two.sides[0][0]));
  return { groups: keyed, alone };
}

function overlapOf(outcome, a, b, number) {
  const ends = [a, b];
  const at = ends.map((end, side) => outcome.sides[side].ids[end]);
  const all = ends.map((end, side) => outcome.sides[side].people[end]);
  return {
    key: at.join("|"), at, people: number, agreement: AGREEMENT_NAMES[agreementAt(ends, outcome.sides)],
    shares: all.map((whole) => (whole ? number / whole : 0)),
    share: Math.min(1, number / (Math.max(...all) || 1)), // of the larger of the two
  };
}

const byPlace = (outcome) => (one, two) =>
  (data.isMap ? nodes[one].y - nodes[two].y : peopleIn(two, outcome) - peopleIn(one, outcome))
  || byCode(one, two);

function arrange(group, outcome) {
  const sides = group.sides.map((ids) => ids.sort(byPlace(outcome)));
  const [left, right] = sides.map((ids) => new Map(ids.map((id, at) => [id, at])));
  const links = group.overlaps.map(({ at: [a, b], people: number }) => [left.get(a), right.get(b), number]);
  const orders = untangled(sides.map((ids) => ids.length), links);
  group.sides = orders.map((order, side) => order.map((at) => sides[side][at]));
  const places = group.sides.map((ids) => new Map(ids.map((id, at) => [id, at])));
  const place = ({ at }, side) => places[side].get(at[side]);
  group.overlaps.sort((one, two) => place(one, 0) - place(two, 0) || place(one, 1) - place(two, 1));
}

// Orders of two columns in which links cross least, each crossing counted by the product of its
// weights. Stars, and trees that are a path with leaves, come out without any. The other orders are
// good ones: places are tried one by one until none is better. The given order is kept where it may be.
function untangled(sizes, links) {
  const given = sizes.map((size) => Array.from({ length: size }, (_, at) => at));
  if (Math.min(...sizes) < 2) return given;
  const total = sum(links.map(([, , weight]) => weight));
  const near = sizes.map((size) => Array.from({ length: size }, () => []));
  for (const [a, b, weight] of links) {
    near[0][a].push([b, weight / total]);
    near[1][b].push([a, weight / total]);
  }
  const starts = [swept(near, given)];
  if (links.length < 1.5 * (sizes[0] + sizes[1])) starts.push(alongSpine(near, links)); // nearly a tree
  const found = starts.map((start) => settled(near, start));
  const [best] = found.sort((one, two) => one.weight - two.weight);
  const upright = (orders) => sum(orders.flatMap((order) => order.map((each, at) => each * at)));
  const turned = best.orders.map((order) => [...order].reverse());
  return upright(turned) > upright(best.orders) ? turned : best.orders;
}

const placesIn = (order) => {
  const at = [];
  order.forEach((each, place) => { at[each] = place; });
  return at;
};

// Each in turn by the mean place of what it is linked to.
function swept(near, start) {
  const orders = [...start];
  for (let round = 0; round < 8; round += 1) {
    const side = (round + 1) % 2;
    const at = placesIn(orders[1 - side]);
    const means = near[side].map((links) =>
      sum(links.map(([other, weight]) => at[other] * weight)) / sum(links.map(([, weight]) => weight)));
    orders[side] = [...orders[side]].sort((one, two) => means[one] - means[two]);
  }
  return orders;
}

// Along the longest path of the heaviest spanning tree, what hangs off it in between.
function alongSpine(near, links) {
  const [first] = near.map((each) => each.length);
  const tree = Array.from({ length: first + near[1].length }, () => []);
  const parent = tree.map((_, at) => at);
  const root = (at) => {
    let top = at;
    while (parent[top] !== top) top = parent[top] = parent[parent[top]];
    return top;
  };
  for (const [a, b] of [...links].sort((one, two) => two[2] - one[2])) {
    const [one, other] = [root(a), root(first + b)];
    if (one === other) continue;
    parent[one] = other;
    tree[a].push(first + b);
    tree[first + b].push(a);
  }
  const spine = pathFrom(tree, pathFrom(tree, 0)[0]);
  const seen = new Set(spine);
  const orders = [[], []];
  const hang = (at) => {
    seen.add(at);
    if (at < first) orders[0].push(at);
    else orders[1].push(at - first);
    for (const next of tree[at]) if (!seen.has(next)) hang(next);
  };
  for (const at of spine) hang(at);
  return orders;
}

// The longest path of a tree that ends in a place, from its other end.
function pathFrom(tree, start) {
  const from = new Map([[start, null]]);
  let last = start;
  for (const at of from.keys()) {
    last = at;
    for (const next of tree[at]) if (!from.has(next)) from.set(next, at);
  }
  const path = [];
  for (let at = last; at !== null; at = from.get(at)) path.push(at);
  return path;
}

// Move one after the other to its best place, until nothing gains or the time is up.
function settled(near, start) {
  const orders = start.map((order) => [...order]);
  const links = sum(near[0].map((each) => each.length));
  const effort = near[0].length * (near[1].length + links);
  const rounds = Math.max(2, Math.min(12, Math.floor(4e6 / effort)));
  let costs;
  for (let round = 0; round < rounds; round += 1) {
    let gain = 0;
    for (const side of [1, 0]) {
      costs = crossingsOf(near[side], placesIn(orders[1 - side]));
      gain += sift(orders[side], costs);
    }
    if (gain < 1e-12) break;
  }
  let weight = 0;
  orders[0].forEach((one, at) => {
    for (const other of orders[0].slice(at + 1)) weight += costs[one][other];
  });
  return { orders, weight };
}

// The weight of the crossings of each with each other, if it comes before it. Plain loops: for four
// hundred footprints they run a million times.
function crossingsOf(links, at) {
  const first = [0]; // where the links of each begin
  for (const own of links) first.push(first.at(-1) + own.length);
  const ends = Int32Array.from(links.flatMap((own) => own.map(([other]) => at[other])));
  const weights = Float64Array.from(links.flatMap((own) => own.map(([, weight]) => weight)));
  return links.map((_own, each) => {
    const beyond = new Float64Array(at.length + 1); // weight of its links that end after a place
    for (let link = first[each]; link < first[each + 1]; link += 1) beyond[ends[link]] += weights[link];
    let after = 0;
    for (let place = at.length; place >= 0; place -= 1) {
      const here = beyond[place];
      beyond[place] = after;
      after += here;
    }
    const costs = new Float64Array(links.length);
    for (let other = 0; other < links.length; other += 1) {
      let weight = 0;
      for (let link = first[other]; link < first[other + 1]; link += 1) {
        weight += weights[link] * beyond[ends[link]];
      }
      costs[other] = weight;
    }
    return costs;
  });
}

function sift(order, costs) {
  let gained = 0;
  for (const each of [...order]) {
    const from = order.indexOf(each);
    order.splice(from, 1);
    const here = costs[each];
    let [now, least, best] = [0, 0, from];
    for (let place = from; place > 0; place -= 1) {
      now += here[order[place - 1]] - costs[order[place - 1]][each];
      if (now < least - 1e-12) [least, best] = [now, place - 1];
    }
    now = 0;
    for (let place = from; place < order.length; place += 1) {
      now += costs[order[place]][each] - here[order[place]];
      if (now < least - 1e-12) [least, best] = [now, place + 1];
    }
    order.splice(best, 0, each);
    gained -= least;
  }
  return gained;
}
