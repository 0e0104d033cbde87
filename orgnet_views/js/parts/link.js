// "Copy link": the address of what is shown, to the clipboard.

import { Address, leftOut, linkTo } from "../core/address.js";
import { addButton, addElement } from "../draw/dom.js";
import { answer } from "./announcer.js";

/** @import { Store } from "../core/contracts.js" */

const READ_MS = 4000; // that a sentence stays

export class Link {
  /**
   * Appends the button and the sentences to `element`.
   * @param {HTMLElement} element
   * @param {Store} store
   * @param {string[]} kept parameters of the address that a link keeps
   */
  constructor(element, store, kept) {
    addButton(element, "Copy link", () => this.copyLink(store, kept), {
      className: "copy", title: "A link that opens this run, page, step, selection and cut.",
    });
    this.said = addElement(element, "span", "said");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.silence = undefined;
    this.address = new Address(store, this.say);
  }

  /** @param {string} sentence */
  say = (sentence) => {
    clearTimeout(this.silence);
    this.said.textContent = sentence;
    answer(sentence);
    this.silence = setTimeout(() => (this.said.textContent = ""), READ_MS);
  };

  /** @param {Store} store @param {string[]} kept */
  async copyLink(store, kept) {
    const copied = await copy(linkTo(store, kept));
    const missing = leftOut(store);
    if (!copied) this.say("This browser does not copy; the address above holds the same link.");
    else this.say(missing ? `Link copied, without the ${missing}: it is too large` : "Link copied");
  }

  update() {
    this.address.update();
  }

  destroy() {
    clearTimeout(this.silence);
    this.address.destroy();
  }
}

/**
 * Whether the text is now in the clipboard, which without https is reached the old way.
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = addElement(document.body, "textarea");
    field.value = text;
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
