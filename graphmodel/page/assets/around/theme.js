// Dark or light: as the system has it, until the reader chooses.

import { change } from "../plans/state.js";
import { byId } from "../views/elements.js";
import { inks } from "../views/paint.js";

export function startTheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => {
    inks.clear();
    change({});
  };
  byId("theme").addEventListener("click", () => {
    const { dataset } = document.documentElement;
    const isDark = dataset.theme ? dataset.theme === "dark" : dark.matches;
    dataset.theme = isDark ? "light" : "dark";
    repaint();
  });
  dark.addEventListener("change", repaint);
}
