// Words and numbers for readers.

import { data, kinds } from "./data.js";

// Of two numbers equally near the even one, as Python rounds.
const numberFormat = (digits) => new Intl.NumberFormat("en-GB", /** @type {any} */ ({
  minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven",
}));
const wholeNumber = numberFormat(0);
export const oneDecimal = numberFormat(1);
export const count = (number) => wholeNumber.format(number);
export const percent = (share) => `${oneDecimal.format(100 * share)}\u00a0%`;
export const people = (number, estimated = false) =>
  `${estimated ? `about ${count(Math.round(number / 100) * 100)}` : count(number)} ${data.people}`;

// People in a few letters: 1.8m, 467k.
export function brief(number) {
  if (number >= 1e6) return `${oneDecimal.format(number / 1e6)}m`;
  return number >= 1e4 ? `${count(number / 1e3)}k` : count(number);
}

// Of a word with an "of" in it the part before that: ICBs of 2024.
export function plural(word, number = 2) {
  if (number === 1) return word;
  const [noun, ...rest] = word.split(" of ");
  if (rest.length) return [plural(noun, number), ...rest].join(" of ");
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
// An STP and a strategic authority: of letters that are spelt out, how the first is spoken.
export const withArticle = (word) =>
  `${(/^[A-Z]{2}/.test(word) ? /^[AEFHILMNORSX]/ : /^[aeiou]/i).test(word) ? "an" : "a"} ${word}`;
export const counted = (number, word) => `${count(number)} ${plural(word, number)}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const joined = (words) =>
  (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

// The blocks by their kinds: practices and councils.
export const blockWords = kinds.filter((kind) => kind.role === "block").map((kind) => plural(kind.label)).join(" and ");

export const RELATIONS = ["coterminous", "nested", "holding", "open", "straddling", "alone"];
// What they are called, as everywhere else; and what each means.
export const { relations: RELATION_WORDS, undecided: UNDECIDED_WORDS } = data.words;
export const RELATION_MEANINGS = {
  coterminous: (other) => `the same people as one ${other}`,
  nested: (other) => `lies wholly in one ${other} that holds more`,
  holding: (other) => `every ${other} it overlaps lies wholly in it`,
  open: (other) => `would agree but for people who have no ${other} yet, or for the other footprints of ${withArticle(other)} that has such people`,
  straddling: (other) => `shares people with ${withArticle(other)} that neither holds it nor lies in it`,
  alone: (other) => `overlaps no ${other}`,
};

export const ACTIONS = { merge: "merger", move: "change", new: "new footprint" };

// Words as they are searched: without accents and capitals.
export const plainText = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
