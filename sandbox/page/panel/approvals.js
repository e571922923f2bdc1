/** Which apps the chosen tenant has approved, and with which credentials they sign in. */

import { h, fill } from "../element.js";
import { approvalOf } from "./approval.js";
import { copyLine, copyLines } from "./copy.js";
import { credentials } from "./credentials.js";
import { card, hint, landing } from "./pieces.js";
import { keepingFocus, whenNew } from "./redraw.js";
import { appsFor } from "./registrations.js";

export function approvals(desk, farSide) {
  const list = landing("apps");
  // Which ones are unfolded, and the secrets just made, outlive a drawing.
  const memory = { open: new Set(), made: new Map() };
  const draw = whenNew(([tenant, apps]) => keepingFocus(list, () =>
    fill(list, apps.map((app) => appCard(desk, farSide, memory, tenant, app)))));
  farSide.on(({ tenant, apps }) => tenant && draw([tenant, appsFor(apps, tenant)]));
  return card("behind-approvals", "Approvals",
    hint("The apps that may ask for this tenant's labels, and how they sign in."), list);
}

function appCard(desk, farSide, memory, tenant, app) {
  const id = `behind-app-${app.client_id}`;
  return h("article", { class: "app", "aria-labelledby": id },
    h("h4", { id }, app.name),
    hint(app.home ? `Registered in ${tenant.name}, for ${tenant.name} only.` : "Made for every tenant."),
    copyLines(copyLine(desk, "Client ID", app.client_id, `app/${app.client_id}`)),
    approvalOf(desk, farSide, tenant, app),
    credentials(desk, farSide, memory, tenant, app));
}
