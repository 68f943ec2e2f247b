// Elements of the page; text from the data is only ever set as text.

/** @returns {any} An element that the page has from the start, of whatever kind. */
export const byId = (id) => document.getElementById(id);

export function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
export const element = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
export const drawn = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

export const small = (...parts) => element("small", {}, ...parts);
export const heading = (text) => element("h2", { class: "section" }, text);
export const list = (items) => element("ul", {}, ...items.map((item) => element("li", {}, ...[item].flat())));
export const linkTo = (node, text = node.name) => element("button", { type: "button", "data-n": node.id, class: "link" }, text);

export function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}

// Tabs, each chosen by a click or from the one before by arrow keys; and which of them is shown.
export function startTabs(tabs, choose) {
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(at));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = (to + tabs.length) % tabs.length;
      choose(next);
      tabs[next].focus();
    });
  });
}
export function markTab(tabs, shown) {
  tabs.forEach((tab, at) => {
    tab.setAttribute("aria-selected", String(at === shown));
    tab.tabIndex = at === shown ? 0 : -1;
  });
}

export function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== "" && value !== null);
  return element("dl", {}, ...rows.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, value),
  ]));
}

// Tell those who cannot see what happened.
export function say(words) {
  byId("said").textContent = words;
}

// Save a text as a file.
export function save(name, text, type) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Say something that the reader has to know before going on.
export function tellPanel(title, message) {
  byId("panel").scrollTop = 0;
  byId("told").replaceChildren(element("div", { role: "alert", class: "told" }, element("strong", {}, title), ...message.split("\n").map((line) => element("p", {}, line))));
}
