// Where things are on the map: kilometres, what a plan changes there, boundaries.

import { data, isBlock, isFootprint, nodes, ORIGINAL, sets, sideOf } from "../../model/data.js";
import { sum } from "../../model/measures.js";

const KM_PER_DEGREE = 111.32;

export const placedNodes = nodes.slice(0, ORIGINAL).filter((node) => node.at && !isFootprint(node));
export const placedBlocks = placedNodes.filter(isBlock);

// -- from degrees to kilometres ---------------------------------------------------------------------

const middleLatitude = sum(placedNodes.map((node) => node.at[1])) / Math.max(1, placedNodes.length);
const eastward = KM_PER_DEGREE * Math.cos((middleLatitude * Math.PI) / 180);
const inKm = ([longitude, latitude]) => [longitude * eastward, -latitude * KM_PER_DEGREE];

export function boundsOf(points) {
  const least = [Infinity, Infinity];
  const most = [-Infinity, -Infinity];
  for (const point of points) {
    for (const axis of [0, 1]) {
      least[axis] = Math.min(least[axis], point[axis]);
      most[axis] = Math.max(most[axis], point[axis]);
    }
  }
  return { least, most };
}

// Rings come as steps of a ten-thousandth of a degree, the first from nowhere.
function ringInKm(steps) {
  const points = [];
  let [east, north] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    [east, north] = [east + steps[at], north + steps[at + 1]];
    points.push(inKm([east / 1e4, north / 1e4]));
  }
  return points;
}

const outlines = data.boundaries.map(({ rings }) => rings.map(ringInKm));

// Whether the blocks have ground of their own, so that discs and lines need not stand for it.
const blockCodes = new Set(placedBlocks.map(({ code }) => code));
export const hasGround = data.boundaries.some(({ organisation }) => blockCodes.has(organisation));

// Where every organisation is, in kilometres from the middle of the map, which shows all outlines.
export const mapGround = (() => {
  const points = placedNodes.map((node) => inKm(node.at));
  const { least, most } = boundsOf(outlines.length ? [...points, ...outlines.flat(2)] : points);
  const middle = least.map((low, axis) => (low + most[axis]) / 2);
  const spread = least.map((low, axis) => Math.max(most[axis] - low, 1));
  const fromMiddle = (point) => point.map((value, axis) => value - middle[axis]);
  const spots = new Map(placedNodes.map((node, at) => [node.id, fromMiddle(points[at])]));
  return { spots, spread, fromMiddle };
})();

// -- what is shown of a plan ------------------------------------------------------------------------

export const mapSide = (colouring) => ({ a: 0, b: 1 })[colouring] ?? null;

// -- boundaries -------------------------------------------------------------------------------------

// The footprint or the organisation that each boundary is of, with its outline.
export function mapOutlines() {
  const byOrganisation = new Map();
  const byFootprint = new Map();
  for (const node of nodes.slice(0, ORIGINAL)) {
    if (isFootprint(node)) byFootprint.set(JSON.stringify([sets[sideOf(node)].name, node.code]), node.id);
    else byOrganisation.set(node.code, node.id);
  }
  const corner = (point) => mapGround.fromMiddle(point).map((value) => value.toFixed(2)).join(" ");
  return data.boundaries.map(({ organisation, footprint }, at) => {
    const id = organisation ? byOrganisation.get(organisation) : byFootprint.get(JSON.stringify(footprint));
    return { id: id ?? null, d: outlines[at].map((ring) => `M${ring.map(corner).join("L")}Z`).join("") };
  });
}
