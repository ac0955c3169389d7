// Writing: a draft for each conversation that outlives reloads, replies and private notes, suggestions put in.
import { Refused, verb } from "./panel-api.js";
import { toBottom } from "./panel-swap.js";

const TYPING_EVERY = 4000;
const words = document.body.words;
let typedAt = 0;

const form = () => document.querySelector("[data-compose]");
const area = () => form()?.querySelector("textarea");
const openId = () => document.body.dataset.open;
const fresh = () => ({ text: "", mode: "reply", draft: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}` });

function load(id) {
  try {
    return { ...fresh(), ...JSON.parse(localStorage.getItem(`draft:${id}`) ?? "{}") };
  } catch {
    return fresh();
  }
}

function save(id, draft) {
  if (draft.text || draft.mode === "note") localStorage.setItem(`draft:${id}`, JSON.stringify(draft));
  else localStorage.removeItem(`draft:${id}`);
}

let draft = fresh();

/** Show the draft of the conversation that is open now. */
export function restore() {
  if (!form()) return;
  draft = load(openId());
  // who is quicker than this script keeps what they wrote
  draft.text ||= area().value;
  area().value = draft.text;
  show();
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  area().addEventListener("input", typed);
  area().addEventListener("keydown", keydown);
}

function show() {
  const note = draft.mode === "note";
  const box = form();
  box.classList.toggle("noting", note);
  for (const button of box.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === draft.mode));
  area().placeholder = note ? area().dataset.noteHint : area().dataset.replyHint;
  box.querySelector("[data-send-label]").textContent = note ? words["js-save-note"] : words["js-send"];
  box.querySelector("[data-saved]").textContent = draft.text ? words["js-draft-kept"] : "";
}

function typed() {
  draft.text = area().value;
  save(openId(), draft);
  show();
  if (draft.mode === "reply" && draft.text && Date.now() - typedAt > TYPING_EVERY) {
    typedAt = Date.now();
    verb(openId(), "typing").catch(() => {});
  }
}

function keydown(event) {
  if (event.isComposing) return; // Vietnamese input methods use Enter to end a word
  if (event.key === "Escape") area().blur();
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) setMode("note");
  send();
}

export function setMode(mode) {
  draft.mode = mode;
  save(openId(), draft);
  show();
}

export function focus() {
  area()?.focus();
}

/** Put a suggestion where the reply is written; what was written stays before it. */
export function insert(text, source) {
  if (!area()) return;
  draft.mode = "reply";
  draft.text = draft.text.trim() ? `${draft.text.trimEnd()}\n${text}` : text;
  draft.source = source;
  draft.original = draft.text;
  area().value = draft.text;
  save(openId(), draft);
  show();
  area().focus();
  area().setSelectionRange(draft.text.length, draft.text.length);
}

export async function send() {
  const id = openId();
  const sent = draft;
  const box = form();
  if (!sent.text.trim() || box.dataset.sending) return;
  const failed = box.querySelector("[data-failed]");
  failed.hidden = true;
  box.dataset.sending = "1";
  area().readOnly = true;
  box.querySelector("[data-saved]").textContent = words["js-sending"];
  try {
    await verb(id, sent.mode === "note" ? "note" : "reply", { text: sent.text.trim(), draft_id: sent.draft });
    save(id, { ...sent, text: "", mode: "reply" });
    if (sent.source && sent.mode === "reply") {
      const kind = sent.source.startsWith("rule:") ? "action" : "reply";
      const verdict = sent.text.trim() === sent.original.trim() ? "accepted" : "edited";
      // an action was accepted when it was done
      if (kind === "reply" || verdict === "edited") verb(id, "suggestions/verdict", { kind, source: sent.source, verdict }).catch(() => {});
    }
    if (openId() === id) {
      draft = fresh();
      area().value = "";
      show();
      toBottom();
      document.dispatchEvent(new CustomEvent("panel:changed"));
    }
  } catch (error) {
    if (openId() === id) {
      failed.querySelector("span").textContent = error instanceof Refused ? error.message : words["js-send-failed"];
      failed.hidden = false;
    }
  } finally {
    delete box.dataset.sending;
    box.querySelector("textarea").readOnly = false;
    if (openId() === id) show();
  }
}
