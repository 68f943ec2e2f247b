// The map as it is to be seen now, as a picture with its title, its key and its source: SVG and PNG.

import { data } from "../model/data.js";
import { follow, planTitle, state } from "../plans/state.js";
import { byId, drawn, save, say } from "../views/elements.js";
import { credit } from "../views/map/geography.js";
import { standalone } from "../views/map/small.js";

const PICTURE_EDGE = 16;
const TITLE_HIGH = 64; // height of the title above the map
const KEY_ROW = 22;
const KEY_COLUMN = 300;
const SHARP = 2; // dots of a PNG for each pixel

const lineOfText = (words, x, y, more = {}) => drawn("text", { x, y, fill: "var(--ink)", "font-size": 13, ...more }, words);

/** @returns {{ svg: SVGElement, width: number, height: number }} */
function pictured() {
  const map = document.querySelector("svg.map");
  const { width: wide, height: high } = map.getBoundingClientRect();
  const copy = /** @type {Element} */ (map.cloneNode(true));
  for (const [name, value] of Object.entries({ x: PICTURE_EDGE, y: TITLE_HIGH, width: wide, height: high })) copy.setAttribute(name, String(value));
  const rows = [...byId("key").querySelectorAll("svg")].filter((sign) => sign.getClientRects().length && !sign.closest("label"));
  const across = Math.max(1, Math.floor(wide / KEY_COLUMN));
  const foot = TITLE_HIGH + high + 2 * PICTURE_EDGE;
  const width = wide + 2 * PICTURE_EDGE;
  const height = foot + KEY_ROW * (Math.ceil(rows.length / across) + 1);
  const svg = drawn("svg", { class: "unseen", viewBox: `0 0 ${width} ${height}`, width, height },
    lineOfText(data.dataset.title, PICTURE_EDGE, 26, { "font-size": 18, "font-weight": 700 }),
    lineOfText(state.moment === "before" ? "As it is" : planTitle(), PICTURE_EDGE, 48), copy,
    ...rows.flatMap((sign, at) => {
      const [x, y] = [PICTURE_EDGE + KEY_COLUMN * (at % across), foot + KEY_ROW * Math.floor(at / across)];
      const drawing = /** @type {Element} */ (sign.cloneNode(true));
      for (const [name, value] of Object.entries({ x, y: y - 11, width: 20, height: 14 })) drawing.setAttribute(name, String(value));
      return [drawing, lineOfText((sign.closest("tr") ?? sign.parentElement).innerText.replace(/\s+/g, " ").trim(), x + 28, y)];
    }),
    lineOfText(`Source: ${data.dataset.name}. ${credit}`, PICTURE_EDGE, height - PICTURE_EDGE + 4, { "font-size": 11 }));
  document.body.append(svg); // its colours are those of the page
  const alone = standalone(svg);
  svg.remove();
  return { svg: alone, width, height };
}

async function dotted(text, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARP, height: height * SHARP });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

async function take() {
  const { svg, width, height } = pictured();
  const text = new XMLSerializer().serializeToString(svg);
  save("map.svg", text, "image/svg+xml");
  save("map.png", await dotted(text, width, height), "image/png");
  say("Saved as map.svg and map.png");
}

export function startPicture() {
  const button = byId("picture");
  const render = ({ view: shownView }) => { button.hidden = shownView !== "map" || !document.querySelector("svg.map"); };
  button.addEventListener("click", take);
  follow(render);
}
