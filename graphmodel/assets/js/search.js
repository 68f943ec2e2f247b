// Search by name or code over every kind: a combobox with a list, worked by mouse or by keyboard.

const MOST_FOUND = 12;
const plainText = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = nodes.map((node) => plainText(`${node.name} ${node.code}`));

// Every word must be there; names and codes that begin with the first word come first.
function find(query) {
  const words = plainText(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = nodes.filter((node) => words.every((word) => searchable[node.id].includes(word)));
  const rank = (node) => {
    const text = searchable[node.id];
    if (plainText(node.code) === words[0]) return 0;
    if (text.startsWith(words[0])) return 1;
    return text.includes(` ${words[0]}`) ? 2 : 3;
  };
  return found.sort((one, two) => rank(one) - rank(two) || one.kind - two.kind || one.id - two.id);
}

function startSearch(drawing) {
  const input = document.getElementById("search");
  const options = document.getElementById("found");
  let found = [];
  let active = -1;

  const close = () => {
    options.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const activate = (place) => {
    active = place;
    [...options.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === place));
    });
    const option = options.children[place];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const take = (place) => {
    const node = found[place];
    if (!node) return;
    input.value = node.name;
    close();
    choose(node.id);
    drawing.show(node.id);
  };
  const when = (node) => (data.hasPlan && isFootprint(node) && node.moments !== 3
    ? `, ${MOMENT_WORDS[isThere(node, "before") ? "before" : "after"]}` : "");

  const open = () => {
    const all = find(input.value);
    found = all.slice(0, MOST_FOUND);
    options.replaceChildren(...found.map((node, place) => {
      const option = element(
        "li", { role: "option", id: `found-${place}`, "aria-selected": "false" },
        glyphOf(node), element("span", {}, node.name),
        small(`${kindOf(node).label} ${node.code}${when(node)}`),
      );
      option.addEventListener("pointerdown", (event) => event.preventDefault());
      option.addEventListener("click", () => take(place));
      return option;
    }));
    const any = input.value.trim() !== "";
    options.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    active = -1;
    if (any) say(all.length ? `${count(all.length)} found` : "Nothing found");
  };

  input.addEventListener("input", open);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (options.hidden) open();
      const from = active < 0 && step < 0 ? 0 : active;
      if (found.length) activate((from + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(Math.max(active, 0));
    } else if (event.key === "Escape") {
      if (options.hidden) input.value = "";
      close();
    }
  });
}
