// Ties between the footprints of one set, and the communities among them, shaded.

import { data, nodes } from "../../model/data.js";
import { count, people } from "../../model/words.js";
import { state } from "../../plans/state.js";

const TIES = ["people", "providers", "councils", "border_km"];
export const TIE_WORDS = TIES.map((kind, at) => [kind, [data.people, "providers in common", "councils in common", "common border"][at]]);

// The ties between the footprints of a side, of the kind chosen, and their communities.
export function tiesNow() {
  const { pairs, groups } = data.ties[Number(state.layer.at(-1))];
  const at = 2 + TIES.indexOf(state.tie);
  const lines = pairs.filter((pair) => pair[at] > 0).map((pair) => ({ from: pair[0], to: pair[1], weight: pair[at] }));
  return { lines, groups: groups[state.tie] };
}

export function tieSaid(weight) {
  if (state.tie === "people") return `${people(weight)} tie them`;
  return state.tie === "border_km" ? `${count(weight)} km of common border` : `${count(weight)} ${state.tie} in common`;
}

// The corners of the area around some points (Andrew's monotone chain).
function hullOf(points) {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const half = (some) => {
    const found = [];
    for (const each of some) {
      while (found.length > 1 && turn(found.at(-2), found.at(-1), each) <= 0) found.pop();
      found.push(each);
    }
    return found.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}

// Shade the communities below a drawing of vis-network, each in one of some colours.
export function shadeCommunities(context, colours) {
  context.save();
  context.lineJoin = "round";
  context.lineCap = "round";
  context.lineWidth = 44;
  for (const [at, group] of tiesNow().groups.entries()) {
    const corners = hullOf(group.map((id) => nodes[id]));
    context.fillStyle = colours[at % colours.length];
    context.strokeStyle = context.fillStyle;
    const shape = new Path2D();
    corners.forEach(({ x, y }, turn) => (turn ? shape.lineTo(x, y) : shape.moveTo(x, y)));
    shape.closePath();
    context.fill(shape);
    context.stroke(shape);
  }
  context.restore();
}
