// The key of the map: how many footprints fit how, now and with the plan, and what lines mean, which the
// map says itself; and that of the network, with the filter of kinds.

import { data, kinds, memberships, nodes, sets } from "../model/data.js";
import { FIT, fitCounts, fitWords, shortLabels, toldSide } from "../model/fit.js";
import { AGREEMENT_NAMES } from "../model/outcome.js";
import { blockWords, brief, capital, count, plural } from "../model/words.js";
import { before, change, current, follow, shown, state } from "../plans/state.js";
import { byId, element } from "../views/elements.js";
import { AGREEMENT_WORDS, COLOURS, EDGE_COLOURS, HUES, INK, LEFT_COLOUR } from "../views/paint.js";
import { fitSwatch, glyph, lineSign, sign } from "../views/signs.js";

function fitKey({ colouring, moment }) {
  const { after } = current();
  const side = toldSide(after.plan);
  if (colouring !== "agreement") {
    return [element("h2", {}, `Each ${sets[colouring === "a" ? 0 : 1].label} in a colour of its own`), element("p", {}, "Neighbours always differ; names tell which.")];
  }
  const [now, then] = [before, after].map((outcome) => fitCounts(outcome, side));
  const both = moment !== "before";
  const words = fitWords(side);
  const there = FIT.filter((fit) => now[fit].footprints || now[fit].people || (both && then[fit].footprints));
  const cells = (fit) => (both
    ? [count(now[fit].footprints), element("strong", {}, count(then[fit].footprints))]
    : [count(now[fit].footprints), brief(now[fit].people)]);
  return [element("table", {},
    element("caption", { class: "unseen" }, "Footprints by how they fit"),
    element("thead", {}, element("tr", {}, element("th", { scope: "col", colspan: 2 }, `How ${shortLabels(side)} fit${both ? "" : " today"}`),
      ...(both ? ["now", "plan"] : [shortLabels(side), data.people]).map((each) => element("th", { scope: "col" }, each)))),
    element("tbody", {}, ...there.map((fit) => element("tr", {},
      element("td", {}, fitSwatch(fit)), element("th", { scope: "row" }, words[fit]), ...cells(fit).map((each) => element("td", {}, each))))))];
}

export function startKey() {
  const render = (now) => {
    byId("key").hidden = now.view !== "map";
    if (now.view !== "map") return;
    byId("key-fit").replaceChildren(...fitKey(now));
    byId("stage").classList.toggle("focused", now.focus !== null && !now.focus.told);
  };
  follow(render);
  startKindsKey();
}

function startKindsKey() {
  const key = byId("kinds-key");
  const counts = kinds.map((kind, number) => {
    const tick = element("input", { type: "checkbox" });
    tick.checked = !state.hidden.has(number);
    tick.addEventListener("change", () => {
      const hidden = new Set(state.hidden);
      if (tick.checked) hidden.delete(number);
      else hidden.add(number);
      change({ hidden });
    });
    const picture = glyph(kind.shape, kind.role === "block" ? "#fff" : kind.colour);
    const amount = element("span", { class: "count" });
    byId("kinds").append(
      element("label", {}, tick, picture, element("span", {}, capital(plural(kind.label))), amount));
    return { amount, tick };
  });
  const render = (now) => {
    key.hidden = now.view !== "network" || (now.layer !== "members" && now.layer !== "around");
    if (key.hidden) return;
    const outcome = shown();
    counts.forEach(({ amount, tick }, number) => {
      const role = kinds[number].role;
      const there = role === "a" || role === "b"
        ? outcome.sides["ab".indexOf(role)].ids.length
        : nodes.filter((node) => node.kind === number).length;
      amount.textContent = count(there);
      tick.checked = !now.hidden.has(number);
    });
    colourKey(now, outcome);
    signKey(now, outcome);
  };
  follow(render);
}

function colourKey({ colouring }, outcome) {
  const box = byId("colours");
  box.replaceChildren(element("h2", {}, `Colour of ${blockWords}`));
  if (colouring !== "agreement") {
    const { label } = sets[colouring === "a" ? 0 : 1];
    box.append(
      sign(glyph("dot", HUES[1]), `one ${label}`), sign(glyph("dot", HUES[0]), "another next to it"),
      element("p", {}, `the same colour further off is another ${label}`),
    );
    return;
  }
  const counts = AGREEMENT_NAMES.map((_, rank) => [...outcome.agreement.values()].filter((each) => each === rank).length);
  for (const [rank, name] of AGREEMENT_NAMES.entries()) {
    if (!counts[rank] && ![...before.agreement.values()].includes(rank)) continue;
    box.append(sign(glyph("dot", COLOURS[name]), AGREEMENT_WORDS[name], counts[rank]));
  }
}

function signKey({ moment }, outcome) {
  const box = byId("signs");
  box.replaceChildren(
    element("h2", {}, "Signs"),
    sign(lineSign(EDGE_COLOURS[0]), `belongs to ${sets[0].label}`),
    sign(lineSign(EDGE_COLOURS[1]), `belongs to ${sets[1].label}`),
  );
  if (memberships.some((edge) => edge.evidence === "inferred")) {
    box.append(sign(lineSign(INK, "3 3"), "inferred membership"));
  }
  if (moment === "after" && outcome.cost.total > 0) {
    box.append(sign(glyph("dot", "#fff", { width: 3 }), "→ footprint changes"));
    box.append(sign(lineSign(LEFT_COLOUR, "1 3"), "the one it leaves"));
  }
  const where = data.isMap ? "placed as on a map that makes room for cities" : "what belongs together is drawn together";
  box.append(element("p", {}, `Area by ${data.people}; ${where}.`));
}
