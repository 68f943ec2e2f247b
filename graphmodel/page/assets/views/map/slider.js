// Before and after at once: a handle that moves two clips, and nothing else.

import { drawn, element } from "../elements.js";

const LEAST = 0.03;
const STEP = 0.02;

export class Slider {
  at = null; // share of the width that is before; null until something is drawn
  #handle = element("button", { type: "button", class: "map-handle", role: "slider", "aria-label": "Before and after", "aria-valuemin": 0, "aria-valuemax": 100 });
  #pills = [element("span", { class: "map-pill" }, "As it is"), element("span", { class: "map-pill" }, "With the plan")];
  #clips = [drawn("rect", { y: -40 }), drawn("rect", { y: -40 })];
  #size = [0, 0];
  parts = [...this.#pills, this.#handle];

  constructor() {
    const handle = this.#handle;
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, width } = handle.parentElement.getBoundingClientRect();
      this.move((event.clientX - left) / width);
    });
    handle.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: this.at - STEP, ArrowRight: this.at + STEP, Home: 0, End: 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.move(to);
    });
    this.hide(true);
  }

  hide(hidden) {
    for (const part of this.parts) part.hidden = hidden;
  }

  // Two layers side by side, over the middle of what changes at first.
  layers(earlier, later, size, start) {
    this.#size = size;
    this.at ??= start;
    this.move(this.at);
    return [earlier, later].flatMap((layer, at) => {
      const id = `map-clip-${at}`;
      layer.setAttribute("clip-path", `url(#${id})`);
      return [drawn("clipPath", { id }, this.#clips[at]), layer];
    });
  }

  move(to) {
    this.at = Math.min(1 - LEAST, Math.max(LEAST, to));
    const [width, height] = this.#size;
    const x = this.at * width;
    this.#clips.forEach((clip, at) => {
      for (const [name, value] of Object.entries({ x: at ? x : -40, width: at ? width - x + 40 : x + 40, height: height + 80 })) clip.setAttribute(name, value);
    });
    this.#handle.style.left = `${x}px`;
    this.#pills[0].style.right = `${width - x + 12}px`;
    this.#pills[1].style.left = `${x + 12}px`;
    this.#handle.setAttribute("aria-valuenow", Math.round(100 * this.at));
    this.#handle.setAttribute("aria-valuetext", `${Math.round(100 * this.at)} % as it is, the rest with the plan`);
  }
}
