// Kinds of particle, in the order of their numbers. Python reads this list, too: it is JSON.
export const KINDS = [
  {"name": "self-replicator", "plural": "self-replicators", "colour": "#E69F00", "mark": "●", "symbol": "circle"},
  {"name": "other", "plural": "others", "colour": "#0072B2", "mark": "◆", "symbol": "diamond"},
  {"name": "zero", "plural": "zero", "colour": "#7F7F7F", "mark": "■", "symbol": "square"},
  {"name": "secondary", "plural": "secondary", "colour": "#009E73", "mark": "▲", "symbol": "triangle-up"},
  {"name": "divergent", "plural": "divergent", "colour": "#D55E00", "mark": "✕", "symbol": "x"}
];
