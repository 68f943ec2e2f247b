// A window on ground that is too small to be read: where many small blocks lie together, larger, in
// the largest rectangle of the sea.

import { drawn } from "../elements.js";
import { oneDecimal } from "../../model/words.js";
import { before } from "../../plans/state.js";
import { widthOf } from "../lettering.js";
import { mainHome } from "../paint.js";
import { adjacentTo, areaOf, blockGeometries, blockShapes, boundsOf, geometryOf, inKm, towns } from "./geography.js";
import { landLayer, outcomeLayer, penFor } from "./layer.js";
import { meets } from "./names.js";
import { Raster } from "./raster.js";
import { fitting } from "./viewport.js";

const SMALL = 1 / 70; // side of a small block, as a part of the whole
const CROWD = 12; // small blocks that make a crowd
const READABLE = 13; // pixels across, from which there is no need
const FRAME = 8;
const TITLE = 22; // room above for its title
const [TITLE_SIZE, TITLE_WEIGHT] = [12, 650];

// The bounds in kilometres of the largest crowd of small blocks, what it is called, and its blocks.
export const crowd = (() => {
  const sides = new Map(blockGeometries.map(({ id }) => [id, Math.sqrt(areaOf(blockShapes.get(id)))]));
  const all = blockGeometries.length ? boundsOf(geometryOf(sides.keys())) : [[0, 0], [0, 0]];
  const whole = Math.max(all[1][0] - all[0][0], all[1][1] - all[0][1]);
  const isSmall = (id) => sides.get(id) < whole * SMALL;
  const amid = (id) => {
    const others = [...adjacentTo.get(id) ?? []].filter((each) => sides.has(each));
    return others.filter(isSmall).length > others.length / 2;
  };
  const small = new Set([...sides.keys()].filter((id) => isSmall(id) && amid(id)));
  let largest = [];
  while (small.size) {
    const found = [small.values().next().value];
    small.delete(found[0]);
    for (const id of found) {
      for (const other of adjacentTo.get(id) ?? []) if (small.delete(other)) found.push(other);
    }
    if (found.length > largest.length) largest = found;
  }
  if (largest.length < CROWD) return null;
  const own = wholeFootprints(new Set(largest));
  const bounds = boundsOf(geometryOf(own));
  const [width, height] = [0, 1].map((axis) => bounds[1][axis] - bounds[0][axis]);
  if (Math.max(width, height) > whole / 4) return null;
  const side = largest.map((id) => sides.get(id)).reduce((sum, each) => sum + each, 0) / largest.length;
  const [town] = towns.filter(([, ...place]) => within(inKm(place.slice(0, 2)), bounds)).sort((one, other) => one[3] - other[3]);
  return { bounds, side, name: town?.[0] ?? "This part", blocks: own };
})();

const titleWords = (times) => `${crowd.name}, ${oneDecimal.format(times)} times larger`;

// All of every footprint that has most of its blocks among these; these, where none has.
function wholeFootprints(blocks) {
  const all = new Set();
  for (const side of [0, 1]) {
    const members = Map.groupBy(blockGeometries.map(({ id }) => id), (id) => mainHome(id, side, before));
    for (const [home, ids] of members) {
      if (home !== null && ids.filter((id) => blocks.has(id)).length > ids.length / 2) for (const id of ids) all.add(id);
    }
  }
  return all.size ? all : blocks;
}

function within(point, bounds) {
  return point.every((value, axis) => value > bounds[0][axis] && value < bounds[1][axis]);
}

// The largest free rectangle for it, in the viewport's pixels, in the sea if it can be; null where there
// is none, or no need.
export function insetBox(viewport, { taken, ground, land }) {
  const [width, height] = viewport.size;
  if (!crowd || width < 560 || crowd.side * viewport.scale > READABLE) return null;
  const [[left, top], [right, bottom]] = crowd.bounds;
  const shape = (bottom - top) / (right - left);
  const own = viewport.boxOf(crowd.bounds);
  const neighbours = land();
  const title = widthOf(titleWords(10), TITLE_SIZE, TITLE_WEIGHT) + 4;
  const isFree = (around) => !taken.some((each) => meets(each, around)) && !(ground(around) > 0);
  return largest((around) => isFree(around) && !(neighbours(around) > 0)) ?? largest(isFree);

  function largest(suits) {
    for (let wide = Math.min(width > 1300 ? 300 : 216, 4 * (own[2] - own[0])); wide >= 1.7 * (own[2] - own[0]); wide -= 8) {
      const high = wide * shape;
      for (let x = width - wide - 16; x > 16; x -= 12) {
        for (let y = TITLE + 12; y + high < height - 16; y += 10) {
          const box = [x, y, x + wide, y + high];
          const around = [x - 10, y - TITLE, Math.max(box[2] + 10, x + title), box[3] + 10];
          if (suits(around)) return box;
        }
      }
    }
    return null;
  }
}

let lens = { size: [0, 0], view: null, pen: null, raster: null }; // as it was last used

function lensOf(box) {
  const size = [box[2] - box[0], box[3] - box[1]];
  if (!size.every((each, axis) => each === lens.size[axis])) {
    const view = fitting(crowd.bounds, [FRAME, FRAME, size[0] - FRAME, size[1] - FRAME]);
    lens = { size, view, pen: penFor(view, size), raster: new Raster(size, view) };
  }
  return lens;
}

// What is drawn of it, its size and raster, and where it is on the map.
export function insetSign(box, outcome, viewport, look) {
  const [left, top] = box;
  const { size, view, pen, raster } = lensOf(box);
  const frame = { width: size[0], height: size[1], fill: "none", stroke: "var(--ink2)" };
  const own = viewport.boxOf(crowd.bounds);
  const clip = "map-inset-clip";
  const layer = drawn("g", { "clip-path": `url(#${clip})` },
    drawn("rect", { ...frame, fill: "var(--sea)" }), landLayer(pen), outcomeLayer(outcome, pen, look));
  const sign = drawn("g", { class: "inset" },
    drawn("clipPath", { id: clip }, drawn("rect", { width: size[0], height: size[1] })),
    drawn("rect", { x: own[0] - 3, y: own[1] - 3, width: own[2] - own[0] + 6, height: own[3] - own[1] + 6, fill: "none", stroke: "var(--ink2)" }),
    drawn("text", { x: left, y: top - 7, "font-size": TITLE_SIZE, "font-weight": TITLE_WEIGHT, fill: "var(--ink)" }, titleWords(view.scale / viewport.scale)),
    drawn("g", { transform: `translate(${left.toFixed(1)} ${top.toFixed(1)})` }, layer, drawn("rect", frame)));
  return { sign, size, own, raster };
}
