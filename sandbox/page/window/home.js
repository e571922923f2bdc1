/** The App Home: opening it tells the app, which may then publish a view for this person. */

import { ask } from "../ask.js";
import { fill, h } from "../element.js";
import { HOME } from "../places.js";
import { createRows } from "./rows.js";
import { timeline } from "./timeline.js";
import { viewBody } from "./view_body.js";

export function homeView(store, typed) {
  const body = viewBody(store, typed);
  const trouble = h("p", { class: "trouble", role: "alert" });
  const nothing = h("p", { class: "nothing" });
  const list = h("ol", { class: "messages", role: "list", "aria-label": "What Slack says about the Home" });
  const rows = createRows(list, store);
  const reach = { tabindex: "0", role: "group", "aria-label": "Home" };
  const node = h("div", { class: "scroller home", ...reach }, trouble, list, nothing, body.node);
  let isOpen = !store.state.hello.app.home_tab;

  async function open() {
    isOpen = true;
    try {
      await ask("POST", "/slack/home", { user: store.state.user.id });
    } catch (error) {
      fill(trouble, error.message);
    }
  }

  function update() {
    if (!isOpen) open();
    const { home, hello } = store.state;
    nothing.hidden = Boolean(home);
    body.node.hidden = !home;
    fill(nothing, home ? "" : whyEmpty(hello.app));
    if (home) body.update(home);
    rows.update(timeline(store.state, HOME));
  }

  return { nodes: [node], update };
}

function whyEmpty(app) {
  return app.home_tab
    ? `${app.name} has not published a Home for you.`
    : `${app.name} has no Home tab. What it tells you is under Messages.`;
}
