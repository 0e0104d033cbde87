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
// Streamlit writes the query that a page asks for over the whole address. What stands behind the # says
// what is shown of a run, to views that may not have loaded yet: it stays as long as the run does.
{
  const pushState = history.pushState.bind(history);
  const shownBy = (/** @type {string} */ address) => {
    const { pathname, searchParams } = new URL(address, location.href);
    return [pathname, searchParams.get("run"), searchParams.get("preset")].join();
  };
  history.pushState = (state, unused, url) => {
    const stays = url && !String(url).includes("#") && shownBy(`${url}`) === shownBy(location.href);
    pushState(state, unused, stays ? url + location.hash : url);
  };
}
