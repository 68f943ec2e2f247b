// The key of the network and the map, and the filter of kinds.

import { data, kinds, memberships, nodes, sets } from "../model/data.js";
import { FIT, fitOf, toldSide } from "../model/fit.js";
import { AGREEMENT_NAMES } from "../model/outcome.js";
import { blockWords, capital, count, plural, RELATION_WORDS, RELATIONS } from "../model/words.js";
import { before, change, current, shown, state, view } from "../plans/state.js";
import { byId, element } from "../views/elements.js";
import { AGREEMENT_WORDS, COLOURS, EDGE_COLOURS, FIT_COLOURS, HUES, INK, LEFT_COLOUR } from "../views/paint.js";
import { glyph, lineSign, sign } from "../views/signs.js";

export function startKey() {
  const key = byId("key");
  key.open = document.documentElement.clientHeight > 500;
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
    key.hidden = now.view !== "network" && now.view !== "map";
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
  render(state);
  view(render);
}

function colourKey({ colouring, view: at }, outcome) {
  const box = byId("colours");
  box.replaceChildren(element("h3", {}, `Colour of ${blockWords}`));
  if (colouring !== "agreement") {
    const { label } = sets[colouring === "a" ? 0 : 1];
    box.append(
      sign(glyph("dot", HUES[1]), `one ${label}`), sign(glyph("dot", HUES[0]), "another next to it"),
      element("p", {}, `the same colour further off is another ${label}`),
    );
    return undefined;
  }
  if (at === "map") return box.append(...fitRows(outcome));
  const counts = AGREEMENT_NAMES.map((_, rank) => [...outcome.agreement.values()].filter((each) => each === rank).length);
  for (const [rank, name] of AGREEMENT_NAMES.entries()) {
    if (!counts[rank] && ![...before.agreement.values()].includes(rank)) continue;
    box.append(sign(glyph("dot", COLOURS[name]), AGREEMENT_WORDS[name], counts[rank]));
  }
  return undefined;
}

// How footprints fit, with how many do so.
function fitRows(outcome) {
  const side = toldSide(current().plan);
  const [own, other] = [sets[side].label, sets[1 - side].label];
  const words = {
    cuts: `${own} cuts across`, open: RELATION_WORDS.open, inside: "one inside the other", same: "same ground", none: `no ${other} yet`,
  };
  const fits = outcome.sides[side].relation.map((each) => fitOf(RELATIONS[each]));
  return FIT.filter((each) => fits.includes(each)).map((each) =>
    sign(glyph("square", FIT_COLOURS[each]), words[each], fits.filter((fit) => fit === each).length));
}

function signKey({ moment, view: at }, outcome) {
  const box = byId("signs");
  box.replaceChildren();
  if (at === "map") return; // which fills it
  box.append(
    element("h3", {}, "Signs"),
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
