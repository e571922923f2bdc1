/** Every request of the page to the sandbox. */

/** The sandbox does not answer at all, as opposed to refusing. */
const NOT_THERE = "The sandbox does not answer.";

/** The id of the workspace that the page is in: the address names it, unless it is the first. */
export const TEAM = new URLSearchParams(location.search).get("team") ?? "";

/** Where the page is for somebody of a workspace. */
export function addressOf(name, team) {
  return `?${new URLSearchParams(team ? { team, you: name } : { you: name })}`;
}

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
  const place = TEAM && path.startsWith("/slack/") ? `${path}?team=${encodeURIComponent(TEAM)}` : path;
  try {
    return await fetch(place, { method, headers, body: sent });
  } catch {
    throw new Error(NOT_THERE);
  }
}
