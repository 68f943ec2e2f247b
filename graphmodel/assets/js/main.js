// Start: the drawing first, then everything around it.

// Tell those who cannot see the drawing what happened.
function say(words) {
  document.getElementById("said").textContent = words;
}

performance.mark("graphmodel-start");
const drawing = new Drawing(document.getElementById("drawing"));
drawing.network.once("afterDrawing", () => {
  performance.mark("graphmodel-ready");
  document.documentElement.dataset.ready = "true";
});
startKinds();
startColours();
startSigns();
startSwitches(drawing);
startPanel();
startSearch(drawing);
startLinks(drawing);
view((current, earlier) => {
  if (current.chosen !== earlier.chosen) {
    const node = current.chosen === null ? null : nodes[current.chosen];
    say(node ? `Chosen: ${[node.name, ...summary(node, current)].join(", ")}` : "Nothing chosen");
  } else if (current.moment !== earlier.moment) {
    say(`Shown ${MOMENT_WORDS[current.moment]}`);
  }
});
// For tests and for the curious: the state, how to change it, and how a node is drawn.
window.graphmodel = {
  state, change, choose, nodes, network: drawing.network, lookOf: (id) => drawing.lookOf(id),
};
