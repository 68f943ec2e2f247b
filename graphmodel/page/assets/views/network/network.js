// The network: what is shown of it, and how it is chosen. The overlap graph is drawn by the page
// itself; vis-network draws memberships and ties, and is started when one of them is first chosen.

import { sets } from "../../model/data.js";
import { capital, plural } from "../../model/words.js";
import { change, follow, state } from "../../plans/state.js";
import { byId, element } from "../elements.js";
import { picture } from "../signs.js";
import { Graph } from "./graph.js";
import { networkStory } from "./story.js";
import { Overlaps, signOfSide } from "./overlaps.js";
import { TIE_WORDS } from "./ties.js";

function choiceOf(words, options, name) {
  const made = element("select", { id: `network-${name}` },
    ...options.map(([value, label]) => element("option", { value }, label)));
  made.addEventListener("change", () => change({ [name]: made.value }));
  return { select: made, label: element("label", {}, words, made) };
}

export function startNetwork() {
  const [a, b] = sets.map(({ label }) => plural(label));
  const layers = choiceOf("Show", [
    ["overlaps", `${a} and ${b}`], ["around", "organisations around what is in focus"],
    ["members", "all organisations"], ["ties-0", `ties between ${a}`], ["ties-1", `ties between ${b}`],
  ], "layer");
  const weights = choiceOf("by", TIE_WORDS, "tie");
  const note = element("span", { class: "note" });
  const signs = element("div", { class: "signs", "aria-hidden": "true" },
    ...sets.map(({ label }, side) => element("span", {}, picture(signOfSide(side)), capital(label))));
  const overlaps = new Overlaps();
  const frame = byId("drawing");
  const graph = new Graph(frame, note);
  const box = byId("view-network");
  box.prepend(element("div", { class: "network" }, element("div", { class: "network-bar" }, layers.label, weights.label, note, signs, box.querySelector(".zoom")), overlaps.element, frame));

  const shownNow = () => (state.layer === "overlaps" ? overlaps : graph);
  const render = () => {
    if (state.view !== "network") return;
    const own = state.layer === "overlaps";
    layers.select.value = state.layer;
    weights.select.value = state.tie;
    weights.label.hidden = !state.layer.startsWith("ties");
    signs.hidden = !own;
    note.textContent = "";
    overlaps.element.hidden = !own;
    frame.hidden = own;
    shownNow().render();
  };
  follow(render);
  const buttons = { "zoom-in": 1.4, "zoom-out": 1 / 1.4, "zoom-fit": null };
  for (const [id, factor] of Object.entries(buttons)) byId(id).addEventListener("click", () => shownNow().zoom(factor));
  return {
    showFocus: () => state.view === "network" && shownNow().showFocus(),
    get network() { return graph.network; },
    lookOf: (id) => graph.lookOf(id),
    story: networkStory,
  };
}
