// The data of the page: nodes by number and what hangs on each. Nothing in here ever changes.

const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, kinds, sets, suggestions } = data;
const MOMENTS = ["before", "after"];
const MOMENT_WORDS = { before: "as it is", after: "after the plan" };

const kindOf = (node) => kinds[node.kind];
const isFootprint = (node) => kindOf(node).role === "a" || kindOf(node).role === "b";
const sideOf = (node) => (kindOf(node).role === "a" ? 0 : 1);
const at = (moment) => MOMENTS.indexOf(moment);
const isThere = (thing, moment) => Boolean(thing.moments & (1 << at(moment)));

// Memberships of both moments, each with a number of its own, listed at both ends.
const memberships = data.edges.map((edge, id) => {
  const [evidence, asOf, cited] = data.notes[edge.note] ?? [];
  return { share: 1, shareAfter: 1, ...edge, id, evidence, asOf, cited };
});
const membershipsOf = nodes.map(() => []);
for (const edge of memberships) {
  membershipsOf[edge.from].push(edge);
  membershipsOf[edge.to].push(edge);
}

// A portion: the people of one block in one footprint of each set, now and after the plan.
const portions = data.portions.map(([block, a, b, toA, toB, people, estimated, evidence]) => ({
  block, now: [a, b], then: [toA, toB], people, estimated: Boolean(estimated), evidence,
}));
const portionsOf = nodes.map(() => []);
for (const portion of portions) portionsOf[portion.block].push(portion);

const successorOf = (node) => nodes[node.successor ?? node.id];

// A footprint that is not there at a moment is seen in its successor, or in its largest
// predecessor; a new one in nothing.
function seenAs(node, moment) {
  if (isThere(node, moment)) return node;
  const other = moment === "after" ? successorOf(node) : nodes[node.from?.[0]];
  return other && isThere(other, moment) ? other : null;
}

// Where a portion would be if its block stayed, for every portion that does not.
const departures = portions.flatMap(({ block, now, then }) =>
  [0, 1].flatMap((side) => {
    const stay = data.hasPlan ? successorOf(nodes[now[side]]).id : then[side];
    return stay === then[side] ? [] : [{ from: block, to: stay, id: `left-${block}-${stay}` }];
  }),
);

// Overlaps of each footprint at each moment, the largest first.
const overlapsOf = data.overlaps.map((pairs) => {
  const found = nodes.map(() => []);
  for (const [a, b, people] of pairs) {
    found[a].push({ other: nodes[b], people });
    found[b].push({ other: nodes[a], people });
  }
  for (const each of found) each.sort((one, two) => two.people - one.people);
  return found;
});

const suggestionsOf = nodes.map(() => []);
for (const step of suggestions) {
  const touched = new Set([step.into, ...step.from, ...step.organisations, ...step.partners]);
  for (const id of touched) suggestionsOf[id].push(step);
}

// Footprints and organisations one membership away, and for footprints those they overlap.
function around(node, moment) {
  const found = new Set([node.id]);
  for (const edge of membershipsOf[node.id]) {
    if (isThere(edge, moment)) found.add(edge.from === node.id ? edge.to : edge.from);
  }
  for (const { other } of overlapsOf[at(moment)]?.[node.id] ?? []) found.add(other.id);
  return found;
}

const wholeNumber = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const percentage = new Intl.NumberFormat("en-GB", {
  minimumFractionDigits: 1, maximumFractionDigits: 1,
});
const count = (number) => wholeNumber.format(number);
const percent = (share) => `${percentage.format(100 * share)} %`;
const people = (number, estimated = false) =>
  `${estimated ? `about ${count(Math.round(number / 100) * 100)}` : count(number)} ${data.people}`;

function plural(word, number = 2) {
  if (number === 1) return word;
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
