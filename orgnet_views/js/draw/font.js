// The page's font as a style sheet that carries it along: a picture has to look right by itself.

const known = new Map();

// `font`: a CSS list of families; the first is looked up. A promise of CSS, empty for a font of the
// visitor's own system.
export function fontFace(font) {
  const family = font.split(",")[0].replaceAll(/["']/g, "").trim();
  if (!known.has(family)) known.set(family, carried(family).catch(() => ""));
  return known.get(family);
}

async function carried(family) {
  const [rule, base] = facesOf(family).find(([{ style }]) => style.getPropertyValue("font-style") !== "italic") ?? [];
  if (!rule) return "";
  const [, address] = rule.style.getPropertyValue("src").match(/url\(["']?(.*?)["']?\)/);
  const data = await dataUrl(await (await fetch(new URL(address, base))).blob());
  return `@font-face{font-family:"${family}";font-weight:${rule.style.getPropertyValue("font-weight")};src:url(${data})}`;
}

// The rules of the page that bring a family, each with the address that its own are relative to.
function facesOf(family) {
  return [...document.styleSheets].flatMap((sheet) => {
    try {
      const rules = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
      const named = rules.filter(({ style }) => style.getPropertyValue("font-family").replaceAll(/["']/g, "") === family);
      return named.map((rule) => [rule, sheet.href ?? document.baseURI]);
    } catch {
      return []; // another site's style sheet cannot be read
    }
  });
}

function dataUrl(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}
