/** Drawing again only when there is something new, and without taking the keyboard's place away. */

/** @returns {(value) => void} calls `draw` when `value` differs, as JSON, from the one before */
export function whenNew(draw) {
  let before;
  return (value) => {
    const now = JSON.stringify(value);
    if (now === before) return;
    before = now;
    draw(value);
  };
}

/** What had the focus inside `node` gets it back: elements carry `data-key` to be found again. */
export function keepingFocus(node, draw) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key ?? "" : null;
  draw();
  if (key === null || node.contains(document.activeElement)) return;
  const again = key && node.querySelector(`[data-key="${CSS.escape(key)}"]`);
  (again || node).focus({ preventScroll: true });
}
