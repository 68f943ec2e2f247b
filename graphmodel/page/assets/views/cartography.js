// Where things are on the map: kilometres, what a plan changes there, boundaries.

const KM_PER_DEGREE = 111.32;
const MAP_PAD = 32; // around the map, in pixels
const LEGEND_WIDTH = 178;
const MAP_INK = 0.13; // share of the map that discs may cover when all of it is in view
const MAP_CLOSEST = 80; // times larger than the whole
const BLOCK_NAMES_FROM = 2.6; // times larger than the whole from which organisations are named
const BOTH_NAMES_FROM = 1.7; // and from which both sets are, where neither is coloured

const placedNodes = nodes.slice(0, ORIGINAL).filter((node) => node.at && !isFootprint(node));
const placedBlocks = placedNodes.filter(isBlock);

// -- from degrees to kilometres ---------------------------------------------------------------------

const middleLatitude = sum(placedNodes.map((node) => node.at[1])) / Math.max(1, placedNodes.length);
const eastward = KM_PER_DEGREE * Math.cos((middleLatitude * Math.PI) / 180);
const inKm = ([longitude, latitude]) => [longitude * eastward, -latitude * KM_PER_DEGREE];

function boundsOf(points) {
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

// Where every organisation is, in kilometres from the middle of the map.
const mapGround = (() => {
  const points = placedNodes.map((node) => inKm(node.at));
  const { least, most } = boundsOf(points);
  const middle = least.map((low, axis) => (low + most[axis]) / 2);
  const spread = least.map((low, axis) => Math.max(most[axis] - low, 1));
  const fromMiddle = (point) => point.map((value, axis) => value - middle[axis]);
  const spots = new Map(placedNodes.map((node, at) => [node.id, fromMiddle(points[at])]));
  return { spots, spread, fromMiddle };
})();

// -- what is shown of a plan ------------------------------------------------------------------------

const mapSide = (colouring) => ({ a: 0, b: 1 })[colouring] ?? null;

// The middle of a footprint's people, by side and number; without one block, where others are left.
class Middles {
  #sums = [new Map(), new Map()];
  #own = new Map();

  constructor({ portions, outside }) {
    for (const { block, at, people: number } of portions) {
      for (const side of [0, 1]) this.#add(side, at[side], block, number);
    }
    for (const { block, side, at, people: number } of outside) this.#add(side, at, block, number);
  }

  #add(side, id, block, number) {
    const spot = mapGround.spots.get(block);
    if (!spot) return;
    const heft = number + 1e-6; // where nobody is counted, every block weighs the same
    const key = `${block}|${id}`;
    for (const [map, at] of [[this.#sums[side], id], [this.#own, key]]) {
      const had = map.get(at) ?? [0, 0, 0];
      map.set(at, [had[0] + heft * spot[0], had[1] + heft * spot[1], had[2] + heft]);
    }
  }

  of(side, id, without = null) {
    const all = this.#sums[side].get(id);
    if (!all) return null;
    const own = this.#own.get(`${without}|${id}`) ?? [0, 0, 0];
    const rest = all.map((value, at) => value - own[at]);
    const [x, y, heft] = rest[2] > 1e-9 * all[2] ? rest : all;
    return [x / heft, y / heft];
  }
}

// The changes of footprint, one for each block, set and footprint that it goes to.
function mapChanges(outcome) {
  const found = new Map();
  for (const { block, was, at, moved, people: number } of outcome.portions) {
    for (const side of [0, 1]) {
      if (!moved[side] || !mapGround.spots.has(block)) continue;
      const key = `${block}|${at[side]}`;
      if (!found.has(key)) found.set(key, { block, side, to: at[side], people: 0, left: new Set() });
      const row = found.get(key);
      row.people += number;
      const left = outcome.successorOf(was[side]);
      if (left !== at[side]) row.left.add(left);
    }
  }
  return [...found.values()].sort((one, two) => two.people - one.people);
}

// Round numbers for the legend of sizes: the largest whose disc is no wider than there is room for.
function mapSizes(most, radiusOf) {
  const nice = (number) => {
    const power = 10 ** Math.floor(Math.log10(number));
    return [5, 2, 1].map((each) => each * power).find((each) => each <= number * 1.0001);
  };
  let top = nice(most);
  while (radiusOf(top) > 30) top = nice(top / 2);
  const sizes = [top, nice(top / 4), nice(top / 20)].filter((each) => each >= 1 || most < 20);
  return [...new Set(sizes)].filter((each) => radiusOf(each) > 1);
}

const scaleLengths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

// -- boundaries -------------------------------------------------------------------------------------

// The footprint or the organisation that each boundary is of, with its outline.
function mapOutlines() {
  const byOrganisation = new Map();
  const byFootprint = new Map();
  for (const node of nodes.slice(0, ORIGINAL)) {
    if (isFootprint(node)) byFootprint.set(JSON.stringify([sets[sideOf(node)].name, node.code]), node.id);
    else byOrganisation.set(node.code, node.id);
  }
  return (data.boundaries?.features ?? []).map(({ geometry, properties }) => {
    const { organisation, footprint_set: set, footprint } = properties ?? {};
    const id = organisation === undefined
      ? byFootprint.get(JSON.stringify([set, String(footprint)])) : byOrganisation.get(String(organisation));
    return { id: id ?? null, d: outlinePath(geometry) };
  }).filter(({ d }) => d);
}

function outlinePath(geometry) {
  const polygons = { Polygon: [geometry?.coordinates], MultiPolygon: geometry?.coordinates }[geometry?.type];
  const corner = (point) => mapGround.fromMiddle(inKm(point)).map((value) => value.toFixed(2)).join(" ");
  return (polygons ?? []).flat().map((ring) => `M${ring.map(corner).join("L")}Z`).join("");
}
