// Talking to the server: parts of the page as HTML, verbs as JSON. A session that is over leads to the login page.
const csrf = document.body.dataset.csrf;

export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

function toLogin() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** One part (list, thread, context, suggest) of the page at `url`. Throws Refused, or TypeError without a network. */
export async function part(name, url) {
  const answer = await fetch(url, { headers: { "X-Fragment": name }, credentials: "same-origin" });
  if (answer.status === 401) toLogin();
  if (!answer.ok) throw await refusal(answer);
  return answer.text();
}

/** POST to /api/v1/conversations/<id>/<verb>; the JSON answer, or null where there is none. */
export async function verb(id, name, body = {}, options = {}) {
  const answer = await fetch(`/api/v1/conversations/${id}/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
    credentials: "same-origin",
    ...options,
  });
  if (answer.status === 401) toLogin();
  if (!answer.ok) throw await refusal(answer);
  return answer.status === 204 ? null : answer.json();
}

async function refusal(answer) {
  try {
    const { error } = await answer.json();
    return new Refused(error.code, error.message);
  } catch {
    return new Refused("broken", document.body.words["js-failed"]);
  }
}
