// What the visitor has written and the server has not confirmed: kept in the browser, sent in order, with the same ids
// until confirmed. The server stores an id once, so sending again is safe and forgetting is not.

import * as keep from "./keep.js";

const LONGEST_PAUSE_MS = 30_000;

/** A random UUID (version 4). Browsers keep crypto.randomUUID from pages that came without TLS. */
function uuid() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[parseInt(hex[16], 16) % 4];
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join("-");
}

export class Outbox {
  /** `send(letter)` resolves to what the server stored; `changed()` is called when a letter's state has changed. */
  constructor(send, changed) {
    Object.assign(this, { send, changed, busy: false, timer: null, failures: 0, hurried: false });
    this.order = 0;
  }

  /** The letters, oldest first. `refused`: why the server will not take one. */
  letters() {
    return keep
      .keys("out.")
      .map((key) => JSON.parse(keep.get(key)))
      .sort((a, b) => a.at - b.at || a.order - b.order);
  }

  /** Put something into the box and send it as soon as may be. */
  put(content) {
    const letter = { id: uuid(), at: Date.now(), order: this.order++, ...content };
    this.write(letter);
    this.changed();
    this.flush();
    return letter;
  }

  write(letter) {
    keep.put(`out.${letter.id}`, JSON.stringify(letter));
  }

  /** Forget a letter: it has arrived, or its writer takes it back. */
  drop(id) {
    keep.put(`out.${id}`, null);
  }

  /** Try a refused letter, or everything that waits, again now. */
  retry(id) {
    const letter = id && this.letters().find((one) => one.id === id);
    if (letter) this.write({ ...letter, refused: null });
    this.failures = 0;
    this.changed();
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let letter; (letter = this.letters().find((one) => !one.refused)); ) {
        const pause = await this.deliver(letter);
        this.changed();
        if (pause) {
          this.timer = setTimeout(() => this.flush(), pause);
          return;
        }
      }
    } finally {
      this.busy = false;
    }
  }

  /** Send one letter. Returns how long (ms) to wait before going on; 0 where it arrived or never will. */
  async deliver(letter) {
    try {
      await this.send(letter);
      this.drop(letter.id);
      this.failures = 0;
      this.hurried = false;
      return 0;
    } catch (error) {
      this.hurried = error.status === 429;
      if (this.hurried) return (error.retryAfter ?? 2) * 1000;
      if (error.status >= 400 && error.status < 500) {
        this.write({ ...letter, refused: Object.values(error.fields)[0] ?? error.message });
        return 0;
      }
      this.failures += 1;
      return Math.min(1000 * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
    }
  }
}
