// The widget in the page: the launcher, opening and closing, language, theme, where the focus goes.

import { Door } from "./door.js";
import { h, icon } from "./dom.js";
import * as keep from "./keep.js";
import { Panel } from "./panel.js";
import { Talk } from "./talk.js";

const SMALL = matchMedia("(max-width: 480px)");
const FOCUSABLE = "button:not([hidden]):not(:disabled), a[href], textarea, [tabindex='0']";
const RANGES = {
  latin: "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212",
  vietnamese:
    "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, U+01AF-01B0, U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB",
};

/** Put the widget into the page. `company`, `lang`, `theme`: the tag's; `origin`: whose server this is. */
export async function begin(options) {
  const [sheets] = await Promise.all([persist(styles), document.body ?? new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }))]);
  fonts();
  const widget = new Widget(options, sheets);
  await persist(() => widget.speak(keep.get("lang") ?? (options.lang === "en" ? "en" : "vi")));
  document.body.append(widget.host);
  widget.talk.begin();
  if (keep.get("open") && !SMALL.matches) widget.open({ focus: false });
}

/** Do it again until the network is there. */
async function persist(what) {
  for (let pause = 2000; ; pause = Math.min(2 * pause, 30_000))
    try {
      return await what();
    } catch (error) {
      if (error.status && error.status < 500) throw error;
      await new Promise((done) => setTimeout(done, pause));
    }
}

function styles() {
  return Promise.all(
    ["../css/tokens.css", "widget.css"].map(async (file) => {
      const response = await fetch(new URL(file, import.meta.url));
      return new CSSStyleSheet().replace(await response.text());
    }),
  );
}

/** Letters drawn for Vietnamese; a shadow tree cannot bring its own, so they are the document's. */
function fonts() {
  for (const weight of [400, 500, 600])
    for (const [subset, unicodeRange] of Object.entries(RANGES)) {
      const file = new URL(`../fonts/be-vietnam-pro-${subset}-${weight}-normal.woff2`, import.meta.url);
      document.fonts.add(new FontFace("Be Vietnam Pro", `url(${file}) format("woff2")`, { weight, unicodeRange, display: "swap" }));
    }
}

class Widget {
  constructor({ origin, company, theme }, sheets) {
    this.company = company;
    this.host = document.createElement("langnghe-chat");
    this.root = this.host.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = sheets;
    this.door = new Door(origin, "vi");
    this.talk = new Talk(this.door);
    this.panel = new Panel(this.talk, origin, { minimise: () => this.close(), speak: (lang) => this.speak(lang, { focus: true }).catch(() => this.talk.setOnline(false)) });
    this.badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = h("button", { type: "button", class: "launcher", "aria-expanded": "false", onclick: () => this.open() }, icon("message-circle"), this.badge);
    this.root.append(this.launcher, this.panel.node);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.talk.addEventListener("change", () => this.count());
    SMALL.addEventListener("change", () => this.fit());
    document.addEventListener("click", (event) => {
      const asker = event.target.closest?.("[data-langnghe-open]");
      if (asker) this.open({ draft: asker.dataset.langngheOpen });
    });
    this.dress(theme);
  }

  /** The tag's theme, else the page's own, else what the reader's system prefers. */
  dress(theme) {
    const page = document.documentElement;
    const follow = () => {
      const chosen = theme || page.dataset.theme;
      if (chosen) this.host.dataset.theme = chosen;
      else delete this.host.dataset.theme;
    };
    follow();
    new MutationObserver(follow).observe(page, { attributeFilter: ["data-theme"] });
  }

  /** Say everything in a language from now on. */
  async speak(lang, { focus = false } = {}) {
    const { phrases } = await this.door.call("GET", `/phrases/${lang}`);
    const company = this.company;
    const words = (key, values = {}) =>
      key === "company" ? company : phrases[key].replace(/\[(\w+)\]/g, (_, name) => (name === "company" ? company : (values[name] ?? "")));
    this.door.language = lang;
    this.words = words;
    if (focus) keep.put("lang", lang);
    this.panel.speak(words, lang);
    this.launcher.setAttribute("lang", lang);
    this.count();
    if (focus) {
      if (this.talk.loaded) this.talk.sync();
      this.panel.size();
      this.panel.field.focus();
      this.panel.toEnd();
    }
  }

  count() {
    if (!this.words) return;
    const unread = this.isOpen ? 0 : this.talk.unread();
    this.badge.hidden = unread === 0;
    this.badge.textContent = unread > 9 ? "9+" : String(unread);
    const name = this.words("launcher");
    this.launcher.setAttribute("aria-label", unread ? `${name}, ${this.words("unread", { count: unread })}` : name);
  }

  get isOpen() {
    return !this.panel.node.hidden;
  }

  /** Open. `draft`: words to begin with, where the visitor has not begun themselves. */
  open({ focus = true, draft = "" } = {}) {
    this.panel.node.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.talk.shown = true;
    keep.put("open", "yes");
    this.fit();
    this.panel.suggest(draft);
    this.panel.toEnd();
    if (focus) this.panel.field.focus();
    this.count();
    if (this.talk.loaded) this.talk.acknowledge();
  }

  close() {
    this.panel.node.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.talk.shown = false;
    keep.put("open", null);
    this.fit();
    this.launcher.focus();
    this.count();
  }

  /** On a small screen the panel is the whole screen: the page behind it rests. */
  fit() {
    const whole = this.isOpen && SMALL.matches;
    this.panel.node.setAttribute("aria-modal", String(whole));
    document.documentElement.style.overflow = whole ? "hidden" : "";
  }

  key(event) {
    if (event.isComposing || !this.isOpen) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.panel.sheet.hidden) this.close();
      else this.panel.hideData();
    }
    if (event.key === "Tab" && SMALL.matches) this.trap(event);
  }

  trap(event) {
    const all = [...this.panel.node.querySelectorAll(FOCUSABLE)].filter((one) => one.offsetParent !== null);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (this.root.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0]).focus();
  }
}
