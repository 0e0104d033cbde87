// A panel's menu: what it shows as a file, or as a sheet of numbers in place of the picture.

import { part } from "./dom.js";
import { saveNumbers, savePicture } from "./save.js";
import { Sheet } from "./sheet.js";

const PICTURES = { png: "PNG", svg: "SVG" };
const TABLES = { csv: "CSV", parquet: "Parquet" };
const SWAP = { false: "Numbers", true: "Picture" }; // by whether the numbers are shown
const ALL = ["frames", "position", "selection", "hover"];

// A view with a menu in its panel's head, if it has `numbers`; draws the sheet while that is open.
// `picture` is the view's element, `given(what)` what draw() is called with.
export function withMenu(view, { name, title, tools, picture, store, plotly, given }) {
  if (!view.numbers) return view;
  const menu = tools.appendChild(menuOf(title, Boolean(picture.querySelector(".fill"))));
  const problem = part(tools.parentElement, "p", "wrong");
  problem.setAttribute("role", "alert");
  const place = part(picture.parentElement, "div", "numbers");
  place.hidden = true;
  let sheet = null; // made when it is first asked for, kept with its filter
  const open = () => !place.hidden;

  menu.addEventListener("change", async () => {
    const wanted = menu.value;
    menu.selectedIndex = 0;
    problem.textContent = "";
    if (!given().frame) return;
    if (wanted === "swap") swap();
    else await save(wanted).catch((error) => (problem.textContent = error.message));
  });

  function save(form) {
    const now = given(["size"]);
    const stem = `${name}-step-${now.frame.step}`;
    if (form in PICTURES) return savePicture(form, stem, { view, picture, title, plotly, given: now });
    return saveNumbers(form, stem, open() ? sheet.shown(now) : view.numbers(now));
  }

  function swap() {
    sheet ??= new Sheet(place, store, view.numbers);
    [place.hidden, picture.hidden] = [open(), !open()];
    menu.swapped(open());
    draw(given([...ALL, "size"]));
  }

  // Of all that changed, the view hears what it wants, as if there were no menu.
  function draw(state) {
    if (open()) return sheet.draw(state);
    const what = state.what.filter((each) => each === "size" || view.wants.includes(each));
    if (what.length) view.draw({ ...state, what });
  }

  return {
    draw,
    wants: [...new Set([...view.wants, ...ALL])],
    destroy() {
      view.destroy();
      sheet?.destroy();
    },
  };
}

function menuOf(title, pictured) {
  const menu = document.createElement("select");
  menu.className = "save";
  menu.setAttribute("aria-label", `save: ${title}`);
  menu.add(new Option("Save…", "", true, true));
  menu.options[0].disabled = true;
  const pictures = pictured ? Object.entries(PICTURES) : [];
  for (const [form, label] of [...pictures, ...Object.entries(TABLES)]) menu.add(new Option(label, form));
  if (!pictured) return menu;
  const swap = new Option(SWAP.false, "swap");
  menu.add(swap);
  menu.swapped = (open) => {
    swap.textContent = SWAP[open];
    for (const option of menu.options) if (option.value in PICTURES) option.disabled = open;
  };
  return menu;
}
