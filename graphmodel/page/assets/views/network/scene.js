// How the overlap graph lies on a sheet: its sections below one another, their pieces in rows.

import { nodes } from "../../model/data.js";
import { sum } from "../../model/measures.js";
import { before, current } from "../../plans/state.js";
import { peopleIn } from "../paint.js";
import { arranged } from "./arrange.js";
import { CROWD, lettered } from "./lettered.js";
import { pairKey } from "./pieces.js";

const EDGE = 20; // of the sheet
const BETWEEN = 18; // two pieces
const HEAD = 30; // of a section
const LARGEST = 38; // radius
const [PLAIN, NUMBERED] = [44, 92]; // from rim to rim of two that share people
const SMALL = 1500; // what it costs to draw smaller
const BROADEST = 2.8; // times as broad as high

// The same people have the same size at every moment: as many as there are before or after the plan.
function scaleFor(graph) {
  const mostIn = (id) => Math.max(...[before, current().after].map((each) => (each.has(id) ? peopleIn(id, each) : 0)));
  const ids = (graph.front.length ? graph.front : graph.fitting).flatMap(({ all }) => all);
  const most = Math.max(1e-9, ...ids.map(mostIn));
  const largest = Math.max(7, Math.min(LARGEST, 190 / Math.sqrt(ids.length || 1)));
  const radius = (people) => Math.max(largest * 0.24, 3.5, largest * Math.sqrt(Math.min(people / most, 1.5)));
  return {
    most: (id) => radius(mostIn(id)), radius,
    line: (people) => Math.max(largest / 19, Math.min(0.6 * largest, (0.62 * largest * people) / most)),
  };
}

const kept = new Map(); // arrangements and layouts, by what they are of
function once(key, make) {
  if (!kept.has(key)) {
    if (kept.size > 400) kept.clear();
    kept.set(key, make());
  }
  return kept.get(key);
}

const pairsIn = (piece, { links }) => piece.all.flatMap((id) =>
  [...(links.get(id) ?? [])].filter((other) => id < other).map((other) => [id, other]));

function spotsOf(piece, graph, scale) {
  const place = new Map(piece.all.map((id, at) => [id, at]));
  const lines = piece.all.length > CROWD ? [] : pairsIn(piece, graph)
    .map((at) => [...at.map((id) => place.get(id)), graph.undone.has(pairKey(at)) ? NUMBERED : PLAIN]);
  const radii = piece.all.map(scale.most);
  return once(JSON.stringify(["piece", piece.all, radii.map(Math.round), lines]), () => arranged(
    piece.all.map((id) => [nodes[id].x, nodes[id].y]), lines, radii,
  ));
}

// A piece by itself, with all that is in it before or after the plan, and how much room it takes.
function trial(piece, graph, scale, stretch) {
  const spots = spotsOf(piece, graph, scale);
  const shrink = Math.min(1, Math.max(0.55, Math.sqrt(stretch[1])));
  const discs = new Map(piece.all.map((id, at) => [id, {
    x: spots[at][0] * stretch[0], y: spots[at][1] * stretch[1], r: scale.most(id) * shrink,
  }]));
  const crowded = discs.size > CROWD;
  const { marks, names, cost } = crowded ? { marks: [], names: [], cost: 0 } : lettered(discs, pairsIn(piece, graph), { ...graph, numbers: null });
  const boxes = [...[...discs.values()].map(({ x, y, r }) => [x - r, y - r, x + r, y + r]), ...[...names, ...marks].flatMap(({ box }) => (box ? [box] : []))];
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => (at < 2 ? Math.min : Math.max)(...boxes.map((box) => box[at])));
  return {
    piece, discs, shrink, left, top, wide: right - left, high: bottom - top, cost,
  };
}

function rowsOf(pieces, width) {
  const rows = [];
  for (const each of pieces) {
    const row = rows.at(-1);
    if (row && row.wide + BETWEEN + each.wide <= width - 2 * EDGE) {
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

// A section in rows, each as broad as suits its names.
function rowsAt(k, { pieces }, graph, scale, width) {
  const room = width - 2 * EDGE;
  return rowsOf(pieces.map((piece) => trial(piece, graph, scale, [k, k])), width).map((row) => {
    let best = row;
    const gaps = BETWEEN * (row.pieces.length - 1);
    for (let out = Math.min(BROADEST, (room - gaps) / row.wide); out > 1.05; out *= 0.85) {
      const broad = row.pieces.map(({ piece }) => trial(piece, graph, scale, [k * out, k]));
      const found = { pieces: broad, wide: sum(broad.map((each) => each.wide)) + gaps, high: Math.max(...broad.map(({ high }) => high)) };
      if (found.wide <= room && (best === row || costOfRow(found) < costOfRow(best))) best = found;
    }
    return best;
  });
}

// The rows of every section, as large as the room allows and suits all names.
function rowsThatFit(sections, graph, scale, { width, height }) {
  let best = null;
  for (let k = 1.3; k > 0.35; k *= 0.92) {
    const rows = sections.map((section) => rowsAt(k, section, graph, scale, width));
    const high = sum(rows.flat().map((row) => row.high + BETWEEN)) + HEAD * rows.length;
    const fits = high <= height && rows.flat().every(({ wide }) => wide <= width - 2 * EDGE);
    const cost = sum(rows.flat().map(costOfRow)) + (1.3 - k) * SMALL;
    if (!best || (fits && (!best.fits || cost < best.cost))) best = { rows, cost, fits, k };
    if (best.fits && k < 0.7 * best.k) break;
  }
  return best?.rows ?? [];
}

// Where the pieces of some sections lie, from a height downwards: heads, and discs by their numbers.
function laid(sections, graph, scale, size, top) {
  const undone = sections.flatMap(({ pieces }) => (sum(pieces.map(({ all }) => all.length)) > CROWD ? [] : pieces.flatMap((piece) => pairsIn(piece, graph).map(pairKey).filter((key) => graph.undone.has(key)))));
  const key = JSON.stringify(["sheet", size, top, sections.map(({ pieces }) => pieces.map(({ all }) => all)), undone, scale.most(sections[0]?.pieces[0]?.all[0] ?? 0)]);
  return once(key, () => {
    const discs = new Map();
    const heads = [];
    let y = top;
    for (const rows of rowsThatFit(sections, graph, scale, size)) {
      heads.push(y);
      y += HEAD;
      for (const row of rows) {
        const spare = (size.width - 2 * EDGE - sum(row.pieces.map(({ wide }) => wide))) / (row.pieces.length + 1);
        let x = EDGE + Math.max(0, spare);
        for (const each of row.pieces) {
          const shift = [x - each.left, y + (row.high - each.high) / 2 - each.top];
          for (const [id, disc] of each.discs) discs.set(id, { x: disc.x + shift[0], y: disc.y + shift[1], shrink: each.shrink });
          x += each.wide + Math.max(BETWEEN / 2, spare);
        }
        y += row.high + BETWEEN;
      }
    }
    return { discs, heads, bottom: y };
  });
}

// The sheet: sections with heads, discs, lines, numbers and names. What is folded out goes below.
export function sceneOf(graph, { front, more }, { width, height, zoom }) {
  const scale = scaleFor(graph);
  const parts = [laid(front, graph, scale, { width, height }, 0)];
  if (more.length) parts.push(laid(more, graph, scale, { width, height: 1e9 }, Math.max(parts[0].bottom, 0)));
  const sections = [...front, ...more];
  const heads = parts.flatMap((part) => part.heads).map((y, at) => ({ ...sections[at], y: y * zoom }));
  const discs = new Map();
  for (const [id, { x, y, shrink }] of parts.flatMap((part) => [...part.discs])) {
    if (!graph.outcome.has(id)) continue;
    discs.set(id, { x: x * zoom, y: y * zoom, r: scale.radius(peopleIn(id, graph.outcome)) * shrink * Math.sqrt(zoom) });
  }
  const lines = sections.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.lines))
    .map((line) => ({ ...line, width: scale.line(line.people) * Math.sqrt(zoom) }));
  const words = lettered(discs, lines.map(({ at }) => at), {
    ...graph, undone: graph.isAfter ? new Map() : graph.undone,
    taken: heads.map(({ y }) => [0, y, width * zoom, y + 22]), within: [4, width * zoom - 4],
  });
  return { width: width * zoom, height: Math.max(height, parts.at(-1).bottom) * zoom, heads, discs, lines, ...words };
}
