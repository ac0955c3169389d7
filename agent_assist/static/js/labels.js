// What a person says of a message: one dialog a page, filled from the mark that opened it. Only what was changed is sent;
// where nothing was, the labels are confirmed as they stand. `labels:changed` tells the page which message it was about.
const dialog = document.querySelector("dialog.labels");
const form = dialog.querySelector("form");
const list = form.querySelector(".topics ul");
const add = form.querySelector("[data-add]");
const alert = form.querySelector("[role=alert]");
const { sentiment, emotion, intensity, complaint } = form.elements;
const keep = form.querySelector("[data-keep]");
let message = "";
let before = {};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const step = (text) => (text === "" ? null : Number(text));

/** Open the editor for the mark of a message. */
export function edit(mark) {
  message = mark.dataset.label;
  const { sentiment: mood, emotion: felt, intensity: strength, complaint: complains, topics } = JSON.parse(mark.dataset.labels);
  form.querySelector("blockquote").textContent = mark.closest("[data-said]").querySelector("[data-words]").textContent.trim();
  // a list of radios takes no empty value
  [...sentiment].find((choice) => choice.value === String(mood ?? "")).checked = true;
  emotion.value = felt ?? "";
  intensity.value = strength ?? 3;
  complaint.value = complains ? "1" : "0";
  list.replaceChildren(...topics.map(([path, feeling]) => line(path, feeling)));
  form.querySelector("[data-back]").hidden = !("judged" in mark.dataset);
  alert.hidden = true;
  before = read();
  show();
  dialog.showModal();
  form.querySelector("[name=sentiment]:checked").focus();
}

function read() {
  return {
    sentiment: step(sentiment.value),
    emotion: emotion.value || null,
    intensity: Number(intensity.value),
    complaint: complaint.value === "1",
    topics: [...list.children].map((item) => ({ path: item.dataset.path, feeling: step(item.querySelector("select").value) })),
  };
}

function changed() {
  const after = read();
  const told = Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(value, before[name])));
  if ("intensity" in told && !("emotion" in told)) {
    if (after.emotion) told.emotion = after.emotion;
    else delete told.intensity;
  }
  if (told.emotion) told.intensity = after.intensity;
  return told;
}

function show() {
  intensity.disabled = !emotion.value;
  keep.querySelector("span").textContent = Object.keys(changed()).length ? dialog.dataset.save : dialog.dataset.right;
}

function line(path, feeling) {
  const item = form.querySelector("template").content.cloneNode(true).firstElementChild;
  const name = [...add.options].find((option) => option.value === path)?.textContent ?? path;
  item.dataset.path = path;
  item.querySelector("b").textContent = name;
  const felt = item.querySelector("select");
  felt.value = feeling ?? "";
  felt.setAttribute("aria-label", `${name}: ${add.dataset.felt}`);
  item.querySelector("[data-drop]").setAttribute("aria-label", `${add.dataset.dropText}: ${name}`);
  return item;
}

async function send(method, path, body) {
  keep.disabled = true;
  try {
    const answer = await fetch(`/api/v1/messages/${message}/tags${path}`, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": dialog.dataset.csrf },
      body: body && JSON.stringify(body),
      credentials: "same-origin",
    });
    if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
    if (!answer.ok) throw new Error((await answer.json()).error.message);
    dialog.close();
    document.dispatchEvent(new CustomEvent("labels:changed", { detail: message }));
  } catch (error) {
    alert.textContent = error instanceof TypeError || error instanceof SyntaxError ? dialog.dataset.failedText : error.message;
    alert.hidden = false;
  } finally {
    keep.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const told = changed();
  if (Object.keys(told).length) send("POST", "", told);
  else send("POST", "/confirm");
});
form.addEventListener("change", ({ target }) => {
  if (target === add) {
    if (add.value && !list.querySelector(`[data-path="${add.value}"]`)) list.append(line(add.value, sentiment.value));
    add.value = "";
  }
  show();
});
form.addEventListener("click", ({ target }) => {
  const drop = target.closest("[data-drop]");
  if (drop) {
    drop.closest("li").remove();
    add.focus();
    show();
  }
  if (target.closest("[data-leave]")) dialog.close();
  if (target.closest("[data-back]")) send("DELETE", "");
});
form.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || target.matches("select") || !/^[0-5]$/.test(key)) return;
  const chosen = [...form.querySelectorAll("[name=sentiment]")].at(Number(key) - 1);
  chosen.checked = true;
  chosen.focus();
  event.preventDefault();
  show();
});
document.addEventListener("click", ({ target }) => {
  const mark = target.closest("[data-label]");
  if (mark) edit(mark);
});
