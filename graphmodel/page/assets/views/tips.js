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

// Explain something: the words appear while the focus is on it, or the pointer on it or around it.
export function explain(target, words, around = target) {
  const tip = byId("tip");
  const show = () => {
    tip.textContent = words;
    tip.hidden = false;
    target.setAttribute("aria-describedby", "tip");
    const box = target.getBoundingClientRect();
    const width = Math.min(tip.offsetWidth, window.innerWidth - 16);
    tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
    const below = box.bottom + 6;
    const fits = below + tip.offsetHeight < window.innerHeight;
    tip.style.top = `${fits ? below : Math.max(8, box.top - tip.offsetHeight - 6)}px`;
  };
  const hide = () => {
    tip.hidden = true;
    target.removeAttribute("aria-describedby");
  };
  around.addEventListener("pointerenter", show);
  around.addEventListener("pointerleave", hide);
  target.addEventListener("focus", show);
  target.addEventListener("blur", hide);
  target.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
