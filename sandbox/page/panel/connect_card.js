/** What somebody copies from here into the bot's modal, to connect a tenant with its own app registration. */

import { h, fill } from "../element.js";
import { copyLine, copyLines } from "./copy.js";
import { card, hint, landing } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";
import { newestSecret, ownApp } from "./registrations.js";

export function connectCard(desk, farSide, store) {
  const body = landing("card-body");
  const title = h("span", {});
  const draw = whenNew(([id, app]) => keepingFocus(body, () => fill(body, lines(desk, id, app))));
  farSide.on(({ tenant, apps }) => draw([tenant?.id, ownApp(apps, tenant)]));
  store.on("hello", ({ hello }) => fill(title, heading(hello.app)));
  return card("behind-connect", [title], body);
}

/** Not every bot has a command to add something with. */
function heading({ command, usage_hint: usage }) {
  if (!/\badd\b/.test(usage)) return "What to tell the bot";
  return ["What to type in ", h("code", {}, command), " add"];
}

function lines(desk, tenant, app) {
  if (!app) return hint("This tenant has no app registration of its own.");
  const secret = newestSecret(app);
  return [
    hint(`For a custom connector, the tenant's own app, copy these of “${app.name}”.`),
    copyLines(
      copyLine(desk, "Client ID", app.client_id, "connect/client"),
      copyLine(desk, "Tenant ID", tenant, "connect/tenant"),
      secret && copyLine(desk, "Client secret", secret.value, "connect/secret")),
    !secret && h("p", { class: "warning" }, "Every secret has expired. Make a new one under Credentials."),
  ];
}
