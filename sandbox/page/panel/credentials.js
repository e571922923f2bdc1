/** The secrets and certificates of one app registration. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { certificates } from "./certificates.js";
import { copyLine, copyLines } from "./copy.js";
import { tenantPath } from "./far_side.js";
import { button, buttons, more } from "./pieces.js";
import { hasExpired } from "./registrations.js";
import { moment } from "./wording.js";

export function credentials(desk, farSide, memory, tenant, app) {
  const path = `${tenantPath(tenant)}/apps/${app.client_id}`;
  const work = (control, act) => desk.act(control, async () => {
    const done = await act();
    await farSide.refresh();
    return done;
  });
  const node = more("Credentials",
    h("h5", {}, "Client secrets"), secrets(desk, memory, app),
    buttons(newSecret(memory, app, path, work), expire(app, path, work)),
    h("h5", {}, "Certificates"), certificates(app, path, work));
  node.open = memory.open.has(app.client_id);
  node.addEventListener("toggle", () => memory.open[node.open ? "add" : "delete"](app.client_id));
  return node;
}

function secrets(desk, memory, app) {
  return [
    app.secrets.length ? h("ul", { class: "credentials" }, app.secrets.map(secretLine)) : h("p", {}, "None."),
    made(desk, memory, app),
  ];
}

/** As Entra shows them: never more than the first three characters again. */
function secretLine(secret) {
  return h("li", {}, h("code", {}, `${secret.value.slice(0, 3)}…`), " ", expiry(secret));
}

function expiry(secret) {
  if (secret.expires_at === null) return "Good, does not expire";
  return `${hasExpired(secret) ? "Expired since" : "Good until"} ${moment(secret.expires_at)}`;
}

function made(desk, memory, app) {
  const value = memory.made.get(app.client_id);
  const still = app.secrets.some((secret) => secret.value === value && !hasExpired(secret));
  return still && copyLines(copyLine(desk, "New client secret", value, `made/${app.client_id}`));
}

function newSecret(memory, app, path, work) {
  return button("New secret", { key: `new-secret/${app.client_id}` }, (control) => work(control, async () => {
    const { value } = await ask("PUT", `${path}/secret`, { keep_others: true });
    memory.made.set(app.client_id, value);
    return `“${app.name}” has a new secret: copy it from here. The others stay good.`;
  }));
}

function expire(app, path, work) {
  const disabled = app.secrets.every(hasExpired);
  const attributes = { class: "danger", disabled, key: `expire/${app.client_id}` };
  return button("Expire now", attributes, (control) => work(control, async () => {
    await ask("POST", `${path}/secret/expire`);
    return `Every secret of “${app.name}” has expired.`;
  }));
}
