// How wide words are, and words that fit: cut, or in lines.

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map(); // of a letter's height
export function widthOf(words, size, weight) {
  const key = `${weight}|${words}`;
  if (!widths.has(key)) {
    ruler.font = `${weight} 100px ${getComputedStyle(document.body).fontFamily}`;
    widths.set(key, ruler.measureText(words).width / 100);
  }
  return widths.get(key) * size;
}
export const textWidth = (words) => widthOf(words, 12, 400); // of plain text

// Words cut so that they fit, with dots where something is missing.
export function fitted(words, width) {
  if (textWidth(words) <= width) return words;
  const letters = [...words];
  let [fits, breaks] = [0, letters.length];
  while (breaks - fits > 1) {
    const middle = (fits + breaks) >> 1;
    if (textWidth(`${letters.slice(0, middle).join("")}…`) <= width) fits = middle;
    else breaks = middle;
  }
  return `${letters.slice(0, fits).join("").trimEnd()}…`;
}

// Words in so many lines at most.
export function linesThatFit(words, width, most) {
  const lines = [];
  let line = "";
  const all = words.split(/\s+/u).filter(Boolean);
  for (const [at, word] of all.entries()) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer) > width) {
      if (lines.length === most - 1) return [...lines, fitted(`${line} ${all.slice(at).join(" ")}`, width)];
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].map((each) => fitted(each, width));
}
