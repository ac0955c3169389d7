// The panel: opens conversations in place, keeps list, thread and context up to date, carries out what people press.
document.body.words = JSON.parse(document.body.dataset.words);
const { part, verb, Refused } = await import("./panel-api.js");
const { swap, toBottom } = await import("./panel-swap.js");
const { listen } = await import("./panel-live.js");
const { keyboard } = await import("./panel-keys.js");
const composer = await import("./panel-composer.js");

const words = document.body.words;
const LIST_EVERY = 700; // ms between two looks at the list while much is going on
const CALM_EVERY = 30_000; // ms: relative times grow old
const LOST_EVERY = 5_000;
const LOOK_EVERY = 25_000;
const TYPING_SHOWN = 6_000;

const app = document.querySelector(".app");
const $ = (selector, from = document) => from.querySelector(selector);
const holder = (name) => $(`[data-part="${name}"]`);
const name = () => $(".thread h1")?.textContent ?? $(".list h1").textContent;
const state = { open: document.body.dataset.open, tab: $(".tabs").dataset.tab, query: $(".tabs").dataset.query, shown: "" };

function url(id = state.open) {
  const query = new URLSearchParams({ tab: state.tab });
  if (state.query) query.set("q", state.query);
  if (state.shown) query.set("n", state.shown);
  return `/panel${id ? `/${id}` : ""}?${query}`;
}

// fetching: at most one request a part at a time; whoever asks meanwhile gets one more at its end
const busy = new Map();
async function refresh(name) {
  if (busy.has(name)) {
    busy.set(name, "again");
    return;
  }
  busy.set(name, "once");
  try {
    do {
      busy.set(name, "once");
      const id = state.open;
      if (!id && (name === "context" || name === "suggest")) return;
      const html = await part(name, url());
      const target = holder(name);
      if (target && id === state.open) swap(target, html);
      if (name === "list") count();
      if (name === "thread") look();
    } while (busy.get(name) === "again");
  } catch (error) {
    if (error instanceof Refused) toast(error.message);
  } finally {
    busy.delete(name);
  }
}

let listTimer;
let listAt = 0;
function refreshListSoon() {
  listTimer ??= setTimeout(() => {
    listTimer = undefined;
    listAt = Date.now();
    refresh("list");
  }, Math.max(0, listAt + LIST_EVERY - Date.now()));
}

function count() {
  const unread = Number($(".tabs").dataset.unread);
  const badge = $("[data-badge]");
  badge.hidden = !unread;
  badge.textContent = unread;
  document.title = `${unread ? `(${unread}) ` : ""}${name()} · Lắng Nghe`;
}

// opening and closing
async function open(id, { push = true } = {}) {
  if (id === state.open) return;
  leave();
  state.open = document.body.dataset.open = id;
  if (push) history.pushState({ id }, "", url());
  for (const item of document.querySelectorAll(".item")) {
    if (item.dataset.id === id) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  app.classList.toggle("has-open", Boolean(id));
  drawer(false);
  const [thread, context] = [holder("thread"), holder("context")];
  const slow = setTimeout(() => [thread, context].forEach((one) => one.classList.add("waiting")), 150);
  try {
    const [threadHtml, contextHtml] = await Promise.all([part("thread", url()), id ? part("context", url()) : ""]);
    if (state.open !== id) return;
    thread.innerHTML = threadHtml;
    context.innerHTML = contextHtml;
    context.scrollTop = 0;
    toBottom();
    composer.restore();
    count();
    look();
    refresh("suggest");
  } catch (error) {
    toast(error instanceof Refused ? error.message : words["js-failed"]);
  } finally {
    clearTimeout(slow);
    [thread, context].forEach((one) => one.classList.remove("waiting"));
  }
  refreshListSoon();
}

function drawer(on = !app.classList.contains("show-context-on")) {
  app.classList.toggle("show-context-on", on);
  const button = $(".show-context");
  button?.setAttribute("aria-expanded", String(on));
  if (on) $(".close-context button")?.focus();
  else if (document.activeElement?.closest(".context")) button?.focus();
}

// who is looking, and how far it was read
let looked = "";
function look(force = false) {
  const own = $(".own");
  if (!state.open || !own || document.hidden) return;
  const now = `${state.open}:${own.dataset.seq}`;
  if (!force && now === looked) return;
  looked = now;
  verb(state.open, "looking", { seq: Number(own.dataset.seq) }).catch(() => {});
}

function leave() {
  if (!state.open) return;
  looked = "";
  verb(state.open, "looking", { seq: 0, left: true }, { keepalive: true }).catch(() => {});
}

// what people press
async function act(name, body) {
  const id = state.open;
  try {
    await verb(id, name, body);
  } catch (error) {
    toast(error instanceof Refused ? error.message : words["js-failed"]);
  }
  all();
}

async function suggestedAction(button) {
  const item = button.closest("li");
  if (button.dataset.sure && !(await sure(button.dataset.sure))) return;
  button.disabled = true;
  try {
    const done = await verb(state.open, `actions/${button.dataset.action}`, { choice: $("[data-choice]", item)?.value ?? null });
    if (done.message) toast(done.message);
    if (done.draft) {
      drawer(false);
      composer.insert(done.draft, `rule:${button.dataset.action}`);
    }
  } catch (error) {
    toast(error instanceof Refused ? error.message : words["js-failed"]);
  }
  all();
}

function sure(question) {
  const dialog = $("dialog.sure");
  $("p", dialog).textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}

let toastTimer;
function toast(text) {
  const box = $("[data-toast]");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (box.hidden = true), 6000);
}

function all() {
  for (const name of ["thread", "list", "context", "suggest"]) refresh(name);
}

const judge = (kind, source) =>
  verb(state.open, "suggestions/verdict", { kind, source, verdict: "rejected" }).then(() => refresh(kind === "reply" ? "suggest" : "context"));

const clicks = {
  "[data-id]": (link) => open(link.dataset.id),
  ".back": () => open(""),
  ".tabs a": (link) => showTab(new URL(link.href).searchParams.get("tab")),
  "[data-do]": (button) => act(button.dataset.do, {}),
  "[data-insert]": (button) => composer.insert(button.dataset.text, button.dataset.source),
  "[data-reject]": (button) => judge("reply", button.dataset.reject),
  "[data-reject-action]": (button) => judge("action", `rule:${button.dataset.rejectAction}`),
  "[data-action]": suggestedAction,
  "[data-mode]": (button) => {
    composer.setMode(button.dataset.mode);
    composer.focus();
  },
  "[data-retry]": () => composer.send(),
  "[data-context]": () => drawer(),
  "[data-keys]": () => $("dialog.keys").showModal(),
  "[data-more]": (button) => {
    state.shown = button.dataset.more;
    refresh("list");
  },
};
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  for (const [selector, deed] of Object.entries(clicks)) {
    const hit = event.target.closest(selector);
    if (!hit) continue;
    event.preventDefault();
    deed(hit);
    return;
  }
});

function showTab(tab) {
  Object.assign(state, { tab, query: "", shown: "" });
  $(".search input").value = "";
  history.replaceState({ id: state.open }, "", url());
  holder("list").classList.add("waiting");
  refresh("list").finally(() => holder("list").classList.remove("waiting"));
}

let searchTimer;
$(".search input").addEventListener("input", ({ target }) => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => {
    Object.assign(state, { query: target.value.trim(), shown: "" });
    refresh("list");
  }, 180);
});
$(".search").addEventListener("submit", (event) => event.preventDefault());
$(".search input").addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
  if (event.key === "Enter") $(".item")?.click();
});

function move(step) {
  const items = [...document.querySelectorAll(".item")];
  const at = items.findIndex((item) => item.dataset.id === state.open);
  const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
  if (!next) return;
  next.focus();
  open(next.dataset.id);
}

const press = (selector) => () => $(selector)?.click();
keyboard({
  "/": () => $(".search input").focus(),
  j: () => move(1),
  k: () => move(-1),
  r: () => {
    composer.setMode("reply");
    composer.focus();
  },
  n: () => {
    composer.setMode("note");
    composer.focus();
  },
  1: press('[data-insert="1"]'),
  2: press('[data-insert="2"]'),
  3: press('[data-insert="3"]'),
  c: press('[data-do="claim"]'),
  b: press('[data-do="release"]'),
  e: press('[data-do="close"]'),
  i: () => drawer(),
  "?": press("[data-keys]"),
  Escape: () => drawer(false),
});

addEventListener("popstate", () => open(location.pathname.split("/")[2] ?? "", { push: false }));
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => !document.hidden && all());
document.addEventListener("panel:changed", all);
document.addEventListener("labels:changed", all);

// live
let lost;
let typingTimer;
listen({
  onRing({ kind, conversation, actor }) {
    if (kind === "typing") {
      if (conversation === state.open && actor === "customer") showTyping(true);
      return;
    }
    if (kind !== "looking") refreshListSoon();
    if (conversation !== state.open) return;
    if (kind === "message") showTyping(false);
    refresh("thread");
    if (kind !== "looking" && kind !== "message.state") {
      refresh("context");
      refresh("suggest");
    }
  },
  onUp() {
    clearInterval(lost);
    lost = undefined;
    $("[data-lost]").hidden = true;
    document.body.dataset.live = "1";
    all();
  },
  onDown() {
    delete document.body.dataset.live;
    $("[data-lost]").hidden = false;
    lost ??= setInterval(all, LOST_EVERY);
  },
});

function showTyping(on) {
  const line = $("[data-typing]");
  if (!line) return;
  line.hidden = !on;
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(() => (line.hidden = true), TYPING_SHOWN);
}

setInterval(() => {
  if (document.hidden) return;
  refreshListSoon();
  if (state.open) refresh("thread");
}, CALM_EVERY);
setInterval(() => look(true), LOOK_EVERY);

count();
composer.restore();
toBottom();
refresh("suggest");
look();
document.body.dataset.ready = "1";
