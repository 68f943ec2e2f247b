// What is named on the map, in which order: what cuts across, then the largest; the other set, when one
// is near enough or colours by it; towns last.

import { fitOf } from "../../model/fit.js";
import { nodes } from "../../model/data.js";
import { state } from "../../plans/state.js";
import { mainHome, peopleIn, relationOf } from "../paint.js";
import { blockGeometries, geometryOf, inKm, poleOf, towns } from "./geography.js";
import { crowd } from "./inset.js";
import { Names, weightOf } from "./names.js";

const INSIDE = 0.87; // share of a name that lies in its ground
const INSIDE_CUTS = 0.83;
const BOTH_FROM = 1.6; // times larger than the whole, from which both sets are named
const PLACES_FROM = 6.5; // and from which blocks are

// The names with their places, on the map and in its inset.
export function nameGround(scene) {
  const { viewport, raster, taken, inset } = scene;
  const names = new Names({ size: viewport.size, taken, ground: raster.ground().share });
  const wide = viewport.size[0] > 1300 ? 1.15 : 1;
  const phone = viewport.size[0] < 560;
  const first = { agreement: scene.side, a: 0, b: 1 }[state.colouring];
  nameSide(names, scene, { side: first, wide, phone });
  if (state.focus || viewport.closer >= BOTH_FROM) nameSide(names, scene, { side: 1 - first, wide, phone });
  if (viewport.closer >= PLACES_FROM) namePlaces(names, scene);
  nameTowns(names, scene, { wide, phone });
  return inset ? [...names.placed, ...namesIn(inset, scene, first)] : names.placed;
}

function wantedOf(side, { outcome, viewport, lit, side: told }, zones, { wide, phone }) {
  return outcome.sides[side].ids.filter((id) => zones.has(id)).map((id) => {
    const fit = fitOf(relationOf(id, outcome));
    const focused = state.focus?.id === id || state.focus?.ids?.includes(id);
    const cuts = fit === "cuts" && side === told;
    const kind = side === 1 ? "other" : cuts ? "cuts" : fit === "none" ? "quiet" : "own";
    const sizes = focused ? [18, 16, 14, 13] : lit || viewport.closer >= BOTH_FROM ? [13, 12, 11]
      : cuts ? (phone ? [10.5, 9.5] : [13, 12, 11, 10].map((each) => each * wide)) : phone ? [9.5] : [11.5 * wide, 11 * wide, 10.5, 10, 9.5];
    return {
      id, kind, sizes, cuts, focused, words: nodes[id].label.trim() || nodes[id].bare, weight: focused ? 750 : weightOf(kind),
      share: cuts ? INSIDE_CUTS : INSIDE, zone: zones.get(id), heft: peopleIn(id, outcome),
    };
  }).sort((one, two) => Number(Boolean(two.focused)) - Number(Boolean(one.focused)) || two.cuts - one.cuts || two.heft - one.heft || one.id - two.id);
}

function nameSide(names, scene, { side, wide, phone }) {
  const { raster, outcome, viewport, inset } = scene;
  const zones = raster.zonesOf(outcome, side, (block) => mainHome(block, side, outcome));
  const members = Map.groupBy(blockGeometries.map(({ id }) => id), (block) => mainHome(block, side, outcome));
  for (const wanted of wantedOf(side, scene, zones, { wide, phone })) {
    if (phone && !wanted.cuts && !wanted.focused && viewport.closer < BOTH_FROM) continue;
    const ground = members.get(wanted.id);
    if (inset && ground.filter((id) => crowd.blocks.has(id)).length > ground.length / 2) continue;
    const must = wanted.cuts && !state.focus;
    const pole = must ? viewport.spot(poleOf(geometryOf(ground))) : null;
    names.place({ ...wanted, must: must && inView(pole, viewport.size), pole });
  }
}

const inView = (point, size) => point.every((value, axis) => value > 0 && value < size[axis]);

function namePlaces(names, { raster, viewport }) {
  const zones = raster.zonesOf(raster, 0, (block) => block);
  const sorted = [...zones].sort(([one], [two]) => (nodes[two].people ?? 0) - (nodes[one].people ?? 0) || one - two);
  for (const [id, zone] of sorted) {
    if (zone.span[2] - zone.span[0] < 30 || viewport.closer < PLACES_FROM) continue;
    names.place({ id, kind: "place", words: nodes[id].label.trim() || nodes[id].name, weight: weightOf("place"), sizes: [11, 10], zone, share: INSIDE });
  }
}

function nameTowns(names, { viewport }, { wide, phone }) {
  const { closer } = viewport;
  const most = (phone ? 0 : wide > 1 ? 2 : 1) + (closer > 1.5 ? 1 : 0) + (closer > 2.5 ? 1 : 0);
  for (const [words, longitude, latitude, rank] of towns) {
    const at = viewport.spot(inKm([longitude, latitude]));
    if (!inView(at, viewport.size) || rank > most) continue;
    if (rank === 0) names.placeAt({ words: words.toUpperCase(), at, kind: "land", weight: 500, size: 10.5 });
    else names.placeTown({ words, at, kind: "town", weight: weightOf("town"), size: state.focus ? 11.5 : 10 * Math.min(1.1, wide) });
  }
}

// Names in the inset, of the same side, moved to where it is.
function namesIn({ box, raster, size }, scene, side) {
  const zones = raster.zonesOf(scene.outcome, side, (block) => mainHome(block, side, scene.outcome));
  const names = new Names({ size, taken: [], ground: () => 0 });
  for (const wanted of wantedOf(side, scene, zones, { wide: 1, phone: false })) {
    const [left, top, right, bottom] = wanted.zone.span;
    if (left <= 0 || top <= 0 || right >= size[0] || bottom >= size[1]) continue; // it goes on outside
    names.place({ ...wanted, sizes: [11.5, 10.5, 9.5] });
  }
  return names.placed.map((name) => ({
    ...name, x: name.x + box[0], y: name.y + box[1],
    box: name.box.map((value, at) => value + box[at % 2]),
  }));
}
