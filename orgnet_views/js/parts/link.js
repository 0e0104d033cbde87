// "Copy link": the address of what is shown, to the clipboard.

import { Address, linkTo, tooLong } from "./address.js";

const READ = 4000; // milliseconds that a sentence stays

// Appends the button and the sentences to `element`; returns { say, draw, destroy }.
export function createLink(element, store) {
  const button = element.appendChild(document.createElement("button"));
  Object.assign(button, { type: "button", className: "copy", textContent: "Copy link" });
  button.title = "A link that opens this run, page, step, selection and cut.";
  const said = element.appendChild(document.createElement("span"));
  said.className = "said";
  said.setAttribute("role", "status");
  let silence = null;

  function say(sentence) {
    clearTimeout(silence);
    said.textContent = sentence;
    silence = setTimeout(() => (said.textContent = ""), READ);
  }

  button.addEventListener("click", async () => {
    const copied = await copy(linkTo(store));
    const missing = tooLong(store);
    if (!copied) say("This browser does not copy; the address above holds the same link.");
    else say(missing ? `Link copied, without the ${missing}: it is too large` : "Link copied");
  });
  const address = new Address(store, say);
  return {
    say,
    draw: () => address.follow(),
    destroy() {
      clearTimeout(silence);
      address.destroy();
    },
  };
}

// Whether the text is now in the clipboard, which without https is reached the old way.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}
