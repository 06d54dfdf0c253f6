// The guard's keys and dialogs: from a key to a decision that is stored.

import { byId, el } from "./dom.js";
import { plateOf } from "./passage.js";
import { t } from "./texts.js";

/** Reasons that a guard gives are those of the checks; the language files know them all, in a fixed order. */
const allReasons = [
  "plate-not-declared", "plate-uncertain", "trailer-mismatch", "trailer-unread", "container-mismatch", "driver-mismatch",
  "documents-missing", "medical-missing", "quarantine-pending", "customs-pending", "fee-unpaid", "scan-suspicious",
  "scan-missing", "radiation-alarm", "wrong-gate", "wrong-direction", "expired", "declaration-closed",
  "several-declarations", "declarations-stale", "overstay",
];

/**
 * @param queue which passage is shown
 * @param decide sends a decision
 * @param say shows a hint to the guard
 * @param redraw draws after a move in the list
 */
export function bindKeys({ queue, decide, say, redraw }) {
  const now = () => performance.now();
  const returning = byId("return-dialog");
  const overruling = byId("overrule-dialog");
  // What the open dialog is about; it must not change under the guard's hands.
  let subject = null;

  /** The passage a key may act on, or null with a word about why not. */
  function target() {
    const { shown } = queue;
    if (!shown || shown.decision || byId("board").hidden) return null;
    if (!queue.isSettled(now())) {
      say(t("page.justArrived"));
      return null;
    }
    return shown;
  }

  function confirm() {
    const view = target();
    if (!view) return;
    if (view.verdict.advice !== "return") return void decide(view.passage.id, "confirm", [], "");
    byId("overrule-title").textContent = t("page.overruleTitle", { plate: plateOf(view) });
    byId("overrule-reasons").replaceChildren(...view.reasons.map((reason) => el("li", { text: t(`reason.${reason}`) })));
    byId("overrule-note").value = "";
    open(overruling, view, byId("overrule-note"));
  }

  function sendBack() {
    const view = target();
    if (!view) return;
    byId("return-title").textContent = t("page.returnTitle", { plate: plateOf(view) });
    const legend = byId("reasons").firstElementChild;
    byId("reasons").replaceChildren(legend, ...allReasons.map((reason) => {
      const box = el("input", { type: "checkbox", value: reason, checked: view.reasons.includes(reason) ? "" : undefined });
      return el("label", {}, box, el("span", { text: t(`reason.${reason}`) }));
    }));
    byId("note").value = "";
    byId("return-error").textContent = "";
    open(returning, view, byId("note"));
  }

  function open(dialog, view, focus) {
    subject = view.passage.id;
    queue.isHeld = true;
    dialog.showModal();
    focus.focus();
  }

  for (const dialog of [returning, overruling]) {
    dialog.addEventListener("close", () => {
      // The event comes after the fact: the guard may have opened a dialog anew by then, and what that one is about must stay.
      if (returning.open || overruling.open) return;
      queue.isHeld = false;
      subject = null;
      redraw();
    });
  }
  byId("return-cancel").addEventListener("click", () => returning.close());
  byId("overrule-cancel").addEventListener("click", () => overruling.close());

  returning.firstElementChild.addEventListener("submit", (event) => {
    event.preventDefault();
    const reasons = [...byId("reasons").querySelectorAll("input:checked")].map((box) => box.value);
    const note = byId("note").value.trim();
    if (reasons.length === 0 && note === "") {
      byId("return-error").textContent = t("problem.reason-missing");
      return;
    }
    const id = subject;
    returning.close();
    decide(id, "return", reasons, note);
  });
  overruling.firstElementChild.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = subject;
    const note = byId("overrule-note").value.trim();
    overruling.close();
    decide(id, "confirm", [], note);
  });

  const actions = {
    Enter: confirm, NumpadEnter: confirm, KeyR: sendBack, F8: sendBack,
    ArrowUp: () => queue.step(-1, now()), ArrowDown: () => queue.step(1, now()),
    KeyN: () => queue.advance(now()), Escape: () => queue.newest(now()),
  };
  document.addEventListener("keydown", (event) => {
    if (returning.open || overruling.open || byId("board").hidden) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const action = actions[event.code];
    // A button that has the focus keeps its own Enter; a key held down is one press.
    if (!action || (event.code.endsWith("Enter") && event.target.closest("button"))) return;
    event.preventDefault();
    if (event.repeat && !event.code.startsWith("Arrow")) return;
    action();
    redraw();
  });
  // A click leaves no focus behind that would take the next Enter.
  for (const [id, action] of [["confirm", confirm], ["return", sendBack]]) {
    byId(id).addEventListener("click", (event) => { event.currentTarget.blur(); action(); });
  }
}
