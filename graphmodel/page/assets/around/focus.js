// What is in focus, in the place of the story: what it is, what stands in its way, what can be done.

import {
  data, GRADES, isBlock, isFootprint, kindOf, membershipsOf, nodes, ORIGINAL, sets, sideOf,
} from "../model/data.js";
import { INFERRED } from "../model/ground.js";
import { sum } from "../model/measures.js";
import { AGREEMENT_NAMES, burden } from "../model/outcome.js";
import {
  agree, capital, count, counted, joined, people, percent, plural, RELATION_MEANINGS, RELATION_WORDS, RELATIONS,
} from "../model/words.js";
import { unkept } from "../plans/plans.js";
import { before, current, focusOn, focusOnComponent, hasPlan, isEdited, seenAs, shown, state, view } from "../plans/state.js";
import { button, byId, element, facts, fill, heading, linkTo, list, small } from "../views/elements.js";
import { AGREEMENT_WORDS, changesOf, MOMENT_WORDS, peopleIn, relationSaid } from "../views/paint.js";
import { glyphOf } from "../views/signs.js";
import { componentsNow } from "./search.js";
import { longList, packagesAbout, waysToMend } from "./steps.js";
import { blockWorkshop, footprintWorkshop } from "./workshop.js";

const gradeWords = (grade) => (grade === INFERRED
  ? element("span", { class: "weak" }, "inferred, a judgement") : GRADES[grade]);

// The weakest of several grades, for how much, and what the rest rests on.
function evidenceOf(shares) {
  const grades = [...shares].sort(([one], [two]) => one - two);
  const [weakest, share] = grades.pop();
  if (!grades.length) return [gradeWords(weakest)];
  const total = grades.reduce((all, [, each]) => all + each, share);
  const rest = joined(grades.map(([grade]) => GRADES[grade]), "or");
  return [gradeWords(weakest), ` for ${percent(share / total)} of these, ${rest} for the rest`];
}

// -- footprints --------------------------------------------------------------------------------------

// What becomes of a footprint under the plan.
function fate(id) {
  if (!hasPlan()) return null;
  const { after } = current();
  const box = element("p", { class: "then" });
  if (before.has(id) && id < ORIGINAL) {
    const next = after.successorOf(id);
    const from = after.sides[sideOf(nodes[id])].from.get(next) ?? [];
    const others = from.filter((each) => each !== id);
    const partners = others.flatMap((each, at) => [at ? ", " : "", linkTo(nodes[each])]);
    if (others.length) box.append(next === id ? "After the plan: it takes in " : "After the plan: with ", ...partners, next === id ? "." : ", it becomes part of ");
    else box.append("After the plan: it carries on.");
    if (next !== id) box.append(linkTo(nodes[next]), ".");
  } else {
    if (!after.has(id)) return null;
    const from = after.sides[sideOf(nodes[id])].from.get(id);
    if (!from.length) box.append("New: it carries on no footprint that there is.");
    else box.append("After the plan. It carries on ", ...from.flatMap((each, at) => [at ? ", " : "", linkTo(nodes[each])]), ".");
  }
  return box;
}

// Which footprints stand in the way of a footprint being coterminous, and whom they hold beside.
function standingInTheWay(id, outcome) {
  const side = sideOf(nodes[id]);
  const [own, other] = side ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const here = outcome.sides[side];
  const at = here.place.get(id);
  const relation = RELATIONS[here.relation[at]];
  if (relation === "coterminous" || relation === "alone") return [];
  const mine = here.outside[at]
    ? [[element("strong", {}, "Undecided ground"), small(`${people(here.outside[at])} of this ${own.label} ${agree(here.outside[at], "is", "are")} in no ${other.label} yet. Nobody knows where they will go.`)]] : [];
  const rows = here.overlaps[at].map(({ id: there, people: shared }) => {
    const theirs = outcome.sides[1 - side];
    const place = theirs.place.get(there);
    const beside = theirs.overlaps[place].filter((each) => each.id !== id);
    const notes = beside.map((each) => `${people(each.people)} in ${nodes[each.id].name}`);
    if (theirs.outside[place]) notes.push(`${people(theirs.outside[place])} in no ${own.label} yet`);
    return [linkTo(nodes[there]), small(notes.length
      ? `It shares ${count(shared)} with this ${own.label}, and holds ${joined(notes)}.`
      : `It lies wholly in this ${own.label}, with ${people(shared)}.`)];
  });
  const aim = `To be coterminous it has to share people with one ${other.label} only, which shares with no other ${own.label}, and neither may have undecided people.`;
  const onlyUndecided = relation === "open" || RELATIONS[here.relationCovered[at]] === "coterminous"
    ? element("p", { class: "weak" }, "What is in the way is undecided ground alone: but for it, this would agree.") : "";
  const all = [...mine, ...rows];
  return [heading(`In the way of being coterminous (${all.length})`), onlyUndecided, element("p", {}, small(aim)), list(all)];
}

function footprintPanel(id) {
  const outcome = shown();
  const there = seenAs(id, outcome);
  const node = nodes[id];
  if (there === null || !outcome.has(there)) return [fate(id), element("p", {}, `Not there ${MOMENT_WORDS[state.moment]}.`)];
  const side = sideOf(node);
  const [own, other] = side ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const here = outcome.sides[side];
  const at = here.place.get(there);
  const total = here.people[at];
  const isAfter = state.moment === "after";
  const members = [...outcome.homes].flatMap(([block, places]) =>
    places[side].filter((place) => place.id === there).map((place) => ({ block, ...place })))
    .sort((one, two) => two.people - one.people || one.block - two.block);
  const partners = [...outcome.partners].filter(([, { now, then }]) => (isAfter ? then : now)[side].includes(there));
  const component = componentsNow(outcome).find(({ ids }) => ids.includes(there));
  const kept = unkept(outcome).includes(id);
  const relation = RELATIONS[here.relation[at]];
  return [
    fate(id),
    there === id ? "" : element("p", {}, small(`Shown as ${nodes[there].name}, ${MOMENT_WORDS[state.moment]}.`)),
    kept && isEdited() ? element("p", { class: "weak" }, "Nothing of it stays where it is carried on: it would be dissolved.") : "",
    facts([
      ["Code", node.code],
      ["Relation", `${capital(RELATION_WORDS[relation])}: ${RELATION_MEANINGS[relation](other.label)}`],
      ["People", people(total)],
      ["Undecided", here.outside[at] ? `${people(here.outside[at])} ${agree(here.outside[at], "is", "are")} in no ${other.label} yet` : ""],
      ["Mixed", mixedWords(outcome.inhomogeneity[side][at], other.label)],
    ]),
    ...standingInTheWay(there, outcome),
    ...packagesAbout([id]),
    ...(isEdited() ? [] : waysToMend(id)),
    ...footprintWorkshop(id),
    heading(`Overlaps with ${plural(other.label)} (${here.overlaps[at].length})`),
    list(here.overlaps[at].map(({ id: footprint, people: shared }) => {
      const theirs = outcome.sides[1 - side];
      const all = theirs.people[theirs.place.get(footprint)];
      return [linkTo(nodes[footprint]), small(`${people(shared)}: ${percent(shared / total)} of this ${own.label}, ${percent(shared / all)} of that ${other.label}`)];
    })),
    component ? element("p", {}, button(`Show all ${component.ids.length} footprints that hang together here`, () => focusOnComponent(component.ids, component.name), { class: "link" })) : "",
    heading(`Members (${members.length})`),
    ...longList(members.map(({ block, share, people: number, evidence, moved, estimated }) => [
      linkTo(nodes[block]),
      small(share < 0.9995 ? `${percent(share)} of it, ` : "", people(number, estimated), "; ", ...evidenceOf(evidence), moved ? "; changes to here" : ""),
    ])),
    heading(`Partners (${partners.length})`),
    ...longList(partners.map(([partner]) => [glyphOf(nodes[partner]), " ", linkTo(nodes[partner]), ...partnerEvidence(partner, there)])),
  ];
}

const mixedWords = (share, label) => (share > 0
  ? `${percent(share)} as mixed of ${plural(label)} as the whole country or area (inhomogeneity)` : "");

function partnerEvidence(partner, footprint) {
  const edge = membershipsOf[partner].find(({ to }) => to === footprint);
  if (!edge) return [small("under the plan")];
  return [small(kindOf(nodes[partner]).label, ": ", gradeWords(GRADES.indexOf(edge.evidence)), edge.asOf ? `, as of ${edge.asOf}` : "")];
}

// -- organisations -----------------------------------------------------------------------------------

function homeList(block, outcome) {
  const places = outcome.homes.get(block).flat();
  if (!places.length) return element("p", {}, `In no ${sets[0].label} and no ${sets[1].label}.`);
  return list(places.map(({ id, share, people: number, evidence, moved, estimated }) => {
    const edge = membershipsOf[block].find(({ to }) => to === id);
    const source = outcome === before && edge?.cited ? ` (${edge.cited}${edge.asOf ? `, ${edge.asOf}` : ""})` : "";
    return [
      glyphOf(nodes[id]), " ", linkTo(nodes[id]),
      small(share < 0.9995 ? `${percent(share)}, ${people(number, estimated)}; ` : "", ...evidenceOf(evidence), source,
        moved ? element("span", { class: "weak" }, "; changes to here") : ""),
    ];
  }));
}

function partnerList(places) {
  const ids = places.flat();
  if (!ids.length) return element("p", {}, `Deals with no ${sets[0].label} and no ${sets[1].label}.`);
  return list(ids.map((id) => [glyphOf(nodes[id]), " ", linkTo(nodes[id])]));
}

function organisationPanel(id) {
  const node = nodes[id];
  const { after } = current();
  const outcome = shown();
  const block = isBlock(node);
  const planned = hasPlan();
  const elsewhere = (node.other ?? []).map(([place, share]) => {
    const [label, name] = data.otherFootprints[place];
    return [`${name} ${label}`, share ? small(percent(share)) : ""];
  });
  const more = (node.more ?? []).map((value, place) => [capital(data.columns[place].replaceAll("_", " ")), value]);
  const changes = block ? changesOf(id, after).map((side) => sets[side].label) : [];
  const partner = block ? null : after.partners.get(id);
  const [now, then] = partner ? [burden(partner.now), burden(partner.then)] : [0, 0];
  const agreement = block ? AGREEMENT_WORDS[AGREEMENT_NAMES[outcome.agreement.get(id)]] : "";
  return [
    changes.length ? element("p", { class: "then" }, `The plan changes its ${joined(changes)}.`) : "",
    partner && planned ? element("p", { class: "then" }, now === then
      ? `It deals with as many footprints after the plan: ${count(then)}.`
      : `It deals with ${counted(now, "footprint")} now, ${count(then)} after the plan.`) : "",
    facts([
      ["Kind", capital(kindOf(node).label)], ["Code", node.code],
      ["People", node.people === undefined ? "" : people(node.people)],
      ["Footprints", agreement && `${agreement}, ${MOMENT_WORDS[state.moment]}`],
    ]),
    ...packagesAbout([id]),
    heading(planned ? "Memberships as they are" : "Memberships"),
    block ? homeList(id, before) : list(membershipsOf[id].map(({ to }) => [glyphOf(nodes[to]), " ", linkTo(nodes[to]), ...partnerEvidence(id, to)])),
    ...(planned ? [heading("Memberships after the plan"), block ? homeList(id, after) : partnerList(partner.then)] : []),
    ...(block ? blockWorkshop(id) : []),
    ...(elsewhere.length ? [heading("Also in"), list(elsewhere)] : []),
    ...(more.some(([, value]) => value) ? [heading("More"), facts(more)] : []),
  ];
}

// -- what hangs together -----------------------------------------------------------------------------

function componentPanel(ids) {
  const outcome = shown();
  const here = [...new Set(ids.map((id) => seenAs(id, outcome)).filter((id) => id !== null))];
  const bySide = [0, 1].map((side) => here.filter((id) => sideOf(nodes[id]) === side));
  const total = sum(bySide[0].map((id) => outcome.sides[0].covered[outcome.sides[0].place.get(id)]));
  return [
    element("p", {}, `${joined(sets.map(({ label }, side) => counted(bySide[side].length, label)))} that share people with one another, directly or through others, and with no further footprint: ${people(total)}.`),
    ...sets.flatMap(({ label }, side) => [
      heading(`${capital(plural(label))} (${bySide[side].length})`),
      list(bySide[side].map((id) => [linkTo(nodes[id]), small(`${relationSaid(id, outcome)}, ${people(peopleIn(id, outcome))}`)])),
    ]),
    ...packagesAbout(ids),
  ];
}

export function startFocus() {
  const box = byId("focus");
  const render = () => {
    const { focus } = state;
    const there = focus !== null && !focus.told;
    box.hidden = !there;
    byId("story").hidden = there;
    byId("folds").hidden = there;
    if (!there) return box.replaceChildren();
    const back = button(`\u2190 ${data.dataset.title.split(":")[0]}`, () => {
      focusOn(null);
      byId("panel").focus();
    }, { class: "link back" });
    const title = focus.ids
      ? element("h1", {}, element("span", {}, focus.name))
      : element("h1", {}, glyphOf(nodes[focus.id]), element("span", {}, nodes[focus.id].name));
    const rows = focus.ids ? componentPanel(focus.ids)
      : isFootprint(nodes[focus.id]) ? footprintPanel(focus.id) : organisationPanel(focus.id);
    return box.replaceChildren(...fill(element("div"), {}, [back, title, ...rows.flat()]).childNodes);
  };
  render();
  view((now, earlier) => {
    const same = ["focus", "base", "edits", "moment"].every((name) => now[name] === earlier[name]);
    if (same) return;
    const panel = byId("panel");
    const { scrollTop } = panel;
    render();
    panel.scrollTop = now.focus === earlier.focus ? scrollTop : 0;
  });
}
