// How things look: colours by what they stand for, ramps for measures, the host's own theme.

import { DIVERGENT, KINDS, OTHER, SECONDARY, SELF_REPLICATOR, ZERO } from "../core/kinds.js";

/** @import { Theme } from "../core/contracts.js" */

const [ORANGE, BLUE, GREY, GREEN, VERMILION] =
  [SELF_REPLICATOR, OTHER, ZERO, SECONDARY, DIVERGENT].map((kind) => KINDS[kind].colour);

// What is over epochs; all of Okabe and Ito's palette, as are the kinds.
export const LINES = {
  training: "#56B4E9",
  test: BLUE,
  replication: ORANGE,
  plain: GREY,
  cost: "#CC79A7",
  pinned: ["#CC79A7", GREEN, VERMILION, GREY], // pinned particles, and then the text's own colour
};
export const NEVER = GREY; // what never happened
export const NOT_A_NUMBER = VERMILION; // as alarming as it is
export const ON_TARGET = ORANGE; // what agrees with what it copies
export const OFF_TARGET = BLUE;

// cividis, for sizes of things; purple to green around white (ColorBrewer PRGn), for signs.
export const RAMPS = {
  size: ["#00224E", "#35456C", "#666970", "#948E77", "#C8B866", "#FEE838"],
  sign: ["#762A83", "#AF8DC3", "#E7D4E8", "#F7F7F7", "#D9F0D3", "#7FBF7B", "#1B7837"],
};

/** @type {Map<string, number[]>} */
const parsed = new Map(); // few, since colours are those of the palette, of the page and of SHADES

/**
 * A colour of a ramp, for a share 0..1 of its length.
 * @param {string[]} colours
 * @param {number} share
 */
export function ramp(colours, share) {
  if (Number.isNaN(share)) return NOT_A_NUMBER;
  const at = share * (colours.length - 1);
  const i = Math.min(colours.length - 2, Math.floor(at));
  const [a, b] = [rgb(colours[i]), rgb(colours[i + 1])];
  return `rgb(${a.map((channel, k) => Math.round(channel + (b[k] - channel) * (at - i))).join()})`;
}

const STEPS = 256; // an even number, so that the middle of a ramp is one
/** @type {Map<string[], string[]>} */
const SHADES = new Map(Object.values(RAMPS).map((colours) =>
  [colours, Array.from({ length: STEPS + 1 }, (_, step) => ramp(colours, step / STEPS))]));

/**
 * The nearest of some colours of a ramp of RAMPS, for a share 0..1 of its length: where many are painted at every step.
 * @param {string[]} colours
 * @param {number} share
 */
export function shade(colours, share) {
  return SHADES.get(colours)?.[Math.round(STEPS * share)] ?? NOT_A_NUMBER;
}

/**
 * "#E69F00", 0.2 → "rgba(230,159,0,0.2)"
 * @param {string} hex
 * @param {number} alpha
 */
export function translucent(hex, alpha) {
  return `rgba(${rgb(hex).join()},${alpha})`;
}

/**
 * Three channels of "#E69F00" or "rgb(230,159,0)".
 * @param {string} colour
 */
export function rgb(colour) {
  let channels = parsed.get(colour);
  if (!channels) {
    channels = colour.startsWith("#")
      ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
      : (colour.match(/\d+/g) ?? []).map(Number);
    parsed.set(colour, channels);
  }
  return channels;
}

export const SMALLEST = 12; // pixels, of letters where the page does not say another size: margins are made for it
const LEAST_CONTRAST = 3; // of what has to be seen against its ground (WCAG 2.2, 1.4.11)

/** Relative luminance of a colour, 0 to 1. @param {string} colour */
function luminance(colour) {
  const [r, g, b] = rgb(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * How much one colour stands out from another, 1 to 21.
 * @param {string} a
 * @param {string} b
 */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The colour, or as much of the text's in it as lets it be seen on the page's ground: for lines and outlines.
 * @param {string} colour
 * @param {Pick<Theme, "text" | "background">} theme
 */
export function seen(colour, { text, background }) {
  const mixes = [0.15, 0.3, 0.45, 0.6].map((share) => ramp([colour, text], share));
  return [colour, ...mixes].find((mix) => contrast(mix, background) >= LEAST_CONTRAST) ?? text;
}

/**
 * @param {Element} element
 * @returns {Theme}
 */
export function themeOf(element) {
  const style = getComputedStyle(element);
  /** @param {string} name @param {string} otherwise */
  const value = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: value("--orgnet-text", "#0F151D"),
    background: value("--orgnet-background", "#FFFFFF"),
    grid: value("--orgnet-border", "#D5DCE5"),
    accent: value("--orgnet-accent", BLUE),
    font: value("--orgnet-font", "sans-serif"),
    size: Number(value("--orgnet-size", `${SMALLEST}`)),
  };
}

/**
 * Calls `act` whenever the host changes its theme, light to dark say. Returns the way out.
 * @param {Element} element
 * @param {() => void} act
 */
export function watchTheme(element, act) {
  let known = JSON.stringify(themeOf(element));
  const observer = new MutationObserver(() => {
    const now = JSON.stringify(themeOf(element));
    if (now === known) return;
    known = now;
    act();
  });
  /** @type {Element | null} */
  let each = element;
  for (; each; each = each.parentElement) observer.observe(each, { attributeFilter: ["class", "style"] });
  return () => observer.disconnect();
}
