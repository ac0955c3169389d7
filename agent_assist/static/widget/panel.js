// The panel: header, log, composer, the visitor's data. Draws what the conversation is; decides nothing about it.

import { date } from "./bubbles.js";
import { h, icon } from "./dom.js";
import * as keep from "./keep.js";
import { Log } from "./log.js";

const LONGEST = 4000;
const TYPING_MS = 6000; // a person's "typing" holds for so long
const BOT_TYPING_MS = 30_000;
const CLOSE_TO_END = 80; // px

export class Panel {
  /** `minimise()` and `speak(lang)` are the widget's. */
  constructor(talk, origin, { minimise, speak }) {
    Object.assign(this, { talk, origin, minimise, speakIn: speak, log: new Log(talk, origin), typedUntil: 0 });
    talk.addEventListener("change", () => this.draw());
    talk.addEventListener("connection", () => this.draw());
    talk.addEventListener("typing", () => this.personTypes());
    this.node = h("section", { class: "chat", role: "dialog", hidden: true });
  }

  /** Build everything in a language. */
  speak(words, lang) {
    Object.assign(this, { words, lang });
    this.log.speak(words, lang);
    this.face = h("span", { class: "face", "aria-hidden": "true" });
    this.title = h("b");
    this.status = h("small");
    this.person = h("button", { type: "button", class: "bar", "aria-label": words("ask-person"), title: words("ask-person"), onclick: () => this.askPerson() }, icon("headset"));
    const minimise = h("button", { type: "button", class: "bar", "aria-label": words("minimise"), title: words("minimise"), onclick: () => this.minimise() }, icon("chevron-down"));
    this.strip = h("div", { class: "strip", role: "status" });
    this.older = h("button", { type: "button", class: "older link", hidden: true, onclick: () => this.showOlder() }, words("older"));
    this.typist = h("div", { class: "typing", hidden: true }, h("i"), h("i"), h("i"), h("span", { class: "visually-hidden" }));
    this.newest = h("button", { type: "button", class: "newest", hidden: true, "aria-label": words("newest"), onclick: () => this.toEnd() }, icon("arrow-down"));
    this.scroll = h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": words("log") }, this.older, this.log.node, this.typist);
    this.scroll.addEventListener("scroll", () => (this.newest.hidden = this.atEnd()), { passive: true });
    this.compose();
    this.note = h("span");
    const other = lang === "vi" ? "en" : "vi";
    const fine = h(
      "div",
      { class: "fine" },
      this.note,
      h("button", { type: "button", class: "link", lang: other, onclick: () => this.speakIn(other) }, words("language")),
      h("button", { type: "button", class: "link", onclick: () => this.showData() }, words("data")),
    );
    this.foot = h("div", { class: "foot" }, this.form, fine);
    this.sheet = h("div", { class: "sheet", hidden: true });
    this.node.replaceChildren(
      h("div", { class: "head" }, this.face, h("div", { class: "who" }, this.title, this.status), this.person, minimise),
      this.strip,
      h("div", { class: "body" }, this.scroll, this.newest),
      this.sheet,
      this.foot,
    );
    this.node.setAttribute("lang", lang);
    this.node.setAttribute("aria-label", words("panel"));
    this.drawn = 0;
    this.draw();
  }

  compose() {
    const { words } = this;
    this.field = h("textarea", {
      rows: "1",
      "aria-label": words("compose"),
      placeholder: words("compose-hint"),
      enterkeyhint: "send",
      autocomplete: "off",
      oninput: () => this.wrote(),
      onkeydown: (event) => {
        // while an input method is putting a syllable together, Enter belongs to it
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.submit();
      },
    });
    this.field.value = keep.get("draft") ?? "";
    this.count = h("small", { class: "count", role: "status" });
    this.go = h("button", { class: "go", type: "submit", "aria-label": words("send"), title: words("send") }, icon("send"));
    const submit = (event) => {
      event.preventDefault();
      this.submit();
    };
    this.form = h("form", { class: "say", onsubmit: submit }, this.field, this.go, this.count);
  }

  wrote() {
    keep.put("draft", this.field.value || null);
    this.talk.typing();
    this.size();
  }

  /** Put words into an empty field. */
  suggest(draft) {
    if (draft && !this.field.value) this.field.value = draft;
    this.size();
  }

  /** The field grows with its text; the count shows near the limit. */
  size() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    const left = LONGEST - this.field.value.trim().length;
    this.count.hidden = left > 200;
    this.count.textContent = this.count.hidden ? "" : left < 0 ? this.words("over", { count: -left }) : this.words("left", { count: left });
    this.count.classList.toggle("bad", left < 0);
    this.field.setAttribute("aria-invalid", String(left < 0));
  }

  submit() {
    const text = this.field.value.trim();
    if (!text || text.length > LONGEST) return this.field.focus();
    this.field.value = "";
    keep.put("draft", null);
    this.size();
    this.talk.say({ text });
    this.toEnd();
    this.field.focus();
  }

  askPerson() {
    this.talk.say({ text: this.words("ask-person"), ask: "person" });
    this.toEnd();
    this.field.focus();
  }

  /** A message that was not taken goes back to where it was written. */
  edit(letter) {
    this.talk.outbox.drop(letter.id);
    this.field.value = letter.text;
    this.wrote();
    this.draw();
    this.field.focus();
  }

  draw() {
    if (!this.words) return;
    const atEnd = this.atEnd();
    const { state, loaded, broken } = this.talk;
    this.drawHead(state);
    this.drawStrip(state);
    this.note.textContent = this.footnote(state);
    if (!loaded && this.talk.outbox.letters().length === 0) this.drawEmpty(broken);
    else this.log.draw((letter) => this.edit(letter));
    this.older.hidden = !this.talk.more;
    this.drawTyping();
    if (atEnd) this.toEnd();
  }

  drawEmpty(broken) {
    const retry = h("button", { type: "button", class: "quiet", onclick: () => this.talk.wake() }, this.words("try-again"));
    this.log.nodes.clear();
    const text = broken ? this.words("broken") : this.words("loading");
    this.log.node.replaceChildren(h("div", { class: "empty" }, h("p", {}, text), broken && retry));
    this.log.nodes.set("empty", { node: this.log.node.firstChild, print: text });
  }

  drawHead(state) {
    const { words } = this;
    const agent = state?.agent;
    const owner = state?.owner ?? "bot";
    const hours = state?.hours ?? {};
    this.title.textContent = agent?.name ?? words("company");
    this.face.replaceChildren(agent ? agent.initials : icon("message-circle"));
    this.status.textContent =
      owner === "human" ? words("agent-status") : owner === "queued" ? words("queued-status") : hours.opens == null ? "" : words("bot-status", hours);
    this.person.hidden = owner === "human" || owner === "queued";
    this.node.dataset.owner = owner;
  }

  drawStrip(state) {
    const offline = !this.talk.online;
    const text = offline ? this.words(navigator.onLine ? "reconnecting" : "offline") : this.talk.outbox.hurried ? this.words("busy") : (state?.wait ?? "");
    this.strip.classList.toggle("offline", offline);
    if (this.strip.textContent !== text) this.strip.textContent = text;
  }

  footnote(state) {
    const owner = state?.owner;
    return this.words({ human: "person", queued: "queue-note", closed: "after-close" }[owner] ?? "machine");
  }

  personTypes() {
    this.typedUntil = Date.now() + TYPING_MS;
    this.drawTyping();
    if (this.atEnd()) this.toEnd();
  }

  drawTyping() {
    clearTimeout(this.typingEnds);
    const { state } = this.talk;
    const last = this.talk.said().at(-1);
    const botAt = state?.owner === "bot" && last?.author === "customer" && last.state === "received" ? last.at + BOT_TYPING_MS : 0;
    if (last?.author === "agent" && last.id !== this.answeredBy) this.typedUntil = 0;
    this.answeredBy = last?.id;
    const until = Math.max(botAt, state?.owner === "human" ? this.typedUntil : 0);
    const left = until - Date.now();
    const text = botAt ? this.words("bot-typing") : this.words("agent-typing", { agent: state?.agent?.name ?? "" });
    this.typist.hidden = left <= 0;
    this.typist.lastChild.textContent = left > 0 ? text : "";
    this.typist.classList.toggle("person", !botAt);
    if (left > 0) this.typingEnds = setTimeout(() => this.drawTyping(), left + 10);
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < CLOSE_TO_END;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.newest.hidden = true;
  }

  async showOlder() {
    const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
    this.older.disabled = true;
    await this.talk.older().catch(() => {});
    this.older.disabled = false;
    this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
    if (this.older.hidden) this.scroll.focus();
  }

  async showData() {
    const { words } = this;
    const back = h("button", { type: "button", class: "link back", onclick: () => this.hideData() }, icon("chevron-left"), words("data-back"));
    const list = h("div", { "aria-live": "polite" }, words("loading"));
    const more = h("a", { href: `${this.origin}/help/${this.lang}/privacy`, target: "_blank", rel: "noopener" }, words("data-more"));
    this.sheet.replaceChildren(back, h("h2", {}, words("data")), h("p", {}, words("data-intro")), list, h("p", {}, more));
    this.swap(true);
    back.focus();
    try {
      list.replaceChildren(this.kept(await this.talk.door.ask("GET", "/me")));
    } catch {
      list.textContent = words("data-failed");
    }
  }

  kept(data) {
    if (data.since === null) return h("p", {}, this.words("data-nothing"));
    const rows = {
      name: data.name,
      phone: data.phone,
      email: data.email,
      messages: data.messages,
      conversations: data.conversations,
      since: date(data.since, { year: true }),
    };
    const shown = Object.entries(rows).filter(([, value]) => value !== null);
    return h("dl", {}, shown.flatMap(([key, value]) => [h("dt", {}, this.words(`data-${key}`)), h("dd", {}, String(value))]));
  }

  hideData() {
    this.swap(false);
    this.field.focus();
    this.toEnd();
  }

  swap(data) {
    this.sheet.hidden = !data;
    this.scroll.parentElement.hidden = data;
    this.foot.hidden = data;
  }
}
