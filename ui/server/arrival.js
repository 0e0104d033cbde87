// The first script of a page: it is not seen (ui/pages.css) before its first elements have their room,
// since Streamlit 1.67 puts grey boxes of other heights in their places while it loads what draws them.
{
  const { dataset } = document.documentElement;
  const LONGEST_MS = 8000; // whatever is there then is seen
  const TO_COME = "[data-testid=stSkeleton], .orgnet:empty, .orgnet-figure:empty";
  const isThere = () => document.querySelector(".stMainBlockContainer")?.textContent.trim()
    && !document.querySelector(TO_COME);
  const look = () => {
    if (isThere() || performance.now() > LONGEST_MS) delete dataset.arriving;
    else requestAnimationFrame(look);
  };
  dataset.arriving = "";
  look();
}
