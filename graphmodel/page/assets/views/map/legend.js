// The legend of the map.

import { data, sets } from "../../model/data.js";
import { capital, count } from "../../model/words.js";
import { shown, state } from "../../plans/state.js";
import { drawn, element } from "../elements.js";
import { LABEL_FONT } from "../labels.js";
import { hasGround, mapSide, placedBlocks } from "./cartography.js";
import { mapArrow } from "./changes.js";
import { LEGEND_WIDTH } from "./viewport.js";
import { COLOURS, EDGE_COLOURS, INK } from "../paint.js";

const legendRuler = element("canvas").getContext("2d");

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

// The legend: sizes, signs, scale, and the boxes that it takes.
export function mapLegend(viewport, changes) {
  const [width, height] = viewport.size;
  const parts = [];
  let y = 20;
  let wide = LEGEND_WIDTH;
  legendRuler.font = `11.5px ${LABEL_FONT}`;
  const say = (words, x, attributes = {}) => {
    wide = Math.max(wide, x + legendRuler.measureText(words).width + 8);
    parts.push(drawn("text", { x, y, ...attributes }, words));
  };
  const sizes = legendSizes(viewport.unit);
  if (sizes.length) {
    say(capital(data.people), 12, { class: "title" });
    y += 10;
  }
  for (const { size, r } of sizes) {
    y += Math.max(9, r + 1);
    parts.push(drawn("circle", { cx: 32, cy: y, r, "data-people": size }));
    parts.push(drawn("text", { x: 68, y: y + 4 }, count(size)));
    y += Math.max(9, r + 1);
  }
  for (const [sign, words] of legendSigns(changes)) {
    y += 19;
    parts.push(drawn("g", { transform: `translate(12 ${y - 4})` }, ...sign));
    say(words, 68);
  }
  const longest = Math.min(120, width / 4);
  const length = scaleLengths.findLast((km) => km * viewport.scale <= longest) ?? scaleLengths[0];
  const [right, below, bar] = [width - 12, height - 52, length * viewport.scale];
  parts.push(
    drawn("path", { class: "bar", d: `M${right - bar} ${below - 5}v5h${bar}v-5`, "data-km": length }),
    drawn("text", { x: right, y: below - 9, "text-anchor": "end" }, `${length} km, north up`));
  const paper = (x, top, across, high) => drawn("rect", { x, y: top, width: across, height: high, rx: 4 });
  return {
    signs: [...(y > 20 ? [paper(4, 4, wide, y + 6)] : []), paper(width - 128, below - 24, 124, 30), ...parts],
    boxes: [[0, 0, wide, y + 8], [width - 130, below - 24, width, height]],
  };
}

function legendSizes(unit) {
  const numbers = placedBlocks.map((node) => node.people ?? 0);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (!(most > 0) || most === least) return [];
  const radiusOf = (number) => unit * Math.sqrt(number);
  return mapSizes(most, radiusOf).map((size) => ({ size, r: radiusOf(size) }));
}

function legendSigns({ rows, own }) {
  const signs = [];
  const [outcome, agreement] = [shown(), state.colouring === "agreement"];
  const line = (kind, stroke = null) => drawn("path", { class: kind, d: "M0 0H40", stroke });
  if (agreement && [...outcome.agreement.values()].includes(3)) {
    const disc = drawn("circle", { cx: 8, r: 8, fill: COLOURS.straddling });
    signs.push([[disc, drawn("circle", { cx: 8, r: 3, class: "straddles" })], "straddling"]);
  }
  if (data.neighbours.length && !hasGround) {
    const side = mapSide(state.colouring);
    const labels = sets.filter((_, at) => side === null || side === at).map(({ label }) => label);
    signs.push([[line("together")], `border, same ${labels.join(", ")}`], [[line("apart")], "other border"]);
  }
  for (const side of [0, 1]) {
    if (!rows.some((each) => each.side === side)) continue;
    const d = mapArrow([0, 0], [40, 0], -4, 2.5);
    const look = { class: "arrow", d, stroke: EDGE_COLOURS[side], "stroke-width": 2.5 };
    signs.push([[drawn("path", look)], `${sets[side].label} changes`]);
  }
  if (own) {
    const look = { class: "arrow own", cx: 20, r: 7, stroke: INK, "stroke-width": 2 };
    signs.push([[drawn("circle", look)], "its new footprint lies here"]);
  }
  if (rows.some(({ left }) => left.size)) {
    signs.push([[line("left"), drawn("circle", { class: "left", cx: 36, r: 4 })], "leaves this one"]);
  }
  return signs;
}
