// How sure a task contribution is: its standard error beside it, and whether its sign is certain.

import { formatNumber } from "./format.js";

/** @import { Frame } from "./contracts.js" */
/** @typedef {Pick<Frame, "task_contribution" | "contribution_error">} Measured */

const STANDARD_ERRORS = 2; // from zero, within which a sign may be chance

export const UNCERTAIN = "hollow: sign uncertain";

/**
 * Whether the sign may be chance; false where no error was measured.
 * @param {Measured} frame
 * @param {number} mark
 */
export function isUncertain({ task_contribution: contribution, contribution_error: error }, mark) {
  return Math.abs(contribution[mark]) <= STANDARD_ERRORS * error[mark];
}

/**
 * Whether errors were measured, which earlier versions did not.
 * @param {Measured} frame
 */
export function hasErrors({ contribution_error: error }) {
  return error.some((each) => !Number.isNaN(each));
}

/**
 * With its error, the method, and a word where the sign is uncertain.
 * @param {Measured & Pick<Frame, "contribution_method">} frame
 * @param {number} mark
 */
export function describeContribution(frame, mark) {
  const value = formatNumber(frame.task_contribution[mark]);
  const error = frame.contribution_error[mark];
  if (Number.isNaN(error)) return `${value} (${frame.contribution_method}, error not measured)`;
  const sign = isUncertain(frame, mark) ? ", sign uncertain" : "";
  return `${value} ± ${formatNumber(error)} (${frame.contribution_method}${sign})`;
}
