// Where the server of the modules answers: beside them, under whatever prefix they were loaded from.

const HERE = import.meta.url; // …/organism/assets/VERSION/core/endpoints.js

/**
 * The address of an endpoint (docs/address.md), such as health or runs/4b527081/frames?from=0.
 * @param {string} path below /organism/
 * @param {string} [module] the address of a module in core/
 */
export function endpoint(path, module = HERE) {
  return new URL(`../../../${path}`, module).href;
}
