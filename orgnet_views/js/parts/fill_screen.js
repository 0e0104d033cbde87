// One panel as large as the window, until Escape: in the browser's top layer, so that it need not leave its
// place in the page.

/** @param {HTMLElement} panel */
export function fillScreen(panel) {
  panel.popover = "auto";
  panel.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") panel.popover = null;
  });
  panel.showPopover();
  /** @type {HTMLElement | null} */ (panel.querySelector("[tabindex]"))?.focus();
}
