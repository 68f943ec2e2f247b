// What the reader has chosen: one object, and views that are drawn from it.

const state = {
  moment: "before",
  colouring: "agreement",
  hidden: new Set(kinds.flatMap((kind, number) => (kind.role === "partner" ? [number] : []))),
  chosen: null, // number of a node
};

const views = [];

// Register a view: a function of the state and of the state before the change.
function view(render) {
  views.push(render);
}

function change(patch) {
  const earlier = { ...state };
  Object.assign(state, patch);
  for (const render of views) render(state, earlier);
}

// Choose a node, at a moment at which it exists.
function choose(id) {
  if (id === null) return change({ chosen: null });
  const there = isThere(nodes[id], state.moment);
  const other = MOMENTS.find((moment) => isThere(nodes[id], moment));
  return change({ chosen: id, moment: there ? state.moment : other });
}

function toggleKind(number, shown) {
  const hidden = new Set(state.hidden);
  if (shown) hidden.delete(number);
  else hidden.add(number);
  change({ hidden });
}
