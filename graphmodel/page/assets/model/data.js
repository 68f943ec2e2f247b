// The data of the page: what there is, whatever is planned. Footprints of A come first, those of B
// next, then organisations; footprints that only a plan makes are added behind when first met.

/** @type {PageData} */
export const data = JSON.parse(document.getElementById("data").textContent);
export const { kinds, sets, nodes } = data;
// What page.py leaves out of each node (in _packed, which goes with this): its number, what its kind
// says, names that are alike; and further texts, by their numbers.
nodes.forEach((node, id) => {
  const { colour, shape } = kinds[node.kind];
  const bare = node.bare ?? node.name;
  Object.assign(node, { id, color: colour, shape, bare, label: bare, ...node });
  if (node.more) node.more = node.more.map((text) => data.texts[Number(text)]);
});
export const GRADES = ["official", "documented", "area", "derived", "inferred"];
export const ORIGINAL = nodes.length; // numbers from here on are footprints that a plan makes

/** @param {{ kind: number }} node */
export const kindOf = (node) => kinds[node.kind];
export const isFootprint = (node) => kindOf(node).role === "a" || kindOf(node).role === "b";
export const isBlock = (node) => kindOf(node).role === "block";
export const isPartner = (node) => kindOf(node).role === "partner";
export const sideOf = (node) => (kindOf(node).role === "a" ? 0 : 1);
export const footprintIds = [0, 1].map((side) =>
  nodes.filter((node) => isFootprint(node) && sideOf(node) === side).map((node) => node.id));

// Memberships as they are, each listed at both ends.
export const memberships = data.edges.map((edge, id) => {
  const [evidence, asOf, cited] = data.notes[edge.note];
  return { share: 1, ...edge, id, evidence, asOf, cited };
});
export const membershipsOf = nodes.map(() => []);
for (const edge of memberships) {
  membershipsOf[edge.from].push(edge);
  membershipsOf[edge.to].push(edge);
}

// Blocks that border each other: those on the other side, by block.
export const neighboursOf = new Map();
for (const [one, other] of data.neighbours) {
  for (const [from, to] of [[one, other], [other, one]]) {
    if (!neighboursOf.has(from)) neighboursOf.set(from, []);
    neighboursOf.get(from).push(to);
  }
}

// Where the people of partners live, of those of whom it is known: shares of undecided blocks.
export const flowsOf = new Map(data.flows);

// -- footprints that a plan makes -----------------------------------------------------------------

const made = new Map(); // number by reference

// What names a footprint for good, over a reload as well: the number of one that there is, the
// side, code and name of one that a plan makes.
export const referenceTo = (id) =>
  (id < ORIGINAL ? id : JSON.stringify([sideOf(nodes[id]), nodes[id].code, nodes[id].fullName]));

// The footprint of a side with a code: the one of today, whatever name is told of it, or else one
// that a plan makes, with this name.
export function footprintOf(side, code, name) {
  const known = footprintIds[side].find((id) => nodes[id].code === code);
  if (known !== undefined) return known;
  const reference = JSON.stringify([side, code, name]);
  if (!made.has(reference)) {
    const kind = kinds.findIndex((each) => each.role === "ab"[side]);
    const { label } = sets[side];
    const id = nodes.length;
    made.set(reference, id);
    nodes.push({
      id, kind, code, fullName: name, bare: name, label: name,
      name: name.toLowerCase().endsWith(` ${label.toLowerCase()}`) ? name : `${name} ${label}`,
      shape: kinds[kind].shape, size: 8, x: 0, y: 0, unplaced: true,
    });
    membershipsOf.push([]);
  }
  return made.get(reference);
}

export function footprintBy(reference) {
  if (typeof reference === "number") return reference;
  return footprintOf(...JSON.parse(reference));
}

const named = new Map(); // what else to call the footprints that bear a name given to them

// Show the names given to footprints, with those that they have today beside, and no earlier ones.
/** @param {Map<number, string>} names */
export function showNames(names) {
  for (const [id, words] of named) Object.assign(nodes[id], words);
  named.clear();
  for (const [id, given] of names) {
    const { name, label } = nodes[id];
    named.set(id, { name, label });
    Object.assign(nodes[id], { name: id < ORIGINAL ? `${given} (today: ${name})` : given, label: given });
  }
}

// A footprint that a plan makes is drawn where the largest that it carries on is, or amid its members.
export function placeMade(id, from, members) {
  const node = nodes[id];
  if (!node.unplaced) return;
  const model = from.length ? nodes[from[0]] : null;
  const near = model ? [model] : members.map((each) => nodes[each]);
  if (!near.length) return;
  const middle = (axis) => Math.round(near.reduce((sum, each) => sum + each[axis], 0) / near.length);
  Object.assign(node, { x: middle("x"), y: middle("y"), unplaced: false });
  if (model) node.size = model.size;
}

// Text in the order of code points, as everything that is written is ordered.
export function byText(one, other) {
  const [left, right] = [[...one], [...other]];
  for (let place = 0; place < Math.min(left.length, right.length); place += 1) {
    const difference = left[place].codePointAt(0) - right[place].codePointAt(0);
    if (difference) return difference;
  }
  return left.length - right.length;
}
export const byCode = (one, other) => byText(nodes[one].code, nodes[other].code);
