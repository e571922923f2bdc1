/** Exchanges in words. */

const PARTIES = {
  bot: "Bot",
  browser: "Browser",
  slack: "Slack",
  login: "Microsoft sign-in",
  graph: "Microsoft Graph",
};

const STATUSES = {
  200: "OK", 201: "Created", 202: "Accepted", 204: "No content",
  301: "Moved", 302: "Redirect", 303: "Redirect", 304: "Not modified", 307: "Redirect", 308: "Moved",
  400: "Bad request", 401: "Not signed in", 403: "Forbidden", 404: "Not found", 405: "Wrong method",
  408: "Timed out", 409: "Conflict", 410: "Gone", 413: "Too large", 429: "Throttled",
  500: "Server error", 502: "Bad gateway", 503: "Unavailable", 504: "Gateway timed out",
};

export const FILTERS = [["", "Everybody"], ...Object.entries(PARTIES)];

export function party(name) {
  return PARTIES[name] ?? name;
}

export function statusWords(status) {
  if (status === null) return "under way";
  if (status === 0) return "cut off";
  return `${status} ${STATUSES[status] ?? ""}`.trim();
}

export function took(ms) {
  return ms === null ? "" : `${ms} ms`;
}

/** Not answered well, or something is to be remarked: a fault was met, Slack refused. */
export function isProblem({ status, note }) {
  return status === 0 || status >= 400 || Boolean(note);
}
