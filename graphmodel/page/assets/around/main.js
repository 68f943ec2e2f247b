// Start: what was there before a reload, the network first, then everything around it.

import { data, nodes, referenceTo } from "../model/data.js";
import { suggestionsOf } from "../model/suggestions.js";
import { shortLabels } from "../model/fit.js";
import { capital, people, plural, withArticle } from "../model/words.js";
import { optimumWords } from "../plans/optimum.js";
import { planFile } from "../plans/planfile.js";
import { readScenarios, scenarioEdits } from "../plans/scenarios.js";
import {
  ahead, before, change, choosePlan, current, edit, focusOn, focusOnComponent, follow, forget, hasPlan, nameNow,
  past, planTitle, record, redo, shown, state, takePlanFile, undo, view, VIEWS,
  whenRefused,
} from "../plans/state.js";
import { byId, markTab, save, say, startTabs, tellPanel } from "../views/elements.js";
import { startFlow } from "../views/flow.js";
import { hasGround } from "../views/map/geography.js";
import { startMap } from "../views/map/map.js";
import { smallMap, standalone } from "../views/map/small.js";
import { startMatrix } from "../views/matrix.js";
import { startNetwork } from "../views/network/network.js";
import { summary } from "../views/paint.js";
import { startPlans } from "../views/plans/plans.js";
import { startTables } from "../views/tables.js";
import { startAnalysts } from "./analysts.js";
import { startChooser } from "./chooser.js";
import { startFocus } from "./focus.js";
import { startKey } from "./key.js";
import { asked, startLink } from "./link.js";
import { startOffer } from "./offer.js";
import { startPicture } from "./picture.js";
import { startSearch } from "./search.js";
import { startSteps } from "./steps.js";
import { startStory, storyNow } from "./story.js";
import { startSupposing } from "./supposing.js";
import { startTheme } from "./theme.js";
import { startTour } from "./tour.js";

function startViews() {
  const tabs = VIEWS.map((name) => byId(`tab-${name}`));
  startTabs(tabs, (at) => change({ view: VIEWS[at] }));
  follow(({ view: name }) => {
    markTab(tabs, VIEWS.indexOf(name));
    for (const each of VIEWS) byId(`view-${each}`).hidden = each !== name;
  });
}

// Which switches there are for a view: colours of the ground, and both moments at once.
const hasColours = ({ view: at, layer }) => at === "map" || (at === "network" && layer !== "overlaps");

// Radio buttons of one name, which follow the state and change it.
function startSwitch(name, take) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const radios = document.querySelectorAll(`input[name="${name}"]`);
  for (const radio of radios) radio.addEventListener("change", () => change({ [name]: radio.value }));
  const render = (now) => {
    for (const radio of radios) {
      radio.checked = radio.value === now[name];
      take(radio, now);
    }
  };
  follow(render);
}

function startSwitches() {
  [0, 1].forEach((side) => { byId("colourings").querySelectorAll("span")[1 + side].textContent = capital(shortLabels(side)); });
  startSwitch("colouring", (_, now) => { byId("colourings").hidden = !hasColours(now); });
  startSwitch("moment", (radio, now) => {
    radio.disabled = radio.value !== "before" && !hasPlan();
    if (radio.value === "slide") radio.parentElement.hidden = now.view !== "map" || !hasGround;
  });
  const render = () => {
    for (const [id, there] of [["undo", past], ["redo", ahead]]) {
      byId(id).disabled = !there.length;
      byId(id).hidden = !past.length && !ahead.length;
    }
  };
  follow(render);
}

// -- plan files --------------------------------------------------------------------------------------

function savePlan() {
  const { after, plan } = current();
  const file = planFile({ before, after, plan, edits: state.edits });
  save("plan.json", `${JSON.stringify(file, null, 1)}\n`, "application/json");
  say("Plan saved as plan.json");
}

function loadPlan(words, name) {
  try {
    const edits = takePlanFile(JSON.parse(words), name);
    record({ base: "loaded", edits, moment: "after", focus: null });
    say(`Plan ${name} loaded`);
    tellOtherWords();
  } catch (error) {
    const message = error instanceof SyntaxError ? `${name} is not JSON, so it is no plan.` : error.message;
    tellPanel("The plan was not loaded", message);
  }
}

// Say of the loaded plan whether the dataset has changed in what decides none.
function tellOtherWords() {
  const { stated, name } = data.loadedFile;
  const theirs = stated.dataset.sha256_all;
  if (!theirs || theirs === data.dataset.sha256_all) return;
  tellPanel(`Plan ${name} was made from other tables`, "The dataset has changed since in what decides no plan (names, evidence, sources, partners, flows or borders); what decides one is the same. Figures are those of today.");
}

// The element around a target, or the target itself, that a selector fits.
const closest = ({ target }, selector) => target.closest?.(selector);

function startTools() {
  const file = byId("file");
  const act = {
    undo: () => undo() && say("Undone"),
    redo: () => redo() && say("Done again"),
    save: savePlan,
    load: () => file.click(),
    reset: () => {
      past.length = 0;
      ahead.length = 0;
      change({ base: "unchanged", edits: [], moment: "before", focus: null });
      forget();
      say("Everything is as it was at first");
    },
    print: () => window.print(),
  };
  for (const [id, run] of Object.entries(act)) byId(id).addEventListener("click", run);
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (chosen) loadPlan(await chosen.text(), chosen.name);
    file.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || closest(event, "input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}

// Buttons that name something put it in focus.
function startLinks(network) {
  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-n]");
    if (!link) return;
    focusOn(Number(link.dataset.n));
    network.showFocus();
    byId("panel").focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !closest(event, "input, select")) focusOn(null);
  });
}

function announce(now, earlier) {
  if (now.focus !== earlier.focus) {
    const { focus } = now;
    if (!focus) say("Nothing in focus");
    else if (focus.ids) say(`In focus: ${focus.name}`);
    else say(`In focus: ${[nodes[focus.id].name, ...summary(nodes[focus.id], shown())].join(", ")}`);
  } else if (now.base !== earlier.base || now.edits !== earlier.edits || now.moment !== earlier.moment) {
    const { bold, rest } = storyNow().sayings.at(-1);
    say(`${state.moment === "before" ? "As it is" : planTitle()}. ${bold}${rest}`);
  }
}

performance.mark("graphmodel-start");
whenRefused(tellPanel);
if (data.start) Object.assign(state, { base: data.start, moment: data.start === data.asked ? "before" : "after" });
if (data.planFile) {
  const edits = takePlanFile(data.planFile.stated, data.planFile.name);
  Object.assign(state, { base: "loaded", edits, moment: "after" });
}
Object.assign(state, asked());
nameNow();
startViews(); // first, so that what is drawn at the start has its size
const network = startNetwork();
startSwitches();
startTheme();
startTour();
startKey();
startStory();
startSteps();
startChooser();
startSupposing();
startAnalysts();
startFocus();
startFlow();
startMap();
startMatrix();
startTables();
startPlans();
startSearch(network);
if (data.planFile) tellOtherWords();
startTools();
startLink();
startPicture();
startOffer();
startLinks(network);
view(announce);

// Ready once something is drawn: the network draws itself only while it is to be seen.
function ready() {
  performance.mark("graphmodel-ready");
  document.documentElement.dataset.ready = "true";
}
requestAnimationFrame(ready);

// For tests and for the curious: the state, how to change it, and what comes of it.
window.graphmodel = {
  data, state, nodes, change, choosePlan, edit, undo, redo, focusOn, focusOnComponent, current, shown, before,
  planFile: () => planFile({ before, after: current().after, plan: current().plan, edits: state.edits }),
  suggestions: () => suggestionsOf(current().after), readScenarios, scenarioEdits, loadPlan, savePlan, get network() { return network.network; }, networkStory: network.story, story: storyNow, lookOf: (id) => network.lookOf(id), referenceTo, optimumWords, smallMap, standalone,
  words: { people, plural, withArticle },
};
