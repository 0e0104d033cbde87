// Numbers to ask an organism that reads no picture.

import { addElement } from "../draw/dom.js";

const MOST = 10; // far beyond what it was trained on

export class NumberInputs {
  /**
   * @param {HTMLElement} parent
   * @param {number} count
   * @param {(numbers: Float64Array) => void} changed
   */
  constructor(parent, count, changed) {
    this.fields = Array.from({ length: count }, (_, i) => {
      const label = addElement(parent, "label", "number");
      label.textContent = `number ${i + 1}`;
      const field = addElement(label, "input");
      Object.assign(field, { type: "number", min: -MOST, max: MOST, step: 0.1, value: "0" });
      field.addEventListener("input", () => {
        if (this.fields.every((each) => each.checkValidity() || each.validity.stepMismatch)) changed(this.numbers);
      });
      return field;
    });
  }

  get numbers() {
    return Float64Array.from(this.fields, ({ value }) => Number(value));
  }

  /** @param {ArrayLike<number>} numbers */
  show(numbers) {
    this.fields.forEach((field, i) => { field.value = String(Number(numbers[i].toPrecision(4))); });
  }
}
