/** Makes DOM without ever parsing text as HTML: what a bot sends can only ever become text. */

/**
 * @param {string} tag
 * @param {object} [attributes] `on` = {event: listener}, `class`, `dataset`; a boolean is present or absent;
 *   undefined, null and false are left out. `value` and `checked` are set as properties.
 * @param {...(Node|string|number|Array|null|undefined|false)} children
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) give(node, name, value);
  node.append(...flat(children));
  return node;
}

/** Replaces what `node` holds. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

function give(node, name, value) {
  if (name === "on") return listen(node, value);
  if (name === "dataset") return Object.assign(node.dataset, value);
  if (value === undefined || value === null || value === false) return undefined;
  if (name === "value" || name === "checked") node[name] = value;
  return node.setAttribute(name, value === true ? "" : String(value));
}

function listen(node, listeners) {
  for (const [event, act] of Object.entries(listeners)) node.addEventListener(event, act);
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((each) => each !== null && each !== undefined && each !== false)
    .map((each) => (each instanceof Node ? each : String(each)));
}
