/** On smaller windows the channels and the panel lie behind a button each. */

export function mountDrawers(store) {
  const at = (id) => document.getElementById(id);
  const channels = drawer(at("to-channels"), at("workspace"));
  const panel = drawer(at("to-panel"), at("panel"));
  channels.whenOpened(panel.close);
  panel.whenOpened(channels.close);
  store.on("place", channels.close);
  store.on("place", () => [channels, panel].forEach((each) => each.enable()));
}

function drawer(button, node) {
  let opened = () => {};
  function set(open) {
    node.toggleAttribute("data-open", open);
    button.setAttribute("aria-expanded", String(open));
  }
  function open() {
    opened();
    set(true);
    node.querySelector("button, input, select, a[href]")?.focus();
  }
  function close() {
    const hadFocus = node.hasAttribute("data-open") && node.contains(document.activeElement);
    set(false);
    if (hadFocus) button.focus();
  }
  button.addEventListener("click", () => (node.hasAttribute("data-open") ? close() : open()));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !node.hasAttribute("data-open")) return;
    close();
  });
  /** Before there is a place to be, nothing lies behind the button. */
  const enable = () => (button.disabled = false);
  return { close, enable, whenOpened: (act) => (opened = act) };
}
