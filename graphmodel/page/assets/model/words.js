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

// A label where an "of" or a bracket begins: what comes before is the noun.
export function nounAndTail(label) {
  const at = label.search(/ of | \(/);
  return at < 0 ? [label, ""] : [label.slice(0, at), label.slice(at)];
}

function oneOf(label) {
  const [noun, tail] = nounAndTail(label);
  if (noun.endsWith("people")) return `${noun.slice(0, -6)}person${tail}`;
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y${tail}`;
  return noun.endsWith("ss") ? label : noun.replace(/s$/, "") + tail;
}

// People, exact, or rounded to hundreds where their number is estimated.
export function people(number, estimated = false, label = data.people) {
  if (!estimated) return `${count(number)} ${count(number) === "1" ? oneOf(label) : label}`;
  const low = Math.floor(number / 100);
  const hundreds = number / 100 - low === 0.5 ? low + (low % 2) : Math.round(number / 100);
  return hundreds || !number ? `about ${count(100 * hundreds)} ${label}` : `under 100 ${label}`;
}

// People in a few letters: 1.8m, 467k.
export function brief(number) {
  if (number >= 1e6) return `${oneDecimal.format(number / 1e6)}m`;
  return number >= 1e4 ? `${count(number / 1e3)}k` : count(number);
}

// In a sentence: small numbers as words, and people in millions.
const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
export const few = (number) => WORDS[number] ?? count(number);
export const millions = (number) => (number >= 1e6 ? `${oneDecimal.format(number / 1e6)} million` : count(number));

// A verb as it goes with so many.
export const agree = (number, one, many) => (count(number) === "1" ? one : many);

export const ABBREVIATION = /^ \(([A-Z]{2,})\)$/;

// Of a label with an "of" or a bracket in it the part before that, and an abbreviation: ICBs of 2024,
// Neighbourhood Teams (INTs).
export function plural(word, number = 2) {
  if (number === 1 || !word) return word;
  const [noun, tail] = nounAndTail(word);
  const short = ABBREVIATION.exec(tail);
  if (tail) return plural(noun) + (short ? ` (${plural(short[1])})` : tail);
  if (/[^aeiouAEIOU]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
// An STP, a strategic authority, a unitary council: of letters that are spelt out, how the first is
// spoken.
export function withArticle(noun) {
  const [word] = noun.trim().split(/\s+/);
  const spelt = word === word.toUpperCase() && word !== word.toLowerCase() && !/^.[AEIOU]/.test(word);
  const vowel = spelt ? /^[AEFHILMNORSX]/.test(word)
    : /^([aeiou]|hour|honest|heir)/i.test(word) && !/^(uni|use|usu|eu|one|once)/i.test(word);
  return `${vowel ? "an" : "a"} ${noun}`;
}
export const counted = (number, word) => `${count(number)} ${plural(word, number)}`;
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const joined = (words, last = "and") =>
  (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`);

// The blocks by their kinds: practices and councils.
export const blockWords = kinds.filter((kind) => kind.role === "block").map((kind) => plural(kind.label)).join(" and ");

export const RELATIONS = ["coterminous", "nested", "holding", "open", "straddling", "alone"];
// What they are called, as everywhere else; and what each means.
export const { relations: RELATION_WORDS, undecided: UNDECIDED_WORDS } = data.words;
/** @param {{ options: { undecided?: string } }} plan */
export const undecidedSaid = ({ options }) => UNDECIDED_WORDS[options.undecided ?? "separate"];
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
