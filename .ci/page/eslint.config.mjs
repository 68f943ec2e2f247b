// What a linter checks of the page's scripts; names that are nowhere declared the type check finds.
import js from "@eslint/js";

const ROOMS = ["model", "plans", "views", "around"]; // each imports from itself and from those before it

const directions = ROOMS.slice(0, -1).map((room, at) => ({
  files: [`**/assets/${room}/**`],
  rules: {
    "no-restricted-imports": ["error", {
      patterns: [{ group: ROOMS.slice(at + 1).map((later) => `**/${later}/**`), message: `${room} comes before.` }],
    }],
  },
}));

export default [
  { ignores: ["**/vendored/**"] }, // as its makers released it
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "consistent-return": "error",
      "default-case": "error",
      eqeqeq: "error",
      "max-lines": ["error", 450],
      "no-control-regex": "off", // control characters are kept out of CSV
      "no-duplicate-imports": "error",
      "no-else-return": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-implicit-coercion": ["error", { boolean: true, number: true, string: true }],
      "no-param-reassign": "error",
      "no-shadow": "error",
      "no-undef": "off",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-useless-concat": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "prefer-template": "error",
      "quotes": ["error", "double", { avoidEscape: true }],
      "semi": "error",
    },
  },
  ...directions,
];
