// One message as the reader sees it.

import { h, icon, linked } from "./dom.js";

const MINUTE_MS = 60_000;

/** The time of day on the reader's clock: 14:05 */
export function clock(lang, at) {
  return new Intl.DateTimeFormat(lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** 20/11, with the year where it is asked for: as people here write it, in both languages. */
export function date(at, { year = false } = {}) {
  const then = new Date(at);
  const parts = [then.getDate(), then.getMonth() + 1].map((part) => String(part).padStart(2, "0"));
  return [...parts, ...(year ? [then.getFullYear()] : [])].join("/");
}

/** Hôm nay · Hôm qua · 09/11 · 09/11/2025 */
export function day(words, at) {
  const start = (time) => new Date(time).setHours(0, 0, 0, 0);
  const apart = Math.round((start(Date.now()) - start(at)) / 86_400_000);
  if (apart === 0) return words("today");
  if (apart === 1) return words("yesterday");
  return date(at, { year: new Date(at).getFullYear() !== new Date().getFullYear() });
}

function said(words, message) {
  if (message.author === "customer") return words("by-you");
  return message.author === "agent" ? words("by-agent", { agent: message.speaker ?? "" }) : words("by-bot");
}

/** A bubble with its source, and the order card beneath where there is one. */
export function bubble(words, lang, origin, message) {
  const side = { customer: "me", agent: "person" }[message.author] ?? "bot";
  const parts = [];
  if (message.text)
    parts.push(
      h(
        "div",
        { class: `m ${side}`, lang: message.lang ?? lang },
        h("span", { class: "visually-hidden" }, `${said(words, message)}: `),
        linked(message.text),
        message.source && source(words, origin, message.source),
      ),
    );
  if (message.card) parts.push(card(words, message.card));
  return h("div", { class: `said ${side}` }, parts);
}

function source(words, origin, { title, url, lang }) {
  const link = { class: "src", href: new URL(url, origin).href, target: "_blank", rel: "noopener", hreflang: lang };
  return h("a", link, icon("book-open"), h("span", {}, h("span", { class: "visually-hidden" }, words("source", { title: "" })), title));
}

/** An order and where it is. */
export function card(words, order) {
  const late = order.days_late > 0;
  const step = words("order-step", { step: order.step, steps: order.steps });
  const lateness = words(order.days_late === 1 ? "order-late-one" : "order-late", { days: order.days_late });
  // in the language of the widget, as the rest of the card; the words beside it are in that of the turn
  const state = words(`order-status-${order.status}`);
  const steps = Array.from({ length: order.steps }, (_, i) =>
    h("i", { class: i + 1 < order.step ? "done" : i + 1 > order.step ? "todo" : late ? "late" : "now" }),
  );
  const [first, ...more] = order.items;
  const place = order.place && order.since ? words("order-since", { place: order.place, date: date(order.since) }) : order.place;
  const promised = order.promised_at && order.status !== "delivered" && words("order-promised", { date: date(order.promised_at) });
  return h(
    "section",
    { class: "card", "aria-label": words("order", { code: order.code }) },
    h("div", { class: "row" }, h("b", {}, order.code), h("span", { class: late ? "late" : "" }, late ? lateness : state)),
    first && h("div", {}, item(first), more.length > 0 && h("small", {}, ` ${words("order-more", { count: more.length })}`)),
    order.step > 0 && h("div", { class: "steps", role: "img", "aria-label": late ? `${step}, ${lateness}` : step }, steps),
    h("small", {}, [late && state, place, promised].filter(Boolean).join(" · ")),
  );
}

function item({ name, qty, variant }) {
  return `${qty > 1 ? `${qty} × ` : ""}${name}${variant ? ` (${variant})` : ""}`;
}

/** A line of the system, such as who has come in. */
export function notice(lang, message) {
  return h("div", { class: message.text.length > 60 ? "sys long" : "sys", lang: message.lang ?? lang }, message.text, " ", h("time", {}, clock(lang, message.at)));
}

/** Buttons under the bot's last words. `tap(button)` */
export function quick(words, buttons, tap) {
  return h(
    "div",
    { class: "quick", role: "group", "aria-label": words("quick-replies") },
    buttons.map((button) => h("button", { type: "button", onclick: () => tap(button) }, button.title)),
  );
}

/** What has become of the reader's own last message. */
export function receipt(words, lang, message, readSeq) {
  const read = message.seq <= readSeq;
  const text = read ? words("read") : words("sent");
  return h("div", { class: "t me" }, read ? text : `${text} ${clock(lang, message.at)}`);
}

/** A message that is still in the browser. */
export function waiting(words, lang, letter, { online, retry, edit }) {
  const state = letter.refused
    ? h(
        "div",
        { class: "t me bad" },
        `${words("failed")}. ${letter.refused} `,
        h("button", { type: "button", class: "link", onclick: () => edit(letter) }, words("refused-retry")),
      )
    : !online || Date.now() - letter.at > MINUTE_MS
      ? h("div", { class: "t me" }, `${words("waiting")} · `, h("button", { type: "button", class: "link", onclick: () => retry(letter) }, words("retry")))
      : h("div", { class: "t me" }, words("sending"));
  return h(
    "div",
    { class: "said me" },
    h("div", { class: "m me pending", lang }, h("span", { class: "visually-hidden" }, `${words("by-you")}: `), linked(letter.text)),
    state,
  );
}
