// Scenarios: named proposals of where undecided ground goes, read and written as the package reads and
// writes them; the definitions of graphmodel/scenarios.

import { data, footprintBy, isBlock, nodes, ORIGINAL, sets } from "../model/data.js";
import { capital, counted, joined, plural, withArticle } from "../model/words.js";
import { givenOf } from "./planfile.js";
import { giveEdits } from "./plans.js";

const quoted = (text) => `\u2018${text}\u2019`;
const foldedCase = (text) => text.toUpperCase().toLowerCase();
const refuseFor = (problems) => { if (problems.length) throw new Error(problems.join("\n")); };

// -- out -------------------------------------------------------------------------------------------

// A text of JSON is one of TOML, but for this letter.
const tomlText = (text) => JSON.stringify(text).replaceAll("\x7f", "\\u007f");

// What is given, as a file with one scenario.
/** @param {Ground} ground @param {string} name */
export function scenarioFile(ground, name) {
  const { footprints, memberships } = givenOf(ground);
  const titles = new Map(footprints.map((row) => [`${row.footprint_set}|${row.footprint}`, row.name]));
  const called = new Map(nodes.slice(0, ORIGINAL).filter(isBlock).map((node) => [node.code, node.bare.split(/\s+/).filter(Boolean).join(" ")]));
  const gifts = new Map();
  for (const { organisation, footprint_set: set, footprint } of memberships) {
    const key = `${set}|${footprint}`;
    const title = titles.get(key);
    const to = title === undefined ? [`to = ${tomlText(footprint)}`] : [`new = ${tomlText(title)}`, `code = ${tomlText(footprint)}`];
    if (!gifts.has(key)) gifts.set(key, ["[[scenario.gift]]", `set = ${tomlText(set)}`, ...to, "areas = ["]);
    const note = called.get(organisation);
    gifts.get(key).push(`  ${tomlText(organisation)},${note && !/[\p{C}\p{Z}]/u.test(note.replaceAll(" ", "")) ? `  # ${note}` : ""}`);
  }
  const lines = [...gifts.values()].flatMap((each) => [...each, "]"]);
  return ["", "[[scenario]]", `name = ${tomlText(name)}`, ...lines, ""].join("\n");
}

// -- in --------------------------------------------------------------------------------------------

const FILE_KEYS = { file: ["scenario"], scenario: ["name", "gift", "status", "as_of", "source", "note"], gift: ["areas", "to", "new", "code", "set"] };

// The scenarios of a file, or an error that says everything that is wrong with it.
/** @param {string} words @param {string} file @returns {Scenario[]} */
export function readScenarios(words, file) {
  const problems = [];
  const note = (place, problem) => problems.push(`${[file, place].filter(Boolean).join(", ")}: ${problem}`);
  const model = parsedToml(words, file);
  const keysOf = (table, level, place) => {
    for (const key of Object.keys(table)) {
      if (!FILE_KEYS[level].includes(key)) note(place, `there is no key ${quoted(key)} here. Known are ${joined(FILE_KEYS[level])}.`);
    }
  };
  const text = (value, place, filled) => {
    if (typeof value !== "string") note(place, 'this must be a text. Write it in quotes, as in "E10000016".');
    else if (/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(value)) note(place, "this has a control character in it.");
    else if (filled && !value.trim()) note(place, "this is empty. Fill it in, or take it out.");
    else return value.split(/\s+/).filter(Boolean).join(" ");
    return "";
  };
  const tables = (value, place, begin) => {
    if (value === undefined) note(place, `this is missing. Begin one with ${begin}.`);
    else if (!Array.isArray(value) || !value.length || value.some((each) => typeof each !== "object" || Array.isArray(each))) note(place, `this must be tables. Begin each with ${begin}.`);
    else return value;
    return [];
  };
  const optional = (table, key, place, filled) => (table[key] === undefined ? "" : text(table[key], `${place}, ${key}`, filled));
  const giftOf = (gift, place) => {
    keysOf(gift, "gift", place);
    const { areas } = gift;
    if (areas === undefined) note(`${place}, areas`, "this is missing. Write areas = … here.");
    else if (!Array.isArray(areas) || !areas.length) note(`${place}, areas`, 'this must be a list. For instance areas = ["one", "other"].');
    const [to, coming, code, set] = ["to", "new", "code", "set"].map((key) => optional(gift, key, place, true));
    if ((gift.to === undefined) === (gift.new === undefined)) note(place, "a gift goes either to a footprint that there is, or to a new one. Write to = its code or name, or new = the name of one that there is not.");
    else if (gift.code !== undefined && gift.new === undefined) note(place, "a code is for a new footprint only. Take it out, or write new = its name.");
    return { areas: Array.isArray(areas) ? areas.map((area, at) => text(area, `${place}, areas ${at + 1}`, true)) : [], to, coming, code, set };
  };
  keysOf(model, "file", "");
  const seen = new Map();
  const found = tables(model.scenario, "scenario", "[[scenario]]").map((scenario, at) => {
    const place = `scenario ${at + 1}`;
    keysOf(scenario, "scenario", place);
    const name = text(scenario.name ?? "", `${place}, name`, true);
    if (seen.has(foldedCase(name))) note(`${place}, name`, `scenario ${seen.get(foldedCase(name))} has this name already. Give it another.`);
    else seen.set(foldedCase(name), at + 1);
    const [status, asOf, source, about] = ["status", "as_of", "source", "note"].map((key) => optional(scenario, key, place, false));
    const gifts = tables(scenario.gift, `${place}, gift`, "[[scenario.gift]]").map((gift, number) => giftOf(gift, `${place}, gift ${number + 1}`));
    return { name, status, asOf, source, about, gifts };
  });
  refuseFor(problems);
  return found;
}

function parsedToml(words, file) {
  if (words.includes("\ufffd")) throw new Error(`${file} is not text in UTF-8. Save it as plain text, UTF-8.`);
  try {
    return /** @type {any} */ (smolToml.parse(words.replace(/^\ufeff/, "")));
  } catch (error) {
    const [what] = String(error.message).split("\n");
    const where = error.line ? ` (line ${error.line}, column ${error.column})` : "";
    throw new Error(`${file} is no TOML: ${what}${where}. Texts stand in quotes, lists in square brackets: areas = ["E10000016"].`, { cause: error });
  }
}

// -- what it means ---------------------------------------------------------------------------------

// A new footprint's code, made of its name.
const codeOf = (name) => foldedCase(name).replaceAll("&", " and ").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "unnamed";

// Everything that has ground, by words: blocks, footprints that hold any, and regions.
class GroundWords {
  /** @param {Ground} ground */
  constructor(ground) {
    this.ground = ground;
    this.blocks = nodes.slice(0, ORIGINAL).filter(isBlock);
    this.held = [new Map(), new Map()]; // footprints of each side by block
    for (const { block, at } of ground.portions) at.forEach((id, side) => this.#hold(side, block, id));
    for (const { block, side, at } of ground.outside) this.#hold(side, block, at);
    const found = new Map();
    const note = (set, code, name, block) => {
      const key = JSON.stringify([set, code]);
      if (!found.has(key)) found.set(key, { set, code, name, blocks: new Set() });
      found.get(key).blocks.add(block);
    };
    for (const { id, code, bare } of this.blocks) note("", code, bare, id);
    this.held.forEach((by, side) => by.forEach((ids, block) => ids.forEach((id) => note(sets[side].name, nodes[id].code, nodes[id].bare, block))));
    const regions = data.otherFootprints.some(([, , set]) => set === "region") ? -1 : data.columns.indexOf("region");
    for (const { id, other, more } of this.blocks) {
      for (const [place] of other ?? []) {
        const [, name, set, code] = data.otherFootprints[place];
        note(set, code, name, id);
      }
      if (regions >= 0 && more?.[regions]) note("region", more[regions], more[regions], id);
    }
    this.places = [...found.values()];
    this.sets = new Set(this.places.map(({ set }) => set).filter(Boolean));
  }

  #hold(side, block, id) {
    if (!this.held[side].has(block)) this.held[side].set(block, new Set());
    this.held[side].get(block).add(id);
  }

  undecided(blocks, side) {
    return [...blocks].filter((block) => !this.held[side].has(block));
  }

  // The place that a code or a name means, or an error.
  chosen(word, wanted) {
    const places = this.places.filter(wanted);
    const byItsCode = places.filter(({ code }) => code === word);
    const found = byItsCode.length ? byItsCode : places.filter(({ name }) => foldedCase(name) === foldedCase(word));
    if (!found.length) throw new Error(`nothing has the code or the name ${quoted(word)}. Look for its code in the tables.`);
    const ground = new Set(found.map(({ blocks }) => [...blocks].sort((one, other) => one - other).join()));
    if (ground.size > 1) throw new Error(`${quoted(word)} means several. Write one of ${joined(found.map(({ set, code }) => quoted(set ? `${set}:${code}` : code)))}.`);
    return found[0];
  }

  // The blocks that a word means and that are still without a footprint of a side, or an error.
  free(word, side, to) {
    const [set, ...rest] = word.split(":");
    if (rest.length && this.sets.has(set)) {
      const free = this.undecided(this.chosen(rest.join(":"), (place) => place.set === set).blocks, side);
      if (!free.length) throw new Error(`${quoted(word)} has no undecided ground. Remove it: only ground without a footprint can be given one.`);
      return free;
    }
    const { label, name: own } = sets[side];
    const place = this.chosen(word, (each) => each.set !== own);
    const others = [...place.blocks].flatMap((block) => [...(this.held[side].get(block) ?? [])]).filter((id) => id !== to);
    if (others.length) {
      const names = joined([...new Set(others)].map((id) => nodes[id].bare));
      const remedy = place.set && place.blocks.size > others.length
        ? `For the rest of it write ${quoted(`${place.set}:${place.code}`)}.` : "Remove it: only ground without a footprint can be given one.";
      throw new Error(`${place.name} lies in the ${names} ${plural(label, new Set(others).size)} already, all of it or in part. ${remedy}`);
    }
    return this.undecided(place.blocks, side);
  }
}

function giftSide({ set }, words) {
  if (set) {
    const side = sets.findIndex(({ name }) => name === set);
    if (side < 0) throw new Error(`${quoted(set)} is none of the two sets of this page: it compares ${joined(sets.map(({ name }) => name))}.`);
    return side;
  }
  const open = [0, 1].filter((side) => words.blocks.some(({ id }) => !words.held[side].has(id)));
  if (open.length === 1) return open[0];
  const [first, second] = sets.map(({ name }) => name);
  throw new Error(open.length ? `both ${first} and ${second} leave ground undecided. Say which is meant, as in set = "${second}".`
    : `every block has its footprint of ${first} and of ${second}. There is nothing to give.`);
}

// What names the footprint that is given ground; a new one is noted down.
function receiverOf({ to, coming, code: own }, side, words, taken) {
  const { name: set, label } = sets[side];
  const there = words.ground.footprints[side];
  if (to) {
    const empty = there.find((id) => nodes[id].code === to);
    if (empty !== undefined) return empty;
    try {
      const { code } = words.chosen(to, (place) => place.set === set);
      return there.find((id) => nodes[id].code === code);
    } catch (error) {
      throw new Error(`${error.message} For one that there is not yet, write new = …`, { cause: error });
    }
  }
  const code = own || codeOf(coming);
  const known = there.find((id) => nodes[id].code === code) ?? there.find((id) => foldedCase(nodes[id].bare) === foldedCase(coming));
  if (known !== undefined) throw new Error(`there is ${withArticle(label)} ${quoted(nodes[known].bare)} with the code ${quoted(nodes[known].code)} already. Write to = "${nodes[known].code}", or give the new one another name and code.`);
  const key = `${side}|${code}`;
  if ((taken.get(key) ?? coming) !== coming) throw new Error(`${quoted(taken.get(key))} has the code ${quoted(code)} as well. Give one another code.`);
  taken.set(key, coming);
  return JSON.stringify([side, code, coming]);
}

// What a scenario gives on some ground, as edits, or an error that says everything that does not fit.
/** @param {Scenario} scenario @param {Ground} ground @returns {Edit[]} */
export function scenarioEdits(scenario, ground) {
  const places = new GroundWords(ground);
  const problems = [];
  const titles = new Map();
  const given = new Map();
  const tried = (place, act) => {
    try {
      return act();
    } catch (error) {
      problems.push(`${place}: ${error.message}`);
      return null;
    }
  };
  scenario.gifts.forEach((gift, number) => {
    const place = `${scenario.name}, gift ${number + 1}`;
    const side = tried(place, () => giftSide(gift, places));
    if (side === null) return;
    const to = tried(place, () => receiverOf(gift, side, places, titles));
    for (const area of gift.areas) {
      for (const block of tried(place, () => places.free(area, side, to)) ?? []) {
        const key = `${side}|${block}`;
        const other = given.get(key)?.to ?? to;
        if (other !== to && other !== null && to !== null) problems.push(`${place}: ${nodes[block].name} is given to ${nodes[footprintBy(other)].name} already. Take it out of one of the two.`);
        else given.set(key, { block, side, to });
      }
    }
  });
  if (!problems.length && !given.size) problems.push(`${scenario.name}: all of this ground has that footprint already. There is nothing to suppose.`);
  refuseFor(problems.map(capital));
  const words = `Supposed: ${scenario.name} (${counted(given.size, "place")} given a footprint)`;
  return giveEdits([...given.values()]).map((each, at) => ({ ...each, words: at ? "" : words })); // told once
}
