// Words and numbers for readers.

const wholeNumber = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-GB", {
  minimumFractionDigits: 1, maximumFractionDigits: 1,
});
const count = (number) => wholeNumber.format(number);
const percent = (share) => `${oneDecimal.format(100 * share)}\u00a0%`;
const people = (number, estimated = false) =>
  `${estimated ? `about ${count(Math.round(number / 100) * 100)}` : count(number)} ${data.people}`;

// People in a few letters: 1.8m, 467k.
function brief(number) {
  if (number >= 1e6) return `${oneDecimal.format(number / 1e6)}m`;
  return number >= 1e4 ? `${count(number / 1e3)}k` : count(number);
}

// Of a word with an "of" in it the part before that: ICBs of 2024.
function plural(word, number = 2) {
  if (number === 1) return word;
  const [noun, ...rest] = word.split(" of ");
  if (rest.length) return [plural(noun, number), ...rest].join(" of ");
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
// An STP and a strategic authority: of letters that are spelt out, how the first is spoken.
const withArticle = (word) =>
  `${(/^[A-Z]{2}/.test(word) ? /^[AEFHILMNORSX]/ : /^[aeiou]/i).test(word) ? "an" : "a"} ${word}`;
const counted = (number, word) => `${count(number)} ${plural(word, number)}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const joined = (words) =>
  (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

const RELATIONS = ["coterminous", "nested", "holding", "straddling", "alone"];
const RELATION_WORDS = {
  coterminous: (other) => `the same people as one ${other}`,
  nested: (other) => `lies wholly in one ${other} that holds more`,
  holding: (other) => `every ${other} it overlaps lies wholly in it`,
  straddling: (other) => `shares people with ${withArticle(other)} that neither holds it nor lies in it`,
  alone: (other) => `overlaps no ${other}`,
};

const ACTIONS = { merge: "merger", move: "change", new: "new footprint" };

// -- elements; text from the data is only ever set as text -----------------------------------------

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
const element = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
const drawn = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const small = (...parts) => element("small", {}, ...parts);
const heading = (text) => element("h3", {}, text);
const list = (items) => element("ul", {}, ...items.map((item) => element("li", {}, ...[item].flat())));
const linkTo = (node, text = node.name) => element("button", { type: "button", "data-n": node.id, class: "link" }, text);

function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== "" && value !== null);
  return element("dl", {}, ...rows.flatMap(([name, value]) => [
    element("dt", {}, name), element("dd", {}, value),
  ]));
}

// Tell those who cannot see what happened.
function say(words) {
  document.getElementById("said").textContent = words;
}
