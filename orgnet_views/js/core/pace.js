// How often a view is drawn that takes long: at most once in a while, and always the newest in the end.

export class Pace {
  /**
   * @param {number} ms between two drawings
   * @param {() => void} again to draw what was held back meanwhile
   */
  constructor(ms, again) {
    this.ms = ms;
    this.again = again;
    this.isResting = false;
    this.isBehind = false; // whether something was held back
  }

  // Whether to draw now; if not, `again` is called when it is time.
  allows() {
    this.isBehind = this.isResting;
    if (this.isResting) return false;
    this.isResting = true;
    setTimeout(() => {
      this.isResting = false;
      if (this.isBehind) this.again();
    }, this.ms);
    return true;
  }
}
