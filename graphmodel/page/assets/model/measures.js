// Measures of how far two partitions differ; the definitions, with their sources, are those of
// graphmodel/overlap/measures.py. Cells are [row, column, weight] with a weight that is not zero.

import { data } from "./data.js";
import { later } from "./later.js";
import { componentsOf } from "./relations.js";
import { blockWords, plural } from "./words.js";

// Every measure, declared once: its key in plan files, its name, unit and words for tables, and how it
// follows from a table of cells. One with a figure for each side is named by labels, its own side first.
/** @type {Measure[]} */
export const MEASURES = [
  {
    key: "variation_of_information", name: "Variation of information", unit: "nats", inOverview: true,
    of: ({ within }) => within[0] + within[1],
    words: ([a, b]) => `How much remains unsaid about somebody's ${a} when the ${b} is known, and the other way round; 0 when both sets are the same.`,
  },
  {
    key: "v_measure", name: "V-measure", unit: "0 to 1",
    of: ({ explained: [homogeneity, completeness] }) =>
      2 * homogeneity * completeness / (homogeneity + completeness || 1),
    words: () => "How well either set tells the other: the balance of the next two, 1 when both sets are the same.",
  },
  {
    key: "homogeneity", name: "Homogeneity", unit: "0 to 1", of: ({ explained }) => explained[0],
    words: ([a, b]) => `1 when every ${b} lies within one ${a}; 0 when the ${b} tells nothing of the ${a}.`,
  },
  {
    key: "completeness", name: "Completeness", unit: "0 to 1", of: ({ explained }) => explained[1],
    words: ([a, b]) => `1 when every ${a} lies within one ${b}; 0 when the ${a} tells nothing of the ${b}.`,
  },
  {
    key: "adjusted_rand_index", name: "Adjusted Rand index", unit: "at most 1", of: adjustedRandIndex,
    words: () => `How often both sets agree on whether two ${blockWords} belong together, beyond what chance would give: 1 is always, 0 as by chance. Every one counts the same.`,
  },
  {
    key: "split_join", unit: data.people, of: splitJoin,
    name: ([own, other]) => `Split-join, ${plural(own)} into ${plural(other)}`,
    words: ([own, other]) => `How many are outside the ${other} that holds most of their ${own}: those in the way of nesting the ${plural(own)} in the ${plural(other)}.`,
  },
  {
    key: "transfer_distance", name: "Transfer distance", unit: data.people, of: transferDistance,
    words: ([a, b]) => `The fewest whose footprint must change for both sets to be the same, each ${a} paired with at most one ${b}.`,
  },
];

const NO_PAIR = 1e-6;
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const entropy = (weights) => {
  const filled = weights.filter((weight) => weight > 0);
  const total = sum(filled);
  return filled.length ? sum(filled.map((weight) => weight * Math.log(total / weight))) / total : 0;
};
const pairs = (weights) => sum(weights.map((weight) => weight * (weight - 1))) / 2;
const explainedBy = (conditional, whole) => (whole === 0 ? 1 : Math.max(0, 1 - conditional / whole));

function margins(cells, height, width) {
  const rows = new Array(height).fill(0);
  const columns = new Array(width).fill(0);
  for (const [row, column, weight] of cells) {
    rows[row] += weight;
    columns[column] += weight;
  }
  return { rows, columns, total: sum(cells.map(([, , weight]) => weight)) };
}

function adjustedRandIndex({ memberCells, height, width }) {
  const { rows, columns, total } = margins(memberCells, height, width);
  const everything = (total * (total - 1)) / 2;
  if (everything <= NO_PAIR) return 1;
  const expected = (pairs(rows) * pairs(columns)) / everything;
  const most = (pairs(rows) + pairs(columns)) / 2;
  const together = pairs(memberCells.map(([, , weight]) => weight));
  return most === expected ? 1 : (together - expected) / (most - expected);
}

// What measures are computed from: cells by people, cells by members, their margins and entropies.
function tableOf(cells, memberCells, height, width) {
  const { rows, columns, total } = margins(cells, height, width);
  const left = (margin) =>
    (total ? sum(cells.map((cell) => cell[2] * Math.log(margin(cell) / cell[2]))) / total : 0);
  const within = [left(([, column]) => columns[column]), left(([row]) => rows[row])];
  const explained = [rows, columns].map((margin, side) => explainedBy(within[side], entropy(margin)));
  return { cells, memberCells, height, width, rows, columns, within, explained };
}

// The measures by their keys, each computed when first asked for.
export function measuresOf(cells, memberCells, height, width) {
  const table = tableOf(cells, memberCells, height, width);
  return later({}, Object.fromEntries(MEASURES.map(({ key, of }) => [key, () => of(table)])));
}

function splitJoin({ cells, rows, columns }) {
  const largest = [rows, columns].map((margin) => margin.map(() => 0));
  for (const cell of cells) {
    for (const side of [0, 1]) largest[side][cell[side]] = Math.max(largest[side][cell[side]], cell[2]);
  }
  return [rows, columns].map((margin, side) => sum(margin.map((all, at) => all - largest[side][at])));
}

// Entropy of the other set within each footprint of a side over that of the other set overall.
export function inhomogeneityOf(cells, height, width, side) {
  const { rows, columns } = margins(cells, height, width);
  const [own, other] = side ? [columns, rows] : [rows, columns];
  const overall = entropy(other);
  const found = own.map(() => 0);
  if (overall === 0) return found;
  for (const cell of cells) {
    const all = own[cell[side]];
    found[cell[side]] += (cell[2] / all) * Math.log(all / cell[2]);
  }
  return found.map((each) => each / overall);
}

// All people less the heaviest matching of footprints, component by component.
function transferDistance({ cells, height, width }) {
  const { of } = componentsOf(cells, [height, width]);
  const parts = new Map();
  for (const cell of cells) {
    const part = of[0][cell[0]];
    if (!parts.has(part)) parts.set(part, []);
    parts.get(part).push(cell);
  }
  let left = 0;
  for (const part of parts.values()) {
    const matched = heaviestMatching(part);
    for (const cell of part) if (matched.get(cell[0]) !== cell[1]) left += cell[2];
  }
  return left;
}

// The column of every row in a heaviest matching: the Hungarian method with potentials (Kuhn 1955;
// Munkres 1957), every row of the smaller side matched, where need be to a cell without people.
function heaviestMatching(cells) {
  const ends = [0, 1].map((side) => [...new Set(cells.map((cell) => cell[side]))]);
  const flip = ends[0].length > ends[1].length;
  const [rows, columns] = flip ? [ends[1], ends[0]] : ends;
  const [rowAt, columnAt] = [rows, columns].map((each) => new Map(each.map((id, at) => [id, at])));
  const cost = rows.map(() => new Float64Array(columns.length));
  for (const [a, b, weight] of cells) {
    const [row, column] = flip ? [b, a] : [a, b];
    cost[rowAt.get(row)][columnAt.get(column)] = -weight;
  }
  const high = new Float64Array(rows.length + 1);
  const low = new Float64Array(columns.length + 1);
  const match = new Int32Array(columns.length + 1);
  const way = new Int32Array(columns.length + 1);
  for (let row = 1; row <= rows.length; row += 1) {
    match[0] = row;
    let column = 0;
    const least = new Float64Array(columns.length + 1).fill(Infinity);
    const used = new Uint8Array(columns.length + 1);
    do {
      used[column] = 1;
      const at = match[column];
      let step = Infinity;
      let next = 0;
      for (let other = 1; other <= columns.length; other += 1) {
        if (used[other]) continue;
        const reduced = cost[at - 1][other - 1] - high[at] - low[other];
        if (reduced < least[other]) {
          least[other] = reduced;
          way[other] = column;
        }
        if (least[other] < step) {
          step = least[other];
          next = other;
        }
      }
      for (let other = 0; other <= columns.length; other += 1) {
        if (used[other]) {
          high[match[other]] += step;
          low[other] -= step;
        } else least[other] -= step;
      }
      column = next;
    } while (match[column] !== 0);
    do {
      match[column] = match[way[column]];
      column = way[column];
    } while (column);
  }
  const found = new Map();
  for (let column = 1; column <= columns.length; column += 1) {
    if (!match[column]) continue;
    const [row, other] = [rows[match[column] - 1], columns[column - 1]];
    if (flip) found.set(other, row);
    else found.set(row, other);
  }
  return found;
}
