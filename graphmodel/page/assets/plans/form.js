// The form of what comes in from outside: a JSON Schema, as far as pydantic writes one, and what differs
// between what is stated and what is so.

import { count, joined } from "../model/words.js";

const LONGEST = 80; // characters of a value that a sentence shows

const IS = {
  object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
  array: Array.isArray, integer: Number.isInteger, null: (value) => value === null,
  string: (value) => typeof value === "string", number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
};
const KEPT = {
  minimum: (value, bound) => value >= bound, maximum: (value, bound) => value <= bound,
  exclusiveMinimum: (value, bound) => value > bound, exclusiveMaximum: (value, bound) => value < bound,
  maxLength: (value, bound) => [...value].length <= bound,
};

export const isObject = IS.object;

export function told(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

// What is wrong with the form of a value, by where it stands.
/** @param {any} value @param {any} schema @param {any} parts @returns {string[]} */
export function misshapen(value, schema, parts = schema.$defs, place = "") {
  if (schema.$ref) return misshapen(value, parts[schema.$ref.split("/").at(-1)], parts, place);
  if (schema.anyOf) {
    const found = schema.anyOf.map((each) => misshapen(value, each, parts, place));
    return found.some((each) => !each.length) ? [] : found[0];
  }
  const { type, properties = {}, required = [], additionalProperties: others = true, items = {}, prefixItems = [] } = schema;
  const at = (key) => (place ? `${place}.${key}` : String(key));
  if (type && !IS[type](value)) return [`${place || "it"}: ${told(value)} is not of the type ${type}.`];
  if (schema.enum && !schema.enum.includes(value)) return [`${place}: ${told(value)} is none of ${joined(schema.enum)}.`];
  const broken = Object.keys(KEPT).filter((key) => key in schema && !KEPT[key](value, schema[key]));
  if (broken.length) return [`${place}: ${told(value)} is not within the ${broken[0]}, ${schema[broken[0]]}.`];
  if (type === "array") return value.flatMap((each, number) => misshapen(each, prefixItems[number] ?? items, parts, at(number + 1)));
  if (type !== "object") return [];
  return [
    ...required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${at(key)} is missing.`),
    ...Object.entries(value).flatMap(([key, each]) => {
      const form = Object.hasOwn(properties, key) ? properties[key] : others;
      if (form === false) return [`${at(key)}: a plan file has no such key.`];
      return form === true ? [] : misshapen(each, form, parts, at(key));
    }),
  ];
}

const NEAR = 1e-6; // as graphmodel/planfiles/referee.py has it
export const sameFigure = (one, other) => (IS.number(one) && IS.number(other)
  ? Math.abs(one - other) <= Math.max(NEAR, NEAR * Math.max(Math.abs(one), Math.abs(other))) : one === other);

// What a file states that is not so, by where it stands; what is let alone is known by its last key.
/** @param {any} stated @param {any} found @param {string} place @param {(key: string) => boolean} letAlone @returns {string[]} */
export function differing(stated, found, place, letAlone = () => false) {
  const own = (value, key) => (Object.hasOwn(value, key) ? value[key] : null);
  const pair = (one, other, key) => (letAlone(key) ? [] : differing(one, other, `${place}.${key}`, letAlone));
  if (isObject(stated) && isObject(found)) {
    return [...new Set([...Object.keys(found), ...Object.keys(stated)])].flatMap((key) => pair(own(stated, key), own(found, key), key));
  }
  if (IS.array(stated) && IS.array(found)) {
    if (stated.length !== found.length) return [`${place}: ${count(stated.length)} entries are stated, and there are ${count(found.length)}.`];
    return stated.flatMap((each, at) => pair(each, found[at], String(at + 1)));
  }
  return sameFigure(stated, found) ? [] : [`${place}: ${told(stated)} is stated, and it is ${told(found)}.`];
}
