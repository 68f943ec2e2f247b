// How each footprint relates to the other set, and what hangs together; the definitions of
// graphmodel/overlap/relations.py.

export const COTERMINOUS = 0;
export const NESTED = 1;
const HOLDING = 2;
export const OPEN = 3;
export const STRADDLING = 4;
export const ALONE = 5;

// Edges are pairs of places in sizes[0] and sizes[1], each pair once; undecided tells for each
// footprint whether it has undecided people, who count as a footprint of the other set of their own.
export function relate(edges, undecided) {
  const settled = settledRelations(edges, undecided.map((each) => each.map(() => false)));
  return settledRelations(edges, undecided).map((relations, side) => relations.map((relation, at) =>
    (relation === STRADDLING && settled[side][at] !== STRADDLING ? OPEN : relation)));
}

// The same with nothing left open: as things stand, whatever undecided ground may do.
export function settledRelations(edges, outside) {
  const degree = outside.map((each) => new Array(each.length).fill(0));
  for (const ends of edges) for (const side of [0, 1]) degree[side][ends[side]] += 1;
  const leaf = outside.map((each, side) => each.map((out, at) => degree[side][at] === 1 && !out));
  const inner = outside.map((each) => new Array(each.length).fill(0));
  for (const ends of edges) {
    for (const side of [0, 1]) if (leaf[1 - side][ends[1 - side]]) inner[side][ends[side]] += 1;
  }
  return outside.map((each, side) => each.map((_, at) => {
    if (degree[side][at] === 0) return ALONE;
    const holds = inner[side][at] === degree[side][at];
    if (leaf[side][at]) return holds ? COTERMINOUS : NESTED;
    return holds ? HOLDING : STRADDLING;
  }));
}

// The six lines for a board, by their keys: footprints and people of each; as graphmodel/overlap/board.py.
/** @param {Side} side */
export function boardCounts({ relation, outside, people }) {
  const found = Object.fromEntries(["whole", "inside", "unfinished", "none", "open", "across"].map((key) => [key, { footprints: 0, people: 0 }]));
  relation.forEach((each, at) => {
    const key = each === HOLDING && outside[at] > 0 ? "unfinished" : ["whole", "inside", "whole", "open", "across", "none"][each];
    found[key].footprints += 1;
    found[key].people += people[at];
  });
  return found;
}

// The component of every footprint, numbered from 0 in the order of A; -1 for those alone.
export function componentsOf(edges, sizes) {
  const parent = Array.from({ length: sizes[0] + sizes[1] }, (_, at) => at);
  const root = (at) => {
    let top = at;
    while (parent[top] !== top) {
      parent[top] = parent[parent[top]];
      top = parent[top];
    }
    return top;
  };
  const linked = new Set();
  for (const [a, b] of edges) {
    const [one, other] = [root(a), root(sizes[0] + b)];
    if (one !== other) parent[Math.max(one, other)] = Math.min(one, other);
    linked.add(a).add(sizes[0] + b);
  }
  const numbers = new Map();
  const labels = parent.map((_, at) => {
    if (!linked.has(at)) return -1;
    const top = root(at);
    if (!numbers.has(top)) numbers.set(top, numbers.size);
    return numbers.get(top);
  });
  return { of: [labels.slice(0, sizes[0]), labels.slice(sizes[0])], count: numbers.size };
}
