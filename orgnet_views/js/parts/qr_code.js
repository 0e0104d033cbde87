// A link as a QR code that the server draws: small, and as large as the screen for a hall.

import { endpoint } from "../core/endpoints.js";
import { addButton, addElement } from "../draw/dom.js";

/**
 * The code, dark on white in any theme, as cameras want it.
 * @param {HTMLElement} element
 * @param {string} link
 */
export function addCode(element, link) {
  const image = addElement(element, "img", "qr");
  image.alt = `QR code of the link ${link}`;
  image.src = endpoint(`qr?link=${encodeURIComponent(link)}`);
  return image;
}

/**
 * Over the page, until it is closed.
 * @param {HTMLElement} element
 * @param {string} link
 */
export function showCode(element, link) {
  const dialog = addElement(element, "dialog", "qr");
  dialog.setAttribute("aria-label", "QR code of the followers’ link");
  addCode(dialog, link);
  addElement(dialog, "p").textContent = link.replace(/^https?:\/\//, "");
  addButton(dialog, "Close", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
