// Elements of a drawing that stay while it changes: only what is new or different is touched.

import { drawn } from "../elements.js";

export class Holder {
  #layer;
  #made = new Map();

  constructor(layer) {
    this.#layer = layer;
  }

  // The element of a key, where there is one.
  of(key) {
    return this.#made.get(key)?.made;
  }

  // Have just these, in this order, each as a key, a tag, attributes and words.
  hold(looks) {
    const gone = new Set(this.#made.keys());
    let last = null;
    for (const [key, tag, attributes, words = ""] of looks) {
      gone.delete(key);
      let found = this.#made.get(key);
      if (!found || found.tag !== tag) {
        found?.made.remove();
        found = { tag, made: drawn(tag), has: {}, words: "" };
        this.#made.set(key, found);
      }
      const { made, has } = found;
      for (const [name, value] of Object.entries(attributes)) {
        if (has[name] !== value) made.setAttribute(name, value);
      }
      for (const name of Object.keys(has)) if (!(name in attributes)) made.removeAttribute(name);
      if (found.words !== words) made.textContent = words;
      Object.assign(found, { has: attributes, words });
      const next = last ? last.nextSibling : this.#layer.firstChild;
      if (next !== made) this.#layer.insertBefore(made, next);
      last = made;
    }
    for (const key of gone) {
      this.#made.get(key).made.remove();
      this.#made.delete(key);
    }
  }
}
