// How the overlap graph lies on a sheet: its sections below one another, their pieces in rows.

import { nodes } from "../../model/data.js";
import { sum } from "../../model/measures.js";
import { before, current } from "../../plans/state.js";
import { peopleIn } from "../paint.js";
import { arranged } from "./arrange.js";
import { THRONG, lettered } from "./lettered.js";
import { pairKey } from "./pieces.js";

const RIM = 20; // of the sheet
const BETWEEN = 18; // two pieces
const HEAD = 30; // of a section
const LARGEST = 38; // radius
const [NARROW, HIGH, HIGHER] = [560, 480, 1100]; // sheets: up to which width, and how high at least
const [PLAIN, NUMBERED] = [44, 108]; // from rim to rim of two that share people
const SHRINKING = 1500; // what it costs to draw smaller

// The same people have the same size at every moment: as many as there are before or after the plan.
function scaleFor(graph) {
  const { planned } = graph;
  const mostIn = (id) => {
    const people = [before, planned].filter((each) => each.has(id)).map((each) => peopleIn(id, each));
    return people.length ? Math.max(...people) : peopleIn(id, current().after);
  };
  const first = graph.front.filter(({ trouble }) => trouble);
  const ids = (first.length ? first : [...graph.front, ...graph.fitting]).flatMap(({ all }) => all);
  const most = Math.max(1e-9, ...ids.map(mostIn));
  const largest = Math.max(7, Math.min(LARGEST, 190 / Math.sqrt(ids.length || 1)));
  const radius = (people) => Math.max(largest * 0.24, 3.5, largest * Math.sqrt(Math.min(people / most, 1.5)));
  return {
    most: (id) => Math.round(2 * radius(mostIn(id))) / 2, radius,
    line: (people) => Math.max(largest / 19, 0.62 * largest * Math.sqrt(Math.min(people / most, 1))),
  };
}

const kept = new Map(); // arrangements and layouts, by what they are of
function once(key, make) {
  if (!kept.has(key)) {
    if (kept.size > 5000) kept.clear();
    kept.set(key, make());
  }
  return kept.get(key);
}

function pairsIn({ all }, { links }) {
  const own = new Set(all);
  return all.flatMap((id) => [...(links.get(id) ?? [])].filter((other) => id < other && own.has(other)).map((other) => [id, other]));
}

// How a piece lies by itself, of the right sizes; known from what it is made of.
function shaped(piece, graph, scale, narrow) {
  const place = new Map(piece.all.map((id, at) => [id, at]));
  const pairs = piece.all.length > THRONG ? [] : pairsIn(piece, graph);
  const lines = pairs.map((at) => [...at.map((id) => place.get(id)), graph.expected.has(pairKey(at)) ? NUMBERED : PLAIN]);
  const radii = piece.all.map(scale.most);
  const key = JSON.stringify([piece.all, radii, lines, narrow]);
  const spots = once(key, () => arranged(piece.all.map((id) => [nodes[id].x, nodes[id].y]), lines, radii, narrow));
  return { all: piece.all, pairs, radii, key, spots };
}

// A shape stretched, with all that is in it before or after the plan, and how much room it takes.
const trial = (shape, graph, stretch) => once(`${shape.key} ${stretch}`, () => tried(shape, graph, stretch));
function tried(shape, graph, stretch) {
  const { spots, pairs } = shape;
  const shrink = Math.min(1, Math.max(0.45, Math.sqrt(stretch[1])));
  const discs = new Map(shape.all.map((id, at) => [id, {
    x: spots[at][0] * stretch[0], y: spots[at][1] * stretch[1], r: shape.radii[at] * shrink,
  }]));
  const crowded = discs.size > THRONG;
  const { marks, names, cost } = crowded ? { marks: [], names: [], cost: 0 } : lettered(discs, pairs, { ...graph, undone: graph.expected, numbers: null });
  const boxes = [...[...discs.values()].map(({ x, y, r }) => [x - r, y - r, x + r, y + r]), ...[...names, ...marks].flatMap(({ box }) => (box ? [box] : []))];
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => (at < 2 ? Math.min : Math.max)(...boxes.map((box) => box[at])));
  return { shape, discs, shrink, left, top, wide: right - left, high: bottom - top, cost };
}

function rowsOf(pieces, width) {
  const rows = [];
  for (const each of pieces) {
    const row = rows.at(-1);
    if (row && row.wide + BETWEEN + each.wide <= width - 2 * RIM) {
      row.pieces.push(each);
      row.wide += BETWEEN + each.wide;
    } else {
      rows.push({ pieces: [each], wide: each.wide });
    }
  }
  return rows.map((row) => ({ ...row, high: Math.max(...row.pieces.map(({ high }) => high)) }));
}

// What a row costs in names that stand far off or have no room.
const costOfRow = ({ pieces }) => sum(pieces.map(({ cost }) => cost));

// Some shapes in rows, each as broad as suits its names.
const BROAD = [2.8, 2.3, 1.9, 1.55, 1.25]; // times as broad as high
function rowsAt(k, shapes, graph, width) {
  const room = width - 2 * RIM;
  return rowsOf(shapes.map((shape) => trial(shape, graph, [k, k])), width).map((row) => {
    let best = row;
    const gaps = BETWEEN * (row.pieces.length - 1);
    for (const broad of BROAD.filter((each) => each * row.wide < room * 1.5)) {
      const pieces = row.pieces.map(({ shape }) => trial(shape, graph, [k * broad, k]));
      const found = { pieces, wide: sum(pieces.map((each) => each.wide)) + gaps, high: Math.max(...pieces.map(({ high }) => high)) };
      if (found.wide <= room && (best === row || costOfRow(found) < costOfRow(best))) best = found;
    }
    return best;
  });
}

// The rows of every section, as large as the room allows and suits all names.
function rowsThatFit(sections, graph, { width, height }) {
  let best = null;
  for (let k = height === Infinity ? 0.7 : 1.3; k > 0.35; k *= 0.9) {
    const rows = sections.map((shapes) => rowsAt(k, shapes, graph, width));
    const high = sum(rows.flat().map((row) => row.high + BETWEEN)) + HEAD * rows.length;
    const beyond = Math.max(0, high - height) + 10 * sum(rows.flat().map(({ wide }) => Math.max(0, wide - width + 2 * RIM)));
    const cost = beyond ? 1e6 + beyond : sum(rows.flat().map(costOfRow)) + (1.3 - k) * SHRINKING;
    if (!best || cost < best.cost) best = { rows, cost, k };
    if (best.cost < 1e6 && k < 0.75 * best.k) break;
  }
  return best?.rows ?? [];
}

// Where the pieces of some sections lie, from a height downwards: heads, and discs by their numbers.
function laid(sections, graph, scale, size, top) {
  const shapes = sections.map(({ pieces }) => pieces.map((piece) => shaped(piece, graph, scale, size.width < NARROW)));
  return once(JSON.stringify([size, top, shapes.map((some) => some.map(({ key }) => key))]), () => {
    const discs = new Map();
    const heads = [];
    const parts = rowsThatFit(shapes, graph, size);
    const spareHeight = size.height - HEAD * parts.length - sum(parts.flat().map((row) => row.high + BETWEEN));
    const air = size.height === Infinity ? 0 : Math.max(0, Math.min(120, spareHeight / Math.max(1, parts.flat().length)));
    let y = top;
    for (const rows of parts) {
      heads.push(y);
      y += HEAD;
      for (const row of rows) {
        const spare = (size.width - 2 * RIM - sum(row.pieces.map(({ wide }) => wide))) / (row.pieces.length + 1);
        let x = RIM + Math.max(0, spare);
        for (const each of row.pieces) {
          const shift = [x - each.left, y + (air + row.high - each.high) / 2 - each.top];
          for (const [id, disc] of each.discs) discs.set(id, { x: disc.x + shift[0], y: disc.y + shift[1], shrink: each.shrink });
          x += each.wide + Math.max(BETWEEN / 2, spare);
        }
        y += row.high + BETWEEN + air;
      }
    }
    return { discs, heads, bottom: y };
  });
}

// The sheet: sections with heads, discs, lines, numbers and names. What is folded out goes below.
export function sceneOf(graph, { front, more }, { width, height, zoom }) {
  const scale = scaleFor(graph);
  const room = Math.max(height, width < NARROW ? HIGHER : HIGH);
  const parts = [laid(front, graph, scale, { width, height: room }, 0)];
  if (more.length) parts.push(laid(more, graph, scale, { width, height: Infinity }, Math.max(parts[0].bottom, 0)));
  const sections = [...front, ...more];
  const heads = parts.flatMap((part) => part.heads).map((y, at) => ({ ...sections[at], y: y * zoom }));
  const discs = new Map();
  for (const [id, { x, y, shrink }] of parts.flatMap((part) => [...part.discs])) {
    if (!graph.outcome.has(id)) continue;
    discs.set(id, { x: x * zoom, y: y * zoom, r: scale.radius(peopleIn(id, graph.outcome)) * shrink * Math.sqrt(zoom) });
  }
  const lines = sections.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.lines)).filter(({ at }) => at.every((id) => discs.has(id)))
    .map((line) => ({ ...line, width: scale.line(line.people) * Math.sqrt(zoom) }));
  const words = lettered(discs, lines.map(({ at }) => at), {
    ...graph, undone: graph.isAfter ? new Map() : graph.undone,
    taken: heads.map(({ y }) => [0, y, width * zoom, y + 22]), within: [4, width * zoom - 4],
  });
  const right = Math.max(width * zoom, ...[...discs.values()].map(({ x, r }) => x + r + RIM));
  return { width: right, height: Math.max(height, parts.at(-1).bottom) * zoom, heads, discs, lines, ...words };
}
