// What if undecided ground were decided: scenarios are read from a file, and what is given is saved as one.

import { data } from "../model/data.js";
import { readScenarios, scenarioEdits, scenarioFile } from "../plans/scenarios.js";
import { current, edit, follow, OF_PLANS } from "../plans/state.js";
import { button, byId, element, heading, save, say, small, tellPanel } from "../views/elements.js";

/** @type {Scenario[]} */
let read = [];

function suppose(scenario) {
  try {
    if (edit(...scenarioEdits(scenario, current().after.ground))) say(`Supposed: ${scenario.name}`);
  } catch (error) {
    tellPanel("Nothing was supposed", error.message);
  }
}

// The choice of a scenario, with what is known of the one chosen.
function choice() {
  if (!read.length) return [];
  const select = element("select", {}, ...read.map(({ name }, at) => element("option", { value: String(at) }, name)));
  const about = small();
  const tell = () => {
    const { status, asOf, source, about: note } = read[Number(select.value)];
    about.textContent = [status, asOf, source, note].filter(Boolean).join("; ");
  };
  select.addEventListener("change", tell);
  tell();
  return [
    element("label", {}, "Scenario", select), about,
    button("Suppose it", () => suppose(read[Number(select.value)]), { class: "act" }),
  ];
}

// What is given, to be saved under a name.
function saving() {
  if (!current().after.ground.gifts) return [];
  const name = element("input", { type: "text", value: "My scenario", maxlength: 200, autocomplete: "off" });
  return [
    element("label", {}, "Name of what is given", name),
    button("Save as a scenario", () => {
      const title = name.value.trim();
      if (!title) tellPanel("Nothing was saved", "Give the scenario a name.");
      else save("scenario.toml", scenarioFile(current().after.ground, title), "application/toml");
    }, { class: "act" }),
  ];
}

export function startSupposing() {
  const hint = element("p", { class: "quiet" }, "Search for a place or a footprint, or choose one in a view: there it can be changed, merged, split or locked. The map and all figures follow at once.");
  byId("whatif").append(hint);
  byId("fold-whatif").querySelector("summary span").textContent = data.outside.length ? "give undecided ground a footprint" : "change a footprint";
  if (!data.outside.length) return; // there is no ground to be decided
  const file = element("input", { type: "file", accept: ".toml,application/toml", class: "unseen", tabindex: -1, "aria-label": "Scenario file to load" });
  const chosen = element("div", {});
  const kept = element("div", {});
  file.addEventListener("change", async () => {
    const [picked] = file.files;
    if (!picked) return;
    try {
      read = readScenarios(await picked.text(), picked.name);
      chosen.replaceChildren(...choice());
      say(`${picked.name} read`);
    } catch (error) {
      tellPanel("The scenarios were not loaded", error.message);
    }
    file.value = "";
  });
  const render = () => kept.replaceChildren(...saving());
  follow(render, OF_PLANS);
  byId("whatif").append(element("section", { class: "form", "aria-label": "Scenarios" },
    heading("What if undecided ground were decided"), button("Load scenarios", () => file.click(), { class: "act" }), file, chosen, kept));
}
