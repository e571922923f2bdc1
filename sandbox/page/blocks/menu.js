/** A panel that a button opens and that Escape, a press elsewhere, or leaving it closes. */

/** `closed` is told each time. */
export function dropdown(holder, trigger, panel, closed = () => {}) {
  const elsewhere = (event) => holder.contains(event.target) || close();
  const close = () => {
    document.removeEventListener("pointerdown", elsewhere);
    // What was drawn anew in the meantime is nobody's any more.
    if (panel.hidden || !holder.isConnected) return;
    panel.hidden = true;
    trigger.setAttribute("aria-expanded", "false");
    closed();
  };
  const open = () => {
    panel.hidden = false;
    trigger.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", elsewhere);
    panel.querySelector("button, a, input")?.focus();
  };
  panel.hidden = true;
  trigger.setAttribute("aria-expanded", "false");
  trigger.addEventListener("click", () => (panel.hidden ? open() : close()));
  holder.addEventListener("keydown", (event) => escape(event, panel, trigger, close));
  holder.addEventListener("focusout", (event) => leaving(event, holder) && close());
  return { close };
}

/** Escape closes the panel and nothing else: not the modal around it. */
function escape(event, panel, trigger, close) {
  if (event.key !== "Escape" || panel.hidden) return;
  event.preventDefault();
  event.stopPropagation();
  close();
  trigger.focus();
}

function leaving({ relatedTarget }, holder) {
  return relatedTarget !== null && !holder.contains(relatedTarget);
}
