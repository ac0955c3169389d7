// Bringing a part of the page up to date in place: what has not changed is not touched, so that focus, selection and
// scroll stay. Children with a data-key are matched by it, others by their place. A nested part and the composer are
// left alone: they have a life of their own.
const keyOf = (node) => node.dataset?.key;
const isApart = (node) => node.dataset?.part !== undefined || node.dataset?.compose !== undefined || node.dataset?.typing !== undefined;

export function swap(target, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const log = document.querySelector(".log"); // any part that grows may shrink it
  const atBottom = log && log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  children(target, fresh.content);
  if (atBottom) toBottom();
}

export function toBottom() {
  const log = document.querySelector(".log");
  if (log) log.scrollTop = log.scrollHeight;
}

function children(old, fresh) {
  const keyed = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let here = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = keyOf(wanted);
    let known = key ? keyed.get(key) : here;
    if (!key) while (known && keyOf(known)) known = known.nextSibling;
    if (known && same(known, wanted)) {
      if (known !== here) old.insertBefore(known, here);
      else here = here.nextSibling;
      bring(known, wanted);
    } else {
      old.insertBefore(wanted, here);
    }
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function bring(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (isApart(old)) return;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !(name === "open")) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.nodeName !== "SELECT") children(old, fresh);
}
