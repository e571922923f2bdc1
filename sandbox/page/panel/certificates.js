/** The certificates of one app registration: the public halves that were uploaded. */

import { h } from "../element.js";
import { ask } from "../ask.js";
import { button, field, form, under } from "./pieces.js";
import { moment } from "./wording.js";

export function certificates(app, path, work) {
  const lines = app.certificates.map((each) => certificateLine(app, path, each, work));
  const list = lines.length ? h("ul", { class: "credentials" }, lines) : h("p", {}, "None.");
  return [list, upload(app, path, work)];
}

function certificateLine(app, path, certificate, work) {
  const { subject, thumbprint, expires } = certificate;
  const said = `Withdraw ${subject} ${thumbprint}`;
  const attributes = { class: "small danger", "aria-label": said, key: `withdraw/${thumbprint}` };
  const withdraw = button("Withdraw", attributes, (control) => work(control, async () => {
    await ask("DELETE", `${path}/certificates/${thumbprint}`);
    return `Certificate withdrawn from “${app.name}”.`;
  }));
  const until = `until ${moment(Date.parse(expires) / 1000)}, `;
  return h("li", {}, h("span", {}, subject, under(until, h("code", {}, thumbprint))), withdraw);
}

function upload(app, path, work) {
  const text = h("textarea", {
    id: `behind-pem-${app.client_id}`, rows: "4", required: true, spellcheck: "false",
    placeholder: "-----BEGIN CERTIFICATE-----", dataset: { key: `pem/${app.client_id}` },
  });
  const send = (control) => work(control, async () => {
    await ask("POST", `${path}/certificates`, { pem: text.value });
    return `Certificate uploaded to “${app.name}”.`;
  });
  const more = { key: `upload/${app.client_id}`, beside: fromFile(text) };
  return form("Upload certificate", field("Certificate (PEM)", text), send, more);
}

function fromFile(text) {
  const input = h("input", { type: "file", accept: ".pem,.crt,.cer", "aria-label": "Certificate file" });
  input.addEventListener("change", async () => {
    text.value = await (input.files[0]?.text() ?? "");
  });
  return input;
}
