// The map: organisations where they are, by how their footprints agree or by the footprint of a set;
// what borders what, what a plan changes, and the names of the footprints. No tiles: nothing is
// loaded. It is drawn in kilometres, north up (equirectangular, true along the middle latitude).

class OrganisationMap {
  #box;
  #svg;
  #layers = {};
  #discs = new Map(); // by block
  #signs = new Map(); // by partner
  #outlines = [];
  #tip = element("div", { class: "map-tip", hidden: true });
  #ruler = element("canvas").getContext("2d");
  #size = [0, 0];
  #scale = 0; // pixels to the kilometre
  #fit = 1; // the same, when all is in view
  #pan = [0, 0];
  #whole = true; // whether all is in view, and to be kept so
  #drawnFor = null;
  #names = []; // boxes of names with what they name
  #clicked = false; // whether the focus changes by a click on the map
  #frame = 0;
  #laid = false; // whether everything is where it belongs at this scale
  #unit = 1; // radius of one person's disc
  #margin = 0; // kept free for the legend
  #legendBoxes = [];
  #measuredNames = new Map();
  #shownNow = []; // organisations
  #middles = null;
  #changes = [];

  constructor(box) {
    this.#box = box;
    this.#build();
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(box);
    this.#follow(state, null);
    view((now, earlier) => this.#follow(now, earlier));
  }

  #build() {
    const layer = (name) => (this.#layers[name] = drawn("g", { class: `map-${name}` }));
    const [ground, lines] = [layer("ground"), layer("lines")];
    const flat = drawn("g", { class: "map-km" }, ground, lines);
    const rest = ["discs", "marks", "partners", "changes", "names"].map(layer);
    this.#layers.km = flat;
    this.#layers.all = drawn("g", {}, flat, ...rest);
    this.#svg = drawn("svg", {
      class: "map", tabindex: 0, role: "application", "aria-label": `Map of ${blockWords}`,
      "aria-describedby": "map-help",
    }, this.#layers.all, layer("legend"));
    for (const { id, d } of mapOutlines()) {
      const path = drawn("path", { d, "vector-effect": "non-scaling-stroke" });
      this.#outlines.push({ id, path });
      ground.append(path);
    }
    // The large first, so that the small lie on them.
    const bySize = [...placedBlocks].sort((one, two) => two.people - one.people || one.id - two.id);
    for (const { id } of bySize) {
      const disc = drawn("circle", { "data-id": id });
      this.#discs.set(id, disc);
      this.#layers.discs.append(disc);
    }
    const zoom = element("div", { class: "zoom", role: "group", "aria-label": "Zoom" },
      button("+", () => this.#zoom(1.5), { "aria-label": "Zoom in", "data-zoom": "in" }),
      button("−", () => this.#zoom(1 / 1.5), { "aria-label": "Zoom out", "data-zoom": "out" }),
      button("Fit", () => this.showAll(), { "data-zoom": "fit" }));
    const help = element("p", { id: "map-help", class: "unseen" },
      "Arrow keys move the map, plus and minus zoom, Home shows all. To choose something, use the search or the tables, which say the same.");
    this.#box.replaceChildren(this.#svg, help, zoom, ...this.#missing(), this.#tip);
  }

  // What is not on the map, and cannot be.
  #missing() {
    const words = kinds.map((kind, number) => {
      const without = nodes.filter((node) => node.kind === number && node.id < ORIGINAL && !node.at).length;
      return isFootprint({ kind: number }) || !without ? null : counted(without, kind.label);
    }).filter(Boolean);
    if (!words.length) return [];
    return [element("p", { class: "map-missing" }, `Not on the map, for want of coordinates: ${joined(words)}.`)];
  }

  // -- state ----------------------------------------------------------------------------------------

  #follow(now, earlier) {
    if (now.view !== "map") return;
    const drawnFor = [now.base, now.edits, now.moment, now.colouring, now.hidden, now.focus];
    if (earlier?.view !== "map") this.#resize();
    if (this.#drawnFor?.every((value, at) => value === drawnFor[at])) return;
    const focusChanged = this.#drawnFor !== null && this.#drawnFor[5] !== now.focus;
    this.#drawnFor = drawnFor;
    this.#paint();
    if (focusChanged && now.focus && !this.#clicked) this.#reveal();
    this.#clicked = false;
  }

  // What is in focus is shown although its kind is not.
  #isShown(node) {
    return !state.hidden.has(node.kind) || node.id === state.focus?.id;
  }

  // Everything that depends on the state: colours, lines, what is there at all.
  #paint() {
    const [outcome, near] = [shown(), lit()];
    const { colouring } = state;
    this.#shownNow = placedNodes.filter((node) => this.#isShown(node));
    const there = new Set(this.#shownNow.map(({ id }) => id));
    for (const [id, disc] of this.#discs) {
      const changed = changesOf(id, outcome).length > 0;
      const uncovered = colouring === "agreement" && outcome.agreement.get(id) === 4;
      disc.setAttribute("fill", blockColour(id, outcome, colouring));
      disc.setAttribute("class", [
        changed ? "changed" : "", uncovered ? "uncovered" : "", near && !near.has(id) ? "dim" : "",
        there.has(id) ? "" : "gone",
      ].filter(Boolean).join(" "));
    }
    this.#paintPartners(near);
    this.#paintOutlines(outcome, near);
    this.#paintLines(outcome, near, there);
    this.#middles = new Middles(outcome);
    this.#changes = state.moment === "after" ? mapChanges(outcome).filter(({ block }) => there.has(block)) : [];
    this.#laid = false;
    if (this.#scale) this.#lay();
  }

  #paintPartners(near) {
    this.#signs.clear();
    const signs = this.#shownNow.filter(isPartner).map((node) => {
      const kind = kindOf(node);
      const sign = drawn("path", {
        d: OUTLINES[kind.shape] ?? OUTLINES.dot, fill: kind.colour, "data-id": node.id,
        class: near && !near.has(node.id) ? "dim" : null,
      });
      this.#signs.set(node.id, sign);
      return sign;
    });
    this.#layers.partners.replaceChildren(...signs);
  }

  #paintOutlines(outcome, near) {
    const side = mapSide(state.colouring);
    const hasGround = this.#outlines.some(({ id }) => id !== null && isBlock(nodes[id]));
    for (const { id, path } of this.#outlines) {
      const node = id === null ? null : nodes[id];
      const seen = node && isFootprint(node) ? seenAs(id, outcome) : id;
      let fill = "none";
      if (node && isBlock(node)) fill = blockColour(id, outcome, state.colouring);
      else if (node && isFootprint(node) && seen !== null && !hasGround) {
        if (side === sideOf(node)) fill = HUES[nodes[seen].hue];
        else if (side === null && sideOf(node) === 0) fill = RELATION_COLOURS[relationOf(seen, outcome)];
      }
      const other = node && isFootprint(node) && side !== null && side !== sideOf(node);
      path.setAttribute("fill", fill);
      path.setAttribute("class", [
        node && isFootprint(node) ? "footprint" : "place", other ? "other" : "",
        near && !near.has(seen) ? "dim" : "",
      ].filter(Boolean).join(" "));
    }
  }

  // What borders what: stronger within one footprint of the set that is coloured, or of both.
  #paintLines(outcome, near, there) {
    const { colouring } = state;
    const wanted = { a: [0], b: [1] }[colouring] ?? [0, 1];
    const paths = new Map();
    for (const [one, other] of data.neighbours) {
      const ends = [one, other].map((id) => mapGround.spots.get(id));
      if (!ends.every(Boolean) || !there.has(one) || !there.has(other)) continue;
      const homes = wanted.map((side) => [one, other].map((id) => mainHome(id, side, outcome)));
      const together = homes.every(([here, beyond]) => here !== null && here === beyond);
      const colour = together && colouring !== "agreement" ? HUES[nodes[homes[0][0]].hue] : null;
      const dim = near !== null && !(near.has(one) && near.has(other));
      const key = JSON.stringify([together, colour, dim]);
      if (!paths.has(key)) paths.set(key, { together, colour, dim, d: [] });
      const [[x1, y1], [x2, y2]] = ends;
      paths.get(key).d.push(`M${x1.toFixed(2)} ${y1.toFixed(2)}L${x2.toFixed(2)} ${y2.toFixed(2)}`);
    }
    const order = [...paths.values()].sort((one, two) => one.together - two.together);
    this.#layers.lines.replaceChildren(...order.map(({ together, colour, dim, d }) => drawn("path", {
      d: d.join(""), "vector-effect": "non-scaling-stroke", stroke: colour,
      class: `${together ? "together" : "apart"}${dim ? " dim" : ""}`,
    })));
  }

  // -- where everything is --------------------------------------------------------------------------

  // The radius of a disc, in pixels: its area is by people.
  #radius(number) {
    const { spread } = mapGround;
    const all = sum(placedBlocks.map((node) => node.people ?? 0)) || 1;
    const room = MAP_INK * spread[0] * spread[1] * this.#fit ** 2;
    const most = Math.max(...placedBlocks.map((node) => node.people ?? 0), 1e-9);
    const factor = Math.min(Math.sqrt(room / (Math.PI * all)), 26 / Math.sqrt(most));
    // Discs grow less than distances do, so that what is crowded comes apart.
    return factor * Math.sqrt(Math.max(number, 0)) * Math.sqrt(this.#scale / this.#fit);
  }

  #lay() {
    this.#layers.all.setAttribute("transform", `translate(${this.#pan.map((each) => each.toFixed(2)).join(" ")})`);
    if (!this.#laid) this.#layScaled();
    this.#laid = true;
    this.#layNames();
  }

  #layScaled() {
    const radius = (this.#unit = this.#radius(1));
    this.#layers.km.setAttribute("transform", `scale(${this.#scale})`);
    for (const [id, disc] of this.#discs) {
      const [x, y] = this.#spot(id);
      disc.setAttribute("cx", x.toFixed(3));
      disc.setAttribute("cy", y.toFixed(3));
      const reach = radius * Math.sqrt(nodes[id].people ?? 0);
      disc.setAttribute("r", reach.toFixed(4));
      const changed = disc.classList.contains("changed");
      if (changed) disc.setAttribute("stroke-width", Math.min(2.6, Math.max(1.2, reach * 0.3)));
      else disc.removeAttribute("stroke-width");
    }
    const size = this.#partnerSize();
    for (const [id, sign] of this.#signs) {
      const [x, y] = this.#spot(id);
      const corner = [x, y].map((value) => (value - 8 * size).toFixed(2)).join(" ");
      sign.setAttribute("transform", `translate(${corner}) scale(${size})`);
    }
    this.#layMarks();
    this.#layChanges();
    this.#layLegend();
  }

  #spot(id) {
    return mapGround.spots.get(id).map((value) => value * this.#scale);
  }

  #reach(node) {
    return isBlock(node) ? this.#unit * Math.sqrt(node.people ?? 0) : 8 * this.#partnerSize();
  }

  #partnerSize() {
    return Math.min(0.8, 0.4 * Math.sqrt(Math.sqrt(this.#scale / this.#fit)));
  }

  // A white point for what straddles, so that colour is not alone; a ring round what is in focus.
  #layMarks() {
    const [outcome, near] = [shown(), lit()];
    const marks = [];
    for (const node of this.#shownNow) {
      const [cx, cy] = this.#spot(node.id);
      const reach = this.#reach(node);
      const straddles = state.colouring === "agreement" && isBlock(node) && outcome.agreement.get(node.id) === 3;
      if (straddles) {
        const dim = near && !near.has(node.id) ? " dim" : "";
        marks.push(drawn("circle", { cx, cy, r: reach * 0.36, class: `straddles${dim}` }));
      }
      if (state.focus?.id === node.id) marks.push(drawn("circle", { cx, cy, r: reach + 5, class: "chosen" }));
    }
    this.#layers.marks.replaceChildren(...marks);
  }

  #layChanges() {
    const near = lit();
    const most = Math.max(...this.#changes.map((each) => each.people), 1);
    const parts = this.#changes.flatMap((row) => this.#changeSigns(row, most, near));
    this.#layers.changes.replaceChildren(...parts);
  }

  // From the block towards the middle of the footprint it goes to; dashed to that of the one it leaves.
  #changeSigns({ block, side, to, people: number, left }, most, near) {
    const dim = near && !(near.has(block) || near.has(to)) ? " dim" : "";
    const from = this.#spot(block);
    const reach = this.#reach(nodes[block]);
    const aimAt = (id) => this.#middles.of(side, id, block)?.map((value) => value * this.#scale);
    const parts = [];
    for (const old of left) {
      const end = aimAt(old);
      const away = end ? Math.hypot(end[0] - from[0], end[1] - from[1]) : 0;
      if (away < reach + 8) continue;
      const [x, y] = from.map((value, axis) => value + ((end[axis] - value) * reach) / away);
      parts.push(
        drawn("path", { class: `left${dim}`, d: `M${x} ${y}L${end[0]} ${end[1]}` }),
        drawn("circle", { class: `left${dim}`, cx: end[0], cy: end[1], r: 4 }));
    }
    const end = aimAt(to);
    const distance = end ? Math.hypot(end[0] - from[0], end[1] - from[1]) : 0;
    // Thinner where there are many, so that they can be told apart; they grow as one looks closer.
    const crowd = Math.min(1, Math.sqrt((12 / this.#changes.length) * (this.#scale / this.#fit)));
    const facts = { "data-block": block, "data-to": to, "data-side": side };
    if (distance < reach + 12) {
      // It is the middle of the footprint itself: there is nowhere for an arrow to point to.
      const ring = { cx: from[0], cy: from[1], r: reach + 1 + 3 * crowd };
      return [...parts, drawn("circle", {
        ...facts, ...ring, class: `arrow own${dim}`, stroke: EDGE_COLOURS[side], "stroke-width": 0.8 + 1.7 * crowd,
      })];
    }
    const width = Math.max(0.8, (1.6 + 2.6 * Math.sqrt(number / most)) * crowd);
    const d = mapArrow(from, end, reach, width);
    return [
      ...parts,
      drawn("path", { class: `casing${dim}`, d, "stroke-width": width + 3 }),
      drawn("path", { ...facts, class: `arrow${dim}`, d, "stroke-width": width, stroke: EDGE_COLOURS[side] }),
    ];
  }

  // -- names ----------------------------------------------------------------------------------------

  // What is to be named, the weightiest first: while something is in focus, only what is lit.
  #namesWanted() {
    const [outcome, near] = [shown(), lit()];
    const closer = this.#scale / this.#fit;
    const side = mapSide(state.colouring);
    const footprints = outcome.sides.flatMap((each, at) => {
      const ordinary = side === null ? at === 0 || closer >= BOTH_NAMES_FROM : side === at;
      return each.ids.map((id, place) => ({ id, side: at, heft: each.people[place], ordinary }));
    }).filter(({ id, ordinary }) => !state.hidden.has(nodes[id].kind) && (near ? near.has(id) : ordinary))
      .map((each) => ({ ...each, rank: near ? 1 : 2 + each.side, gap: 0 }))
      .map((each) => ({ ...each, spot: this.#middles.of(each.side, each.id) }))
      .filter(({ spot }) => spot);
    const named = (node) => (near ? near.has(node.id) && (isBlock(node) ? closer > 1.2 : true)
      : closer >= BLOCK_NAMES_FROM * (isBlock(node) ? 1 : 1.6));
    const organisations = this.#shownNow
      .filter((node) => node.id === state.focus?.id || named(node))
      .map((node) => ({
        id: node.id, heft: node.people ?? 0, spot: mapGround.spots.get(node.id), gap: this.#reach(node),
        rank: node.id === state.focus?.id ? 0 : isBlock(node) ? 4 : 5,
      }));
    return [...footprints, ...organisations]
      .sort((one, two) => one.rank - two.rank || two.heft - one.heft || one.id - two.id);
  }

  #layNames() {
    const taken = new Boxes();
    const discs = new Boxes();
    for (const node of this.#shownNow) {
      const [[x, y], reach] = [this.#spot(node.id), this.#reach(node) * 0.85];
      discs.add([x - reach, y - reach, x + reach, y + reach]);
    }
    const [x0, y0] = this.#pan;
    for (const [left, top, right, bottom] of this.#legendBoxes) {
      taken.add([left - x0, top - y0, right - x0, bottom - y0]);
    }
    this.#names = [];
    for (const wanted of this.#namesWanted()) {
      const [x, y] = wanted.spot.map((value) => value * this.#scale);
      if (wanted.rank > 1 && !this.#inView(x, y, 120)) continue;
      const label = this.#measured(wanted.id);
      const box = this.#roomFor(wanted, label, [x, y], taken, discs);
      if (!box) continue;
      taken.add(box);
      this.#names.push({ id: wanted.id, box, lines: label.lines });
    }
    this.#layers.names.replaceChildren(...this.#names.map((name) => this.#nameSign(name)));
  }

  #roomFor({ gap, rank }, { width, height }, [x, y], taken, discs) {
    const offsets = positions(Math.max(gap, 4) + 2, width, height);
    // A footprint is named in its middle, or below or above one of the other set with the same.
    if (!gap) {
      const tops = [-height / 2, height / 2 + 2, -1.5 * height - 2];
      offsets.unshift(...tops.map((top) => [-width / 2, top]));
    }
    let best = null;
    offsets.forEach(([left, top], turn) => {
      const box = [x + left, y + top, x + left + width, y + top + height];
      if (taken.overlap(box) > 0) return;
      const cost = discs.overlap(box) + 14 * turn + (this.#isCut(box) ? 2500 : 0);
      if (best === null || cost < best.cost) best = { box, cost };
    });
    // The closer one looks, the more a name may cover.
    const closer = Math.max(1, this.#scale / this.#fit / BLOCK_NAMES_FROM);
    const patience = [Infinity, Infinity, 900, 700, 250, 200][rank] * closer;
    return best && best.cost <= patience ? best.box : null;
  }

  #isCut([left, top, right, bottom]) {
    const [x, y] = this.#pan;
    return left + x < 0 || top + y < 0 || right + x > this.#size[0] || bottom + y > this.#size[1];
  }

  #measured(id) {
    if (!this.#measuredNames.has(id)) {
      const node = nodes[id];
      const lines = wrapped(isFootprint(node) ? withSet(node) : node.label);
      this.#ruler.font = labelStyle(node).font;
      const width = Math.max(...lines.map((line) => this.#ruler.measureText(line).width)) + 4;
      this.#measuredNames.set(id, { lines, width, height: lines.length * LINE });
    }
    return this.#measuredNames.get(id);
  }

  #nameSign({ id, box, lines }) {
    const node = nodes[id];
    const x = (box[0] + box[2]) / 2;
    return drawn("text", { class: `role-${kindOf(node).role}`, "data-id": id }, ...lines.map((line, turn) =>
      drawn("tspan", { x: x.toFixed(1), y: (box[1] + (turn + 0.78) * LINE).toFixed(1) }, line)));
  }

  // -- legend: sizes, signs, scale ------------------------------------------------------------------

  #layLegend() {
    const [width, height] = this.#size;
    const parts = [];
    let y = 20;
    let wide = LEGEND_WIDTH;
    this.#ruler.font = `11.5px ${LABEL_FONT}`;
    const say = (words, x, attributes = {}) => {
      wide = Math.max(wide, x + this.#ruler.measureText(words).width + 8);
      parts.push(drawn("text", { x, y, ...attributes }, words));
    };
    const sizes = this.#legendSizes();
    if (sizes.length) {
      say(capital(data.people), 12, { class: "title" });
      y += 10;
    }
    for (const { size, r } of sizes) {
      y += Math.max(9, r + 1);
      parts.push(drawn("circle", { cx: 32, cy: y, r, "data-people": size }));
      parts.push(drawn("text", { x: 68, y: y + 4 }, count(size)));
      y += Math.max(9, r + 1);
    }
    for (const [sign, words] of this.#legendSigns()) {
      y += 19;
      parts.push(drawn("g", { transform: `translate(12 ${y - 4})` }, ...sign));
      say(words, 68);
    }
    const longest = Math.min(120, width / 4);
    const length = scaleLengths.findLast((km) => km * this.#scale <= longest) ?? scaleLengths[0];
    const [right, below, bar] = [width - 12, height - 52, length * this.#scale];
    parts.push(
      drawn("path", { class: "bar", d: `M${right - bar} ${below - 5}v5h${bar}v-5`, "data-km": length }),
      drawn("text", { x: right, y: below - 9, "text-anchor": "end" }, `${length} km, north up`));
    this.#legendBoxes = [[0, 0, wide, y + 8], [width - 130, below - 24, width, height]];
    const paper = (x, top, across, high) => drawn("rect", { x, y: top, width: across, height: high, rx: 4 });
    this.#layers.legend.replaceChildren(
      ...(y > 20 ? [paper(4, 4, wide, y + 6)] : []),
      paper(width - 128, below - 24, 124, 30), ...parts);
  }

  #legendSizes() {
    const numbers = placedBlocks.map((node) => node.people ?? 0);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    if (!(most > 0) || most === least) return [];
    const radiusOf = (number) => this.#unit * Math.sqrt(number);
    return mapSizes(most, radiusOf).map((size) => ({ size, r: radiusOf(size) }));
  }

  #legendSigns() {
    const signs = [];
    const [outcome, agreement] = [shown(), state.colouring === "agreement"];
    const line = (kind, stroke = null) => drawn("path", { class: kind, d: "M0 0H40", stroke });
    if (agreement && [...outcome.agreement.values()].includes(3)) {
      const disc = drawn("circle", { cx: 8, r: 8, fill: AGREEMENTS.straddling.colour });
      signs.push([[disc, drawn("circle", { cx: 8, r: 3, class: "straddles" })], "straddling"]);
    }
    if (data.neighbours.length) {
      const side = mapSide(state.colouring);
      const labels = sets.filter((_, at) => side === null || side === at).map(({ label }) => label);
      signs.push([[line("together")], `border, same ${labels.join(", ")}`], [[line("apart")], "other border"]);
    }
    for (const side of [0, 1]) {
      if (!this.#changes.some((each) => each.side === side)) continue;
      const d = mapArrow([0, 0], [40, 0], -4, 2.5);
      const look = { class: "arrow", d, stroke: EDGE_COLOURS[side], "stroke-width": 2.5 };
      signs.push([[drawn("path", look)], `${sets[side].label} changes`]);
    }
    if (this.#layers.changes.querySelector(".own")) {
      const look = { class: "arrow own", cx: 20, r: 7, stroke: INK, "stroke-width": 2 };
      signs.push([[drawn("circle", look)], "its new footprint lies here"]);
    }
    if (this.#changes.some(({ left }) => left.size)) {
      signs.push([[line("left"), drawn("circle", { class: "left", cx: 36, r: 4 })], "leaves this one"]);
    }
    return signs;
  }

  // -- looking around -------------------------------------------------------------------------------

  #resize() {
    const { clientWidth, clientHeight } = this.#box;
    if (!clientWidth || !clientHeight) return;
    if (this.#scale && this.#size[0] === clientWidth && this.#size[1] === clientHeight) return;
    const shift = [clientWidth - this.#size[0], clientHeight - this.#size[1]].map((each) => each / 2);
    this.#size = [clientWidth, clientHeight];
    this.#svg.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    const { spread } = mapGround;
    // Beside the legend, where there is room for both.
    this.#margin = clientWidth > 480 ? LEGEND_WIDTH * 0.8 : 0;
    const room = [clientWidth - this.#margin - 2 * MAP_PAD, clientHeight - 2 * MAP_PAD];
    this.#fit = Math.max(0.001, Math.min(...room.map((size, axis) => size / spread[axis])));
    if (this.#whole || !this.#scale) this.showAll();
    else {
      this.#pan = this.#pan.map((each, axis) => each + shift[axis]);
      this.#laid = false;
      if (this.#drawnFor) this.#lay();
    }
  }

  showAll() {
    this.#scale = this.#fit;
    this.#laid = false;
    this.#pan = [(this.#size[0] + this.#margin) / 2, this.#size[1] / 2];
    this.#whole = true;
    if (this.#drawnFor) this.#lay();
  }

  #zoom(factor, at = this.#size.map((size) => size / 2)) {
    const wished = Math.min(Math.max(this.#scale * factor, this.#fit * 0.7), this.#fit * MAP_CLOSEST);
    const by = wished / this.#scale;
    this.#pan = this.#pan.map((each, axis) => at[axis] - (at[axis] - each) * by);
    this.#scale = wished;
    this.#laid = false;
    this.#keepInSight();
    this.#whole = false;
    this.#soon();
  }

  #shift(x, y) {
    this.#pan = [this.#pan[0] + x, this.#pan[1] + y];
    this.#keepInSight();
    this.#whole = false;
    this.#soon();
  }

  // The middle of the view stays on the map.
  #keepInSight() {
    this.#pan = this.#pan.map((each, axis) => {
      const [half, reach] = [this.#size[axis] / 2, (mapGround.spread[axis] * this.#scale) / 2];
      return Math.min(Math.max(each, half - reach - 20), half + reach + 20);
    });
  }

  // Once a frame is enough, however many events there are.
  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#lay();
    });
  }

  #inView(x, y, margin = 0) {
    return [x, y].every((value, axis) => {
      const here = value + this.#pan[axis];
      return here > -margin && here < this.#size[axis] + margin;
    });
  }

  // Bring what is lit into view, where all or most of it is out of it.
  #reveal() {
    const near = lit();
    const spots = this.#shownNow.filter(({ id }) => near?.has(id)).map(({ id }) => mapGround.spots.get(id));
    if (!spots.length) return;
    const seen = spots.filter(([x, y]) => this.#inView(x * this.#scale, y * this.#scale)).length;
    if (seen > spots.length / 2) return;
    const { least, most } = boundsOf(spots);
    const fits = this.#size.map((size, axis) => (size - 160) / Math.max(most[axis] - least[axis], 1));
    this.#scale = Math.max(this.#fit, Math.min(...fits, this.#scale));
    this.#laid = false;
    this.#pan = this.#size.map((size, axis) => size / 2 - ((least[axis] + most[axis]) / 2) * this.#scale);
    this.#whole = false;
    this.#lay();
  }

  // -- pointer and keys -----------------------------------------------------------------------------

  #pointAt(event) {
    const box = this.#svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  // What is under a point: the smallest disc or sign there, or near it, or else a name.
  #hit([left, top]) {
    const [x, y] = [left - this.#pan[0], top - this.#pan[1]];
    let best = null;
    for (const node of this.#shownNow) {
      const [cx, cy] = this.#spot(node.id);
      const reach = this.#reach(node);
      const off = Math.hypot(cx - x, cy - y) - reach;
      if (off > 4) continue;
      const rank = off <= 0 ? reach : 1000 + off;
      if (best === null || rank < best.rank) best = { id: node.id, rank };
    }
    if (best && best.rank < 1000) return best.id;
    const name = this.#names.find(({ box }) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
    return name?.id ?? best?.id ?? null;
  }

  #hover(event) {
    const point = this.#pointAt(event);
    const id = this.#hit(point);
    this.#svg.classList.toggle("over", id !== null);
    this.#tip.hidden = id === null;
    if (id === null) return;
    this.#tip.textContent = titleOf(nodes[id], shown());
    const { offsetWidth, offsetHeight } = this.#tip;
    const left = Math.min(point[0] + 14, this.#size[0] - offsetWidth - 6);
    const over = point[1] + 16 + offsetHeight > this.#size[1];
    this.#tip.style.left = `${Math.max(4, left)}px`;
    this.#tip.style.top = `${Math.max(4, over ? point[1] - offsetHeight - 10 : point[1] + 16)}px`;
  }

  #listen() {
    const svg = this.#svg;
    const down = new Map(); // pointers that are down, and where
    let dragged = 0;
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.#tip.hidden = true;
      const lines = event.deltaMode ? event.deltaY * 30 : event.deltaY;
      this.#zoom(Math.exp(-Math.max(-240, Math.min(240, lines)) / 400), this.#pointAt(event));
    }, { passive: false });
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!down.size) dragged = 0;
      down.set(event.pointerId, this.#pointAt(event));
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!down.has(event.pointerId)) return this.#hover(event);
      const point = this.#pointAt(event);
      const last = down.get(event.pointerId);
      const others = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      down.set(event.pointerId, point);
      dragged += Math.hypot(point[0] - last[0], point[1] - last[1]);
      if (dragged < 4) return undefined;
      this.#tip.hidden = true;
      if (others.length) {
        const apart = (at) => Math.hypot(at[0] - others[0][0], at[1] - others[0][1]);
        return this.#zoom(apart(point) / Math.max(apart(last), 1), others[0]);
      }
      return this.#shift(point[0] - last[0], point[1] - last[1]);
    });
    const up = (event) => {
      const was = down.delete(event.pointerId);
      if (!was || down.size || dragged >= 4 || event.type !== "pointerup") return;
      this.#clicked = true;
      focusOn(this.#hit(this.#pointAt(event)));
      this.#clicked = false;
    };
    svg.addEventListener("pointerup", up);
    svg.addEventListener("pointercancel", up);
    svg.addEventListener("pointerleave", () => { this.#tip.hidden = true; });
    this.#listenToKeys();
  }

  #listenToKeys() {
    const keys = {
      ArrowLeft: () => this.#shift(60, 0), ArrowRight: () => this.#shift(-60, 0),
      ArrowUp: () => this.#shift(0, 60), ArrowDown: () => this.#shift(0, -60),
      "+": () => this.#zoom(1.4), "=": () => this.#zoom(1.4), "-": () => this.#zoom(1 / 1.4),
      "−": () => this.#zoom(1 / 1.4), Home: () => this.showAll(),
    };
    this.#svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}

// A shaft with an open head from the edge of a disc to a point.
function mapArrow(from, end, reach, width) {
  const way = Math.atan2(end[1] - from[1], end[0] - from[0]);
  const at = ([x, y], along, angle = way) =>
    `${(x + along * Math.cos(angle)).toFixed(1)} ${(y + along * Math.sin(angle)).toFixed(1)}`;
  const tip = [end[0] - 4 * Math.cos(way), end[1] - 4 * Math.sin(way)];
  const length = Math.hypot(end[0] - from[0], end[1] - from[1]) - reach - 6;
  const head = Math.min(3 + 2.2 * width, 0.7 * length);
  const [point, left, right] = [at(tip, 0), at(tip, -head, way - 0.5), at(tip, -head, way + 0.5)];
  return `M${at(from, reach + 2)}L${point}M${left}L${point}L${right}`;
}

// Without coordinates there is no map: say so, and where to look instead.
function noMap(box) {
  box.replaceChildren(element("div", { class: "note" },
    heading("There is no map of these data"),
    element("p", {}, `None of the ${blockWords} has a latitude and a longitude, so nobody can say where they are. Fill in these two columns of organisations.csv to have them drawn here.`),
    element("p", {}, "The network shows the same footprints, members and changes: what belongs together is drawn together."),
    button("Show the network", () => {
      change({ view: "network" });
      document.getElementById("tab-network").focus();
    }, { class: "act" })));
}

function startMap() {
  const box = document.getElementById("view-map");
  if (placedBlocks.length) new OrganisationMap(box);
  else noMap(box);
}
