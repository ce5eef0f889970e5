// Keeps the page as the server has it: asks for a section again when the
// server says that it has changed, and puts the differences in place without
// disturbing what a person is typing or has opened.

const state = document.getElementById("state");
const parts = { alerts: ["waiting", "alerts"], links: ["links"], stale: ["stale"] };
const due = new Set();
const source = new WeakMap(); // of an element, as the server sent it
let busy = false;

function say(mode) {
  state.className = `state ${mode}`;
  state.textContent = state.dataset[mode];
}

// title shows how many alerts wait, for tabs in the background.
function title() {
  const n = Number(document.getElementById("waiting-count")?.textContent ?? 0);
  document.title = `${n > 0 ? `(${n}) ` : ""}봉수 bongsu`;
}

// keep carries over what a person did in an old element: words typed, details
// opened or closed, where the focus is.
function keep(old, now) {
  for (const field of old.querySelectorAll("input[id]")) {
    const to = now.querySelector(`#${CSS.escape(field.id)}`);
    if (to) to.value = field.value;
  }
  for (const d of old.querySelectorAll("details[id]")) {
    const to = now.querySelector(`#${CSS.escape(d.id)}`);
    if (to) to.open = d.open;
  }
}

// hold keeps the buttons that say yes from being pressed for a moment after
// what stands there has changed or moved, so that nobody approves what they
// have not seen.
function hold(section) {
  for (const b of section.querySelectorAll("button.yes:not(:disabled)")) {
    b.disabled = true;
    setTimeout(() => (b.disabled = false), 1000);
  }
}

// place makes the children of a section those of a fragment. Elements are
// known by their ids; those that are the same stay untouched.
function place(section, fragment) {
  const focus = document.activeElement?.id;
  const old = new Map([...section.children].map((e) => [e.id, e]));
  const wanted = [...fragment.children].map((e) => {
    source.set(e, e.outerHTML);
    const was = e.id && old.get(e.id);
    if (!was) return e;
    if (source.get(was) === source.get(e)) return was;
    keep(was, e);
    return e;
  });
  if (wanted.length !== section.children.length || wanted.some((e, i) => e !== section.children[i])) {
    section.replaceChildren(...wanted);
    hold(section);
  }
  if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

async function fetchPart(id) {
  const section = document.getElementById(id);
  const answer = await fetch(section.dataset.fragment, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (answer.status === 401) {
    location.assign("/login");
    return;
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  place(section, parsed.body);
}

// work fetches what is due, one round at a time.
async function work() {
  if (busy) return;
  busy = true;
  while (due.size > 0) {
    const now = [...due];
    due.clear();
    try {
      await Promise.all(now.map(fetchPart));
      title();
    } catch {
      say("lost");
      now.forEach((id) => due.add(id));
      await new Promise((go) => setTimeout(go, 2000));
    }
  }
  busy = false;
  if (stream?.readyState === EventSource.OPEN) say("live");
}

function changed(what) {
  for (const id of parts[what] ?? []) due.add(id);
  work();
}

let stream;
function listen() {
  stream = new EventSource("/live");
  stream.addEventListener("open", () => {
    say("live");
    changed("alerts");
    changed("links");
    changed("stale");
  });
  stream.addEventListener("changed", (e) => changed(e.data));
  stream.addEventListener("error", () => {
    say("lost");
    if (stream.readyState === EventSource.CLOSED) {
      changed("alerts"); // finds out whether we are still signed in
      setTimeout(listen, 5000);
    }
  });
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (e) => {
  for (const b of e.target.querySelectorAll("button:not([name])")) b.disabled = true;
});

title();
if ("EventSource" in window) listen();
else say("off");
