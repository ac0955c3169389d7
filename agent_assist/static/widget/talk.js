// The conversation as the browser knows it: what was said, how it stands, and the line to the server. Knows nothing of
// the screen; tells it by events: change, typing, read, connection.

import { Outbox } from "./outbox.js";

const SILENCE_MS = 50_000; // the server says something every 20 s; after so long the line is dead
const HELLO_MS = 10_000; // and hello at once, unless something between holds it back
const LONGEST_PAUSE_MS = 30_000;
const STALE_MS = 86_400_000; // a conversation that ended before is not listened to until something is written

export class Talk extends EventTarget {
  constructor(door) {
    super();
    Object.assign(this, { door, state: null, messages: new Map(), more: false, loaded: false, broken: false });
    Object.assign(this, { online: true, readSeq: 0, acknowledged: { delivered: 0, seen: 0 }, shown: false });
    this.outbox = new Outbox((letter) => this.sendLetter(letter), () => this.tell("change"));
    this.syncing = null;
    this.wanted = null;
    this.line = null;
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.setOnline(false));
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  tell(what) {
    this.dispatchEvent(new Event(what));
  }

  setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.tell("connection");
    this.tell("change");
  }

  /** Load the newest page and go on from there. */
  async begin() {
    try {
      await this.door.start();
      this.take(await this.door.ask("GET", "/messages"), { page: true });
      Object.assign(this, { loaded: true, broken: false });
      this.setOnline(true);
      this.outbox.flush();
      this.listen();
    } catch (error) {
      this.broken = true;
      if (!error.status) this.setOnline(false);
      clearTimeout(this.again);
      this.again = setTimeout(() => this.begin(), error.retryAfter ? error.retryAfter * 1000 : 5000);
    }
    this.tell("change");
  }

  /** The network, or the reader, is back. */
  wake() {
    if (!this.loaded) return this.begin();
    this.outbox.retry();
    this.pauses = 0;
    if (this.line) this.sync();
    else this.listen();
  }

  /** Messages in the order of the conversation. */
  said() {
    return [...this.messages.values()].sort((a, b) => a.seq - b.seq);
  }

  take(history, { page = false } = {}) {
    if (history.reset || this.state?.conversation !== history.state.conversation) this.messages.clear();
    for (const message of history.messages) {
      this.messages.set(message.id, message);
      if (message.client_id) this.outbox.drop(message.client_id);
    }
    if (page || history.reset) this.more = history.more;
    this.setState(history.state);
  }

  setState(state) {
    this.state = state;
    this.readSeq = Math.max(this.readSeq, state.read_seq);
    this.acknowledged.seen = Math.max(this.acknowledged.seen, state.seen_seq);
  }

  /** Fetch what changed since event `since` (or the last one known). Calls made meanwhile are one call after it. */
  async sync(since = this.state.cursor) {
    this.wanted = Math.min(this.wanted ?? since, since);
    this.syncing ??= this.syncAll().finally(() => (this.syncing = null));
    return this.syncing;
  }

  async syncAll() {
    while (this.wanted !== null) {
      const since = this.wanted;
      this.wanted = null;
      try {
        this.take(await this.door.ask("GET", `/messages?since=${since}`));
        this.setOnline(true);
      } catch (error) {
        if (!error.status) this.setOnline(false);
        return; // the stream's next hello asks again
      }
      this.tell("change");
      this.acknowledge();
    }
  }

  /** Fetch the page before the oldest message known. */
  async older() {
    const oldest = this.said()[0];
    const page = await this.door.ask("GET", `/messages?before=${oldest.seq}`);
    this.take(page, { page: true });
    this.tell("change");
  }

  /** Say something: {text}, {text, choice} or {text, ask}; the text is what is shown until the server has it. */
  say(content) {
    return this.outbox.put({ language: this.door.language, ...content });
  }

  async sendLetter({ id, text, choice, ask, language }) {
    try {
      const sent = await this.door.ask("POST", "/messages", { id, text, choice, ask, language });
      this.setOnline(true);
      // the state's cursor may be past messages that are not fetched yet: only `take` moves it
      const cursor = this.state.cursor;
      const known = this.state.conversation;
      this.messages.set(sent.message.id, sent.message);
      this.setState({ ...sent.state, cursor });
      if (known !== sent.state.conversation) await this.sync(0);
      if (!this.line) this.listen();
    } catch (error) {
      if (!error.status) this.setOnline(false);
      throw error;
    }
  }

  /** What the reader has on the screen; tells the server once for each new message. */
  acknowledge() {
    const top = Math.max(0, ...this.said().filter((one) => one.author !== "customer").map((one) => one.seq));
    const what = this.shown && !document.hidden ? "seen" : "delivered";
    if (top <= Math.max(this.acknowledged.seen, what === "seen" ? 0 : this.acknowledged.delivered)) return;
    this.acknowledged[what] = top;
    this.door.ask("POST", "/seen", { [what]: top }).catch(() => (this.acknowledged[what] = 0));
  }

  /** How many answers the reader has not seen. */
  unread() {
    const seen = this.acknowledged.seen;
    return this.said().filter((one) => ["bot", "agent"].includes(one.author) && one.seq > seen).length;
  }

  typing() {
    if (!["human", "queued"].includes(this.state?.owner) || Date.now() - (this.typedAt ?? 0) < 3000) return;
    this.typedAt = Date.now();
    this.door.ask("POST", "/typing").catch(() => {});
  }

  /** Hold the line: read the stream, come back when it breaks, more slowly each time. */
  async listen() {
    if (this.line || !this.state?.conversation) return;
    const newest = this.said().at(-1);
    if (this.state.owner === "closed" && newest && Date.now() - newest.at > STALE_MS) return;
    this.line = new AbortController();
    let watch;
    const alive = (patience) => {
      clearTimeout(watch);
      watch = setTimeout(() => this.line?.abort(), patience);
    };
    let pause = 0;
    try {
      alive(HELLO_MS);
      await this.door.listen((event, data) => {
        alive(SILENCE_MS);
        this.hear(event, data);
      }, this.line.signal);
    } catch (error) {
      pause = (error.retryAfter ?? 0) * 1000;
    } finally {
      clearTimeout(watch);
      this.line = null;
    }
    this.setOnline(false);
    this.pauses = Math.min((this.pauses ?? 0) + 1, 6);
    // spread out, so that a thousand widgets do not come back in the same moment
    pause ||= Math.min(500 * 2 ** this.pauses, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
    clearTimeout(this.redial);
    this.redial = setTimeout(() => {
      this.sync(); // where the line cannot be held, asking from time to time will do
      this.listen();
    }, pause);
  }

  hear(event, ring) {
    if (event === "hello") {
      this.pauses = 0;
      this.setOnline(true);
      this.outbox.retry();
      this.sync();
    } else if (ring?.kind === "change") {
      // a number may come late on the server's side: what it names is fetched whatever was known before
      this.sync(Math.min(this.state.cursor, ring.seq - 1));
    } else if (ring?.kind === "read") {
      this.readSeq = Math.max(this.readSeq, ...this.said().map((one) => one.seq));
      this.tell("change");
    } else if (ring?.kind === "typing") {
      this.tell("typing");
    }
  }
}
