// The guard's page: signs in, listens, shows, and sends decisions. Everything it knows comes from /api.

import { byId, setServerTime } from "./dom.js";
import { bindKeys } from "./keys.js";
import { drawPassage, drawRecent } from "./passage.js";
import { Queue } from "./queue.js";
import { drawStation } from "./station.js";
import { listen } from "./stream.js";
import { setLanguage, t } from "./texts.js";

const queue = new Queue();
let status = null;
let lostSince = null;
let officer = null;
let listening = null;
/** What the last decision came to: { id, kind: "saving" | "saved" | "failed", text }. */
let outcome = null;

/** How long a decided vehicle stays before a waiting one takes its place. */
const pauseAfterDecision = 1500;

// Drawing

function draw() {
  const view = queue.shown;
  byId("sign-in").hidden = officer !== null;
  byId("board").hidden = officer === null || !view;
  byId("empty").hidden = officer === null || view !== null;
  byId("who").hidden = officer === null;
  byId("officer").textContent = officer ? officer.name || officer.officer : "";
  document.title = t("page.title");
  drawStation(status, lostSince);
  if (!view || !officer) return;
  drawPassage(view, status);
  drawRecent(queue, (id) => { queue.choose(id, performance.now()); draw(); });
  const isSaving = outcome?.kind === "saving";
  byId("confirm").disabled = byId("return").disabled = Boolean(view.decision) || isSaving;
  byId("confirm").className = view.verdict.advice === "pass" ? "advised" : "";
  byId("return").className = view.verdict.advice === "return" ? "advised" : "";
  drawOutcome(view);
}

function drawOutcome(view) {
  const box = byId("outcome");
  const mine = outcome?.id === view.passage.id ? outcome : null;
  const waiting = queue.waiting.length;
  box.className = mine?.kind ?? (waiting > 0 ? "waiting" : "");
  const text = mine?.text() ?? (waiting > 0 ? t("page.waitingCount", { n: waiting }) : "");
  if (box.textContent !== text) box.textContent = text;
}

function say(kind, text, id = queue.shown?.passage.id) {
  outcome = { id, kind, text };
  draw();
}

// Sessions

async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  setServerTime(answer.headers.get("Date"));
  return answer;
}

/** The problem of an answer in the guard's language. */
async function problem(answer) {
  const document = await answer.json().catch(() => ({}));
  const code = String(document.type ?? "").split(":").pop() || "internal";
  return () => t(`problem.${code}`, { seconds: answer.headers.get("Retry-After") ?? "" });
}

async function resume() {
  const answer = await call("GET", "/api/session").catch(() => null);
  if (answer?.ok) begin(await answer.json());
  else end();
}

function begin(who) {
  officer = who;
  byId("pin-input").value = "";
  byId("sign-in-error").textContent = "";
  document.activeElement?.blur();
  listening?.abort();
  listening = new AbortController();
  draw();
  listen({
    signal: listening.signal,
    onOpen: () => { lostSince = null; draw(); },
    onLost: () => { lostSince ??= new Date(); draw(); },
    onSessionEnded: () => end(() => t("problem.session-required")),
    onEvent: (event, data) => {
      if (event === "status") status = data;
      if (event === "passage") queue.put(data, performance.now());
      draw();
    },
  });
}

/** Nothing personal stays on the screen of nobody. */
function end(message = null) {
  listening?.abort();
  officer = null;
  lostSince = null;
  outcome = null;
  queue.clear();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  byId("sign-in-error").textContent = message ? message() : "";
  draw();
  byId("officer-input").focus();
}

byId("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = byId("sign-in-error");
  error.textContent = "";
  try {
    const answer = await call("POST", "/api/session", { officer: byId("officer-input").value.trim(), pin: byId("pin-input").value });
    if (answer.ok) begin(await answer.json());
    else error.textContent = (await problem(answer))();
  } catch {
    error.textContent = t("problem.unreachable");
  }
});

byId("sign-out").addEventListener("click", async () => {
  await call("DELETE", "/api/session").catch(() => null);
  end();
});

// A hand on the keys keeps the session; a page nobody touches lets it end.
let lastTouch = 0;
for (const kind of ["keydown", "pointerdown"]) {
  document.addEventListener(kind, () => {
    if (!officer || performance.now() - lastTouch < 60_000) return;
    lastTouch = performance.now();
    call("GET", "/api/session").catch(() => null);
  }, { passive: true });
}

// Decisions

async function decide(id, kind, reasons, note) {
  if (outcome?.kind === "saving") return;
  say("saving", () => t("page.saving"), id);
  try {
    const answer = await call("POST", `/api/passages/${encodeURIComponent(id)}/decision`, { kind, reasons, note });
    if (answer.status === 401) return end(() => t("problem.session-required"));
    if (!answer.ok) return say("failed", await problem(answer), id);
    queue.put(await answer.json(), performance.now());
    say("saved", () => `✔ ${t("page.saved")}`, id);
    setTimeout(() => {
      if (queue.shown?.decision) queue.advance(performance.now());
      draw();
    }, pauseAfterDecision);
  } catch {
    say("failed", () => t("problem.unreachable"), id);
  }
}

bindKeys({ queue, decide, say: (text) => say("hint", () => text), redraw: draw });

byId("languages").addEventListener("click", async (event) => {
  const { language } = event.target.dataset;
  if (!language) return;
  event.target.blur();
  localStorage.setItem("language", language);
  await setLanguage(language);
  draw();
});

await setLanguage(localStorage.getItem("language") ?? document.documentElement.lang);
setInterval(() => drawStation(status, lostSince), 1000);
await resume();
