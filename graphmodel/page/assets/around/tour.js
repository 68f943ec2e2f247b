// The tour: five steps round the page, which is also its help.

import { sets } from "../model/data.js";
import { plural } from "../model/words.js";
import { hasPlan, state } from "../plans/state.js";
import { button, byId, element } from "../views/elements.js";

// What is told, and the element beside which it is told.
const stops = () => {
  const [a, b] = sets.map(({ label }) => plural(label));
  return [
    ["story", "What was found", `How the ${a} and the ${b} fit today, what stands in the way, and what a plan would change. “Show me” shows each where it is.`],
    ["tabs", "Where it is", "The same state in several views: on the ground, as flows, as a network, as a matrix, in tables, and plans side by side. Click on anything to read about it; arrow keys and plus and minus move and zoom, Escape goes back."],
    ["moments", "Now and then", hasPlan() ? "As it is, or with the plan. On the map, Slide shows both on either side of a line." : "As it is, or with a plan, once one is chosen."],
    ["folds", "Plans and trials", "The steps in order, other plans, what if something were changed by hand, and figures for analysts. What is done can be undone, saved as a file and loaded again."],
    ["search", "Find", "Find a place, an organisation or a footprint by name or code. Its page says what stands in its way, what would settle it, and lets you change it."],
  ];
};

export function startTour() {
  const box = element("section", { class: "tour", role: "dialog", "aria-labelledby": "tour-title", "aria-describedby": "tour-words", hidden: true });
  let at = 0;
  const close = () => {
    document.querySelector(".toured")?.classList.remove("toured");
    box.hidden = true;
    byId("tour").focus();
  };
  const show = (to) => {
    at = to;
    const all = stops();
    const [place, title, words] = all[at];
    document.querySelector(".toured")?.classList.remove("toured");
    const spot = [place, state.focus && !state.focus.told ? "focus" : "stage"].map(byId).find((each) => each.offsetParent);
    spot.classList.add("toured");
    const last = at === all.length - 1;
    const next = button(last ? "Done" : "Next", () => (last ? close() : show(at + 1)), { class: "btn" });
    box.replaceChildren(
      element("h2", { id: "tour-title" }, title), element("p", { id: "tour-words" }, words),
      element("div", { class: "buttons" }, element("span", { class: "quiet" }, `${at + 1} of ${all.length}`),
        at ? button("Back", () => show(at - 1), { class: "btn" }) : "", next, button("Close", close, { class: "btn" })));
    box.hidden = false;
    const { left, right, top, bottom } = spot.getBoundingClientRect();
    const across = right + 12 + box.offsetWidth < window.innerWidth ? right + 12 : Math.max(12, Math.min(left, window.innerWidth - box.offsetWidth - 12));
    const beside = right + 12 === across;
    const down = beside ? top + 12 : bottom + 12;
    box.style.left = `${across}px`;
    box.style.top = `${Math.max(12, Math.min(down, window.innerHeight - box.offsetHeight - 12))}px`;
    next.focus();
  };
  byId("tour").addEventListener("click", () => show(0));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  byId("stage").append(box);
}
