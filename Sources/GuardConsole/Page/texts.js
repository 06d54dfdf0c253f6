// The page's words, in the guard's language.

import { byId } from "./dom.js";

const languages = ["vi", "en", "zh"];
let texts = {};

export async function setLanguage(language) {
  const chosen = languages.includes(language) ? language : "vi";
  const answer = await fetch(`/${chosen}.json`);
  texts = await answer.json();
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const button of byId("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
}

/** The text at `group.key`, with `{name}` replaced. A code nobody has translated is shown as it is. */
export function t(path, values = {}) {
  const dot = path.indexOf(".");
  const key = path.slice(dot + 1);
  const text = texts[path.slice(0, dot)]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** An age in words: 12 s, 4 min, 3 h, 2 d. */
export function age(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return t("page.seconds", { n: seconds });
  if (seconds < 7200) return t("page.minutes", { n: Math.floor(seconds / 60) });
  if (seconds < 172800) return t("page.hours", { n: Math.floor(seconds / 3600) });
  return t("page.days", { n: Math.floor(seconds / 86400) });
}
