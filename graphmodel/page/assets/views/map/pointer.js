// Looking around on the map with a pointer, with two fingers, with a wheel, with keys.

// What is done with it: zoom(factor, at), shift(x, y), showAll(), hover(point, event), leave(), click(point).
export function makeMovable(svg, map) {
  const down = new Map(); // pointers that are down, and where
  let dragged = 0;
  const pointAt = (event) => {
    const box = svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    map.leave();
    const lines = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    map.zoom(Math.exp(-Math.max(-240, Math.min(240, lines)) / 400), pointAt(event));
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (!down.size) dragged = 0;
    down.set(event.pointerId, pointAt(event));
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const point = pointAt(event);
    if (!down.has(event.pointerId)) return map.hover(point, event);
    const last = down.get(event.pointerId);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    down.set(event.pointerId, point);
    dragged += Math.hypot(point[0] - last[0], point[1] - last[1]);
    if (dragged < 4) return undefined;
    map.leave();
    if (others.length) {
      const apart = (at) => Math.hypot(at[0] - others[0][0], at[1] - others[0][1]);
      return map.zoom(apart(point) / Math.max(apart(last), 1), others[0]);
    }
    return map.shift(point[0] - last[0], point[1] - last[1]);
  });
  const up = (event) => {
    const was = down.delete(event.pointerId);
    if (was && !down.size && dragged < 4 && event.type === "pointerup") map.click(pointAt(event));
  };
  svg.addEventListener("pointerup", up);
  svg.addEventListener("pointercancel", up);
  svg.addEventListener("pointerleave", () => map.leave());

  const keys = {
    ArrowLeft: () => map.shift(60, 0), ArrowRight: () => map.shift(-60, 0),
    ArrowUp: () => map.shift(0, 60), ArrowDown: () => map.shift(0, -60),
    "+": () => map.zoom(1.4), "=": () => map.zoom(1.4), "-": () => map.zoom(1 / 1.4),
    "−": () => map.zoom(1 / 1.4), Home: () => map.showAll(),
  };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}
