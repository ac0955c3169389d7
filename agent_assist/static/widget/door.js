// The HTTP API as the widget uses it: the visitor's token, the reader's language, one kind of error.

import * as keep from "./keep.js";

/** The server said no. `fields`: which part of the request, and why, in the reader's language. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem?.message ?? `HTTP ${status}`);
    Object.assign(this, { status, code: problem?.code, fields: problem?.fields ?? {}, retryAfter });
  }
}

export class Door {
  constructor(origin, language) {
    this.base = `${origin}/api/v1/widget`;
    this.language = language;
    this.starting = null;
  }

  headers() {
    const token = keep.get("token");
    return {
      "Accept-Language": this.language,
      "Content-Type": "application/json",
      ...(token && { Authorization: `Bearer ${token}` }),
    };
  }

  /** Become a visitor, the same as before where there was one. Returns the conversation's state. */
  start() {
    this.starting ??= this.call("POST", "/start", { language: this.language })
      .then((started) => {
        keep.put("token", started.token);
        return started.state;
      })
      .finally(() => (this.starting = null));
    return this.starting;
  }

  /** Ask as the visitor. A token that is no longer taken is replaced, once. Throws Refused, TypeError without network. */
  async ask(method, path, body) {
    if (!keep.get("token")) await this.start();
    try {
      return await this.call(method, path, body);
    } catch (error) {
      if (error.status !== 401) throw error;
      keep.put("token", null);
      await this.start();
      return this.call(method, path, body);
    }
  }

  async call(method, path, body) {
    const response = await fetch(this.base + path, {
      method,
      headers: this.headers(),
      credentials: "omit",
      cache: path.startsWith("/phrases") ? "default" : "no-store",
      body: body && JSON.stringify(body),
    });
    if (response.ok) return response.status === 204 ? null : response.json();
    const answer = await response.json().catch(() => null);
    throw new Refused(response.status, answer?.error, Number(response.headers.get("Retry-After")) || null);
  }

  /** The stream of rings, until it breaks: calls `heard(event, data)`. Server-sent events, with the token in a header. */
  async listen(heard, signal) {
    const response = await fetch(`${this.base}/stream`, { headers: this.headers(), credentials: "omit", cache: "no-store", signal });
    if (!response.ok) throw new Refused(response.status, null, Number(response.headers.get("Retry-After")) || null);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) hear(block, heard);
    }
  }
}

function hear(block, heard) {
  let event = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data += line.slice(5).trim();
  }
  heard(event, data ? JSON.parse(data) : null);
}
