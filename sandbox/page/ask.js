/** Every request of the page to the sandbox. */

/** The sandbox does not answer at all, as opposed to refusing. */
const NOT_THERE = "The sandbox does not answer.";

/** @returns {Promise<any>} the answer's JSON. Throws Error with the server's sentence. */
export async function ask(method, path, body) {
  const answer = await reach(method, path, body);
  const value = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(value?.error ?? `The sandbox answered ${answer.status}.`);
  return value;
}

async function reach(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  try {
    return await fetch(path, { method, headers, body: sent });
  } catch {
    throw new Error(NOT_THERE);
  }
}
