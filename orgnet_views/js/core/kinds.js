// The kinds of particle in the order of their numbers: name, and how they look everywhere, by colour
// and by shape; `id` is what columns and JSON call it. The list is JSON, and stands between the only brackets of this file, so that
// Python reads it too; `symbol` is Plotly's name of the shape, `mark` the shape as a character.

export const KINDS = [
  {"id": "self_replicator", "name": "self-replicator", "plural": "self-replicators", "colour": "#E69F00", "mark": "●", "symbol": "circle"},
  {"id": "other", "name": "other", "plural": "others", "colour": "#0072B2", "mark": "◆", "symbol": "diamond"},
  {"id": "zero", "name": "zero", "plural": "zero", "colour": "#7F7F7F", "mark": "■", "symbol": "square"},
  {"id": "secondary", "name": "second-order fixpoint", "plural": "second-order fixpoints", "colour": "#009E73", "mark": "▲", "symbol": "triangle-up"},
  {"id": "divergent", "name": "divergent", "plural": "divergent", "colour": "#D55E00", "mark": "✕", "symbol": "x"}
];

export const SELF_REPLICATOR = 0;
export const OTHER = 1;
export const ZERO = 2;
export const SECONDARY = 3;
export const DIVERGENT = 4;

export const EPSILON = 1e-5; // the paper's ε: a self-replicator changes none of its weights by more
