// The network: a vis-network drawing that follows the state.

const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (stillness.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

// Make a data set of vis-network hold just these looks, changing as little as can be.
function follow(dataSet, looks, known) {
  const wanted = new Map(looks.map((look) => [look.id, look]));
  const gone = [...known.keys()].filter((id) => !wanted.has(id));
  const changed = looks.filter((look) => known.get(look.id) !== JSON.stringify(look));
  if (gone.length) dataSet.remove(gone);
  if (changed.length) dataSet.update(changed);
  for (const id of gone) known.delete(id);
  for (const look of changed) known.set(look.id, JSON.stringify(look));
}

class Drawing {
  #nodes = new vis.DataSet();
  #edges = new vis.DataSet();
  #known = [new Map(), new Map()];
  #shown = [];
  #near = null;
  #labels = new Labels();
  #container;
  #whole = true; // whether the whole map is in view, and to be kept so

  constructor(container) {
    this.#container = container;
    this.#update(state);
    this.network = new vis.Network(
      container, { nodes: this.#nodes, edges: this.#edges }, data.options,
    );
    this.network.on("afterDrawing", (context) => {
      this.#labels.draw(context, this.network, this.#shown, state, this.#near);
    });
    this.network.on("click", ({ nodes: hit }) => choose(hit.length ? hit[0] : null));
    this.network.on("dragStart", () => { this.#whole = false; });
    this.network.on("zoom", () => { this.#whole = false; });
    this.network.on("resize", () => {
      // After vis-network, which scales by the new width alone.
      if (this.#whole) requestAnimationFrame(() => this.showAll(false));
    });
    this.#makeReachable(container.querySelector(".vis-network"));
    this.showAll(false);
    view((current) => this.#update(current));
  }

  // The looks now in the drawing, for those who look from outside.
  lookOf(id) {
    return this.#nodes.get(id);
  }

  #update(current) {
    const seen = current.chosen === null ? null : seenAs(nodes[current.chosen], current.moment);
    this.#near = seen && around(seen, current.moment);
    this.#shown = nodes.filter((node) => isShown(node, current, this.#near));
    const there = new Set(this.#shown.map((node) => node.id));
    const joins = (edge) => there.has(edge.from) && there.has(edge.to);
    const lines = memberships.filter((edge) => isThere(edge, current.moment) && joins(edge));
    const left = current.moment === "after" ? departures.filter(joins) : [];
    follow(this.#nodes, this.#shown.map((node) => nodeLook(node, current, this.#near)), this.#known[0]);
    follow(
      this.#edges,
      [
        ...lines.map((edge) => edgeLook(edge, current, this.#near)),
        ...left.map((edge) => departureLook(edge, this.#near)),
      ],
      this.#known[1],
    );
    this.network?.unselectAll();
    this.network?.redraw();
  }

  // Bring a node and what is around it into view.
  show(id) {
    this.#whole = false;
    const ids = [...around(nodes[id], state.moment)].filter((each) => this.#nodes.get(each));
    this.network.fit({ nodes: ids, maxZoomLevel: 1.9, animation: glide() });
  }

  // The whole map, with room for names around it.
  showAll(animation = glide()) {
    const { clientWidth, clientHeight } = this.#container;
    const { left, right, top, bottom } = extent;
    const scale = Math.min(
      (clientWidth - 2 * MARGIN) / (right - left), (clientHeight - MARGIN) / (bottom - top), 3,
    );
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    this.network.moveTo({ position, scale: Math.max(scale, 0.1), animation });
    this.#whole = true;
  }

  zoom(factor) {
    this.#whole = false;
    const scale = Math.min(Math.max(this.network.getScale() * factor, 0.2), 12);
    this.network.moveTo({ scale, animation: glide() });
  }

  #pan(x, y) {
    this.#whole = false;
    const scale = this.network.getScale();
    const centre = this.network.getViewPosition();
    const position = { x: centre.x + x / scale, y: centre.y + y / scale };
    this.network.moveTo({ position, animation: false });
  }

  #makeReachable(frame) {
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Drawing of the network");
    frame.setAttribute("aria-describedby", "drawing-help");
    const keys = {
      ArrowLeft: () => this.#pan(-60, 0), ArrowRight: () => this.#pan(60, 0),
      ArrowUp: () => this.#pan(0, -60), ArrowDown: () => this.#pan(0, 60),
      "+": () => this.zoom(1.3), "=": () => this.zoom(1.3), "-": () => this.zoom(1 / 1.3),
      Home: () => this.showAll(), Escape: () => choose(null),
    };
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}
