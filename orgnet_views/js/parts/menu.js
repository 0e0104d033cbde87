// A panel's menu: what it shows as a file, or as a sheet of numbers in place of the picture.

import { addElement } from "../draw/dom.js";
import { fillScreen } from "./fill_screen.js";
import { saveNumbers, savePicture, tableForms } from "./save.js";
import { Sheet } from "./sheet.js";

/** @import { Change, Given, Store, Table, View } from "../core/contracts.js" */
/** @import { PictureForm, TableForm } from "./save.js" */

/**
 * @typedef {object} Panel
 * @property {string} name the view's
 * @property {string} title
 * @property {HTMLElement} tools the room for choices in the panel's head
 * @property {HTMLElement} picture the view's element
 * @property {Store} store
 * @property {(what: Change[]) => Given | null} given what a view draws, null while there is no frame
 *
 * @typedef {View & { numbers: (given: Given) => Table }} TabularView
 */

/** @type {Record<PictureForm, string>} */
const PICTURES = { png: "PNG", svg: "SVG" };
/** @type {Record<TableForm, string>} */
const TABLES = { csv: "CSV", parquet: "Parquet" };
/** @type {Change[]} */
const ALL = ["frames", "position", "selection", "hover"];

/**
 * A view with a menu in its panel's head, if it has numbers to show.
 * @param {View} view
 * @param {Panel} panel
 * @returns {View}
 */
export function withMenu(view, panel) {
  return view.numbers ? new ViewWithMenu(/** @type {TabularView} */ (view), panel) : view;
}

// Draws the sheet while that is open, the view otherwise.
class ViewWithMenu {
  /** @param {TabularView} view @param {Panel} panel */
  constructor(view, panel) {
    this.view = view;
    this.panel = panel;
    this.wants = [...new Set([...view.wants, ...ALL])];
    const { picture, store, title, tools } = panel;
    const menu = new Menu(tools, title, Boolean(view.paintPicture ?? picture.querySelector(".fill")), tableForms(store.source));
    menu.select.addEventListener("change", () => this.choose(menu));
    this.problem = addElement(/** @type {Element} */ (tools.parentElement), "p", "wrong");
    this.problem.setAttribute("role", "alert");
    this.place = addElement(/** @type {Element} */ (picture.parentElement), "div", "numbers");
    this.place.hidden = true;
    /** @type {Sheet | null} */
    this.sheet = null; // made when it is first asked for, kept with its filter
  }

  get isOpen() {
    return !this.place.hidden;
  }

  /** @param {Menu} menu */
  async choose(menu) {
    const { value } = menu.select;
    menu.select.selectedIndex = 0;
    this.problem.textContent = "";
    const given = this.panel.given(["size"]);
    if (!given) return;
    if (value === "fill") fillScreen(/** @type {HTMLElement} */ (menu.select.closest(".panel")));
    else if (value === "swap") this.swap(menu);
    else await this.save(value, given).catch((error) => { this.problem.textContent = error.message; });
  }

  /** @param {string} form @param {Given} given */
  save(form, given) {
    const { view, panel: { name, title, picture, store } } = this;
    const stem = `${name}-step-${given.frame.step}`;
    if (form in PICTURES) {
      return savePicture(/** @type {PictureForm} */ (form), stem, { view, picture, title, given });
    }
    const table = this.sheet && this.isOpen ? this.sheet.shown(given) : view.numbers(given);
    return saveNumbers(/** @type {TableForm} */ (form), stem, table, store.source);
  }

  /** @param {Menu} menu */
  swap(menu) {
    const { view, panel, place } = this;
    this.sheet ??= new Sheet(place, panel.store, (given) => view.numbers(given));
    [place.hidden, panel.picture.hidden] = [this.isOpen, !this.isOpen];
    menu.showSwapped(this.isOpen);
    const given = panel.given([...ALL, "size"]);
    if (given) this.draw(given);
  }

  /**
   * Of all that changed, the view hears what it wants, as if there were no menu.
   * @param {Given} given
   */
  draw(given) {
    const { view, sheet } = this;
    if (sheet && this.isOpen) {
      sheet.draw(given);
      return;
    }
    const what = given.what.filter((each) => each === "size" || view.wants.includes(each));
    if (what.length) view.draw({ ...given, what });
  }

  destroy() {
    this.view.destroy();
    this.sheet?.destroy();
  }
}

class Menu {
  /** @param {HTMLElement} tools @param {string} title @param {boolean} pictured @param {TableForm[]} tables */
  constructor(tools, title, pictured, tables) {
    this.select = addElement(tools, "select", "save");
    this.select.setAttribute("aria-label", `save: ${title}`);
    this.select.add(new Option("Save…", "", true, true));
    this.select.options[0].disabled = true;
    const pictures = pictured ? Object.entries(PICTURES) : [];
    for (const [form, label] of pictures) this.select.add(new Option(label, form));
    for (const form of tables) this.select.add(new Option(TABLES[form], form));
    this.swap = new Option("Numbers", "swap");
    if (pictured) this.select.add(this.swap);
    this.select.add(new Option("Fill the screen", "fill"));
  }

  /** @param {boolean} open whether the numbers are shown */
  showSwapped(open) {
    this.swap.textContent = open ? "Picture" : "Numbers";
    for (const option of this.select.options) if (option.value in PICTURES) option.disabled = open;
  }
}
