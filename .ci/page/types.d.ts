// What the page's scripts know of each other, for the type check alone.

/** The vis-network that pyvis carries. */
declare const vis: any;

/** What of d3-geo, topojson-client and polylabel page/assets/vendored holds. */
declare const mapTools: any;

/** smol-toml, which page/assets/vendored holds. */
declare const smolToml: { parse: (text: string) => object };

interface Window {
  graphmodel: object;
}

interface Kind {
  key: string;
  label: string;
  role: "a" | "b" | "block" | "partner";
  shape: string;
  colour: string;
}

interface FootprintSet {
  name: string;
  label: string;
}

/** A footprint, a block or a partner, by its number. */
interface PageNode {
  id: number;
  kind: number;
  code: string;
  name: string;
  label: string;
  fullName?: string;
  bare?: string;
  aliases?: string[];
  people?: number;
  shape: string;
  size: number;
  x: number;
  y: number;
  at?: [longitude: number, latitude: number];
  unplaced?: boolean;
  other?: [place: number, share: number][];
  more?: string[];
}

/** What the page carries, as graphmodel/page makes it. */
interface PageData {
  kinds: Kind[];
  sets: [FootprintSet, FootprintSet];
  nodes: PageNode[];
  texts: string[];
  edges: { from: number; to: number; note: number; share?: number }[];
  notes: [evidence: string, asOf: string, cited: string][];
  neighbours: [number, number][];
  portions: [block: number, a: number, b: number, people: number, share: number, estimated: number, evidence: number][];
  outside: [block: number, footprint: number, people: number, share: number, evidence: number][];
  flows: [partner: number, [block: number, share: number][]][];
  uncovered: Uncovered;
  people: string;
  shares: string;
  dataset: { name: string; title: string; sha256: string; sha256_all: string };
  tolerance: number;
  fixed: string[];
  /** What things are called, from graphmodel/wording.py. */
  words: {
    relations: Record<string, string>;
    undecided: Record<string, string>;
    board: [key: string, words: string][][];
    fit: Record<string, string>[];
  };
  isMap: boolean;
  strings: string[];
  columns: string[];
  otherFootprints: [label: string, name: string, set: string, code: string][];
  map: { topology: any; land: any; cells: boolean; towns: [name: string, longitude: number, latitude: number, rank: number][]; credit: string } | null;
  plans: PackedPlan[];
  frontier: { points: [joint: number, moved: number, inAbsorbed: number][]; recommended: number | null; note: string };
  options: object;
  ties: { pairs: number[][]; groups: Record<string, number[][]> }[];
  start?: string;
  asked: string | null;
  planFile?: PlanFile;
  content: string;
  open: string;
  /** The JSON Schema of plan files, from graphmodel/planfiles/schema.py. */
  planSchema: any;
  loadedFile?: PlanFile;
}

interface PlanFile {
  name: string;
  stated: any;
}

interface Uncovered {
  blocks: number;
  people: number;
}

type Pair<T> = [a: T, b: T];

/** The people of a block who lie in one footprint of each set. */
interface Portion {
  block: number;
  at: number[];
  people: number;
  share: number;
  estimated: boolean;
  evidence: number;
  key: string;
  number?: number;
  given?: boolean;
}

interface Outside {
  block: number;
  side: number;
  at: number;
  people: number;
  share: number;
  evidence: number;
}

interface Ground {
  portions: Portion[];
  outside: Outside[];
  footprints: number[][];
  gifts: number;
  uncovered: Uncovered;
  linked: Set<number>[];
  bySize: (one: number, two: number) => number;
}

interface PlanFacts {
  id: string;
  group: string;
  title: string;
  lead: string | null;
  target: string | null;
  method: string;
  options: {
    lead?: string | null; target?: string | null; method?: string; ignore_below?: number;
    footprints?: number; undecided?: "separate" | "open"; rules?: object;
  };
  lowerBound: number | null;
  optimal: boolean | null;
  beside: { note?: string } | null;
  tracked?: Record<"changed" | "done" | "joined" | "not_done" | "elsewhere" | "unknown", number> | null;
  peopleMoved?: number;
  peopleMerged?: number;
  neededEitherWay?: any[][] | null;
  support?: Record<string, number>[];
}

interface PackedPlan extends PlanFacts {
  results: (number | [code: string, name: number])[][];
  successor: number[][];
  moved: number[][];
  names: [side: number, place: number, name: number][];
}

interface Plan extends PlanFacts {
  successor: Map<number, number>;
  to: Map<string, number[]>;
  names: Map<number, string>;
}

/** One change in one set. */
interface Change {
  action: "merge" | "move" | "new";
  side: number;
  from: number[];
  into: number;
  carries: number[];
  rows: number[];
  organisations: number[];
  affected: number;
  moved: number;
  /** People moved and affected in parts of a person, whole numbers that are compared. */
  parts: { moved: number; affected: number };
  estimated: boolean;
  evidence: [grade: number, people: number][];
}

/** A suggestion: a change with its place in the order, whom it concerns, and why. */
interface Step extends Change {
  rank: number;
  package: string;
  place: string;
  share: number;
  needed: boolean | null;
  providers: number[];
  councils: number[];
  partners: number[];
  fewer: number[];
  more: number[];
  support: number | null;
  reason: string;
}

/** What names a footprint for good: a number, or side, code and name as JSON. */
type Reference = number | string;

/** One thing done by hand; plans/plans.js says which kinds there are. */
interface Edit {
  kind: "place" | "unite" | "name" | "give" | "lock" | "aim";
  words: string;
  name?: string;
  side?: number;
  to?: Reference;
  keys?: string[];
  ids?: Reference[];
  blocks?: number[];
  id?: Reference;
  on?: boolean;
  lead?: string | null;
  target?: string | null;
  footprints?: number;
}

/** A named proposal of where undecided ground goes; plans/scenarios.js reads it. */
interface Scenario {
  name: string;
  status: string;
  asOf: string;
  source: string;
  about: string;
  gifts: { areas: string[]; to: string; coming: string; code: string; set: string }[];
}

interface State {
  base: string;
  edits: Edit[];
  moment: "before" | "slide" | "after";
  view: string;
  colouring: "agreement" | "a" | "b";
  layer: string;
  tie: string;
  hidden: Set<number>;
  focus: { id?: number; ids?: number[]; name?: string; told?: boolean } | null;
  pins: Pin[] | null;
}

/** A plan with what was done to it by hand. */
interface Pin {
  base: string;
  edits: Edit[];
}

/** The plan as edited, with what there is before it and after. */
interface Current {
  base: string;
  edits: Edit[];
  plan: Plan;
  before: Outcome;
  after: Outcome;
}

interface Side {
  ids: number[];
  from: Map<number, number[]>;
  covered: number[];
  outside: number[];
  people: number[];
  place: Map<number, number>;
  relation: number[];
  relationCovered: number[];
  component: number[];
  overlaps: { id: number; people: number }[][];
}

interface Cost {
  moved: number[];
  total: number;
  byGrade: number[];
  estimated: number;
  merged: number;
  peopleMerged: number;
  added: number;
  mergedBySide: number[];
  addedBySide: number[];
  linked: Set<number>[];
}

/** How a plan stands to its target, and to the best plan of its kind. */
interface Standing {
  kind: string;
  inTheWay: number[];
  best: number | null;
  further: number | null;
  isLeast: boolean;
  otherKind: string;
}

interface Home {
  id: number;
  share: number;
  people: number;
  evidence: number;
  moved: boolean;
  estimated: boolean;
}

/** What comes of a plan, but for figures that not every view needs. */
interface OutcomeAtOnce {
  ground: Ground;
  plan: Plan;
  portions: (Portion & { was: number[]; moved: boolean[] })[];
  outside: (Outside & { was: number })[];
  sides: Side[];
  edges: number[][];
  memberCells: number[][];
  sizes: number[];
  components: number;
  people: number;
  covered: number;
  uncovered: Uncovered;
  pairs: number;
  peopleCoterminous: number;
  share: number;
  successorOf: (id: number) => number;
  cost: Cost;
  split: number[][];
  has: (id: number) => boolean;
}

interface Outcome extends OutcomeAtOnce {
  measures: Record<string, any>;
  inhomogeneity: number[][];
  partners: Map<number, { now: number[][]; then: number[][] }>;
  agreement: Map<number, number>;
  homes: Map<number, Home[][]>;
}

/** What measures are computed from. */
interface MeasureTable {
  cells: number[][];
  memberCells: number[][];
  height: number;
  width: number;
  rows: number[];
  columns: number[];
  within: number[];
  explained: number[];
}

interface Measure {
  key: string;
  name: string | ((labels: string[]) => string);
  unit: string;
  of: (table: MeasureTable) => number | number[];
  words: (labels: string[]) => string;
  inOverview?: true;
}
