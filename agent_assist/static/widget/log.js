// The log: messages, what is still on its way, quick replies. Only what changed is touched, so that a screen reader
// hears each line once and nobody loses their place.

import { bubble, day, notice, quick, receipt, waiting } from "./bubbles.js";
import { h } from "./dom.js";
import { SurveyCard } from "./survey.js";

export class Log {
  constructor(talk, origin) {
    Object.assign(this, { talk, origin, nodes: new Map(), surveys: new Map() });
    this.node = h("div", { class: "log", role: "log", "aria-live": "polite" });
  }

  /** Begin anew in another language. */
  speak(words, lang) {
    Object.assign(this, { words, lang });
    this.nodes.clear();
    this.surveys.clear();
    this.node.replaceChildren();
    this.node.setAttribute("lang", lang);
    this.node.setAttribute("aria-label", words("log"));
  }

  /** Draw what has changed. `edit(letter)` gives a refused message back to its writer. */
  draw(edit) {
    const wanted = this.lines(edit);
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { node }] of this.nodes)
      if (!keys.has(key)) {
        node.remove();
        this.nodes.delete(key);
      }
    let place = this.node.firstChild;
    for (const { key, print, make } of wanted) {
      const known = this.nodes.get(key);
      if (known?.print === print) {
        if (known.node === place) place = place.nextSibling;
        else this.node.insertBefore(known.node, place);
        continue;
      }
      const node = make();
      this.nodes.set(key, { node, print });
      if (known) {
        if (known.node === place) place = place.nextSibling;
        known.node.replaceWith(node);
      } else this.node.insertBefore(node, place);
    }
  }

  /** Every line as {key, print, make}: drawn again only when its print changes. */
  lines(edit) {
    const { talk, words, lang } = this;
    const said = talk.said();
    const letters = talk.outbox.letters();
    const lines = [];
    if (!talk.more) lines.push(...this.greeting(said, letters));
    let today = null;
    for (const message of said) {
      const heading = day(words, message.at);
      if (heading !== today) lines.push(line(`day ${heading}`, heading, () => h("div", { class: "day" }, heading)));
      today = heading;
      lines.push(this.message(message));
    }
    const mine = said.findLast((one) => one.author === "customer" && one.kind !== "feedback");
    if (mine && letters.length === 0 && !this.answered(said, mine))
      after(lines, mine.client_id ?? mine.id, line("receipt", `${mine.id} ${mine.seq <= talk.readSeq}`, () => receipt(words, lang, mine, talk.readSeq)));
    const last = said.findLast((one) => one.author !== "system" || one.kind !== "survey");
    if (last?.buttons.length && letters.length === 0 && talk.state.owner !== "human")
      lines.push(line(`quick ${last.id}`, "", () => quick(words, last.buttons, (button) => this.tap(last, button))));
    for (const letter of letters) {
      const print = `waiting ${talk.online} ${letter.refused ?? ""}`;
      const how = { online: talk.online, retry: (one) => talk.outbox.retry(one.id), edit };
      lines.push(line(letter.id, print, () => waiting(words, lang, letter, how)));
    }
    return lines;
  }

  /** The assistant's own answer says that the message was read; a person is told of by "read". */
  answered(said, mine) {
    return said.some((one) => one.seq > mine.seq && one.author === "bot");
  }

  greeting(said, letters) {
    const { words, lang, talk } = this;
    const hello = { author: "bot", text: words("greeting"), lang };
    const lines = [line("greeting", "", () => bubble(words, lang, this.origin, hello))];
    if (said.length === 0 && letters.length === 0) {
      const starters = ["order", "shipping", "returns"].map((one) => ({ title: words(`starter-${one}`) }));
      const person = { title: words("ask-person"), ask: "person" };
      lines.push(line("starters", "", () => quick(words, [...starters, person], ({ title, ask }) => talk.say({ text: title, ask }))));
    }
    return lines;
  }

  tap(message, button) {
    this.talk.say({ text: button.title, choice: { of: message.id, index: button.index } });
  }

  message(message) {
    const { words, lang, origin } = this;
    const key = message.client_id ?? message.id;
    if (message.kind === "survey") {
      const { node } = this.survey(message);
      return line(key, "", () => node);
    }
    if (message.kind === "notice") return line(key, message.text, () => notice(lang, message));
    return line(key, `${message.text} ${JSON.stringify(message.card)}`, () => bubble(words, lang, origin, message));
  }

  survey(message) {
    const known = this.surveys.get(message.id);
    if (known) known.update(message);
    else this.surveys.set(message.id, new SurveyCard(this.words, this.talk.door, message));
    return this.surveys.get(message.id);
  }
}

function line(key, print, make) {
  return { key, print, make };
}

function after(lines, key, extra) {
  const place = lines.findIndex((one) => one.key === key);
  lines.splice(place + 1, 0, extra);
}
