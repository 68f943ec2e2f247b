// Search by name or code over every kind, and over what hangs together: a combobox with a list, worked
// by mouse or by keyboard.

import { isFootprint, kindOf, kinds, nodes } from "../model/data.js";
import { count, joined, plainText } from "../model/words.js";
import { before, current, focusOn, focusOnComponent, hasPlan, shown } from "../plans/state.js";
import { byId, element, say, small } from "../views/elements.js";
import { MOMENT_WORDS } from "../views/paint.js";
import { glyphOf } from "../views/signs.js";

const MOST_FOUND = 12;

// Footprints that hang together in the overlap graph, where they are more than a pair.
export function componentsNow(outcome) {
  const found = new Map();
  outcome.sides.forEach(({ ids, component }) => ids.forEach((id, at) => {
    if (component[at] < 0) return;
    if (!found.has(component[at])) found.set(component[at], []);
    found.get(component[at]).push(id);
  }));
  return [...found.values()].filter((ids) => ids.length > 2).map((ids) => ({
    ids, name: componentName(ids), code: "", note: `${count(ids.length)} footprints that hang together`,
  }));
}

function componentName(ids) {
  const names = [...new Set(ids.map((id) => nodes[id].label))];
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : joined(names);
}

/** @returns {{ id?: number, ids?: number[], name: string, code: string, note: string, order: number }[]} */
function candidates() {
  const outcomes = hasPlan() ? [before, current().after] : [before];
  const there = new Set(outcomes.flatMap((outcome) => outcome.sides.flatMap(({ ids }) => ids)));
  const things = nodes.filter((node) => !isFootprint(node) || there.has(node.id)).map((node) => ({
    id: node.id, name: node.name, code: node.code, order: node.kind,
    note: `${kindOf(node).label} ${node.code}${when(node)}`,
  }));
  return [...things, ...componentsNow(shown()).map((each) => ({ ...each, order: kinds.length }))];
}

function when(node) {
  if (!hasPlan() || !isFootprint(node)) return "";
  const [now, then] = [before.has(node.id), current().after.has(node.id)];
  if (now === then) return "";
  return `, ${MOMENT_WORDS[now ? "before" : "after"]}`;
}

const MINOR = new Set(["and", "of", "the", "in", "on", "for", "to", "upon", "with"]);

// The first letters of a name, as people shorten it: BNSSG, NENC, GM.
const initialsOf = (words) => words.filter((word) => !MINOR.has(word)).map((word) => word[0]).join("");

// All that something is called, in plain text: names, codes, other names, first letters.
/** @param {{ id?: number, name: string, code: string }} thing */
function calledAs({ id, name, code }) {
  const { bare = name, label = name, aliases = [] } = nodes[id] ?? {};
  const words = plainText(bare).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const known = [name, bare, label, code, ...aliases].map((each) => plainText(each).trim());
  return [...new Set([...known, words.length > 1 ? initialsOf(words) : ""])].filter(Boolean);
}

// Every word must be there. What is called just so comes first, then what begins so, in a word of it, or has it.
function find(query) {
  const whole = plainText(query).trim();
  const words = whole.split(/[\s,;]+/).filter(Boolean);
  if (!words.length) return [];
  const nearness = [
    (called) => called === whole, (called) => called.startsWith(whole),
    (called) => called.includes(` ${whole}`), (called) => words.some((word) => called.startsWith(word)), () => true,
  ];
  return candidates().map((thing) => ({ ...thing, called: calledAs(thing) }))
    .filter(({ called }) => words.every((word) => called.some((each) => each.includes(word))))
    .map((thing) => ({ ...thing, rank: nearness.findIndex((near) => thing.called.some(near)) }))
    .sort((one, two) => one.rank - two.rank || one.order - two.order || one.name.length - two.name.length || (one.id ?? 0) - (two.id ?? 0));
}

export function startSearch(network) {
  const input = byId("search");
  const options = byId("found");
  let found = [];
  let active = -1;

  const close = () => {
    options.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const activate = (place) => {
    active = place;
    [...options.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === place));
    });
    const option = options.children[place];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const take = (place) => {
    const thing = found[place];
    if (!thing) return;
    input.value = thing.name;
    close();
    if (thing.ids) focusOnComponent(thing.ids, thing.name);
    else focusOn(thing.id);
    network.showFocus();
  };
  const open = () => {
    const all = find(input.value);
    found = all.slice(0, MOST_FOUND);
    options.replaceChildren(...found.map((thing, place) => {
      const option = element(
        "li", { role: "option", id: `found-${place}`, "aria-selected": "false" },
        thing.ids ? "" : glyphOf(nodes[thing.id]), element("span", {}, thing.name), small(thing.note),
      );
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(place));
      return option;
    }));
    const any = input.value.trim() !== "";
    options.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    active = -1;
    if (any) say(all.length ? `${count(all.length)} found` : "Nothing found");
  };

  input.addEventListener("input", open);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (options.hidden) open();
      const from = active < 0 && step < 0 ? 0 : active;
      if (found.length) activate((from + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(Math.max(active, 0));
    } else if (event.key === "Escape") {
      if (options.hidden) input.value = "";
      close();
    }
  });
}
