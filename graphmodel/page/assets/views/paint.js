// How things look in a given state. Colours are Okabe and Ito's, safe for the colour-blind; shape,
// outline, symbol or words always say the same again.

const AGREEMENTS = {
  coterminous: { colour: "#009E73", words: "coterminous" },
  nested: { colour: "#56B4E9", words: "one inside the other" },
  covered: { colour: "#F0E442", words: "agree but for people outside" },
  straddling: { colour: "#D55E00", words: "straddling" },
  uncovered: { colour: "#D3D8DD", words: "without one of the two" },
};
const RELATION_COLOURS = {
  coterminous: "#009E73", nested: "#56B4E9", holding: "#0072B2", straddling: "#D55E00", alone: "#D3D8DD",
};
const HUES = [
  "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#A7AEB6",
];
const INK = "#1b2430";
const EDGE_COLOURS = ["#0072B2", "#20252B"];
const MOMENT_WORDS = { before: "as it is", after: "after the plan" };

const relationOf = (id, outcome) => {
  const side = outcome.sides[sideOf(nodes[id])];
  return RELATIONS[side.relation[side.place.get(id)]];
};
const peopleIn = (id, outcome) => {
  const side = outcome.sides[sideOf(nodes[id])];
  return side.people[side.place.get(id)];
};

// Sides in which a part of a block, or a footprint's people, change footprint.
const changesOf = (id, outcome) => {
  const node = nodes[id];
  if (isBlock(node)) {
    return [0, 1].filter((side) => outcome.homes.get(id)[side].some((place) => place.moved));
  }
  return [];
};

// The footprint of a side that holds most of a block; null where none does.
const mainHome = (id, side, outcome) => outcome.homes.get(id)[side][0]?.id ?? null;

// The colour of a block, by how its footprints agree or by the footprint of a set.
function blockColour(id, outcome, colouring) {
  if (colouring === "agreement") return AGREEMENTS[AGREEMENT_NAMES[outcome.agreement.get(id)]].colour;
  const home = mainHome(id, colouring === "a" ? 0 : 1, outcome);
  return home === null ? AGREEMENTS.uncovered.colour : HUES[nodes[home].hue];
}

function colourOf(node, outcome, { colouring }) {
  const kind = kindOf(node);
  if (kind.role === colouring) return HUES[node.hue];
  return kind.role === "block" ? blockColour(node.id, outcome, colouring) : kind.colour;
}

// The first things to be told about a node: in tooltips, in the search, in announcements.
function summary(node, outcome) {
  const kind = kindOf(node);
  if (isFootprint(node)) {
    const there = seenAs(node.id, outcome) ?? node.id;
    if (!outcome.has(there)) return [kind.label];
    const as = there === node.id ? [] : [`part of ${nodes[there].name}`];
    return [...as, `${relationOf(there, outcome)}, ${people(peopleIn(there, outcome))}`];
  }
  const lines = [kind.label + (node.people === undefined ? "" : `, ${people(node.people)}`)];
  if (isBlock(node)) {
    for (const places of outcome.homes.get(node.id)) {
      for (const { id, share } of places) lines.push(nodes[id].name + (share < 0.9995 ? ` (${percent(share)})` : ""));
    }
    if (changesOf(node.id, outcome).length) lines.push("changes footprint under the plan");
  } else {
    const { now, then } = outcome.partners.get(node.id);
    for (const ids of outcome === before ? now : then) for (const id of ids) lines.push(nodes[id].name);
  }
  return lines;
}
const titleOf = (node, outcome) => [node.name, ...summary(node, outcome)].join("\n");

// -- signs: the shapes of vis-network as small pictures ---------------------------------------------

const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0Z", square: "M2.5 2.5h11v11h-11Z", diamond: "M8 1l7 7-7 7-7-7Z",
  triangle: "M8 2l6.5 11.5h-13Z", triangleDown: "M8 14L1.5 2.5h13Z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8Z",
  star: "M8 1l2 5h5l-4 3.2 1.5 5.3L8 11.4l-4.5 3.1L5 9.2 1 6h5Z",
};

function glyph(shape, colour, { stroke = INK, width = 1 } = {}) {
  return drawn("svg", { viewBox: "0 0 16 16", width: 15, height: 15, "aria-hidden": "true" }, drawn("path", {
    d: OUTLINES[shape] ?? OUTLINES.dot, fill: colour, stroke, "stroke-width": width,
  }));
}
const glyphOf = (node) => glyph(kindOf(node).shape, isBlock(node) ? "#fff" : kindOf(node).colour);
