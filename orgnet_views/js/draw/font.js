// The page's font as a style sheet that carries it along: a picture has to look right by itself.

/** @type {Map<string, Promise<string>>} */
const known = new Map();

/**
 * A promise of CSS, empty for a font of the visitor's own system.
 * @param {string} font a CSS list of families; the first is looked up
 */
export function fontFace(font) {
  const family = unquoted(font.split(",")[0]).trim();
  const face = known.get(family) ?? embedded(family).catch(() => "");
  known.set(family, face);
  return face;
}

/** @param {string} family */
async function embedded(family) {
  const [rule, base] = rulesOf(family).find(([{ style }]) => style.getPropertyValue("font-style") !== "italic") ?? [];
  const [, address] = rule?.style.getPropertyValue("src").match(/url\(["']?(.*?)["']?\)/) ?? [];
  if (!rule || !address) return "";
  const data = await dataUrl(await (await fetch(new URL(address, base))).blob());
  return `@font-face{font-family:"${family}";font-weight:${rule.style.getPropertyValue("font-weight")};src:url(${data})}`;
}

/**
 * The rules of the page that bring a family, each with the address that its own are relative to.
 * @param {string} family
 * @returns {[rule: CSSFontFaceRule, base: string][]}
 */
function rulesOf(family) {
  return [...document.styleSheets].flatMap((sheet) => {
    try {
      const rules = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
      const named = rules.filter(({ style }) => unquoted(style.getPropertyValue("font-family")) === family);
      return named.map((rule) => /** @type {[CSSFontFaceRule, string]} */ ([rule, sheet.href ?? document.baseURI]));
    } catch {
      return []; // another site's style sheet cannot be read
    }
  });
}

/** @param {string} name */
function unquoted(name) {
  return name.replaceAll(/["']/g, "");
}

/** @param {Blob} blob */
function dataUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}
