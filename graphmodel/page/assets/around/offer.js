// The offer to go on where an earlier visit to this very page left off.

import { counted } from "../model/words.js";
import { forget, goOn, leftOff } from "../plans/state.js";
import { button, element, say } from "../views/elements.js";

export function startOffer() {
  const left = leftOff();
  if (!left) return;
  const done = (words) => {
    box.remove();
    say(words);
  };
  const what = [left.title, left.changes ? counted(left.changes, "change") : ""].filter(Boolean).join(", ");
  const box = element("div", { class: "offer", role: "region", "aria-label": "Earlier visit" },
    element("span", {}, `You have been here before${what ? `: ${what}` : ""}.`),
    button("Continue where you were", () => done(goOn() ? "Continued" : "What was kept of it cannot be read any more"), { class: "act" }),
    button("Forget it", () => {
      forget();
      done("Forgotten");
    }, { class: "act" }));
  document.body.append(box);
}
