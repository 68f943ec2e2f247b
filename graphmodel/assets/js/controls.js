// Filter and key in one, the switch of moments, colouring, zoom, and choosing from text.

function sign(picture, words, number = null) {
  const row = element("div", { class: "sign" }, picture, element("span", {}, words));
  if (number !== null) row.append(element("span", { class: "count" }, count(number)));
  return row;
}

// The kinds of node: what their shapes mean, how many there are, and whether they are shown.
function startKinds() {
  const box = document.getElementById("kinds");
  const counts = kinds.map((kind, number) => {
    const tick = element("input", { type: "checkbox" });
    tick.checked = !state.hidden.has(number);
    tick.addEventListener("change", () => toggleKind(number, tick.checked));
    const picture = glyph(kind.shape, kind.role === "block" ? "#fff" : kind.colour);
    const amount = element("span", { class: "count" });
    box.append(element("label", {}, tick, picture, element("span", {}, plural(kind.label)), amount));
    return amount;
  });
  const render = ({ moment }) => counts.forEach((amount, number) => {
    const there = nodes.filter((node) => node.kind === number && isThere(node, moment));
    amount.textContent = count(there.length);
  });
  render(state);
  view(render);
}

const blockKinds = kinds.filter((kind) => kind.role === "block").map((kind) => plural(kind.label));

function startColours() {
  const box = document.getElementById("colours");
  const blocks = nodes.filter((node) => kindOf(node).role === "block");
  const render = (current) => {
    const { moment, colouring } = current;
    box.replaceChildren(element("h3", {}, `Colour of ${blockKinds.join(" and ")}`));
    if (colouring === "agreement") {
      for (const [name, { colour, words }] of Object.entries(AGREEMENTS)) {
        const either = blocks.some((node) => node.agreement.includes(name));
        const now = blocks.filter((node) => node.agreement[at(moment)] === name).length;
        if (either) box.append(sign(glyph("dot", colour), words, now));
      }
      const [one, other] = sets.map((set) => set.label);
      box.append(element("p", {}, `How the ${one} and the ${other} of each fit, ${MOMENT_WORDS[moment]}.`));
    } else {
      const { label } = sets[colouring === "a" ? 0 : 1];
      const groups = new Set(blocks.map((node) => groupOf(node, current)).filter(Boolean));
      const many = `${count(groups.size)} ${plural(label, groups.size)} ${MOMENT_WORDS[moment]}.`;
      const rule = `Neighbours differ in colour; the same colour further off is another ${label}.`;
      box.append(
        sign(glyph("dot", HUES[1]), `one ${label}`),
        sign(glyph("dot", HUES[0]), "another next to it"),
        element("p", {}, `${many} ${rule}`),
      );
    }
  };
  render(state);
  view(render);
}

function startSigns() {
  const box = document.getElementById("signs");
  const line = (colour, dashes) => {
    const picture = glyph("dot", "none", { stroke: colour, width: 2 });
    picture.firstChild.setAttribute("d", "M0 8h16");
    if (dashes) picture.firstChild.setAttribute("stroke-dasharray", dashes);
    return picture;
  };
  const render = ({ moment }) => {
    box.replaceChildren(
      element("h3", {}, "Signs"),
      sign(line(EDGE_COLOURS[0]), `belongs to ${sets[0].label}`),
      sign(line(EDGE_COLOURS[1]), `belongs to ${sets[1].label}`),
    );
    if (memberships.some((edge) => edge.evidence === "inferred")) {
      box.append(sign(line(INK, "3 3"), "inferred membership"));
    }
    if (moment === "after" && nodes.some(isMoved)) {
      box.append(
        sign(glyph("dot", "#fff", { width: 3 }), "→ footprint changes"),
        sign(line("#8a3b00", "1 3"), "the one it leaves"),
      );
    }
    const map = "As on a map, but cities are drawn larger than they are.";
    const graph = "What belongs together is drawn together: there are no coordinates.";
    box.append(element("p", {}, `Discs by ${data.people}. ${data.isMap ? map : graph}`));
  };
  render(state);
  view(render);
}

function startSwitches(drawing) {
  const radios = [...document.querySelectorAll('input[name="moment"]')];
  for (const radio of radios) {
    radio.checked = radio.value === state.moment;
    radio.addEventListener("change", () => change({ moment: radio.value }));
  }
  const colouring = document.getElementById("colouring");
  colouring.value = state.colouring;
  colouring.addEventListener("change", () => change({ colouring: colouring.value }));
  view(({ moment }) => {
    for (const radio of radios) radio.checked = radio.value === moment;
  });
  const buttons = {
    "zoom-in": () => drawing.zoom(1.4), "zoom-out": () => drawing.zoom(1 / 1.4),
    "zoom-fit": () => drawing.showAll(),
  };
  for (const [id, act] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener("click", act);
  }
}

// Buttons in the tables and in the panel choose what they name.
function startLinks(drawing) {
  const panel = document.getElementById("panel");
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-n]");
    if (!button) return;
    const id = Number(button.dataset.n);
    const far = !panel.contains(button);
    choose(id);
    drawing.show(id);
    if (far) document.querySelector(".toolbar").scrollIntoView({ block: "start" });
    panel.focus({ preventScroll: true });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
  });
}
