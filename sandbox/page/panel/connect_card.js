/** What somebody copies from here into the bot's modal, to connect a tenant with its own app registration. */

import { h, fill } from "../element.js";
import { copyLine, copyLines } from "./copy.js";
import { card, hint, landing } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";
import { newestSecret, ownApp } from "./registrations.js";

export function connectCard(desk, farSide, store) {
  const body = landing("card-body");
  const command = h("code", {}, "/mip");
  const draw = whenNew(([id, app]) => keepingFocus(body, () => fill(body, lines(desk, id, app))));
  farSide.on(({ tenant, apps }) => draw([tenant?.id, ownApp(apps, tenant)]));
  store.on("hello", ({ hello }) => fill(command, hello?.app?.command ?? "/mip"));
  return card("behind-connect", ["What to type in ", command, " add"], body);
}

function lines(desk, tenant, app) {
  if (!app) return hint("This tenant has no app registration of its own.");
  const secret = newestSecret(app);
  return [
    hint(`Choose Custom connector, then copy these: the app “${app.name}”.`),
    copyLines(
      copyLine(desk, "Client ID", app.client_id, "connect/client"),
      copyLine(desk, "Tenant ID", tenant, "connect/tenant"),
      secret && copyLine(desk, "Client secret", secret.value, "connect/secret")),
    !secret && h("p", { class: "warning" }, "Every secret has expired. Make a new one under Credentials."),
  ];
}
