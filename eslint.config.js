// Rules of the live views and of their tests.

import js from "@eslint/js";
import globals from "globals";

const LONGEST_FUNCTION = { max: 60, skipBlankLines: false, skipComments: false };

export default [
  { ignores: ["site/", "node_modules/", ".venv/", "runs/", "orgnet_views/js/vendor/"] },
  js.configs.recommended,
  {
    rules: {
      "eqeqeq": "error",
      "max-lines-per-function": ["error", LONGEST_FUNCTION],
      "no-undef": "error",
      "no-unused-vars": "error",
      "prefer-const": "error",
    },
  },
  { files: ["orgnet_views/js/**", "ui/**"], languageOptions: { globals: globals.browser } },
  { files: ["tests/js/**", "eslint.config.js"], languageOptions: { globals: globals.node } },
];
