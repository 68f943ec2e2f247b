// The ground of the map, laid flat: kilometres from its middle, north up, areas true (Lambert's
// azimuthal projection). What is drawn of a plan is put together of the outlines of blocks.

import { data, neighboursOf } from "../../model/data.js";

const EARTH = 6371; // its radius in kilometres

export const hasGround = Boolean(data.map);
export const { cells: areCells, towns, credit } = data.map ?? { cells: false, towns: [], credit: "" };

const nothing = { type: "GeometryCollection", geometries: [] };
const round = data.map ?? { topology: { objects: { blocks: nothing, stated: nothing }, arcs: [] }, land: { objects: { land: nothing }, arcs: [] } };

// Arcs in degrees: each is a first point and the steps from there on.
const inDegrees = ({ arcs, transform }) => arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([east, north]) => [(x += east) * transform.scale[0], (y += north) * transform.scale[1]]);
});

const toKm = (() => {
  const points = inDegrees(round.topology).flat();
  const middle = [0, 1].map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (const point of points) [least, most] = [Math.min(least, point[axis]), Math.max(most, point[axis])];
    return points.length ? (least + most) / 2 : 0;
  });
  return mapTools.geoAzimuthalEqualArea().rotate(middle.map((each) => -each)).translate([0, 0]).scale(EARTH);
})();
export const inKm = (at) => toKm(at);

const flattened = (topology) => ({ type: "Topology", objects: topology.objects, arcs: inDegrees(topology).map((arc) => arc.map(toKm)) });
const [flat, land] = [round.topology, round.land].map(flattened);
export const blockGeometries = flat.objects.blocks.geometries;
export const blockShapes = new Map(blockGeometries.map((each) => [each.id, mapTools.feature(flat, each).geometry]));
const shapesOf = (topology, name) => mapTools.feature(topology, topology.objects[name]).features.map(({ geometry }) => geometry);
export const [landShapes, statedShapes] = [shapesOf(land, "land"), shapesOf(flat, "stated")];

const measure = mapTools.geoPath();
export const boundsOf = (shape) => measure.bounds(shape);
export const areaOf = (shape) => measure.area(shape);

// The ground of some blocks as one shape.
export function geometryOf(blocks) {
  const wanted = new Set(blocks);
  return mapTools.merge(flat, blockGeometries.filter(({ id }) => wanted.has(id)));
}
export const allGround = geometryOf(blockGeometries.map(({ id }) => id));

// The borders between blocks that a test of the two says yes to; the same block twice at the edge.
export const bordersWhere = (test) =>
  mapTools.mesh(flat, flat.objects.blocks, (one, other) => test(one.id, other.id));

// Which blocks border each other: by the table of neighbours, and by what is drawn.
export const adjacentTo = (() => {
  const found = new Map([...neighboursOf].map(([id, others]) => [id, new Set(others)]));
  mapTools.neighbors(blockGeometries).forEach((others, at) => {
    const { id } = blockGeometries[at];
    if (!found.has(id)) found.set(id, new Set());
    for (const other of others) found.get(id).add(blockGeometries[other].id);
  });
  return found;
})();

// The point of a shape that is furthest from its border, in the largest of its pieces.
export function poleOf(shape) {
  const pieces = shape.coordinates.map((rings) => ({ rings, area: areaOf({ type: "Polygon", coordinates: rings }) }));
  const largest = pieces.reduce((one, other) => (other.area > one.area ? other : one), { rings: null, area: -1 });
  return largest.rings ? mapTools.polylabel(largest.rings, Math.sqrt(largest.area) / 40) : null;
}
