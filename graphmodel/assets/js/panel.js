// The panel: all that is known of what is chosen. Text is only ever set as text.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const linkTo = (node) =>
  element("button", { type: "button", "data-n": node.id }, node.name);
const small = (...parts) => element("small", {}, ...parts);
const heading = (text) => element("h3", {}, text);
const list = (items) => element("ul", {}, ...items.map((item) => element("li", {}, ...item)));

const RELATIONS = {
  coterminous: (one, other) => `coterminous: the same area as one ${other}`,
  nested: (one, other) => `nested: it lies wholly in one ${other} that holds more`,
  holding: (one, other) => `holding: every ${other} it overlaps lies wholly in it`,
  straddling: (one, other) =>
    `straddling: it shares people with a ${other} that neither holds it nor lies in it`,
  alone: (one, other) => `alone: it overlaps no ${other}`,
};
const ACTIONS = { merge: "merger", move: "change", new: "new footprint" };

function evidenceOf(edge) {
  const words = edge.evidence === "inferred" ? "inferred, a judgement" : edge.evidence;
  const grade = edge.evidence === "inferred" ? element("span", { class: "weak" }, words) : words;
  return [grade, edge.asOf ? `, as of ${edge.asOf}` : ""];
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== "" && value !== null);
  return element("dl", {}, ...rows.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, value),
  ]));
}

function suggestionsAbout(node) {
  const steps = suggestionsOf[node.id];
  if (!data.hasPlan) return [];
  if (!steps.length) return [heading("Suggestions"), element("p", {}, "None concerns it.")];
  return [
    heading(`Suggestions (${steps.length})`),
    list(steps.map((step) => [
      element("a", { href: `#suggestion-${step.rank}` }, `${step.rank}. ${ACTIONS[step.action]}`),
      small(step.reason),
    ])),
  ];
}

// -- footprints ---------------------------------------------------------------------------------

function planFor(node, moment) {
  if (!data.hasPlan) return null;
  const box = element("p", { class: "then" });
  const before = (node.from ?? []).map((id) => nodes[id]).filter((each) => each !== node);
  if (isThere(node, "before")) {
    const next = successorOf(node);
    const merged = next.from?.length > 1;
    if (next === node && !merged) box.append("After the plan: it carries on.");
    else if (next === node) box.append("After the plan: it carries on, merged with others.");
    else box.append("After the plan: ", merged ? "merged into " : "carried on by ", linkTo(next), ".");
  } else {
    box.append(before.length ? "There after the plan. " : "New under the plan.");
  }
  if (before.length && isThere(node, "after")) {
    const links = before.flatMap((each, turn) => [turn ? ", " : "", linkTo(each)]);
    box.append(" It succeeds ", ...links, ".");
  }
  return box;
}

function footprintPanel(node, { moment: wished }) {
  const moment = isThere(node, wished) ? wished : MOMENTS.find((each) => isThere(node, each));
  const now = at(moment);
  const [own, other] = sideOf(node) ? [sets[1], sets[0]] : [sets[0], sets[1]];
  const total = node.people[now];
  const here = membershipsOf[node.id].filter((edge) => isThere(edge, moment));
  const of = (role) => here.filter((edge) => kindOf(nodes[edge.from]).role === role);
  const [members, partners] = [of("block"), of("partner")];
  const when = data.hasPlan ? `, ${MOMENT_WORDS[moment]}` : "";
  const overlaps = overlapsOf[now][node.id];
  const size = (edge) => (moment === "after" ? edge.shareAfter : edge.share) * nodes[edge.from].people;
  members.sort((one, two) => size(two) - size(one) || one.from - two.from);
  return [
    planFor(node, moment),
    facts([
      ["Code", node.code],
      ["Relation", RELATIONS[node.relation[now]](own.label, other.label)],
      ["People", people(total)],
      ["Outside", node.outside[now] ? `${people(node.outside[now])} are in no ${other.label}` : ""],
    ]),
    heading(`Overlaps with ${plural(other.label)} (${overlaps.length})${when}`),
    list(overlaps.map(({ other: footprint, people: shared }) => {
      const ofThis = `${percent(shared / total)} of this ${own.label}`;
      const ofThat = `${percent(shared / footprint.people[now])} of that ${other.label}`;
      return [linkTo(footprint), small(`${people(shared)}: ${ofThis}, ${ofThat}`)];
    })),
    heading(`Members (${members.length})${when}`),
    list(members.map((edge) => memberRow(edge, moment, size(edge)))),
    ...suggestionsAbout(node),
    heading(`Partners (${partners.length})${when}`),
    list(partners.map((edge) => [
      glyphOf(nodes[edge.from]), " ", linkTo(nodes[edge.from]),
      small(kindOf(nodes[edge.from]).label, ": ", ...(edge.evidence ? evidenceOf(edge) : ["under the plan"])),
    ])),
  ];
}

function memberRow(edge, moment, size) {
  const block = nodes[edge.from];
  const share = moment === "after" ? edge.shareAfter : edge.share;
  const part = share < 1 ? `${percent(share)} of it, ` : "";
  const held = edge.evidence ? evidenceOf(edge) : ["under the plan"];
  return [linkTo(block), small(`${part}${people(size, share < 1)}; `, ...held)];
}

// -- organisations ------------------------------------------------------------------------------

function membershipList(node, moment) {
  const here = membershipsOf[node.id].filter((edge) => isThere(edge, moment));
  here.sort((one, two) => sideOf(nodes[one.to]) - sideOf(nodes[two.to]) || one.to - two.to);
  if (!here.length) return element("p", {}, `In no ${sets[0].label} and no ${sets[1].label}.`);
  const block = kindOf(node).role === "block";
  return list(here.map((edge) => {
    const share = moment === "after" ? edge.shareAfter : edge.share;
    const part = block && share < 1 ? `${percent(share)}, ${people(share * node.people, true)}; ` : "";
    const source = edge.cited ? ` (${edge.cited})` : "";
    const held = moment === "before" ? [...evidenceOf(edge), source] : changeOf(node, edge);
    return [glyphOf(nodes[edge.to]), " ", linkTo(nodes[edge.to]), small(part, ...held)];
  }));
}

// What becomes of a membership under the plan, in words.
function changeOf(node, edge) {
  if (edge.moments === 3) return ["as now"];
  const side = sideOf(nodes[edge.to]);
  const places = (moment) => membershipsOf[node.id]
    .filter((each) => isThere(each, moment) && sideOf(nodes[each.to]) === side).map((each) => each.to);
  const then = new Set(places("after"));
  const parts = portionsOf[node.id].filter((portion) => portion.then[side] === edge.to);
  const now = new Set(parts.length ? parts.map((portion) => portion.now[side]) : places("before"));
  const names = (ids) => ids.map((id) => nodes[id].name).join(" and ");
  const carried = [...now].filter((id) => successorOf(nodes[id]).id === edge.to);
  if (carried.length) return [`carries on ${names(carried)}`];
  const left = [...now].filter((id) => parts.length || !then.has(successorOf(nodes[id]).id));
  const words = left.length ? `changes: now ${names(left)}` : "new under the plan";
  return [element("span", { class: "weak" }, words)];
}

function organisationPanel(node, { moment }) {
  const kind = kindOf(node);
  const block = kind.role === "block";
  const agreement = block ? AGREEMENTS[node.agreement[at(moment)]].words : "";
  const moved = sets.filter((_, side) => node.moved?.[side]).map((set) => set.label);
  const more = (node.more ?? []).map((value, place) => [data.columns[place].replaceAll("_", " "), value]);
  const elsewhere = (node.other ?? []).map(([place, share]) => {
    const [label, name] = data.otherFootprints[place];
    return [`${name} ${label}`, share ? small(percent(share)) : ""];
  });
  return [
    moved.length ? element("p", { class: "then" }, `The plan changes its ${moved.join(" and ")}.`) : null,
    facts([
      ["Kind", kind.label], ["Code", node.code],
      ["People", node.people === undefined ? "" : people(node.people)],
      ["Footprints", agreement && `${agreement}${data.hasPlan ? ` (${MOMENT_WORDS[moment]})` : ""}`],
    ]),
    heading(data.hasPlan ? "Memberships as they are" : "Memberships"),
    membershipList(node, "before"),
    ...(data.hasPlan ? [heading("Memberships after the plan"), membershipList(node, "after")] : []),
    ...suggestionsAbout(node),
    ...(elsewhere.length ? [heading("Also in"), list(elsewhere)] : []),
    ...(more.some(([, value]) => value) ? [heading("More"), facts(more)] : []),
  ];
}

function startPanel() {
  const details = document.getElementById("details");
  const overview = document.getElementById("overview");
  view((current, earlier) => {
    const node = current.chosen === null ? null : nodes[current.chosen];
    if (node && current.chosen === earlier.chosen && current.moment === earlier.moment) return;
    overview.hidden = node !== null;
    details.hidden = node === null;
    details.replaceChildren();
    if (!node) return;
    const named = { type: "button", class: "close", "aria-label": "Close details" };
    const close = element("button", named, "×");
    close.addEventListener("click", () => {
      choose(null);
      document.getElementById("panel").focus();
    });
    const rows = isFootprint(node) ? footprintPanel(node, current) : organisationPanel(node, current);
    details.append(close, element("h2", {}, glyphOf(node), element("span", {}, node.name)));
    details.append(...rows.filter(Boolean));
    document.getElementById("panel").scrollTop = 0;
  });
}
