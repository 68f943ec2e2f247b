// Give something figures that not everybody needs, each computed when it is first asked for.
export function later(target, figures) {
  for (const [name, compute] of Object.entries(figures)) {
    let known;
    Object.defineProperty(target, name, { get: () => (known ??= compute()), enumerable: false });
  }
  return target;
}
