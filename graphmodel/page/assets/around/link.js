// A link to what is shown now, and what to do with one that the page is opened by.

import { data } from "../model/data.js";
import { momentNow, momentOf } from "../plans/moments.js";
import { change, isEdited, state } from "../plans/state.js";
import { copyText } from "../views/datatable.js";
import { byId, say } from "../views/elements.js";

// What the address asks for, or else whoever made the page.
export const asked = () => momentOf(location.hash.slice(1) || data.open || "");

async function link() {
  const address = `${location.href.split("#")[0]}#${momentNow()}`;
  history.replaceState(null, "", address);
  const copied = await copyText(address);
  const own = isEdited() || state.base === "loaded" ? " Your own plan is not in it: save the plan and send it along." : "";
  say(`${copied ? "The link is copied." : "The link is in the address bar."}${own}`);
}

export function startLink() {
  const button = byId("link");
  button.hidden = false;
  button.addEventListener("click", link);
  window.addEventListener("hashchange", () => change(asked()));
}
