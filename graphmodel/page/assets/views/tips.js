// The tip: what is told about what the pointer or the focus is on.

import { byId } from "./elements.js";

// Tell something near a box on the screen.
export function tellAt(words, box) {
  const tip = byId("tip");
  tip.textContent = words.join("\n");
  tip.hidden = false;
  const left = Math.min(box.left, window.innerWidth - tip.offsetWidth - 8);
  const fits = box.bottom + 8 + tip.offsetHeight < window.innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, fits ? box.bottom + 8 : box.top - tip.offsetHeight - 8)}px`;
}
export function untell() {
  byId("tip").hidden = true;
}
export const pointOf = ({ clientX: x, clientY: y }) => ({ left: x + 12, bottom: y + 8, top: y });
