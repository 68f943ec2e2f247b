// What if: forms in the panel that change the plan by hand. Each makes one edit that can be undone.

import { byText, footprintOf, neighboursOf, nodes, referenceTo, sets, sideOf } from "../model/data.js";
import { blockWords, count, counted, joined, percent } from "../model/words.js";
import { giveEdits, lockedBy, newCode, unitedAs } from "../plans/plans.js";
import { current, edit, focusOn, seenAs, state } from "../plans/state.js";
import { button, element, tellPanel } from "../views/elements.js";

const NEW = "new";

function selectOf(label, options, attributes = {}) {
  const select = element("select", attributes, ...options.map(([value, words]) => element("option", { value }, words)));
  return { label: element("label", {}, label, select), select };
}

function textOf(label, value) {
  const input = element("input", { type: "text", value, maxlength: 200, autocomplete: "off" });
  return { label: element("label", {}, label, input), input };
}

const form = (title, ...parts) => element("fieldset", { class: "form" }, element("legend", {}, title), ...parts);
const actButton = (words, act) => button(words, act, { class: "act" });

// Footprints of a side after the plan, by name; those wanted first, and those that share nobody with
// the other set only where they may be chosen.
function footprintOptions(side, { first = [], except = [], alone = true } = {}) {
  const { after } = current();
  const { ids: all, from } = after.sides[side];
  const shares = (id) => from.get(id).every((each) => after.ground.linked[side].has(each));
  const ids = all.filter((id) => !except.includes(id) && (alone || shares(id)));
  const wanted = new Set(first);
  const byName = (one, two) => Number(wanted.has(two)) - Number(wanted.has(one)) || byText(nodes[one].name, nodes[two].name);
  return ids.sort(byName).map((id) => [String(id), nodes[id].name]);
}

// -- locks -------------------------------------------------------------------------------------------

// The footprints now that a footprint after the plan carries on, or that lead to it, where locked.
function locksOn(ids) {
  const locked = lockedBy(state.edits);
  const { after } = current();
  return ids.filter((id) => {
    const from = after.sides[sideOf(nodes[id])].from.get(id) ?? [];
    return [id, ...from].some((each) => locked.has(referenceTo(each)));
  });
}

function allowed(ids) {
  const held = locksOn(ids.filter((id) => id !== null));
  if (!held.length) return true;
  tellPanel("Nothing was changed", `${joined(held.map((id) => nodes[id].name))} ${held.length === 1 ? "is" : "are"} locked. Unlock first.`);
  return false;
}

// -- blocks ------------------------------------------------------------------------------------------

// The target that a form names: a footprint that there is, or a new one.
function targetOf(side, select, name) {
  if (select.value !== NEW) return Number(select.value);
  const title = name.input.value.trim();
  if (!title) {
    tellPanel("Nothing was changed", `Give the new ${sets[side].label} a name.`);
    return null;
  }
  return footprintOf(side, newCode(side), title);
}

// Footprints of a side that neighbours of a block, or its own other footprint, suggest.
function nearFootprints(block, side) {
  const { after } = current();
  const near = (neighboursOf.get(block) ?? []).flatMap((each) => after.homes.get(each)?.[side].map(({ id }) => id) ?? []);
  const across = after.homes.get(block)[1 - side].flatMap(({ id }) => {
    const sides = after.sides[1 - side];
    return sides.overlaps[sides.place.get(id)].map((overlap) => overlap.id);
  });
  return [...near, ...across];
}

function placeForm(block, side) {
  const { after } = current();
  const { label } = sets[side];
  const homes = after.homes.get(block)[side];
  const given = homes.length === 0;
  const only = homes.length === 1 ? [homes[0].id] : [];
  const where = homes.length > 1
    ? selectOf("Which part", [["all", "all of it"], ...homes.map(({ id, share }) => [String(id), `${percent(share)} in ${nodes[id].name}`])])
    : null;
  const to = selectOf(given ? `${label} to give it` : `${label} to put it in`, [
    ...footprintOptions(side, { first: nearFootprints(block, side), except: only, alone: given }), [NEW, `a new ${label} …`],
  ]);
  const name = textOf("Name of the new one", nodes[block].label);
  const toggle = () => { name.label.hidden = to.select.value !== NEW; };
  to.select.addEventListener("change", toggle);
  toggle();
  const act = actButton(given ? "Give" : "Change", () => {
    const from = homes.map(({ id }) => id).filter((id) => !where || where.select.value === "all" || String(id) === where.select.value);
    const target = targetOf(side, to.select, name);
    if (target === null || !allowed([...from, target])) return;
    if (given) edit(...giveEdits([{ block, side, to: referenceTo(target) }]));
    else {
      const keys = after.portions.filter((portion) => portion.block === block && from.includes(portion.at[side])).map(({ key }) => key);
      edit({ kind: "place", keys, side, to: referenceTo(target), words: `${nodes[block].name} into ${nodes[target].name}` });
    }
  });
  return form(`What if: its ${label}`, where?.label ?? "", to.label, name.label, act);
}

// A block without a footprint of one side stays with what it has; it can only be given one.
export function blockWorkshop(block) {
  const homes = current().after.homes.get(block);
  const covered = homes.every((places) => places.length);
  return [0, 1].filter((side) => covered || !homes[side].length).map((side) => placeForm(block, side));
}

// -- footprints --------------------------------------------------------------------------------------

function uniteForm(id, side) {
  const { after } = current();
  const { label } = sets[side];
  const here = after.sides[side];
  const near = here.overlaps[here.place.get(id)].flatMap(({ id: across }) => {
    const theirs = after.sides[1 - side];
    return theirs.overlaps[theirs.place.get(across)].map((each) => each.id);
  });
  const options = footprintOptions(side, { first: near, except: [id] })
    .filter(([other]) => here.overlaps[here.place.get(Number(other))].length);
  if (!options.length) return "";
  const other = selectOf(`${label} to merge it with`, options);
  const act = actButton("Merge", () => {
    const pair = [id, Number(other.select.value)];
    if (!allowed(pair)) return;
    const target = unitedAs(after.ground, after.plan, side, pair);
    const gone = pair.filter((each) => each !== target);
    const from = gone.length === 1 ? nodes[gone[0]].name : joined(pair.map((each) => nodes[each].name));
    if (edit({ kind: "unite", side, ids: pair.map(referenceTo), words: `${from} becomes part of ${nodes[target].name}` })) focusOn(target);
  });
  return form("What if: merge", other.label, act);
}

function splitForm(id, side) {
  const { after } = current();
  const { label } = sets[side];
  const portions = after.portions.filter(({ at }) => at[side] === id);
  const blocks = [...new Set(portions.map(({ block }) => block))].sort((one, two) => byText(nodes[one].name, nodes[two].name));
  if (blocks.length < 2) return "";
  const ticks = blocks.map((block) => element("input", { type: "checkbox", value: block }));
  const box = element("div", { class: "ticks", role: "group", "aria-label": "Members to split off" },
    ...blocks.map((block, at) => element("label", {}, ticks[at], nodes[block].name)));
  const name = textOf(`Name of the new ${label}`, `Part of ${nodes[id].bare}`);
  const act = actButton("Split off", () => {
    const chosen = new Set(ticks.filter(({ checked }) => checked).map(({ value }) => Number(value)));
    if (!chosen.size || chosen.size === blocks.length) {
      tellPanel("Nothing was changed", "Tick some of its members, and leave some.");
      return;
    }
    const target = targetOf(side, { value: NEW }, name);
    if (target === null || !allowed([id])) return;
    const keys = portions.filter(({ block }) => chosen.has(block)).map(({ key }) => key);
    edit({ kind: "place", keys, side, to: referenceTo(target), words: `${counted(chosen.size, "member")} of ${nodes[id].name} split off as ${nodes[target].name}` });
  });
  return form("What if: split off", element("details", {}, element("summary", {}, `Choose among ${blocks.length} members`), box, name.label, act));
}

function renameForm(id, side) {
  const given = current().after.plan.names.get(id) ?? nodes[id].bare;
  const name = textOf(`Name to show, with “${nodes[id].bare}” beside`, given);
  const act = actButton("Rename", () => {
    const title = name.input.value.trim();
    if (!title || title === given || !allowed([id])) return;
    if (edit({ kind: "name", id: referenceTo(id), name: title, words: `${nodes[id].bare} ${sets[side].label} to be called ${title}` })) focusOn(id);
  });
  return form("What if: another name", name.label, act);
}

// The people of a footprint who have none of the other set can be given one, all at once.
function giveForm(id, side) {
  const { after } = current();
  const other = 1 - side;
  const { label } = sets[other];
  const blocks = [...new Set(after.outside.filter((row) => row.at === id).map(({ block }) => block))];
  if (!blocks.length) return "";
  const to = selectOf(`${label} to give them`, [[NEW, `a new ${label} …`], ...footprintOptions(other, {
    first: after.sides[side].overlaps[after.sides[side].place.get(id)].map((overlap) => overlap.id),
  })]);
  const name = textOf("Name of the new one", nodes[id].bare);
  const toggle = () => { name.label.hidden = to.select.value !== NEW; };
  to.select.addEventListener("change", toggle);
  const act = actButton("Give", () => {
    const target = targetOf(other, to.select, name);
    if (target !== null && allowed([target])) edit(...giveEdits(blocks.map((block) => ({ block, side: other, to: referenceTo(target) }))));
  });
  const where = blocks.length === 1 ? nodes[blocks[0]].name : `${count(blocks.length)} ${blockWords}`;
  return form(`What if: ${where} without ${label} had one`, to.label, name.label, act);
}

function lockForm(id) {
  const locked = locksOn([id]).length > 0;
  const words = locked ? "Unlock" : "Lock: nothing may be done to it";
  return actButton(words, () => {
    const { after } = current();
    const from = after.sides[sideOf(nodes[id])].from.get(id) ?? [];
    const held = lockedBy(state.edits);
    const ids = locked ? [id, ...from].filter((each) => held.has(referenceTo(each))) : from.length ? from : [id];
    edit(...ids.map((each) => /** @type {const} */ ({ kind: "lock", id: referenceTo(each), on: !locked, words: `${nodes[each].name} ${locked ? "unlocked" : "locked"}` })));
  });
}

export function footprintWorkshop(id) {
  const { after } = current();
  const there = seenAs(id, after);
  if (there === null || !after.has(there)) return [];
  const side = sideOf(nodes[there]);
  const linked = after.sides[side].overlaps[after.sides[side].place.get(there)].length > 0;
  const forms = [
    ...(linked ? [uniteForm(there, side), splitForm(there, side)] : []),
    giveForm(there, side),
    ...(linked ? [renameForm(there, side), lockForm(there)] : []),
  ];
  return [element("details", { class: "workshop" }, element("summary", {}, `What if: change ${there === id ? "it" : nodes[there].name}`), ...forms)];
}
