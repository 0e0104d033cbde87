// The first script of a page: it is not seen (ui/pages.css) before its first elements have their room,
// since Streamlit 1.67 puts grey boxes of other heights in their places while it loads what draws them.
{
  const { dataset } = document.documentElement;
  const LONGEST_MS = 8000; // whatever is there then is seen
  const TO_COME = "[data-testid=stSkeleton], .orgnet:empty";
  const isThere = () => document.querySelector(".stMainBlockContainer")?.textContent.trim()
    && !document.querySelector(TO_COME);
  const look = () => {
    if (isThere() || performance.now() > LONGEST_MS) delete dataset.arriving;
    else requestAnimationFrame(look);
  };
  dataset.arriving = "";
  look();
}
// Streamlit keeps a chosen theme for each page; here it is chosen for all, as of the page that was left last.
try {
  const [ours, theirs] = ["orgnet-theme", `stActiveTheme-${location.pathname}-v2`];
  const carry = (/** @type {string} */ from, /** @type {string} */ to) => {
    const chosen = localStorage.getItem(from);
    if (chosen === null) localStorage.removeItem(to);
    else localStorage.setItem(to, chosen);
  };
  carry(ours, theirs);
  addEventListener("pagehide", () => carry(theirs, ours));
} catch {
  // no storage in this browser, so the theme is the system's
}
