// How nodes and edges look in a given state. Colours are Okabe and Ito's, safe for the colour-blind;
// shape, outline, symbol or words always say the same again.

const AGREEMENTS = {
  coterminous: { colour: "#009E73", words: "coterminous" },
  nested: { colour: "#56B4E9", words: "one inside the other" },
  covered: { colour: "#F0E442", words: "agree but for people outside" },
  straddling: { colour: "#D55E00", words: "straddling" },
  uncovered: { colour: "#D3D8DD", words: "without one of the two" },
};
const HUES = [
  "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#A7AEB6",
];
const INK = "#1b2430";
const EDGE_COLOURS = ["#0072B2", "#20252B"];

const isMoved = (node) => Boolean(node.moved?.some(Boolean));

// The footprint by which a block is coloured, when it is coloured by a set.
function groupOf(node, { moment, colouring }) {
  const id = node.main?.[at(moment)]?.[colouring === "a" ? 0 : 1] ?? null;
  return id === null ? null : nodes[id];
}

function fillOf(node, current) {
  const kind = kindOf(node);
  if (kind.role === current.colouring) return HUES[node.hue];
  if (kind.role !== "block") return kind.colour;
  if (current.colouring === "agreement") return AGREEMENTS[node.agreement[at(current.moment)]].colour;
  const group = groupOf(node, current);
  return group ? HUES[group.hue] : AGREEMENTS.uncovered.colour;
}

// The first thing to be told about a node: in tooltips, in the search, in announcements.
function summary(node, { moment }) {
  const kind = kindOf(node);
  const lines = [];
  if (isFootprint(node)) {
    const when = isThere(node, moment) ? moment : MOMENTS.find((each) => isThere(node, each));
    lines.push(`${node.relation[at(when)]}, ${people(node.people[at(when)])}`);
  } else {
    lines.push(kind.label + (node.people === undefined ? "" : `, ${people(node.people)}`));
    for (const edge of membershipsOf[node.id]) {
      if (isThere(edge, moment)) lines.push(nodes[edge.to].name);
    }
    if (moment === "after" && isMoved(node)) lines.push("changes footprint under the plan");
  }
  return lines;
}

function isShown(node, current, near) {
  if (!isThere(node, current.moment)) return false;
  if (!current.hidden.has(node.kind)) return true;
  // What is chosen is shown although its kind is not, and with a partner the footprints it deals with.
  if (node.id === current.chosen) return true;
  const chosen = current.chosen === null ? null : nodes[current.chosen];
  return Boolean(chosen && near?.has(node.id) && kindOf(chosen).role === "partner");
}

function nodeLook(node, current, near) {
  const kind = kindOf(node);
  const dimmed = near !== null && !near.has(node.id);
  const moved = current.moment === "after" && isMoved(node);
  const block = kind.role === "block";
  const background = fillOf(node, current);
  const border = block && !moved ? "#4A5560" : "#11161c";
  const colours = { background, border };
  return {
    id: node.id, x: node.x, y: node.y, shape: kind.shape, size: node.size,
    color: { ...colours, highlight: colours, hover: colours },
    borderWidth: moved ? 3 : block ? 1 : 1.5,
    opacity: dimmed ? 0.16 : 1,
    title: [node.name, ...summary(node, current)].join("\n"),
  };
}

function edgeLook(edge, current, near) {
  const lit = near !== null && (edge.from === current.chosen || edge.to === current.chosen);
  const dimmed = near !== null && !(near.has(edge.from) && near.has(edge.to));
  const partner = kindOf(nodes[edge.from]).role === "partner";
  return {
    id: edge.id, from: edge.from, to: edge.to,
    width: lit ? 3 : partner ? 0.6 : 1.4,
    dashes: edge.evidence === "inferred" ? [4, 4] : false,
    color: {
      color: EDGE_COLOURS[sideOf(nodes[edge.to])],
      opacity: lit ? 1 : dimmed ? 0.08 : partner ? 0.35 : 0.6,
      inherit: false,
    },
  };
}

function departureLook(edge, near) {
  const dimmed = near !== null && !(near.has(edge.from) && near.has(edge.to));
  return {
    id: edge.id, from: edge.from, to: edge.to, width: 2, dashes: [2, 5],
    color: { color: "#8a3b00", opacity: dimmed ? 0.1 : 0.9, inherit: false },
  };
}

// Signs for the legend, the search and the panel: the shapes of vis-network as small pictures.
const OUTLINES = {
  dot: "M8 2a6 6 0 1 0 .01 0Z", square: "M2.5 2.5h11v11h-11Z", diamond: "M8 1l7 7-7 7-7-7Z",
  triangle: "M8 2l6.5 11.5h-13Z", triangleDown: "M8 14L1.5 2.5h13Z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8Z",
  star: "M8 1l2 5h5l-4 3.2 1.5 5.3L8 11.4l-4.5 3.1L5 9.2 1 6h5Z",
};

function glyph(shape, fill, { stroke = INK, width = 1 } = {}) {
  const namespace = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(namespace, "svg");
  const path = document.createElementNS(namespace, "path");
  const attributes = { d: OUTLINES[shape] ?? OUTLINES.dot, fill, stroke, "stroke-width": width };
  for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  picture.append(path);
  return picture;
}

const glyphOf = (node) =>
  glyph(kindOf(node).shape, kindOf(node).role === "block" ? "#fff" : kindOf(node).colour);
