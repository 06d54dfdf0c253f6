// One passage: verdict, plates, checks, papers, scans; and the list of recent ones.

import { byId, el, time, withLocalTimes } from "./dom.js";
import { t } from "./texts.js";

const doubtful = 0.9;
const icons = { pass: "✔", return: "↩", check: "!" };
const marks = { satisfied: "✔", missing: "✖", mismatched: "≠", pending: "…", unknown: "?", "not-required": "–" };
const provinces = /^[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]/;

export function drawPassage(view, status) {
  drawVerdict(view);
  drawPlate(byId("tractor"), view, view.passage.tractor, "tractor-plate", t("page.noPlate"));
  drawPlate(byId("trailer"), view, view.passage.trailer, "trailer-plate", t("page.noTrailer"));
  drawOverview(view, status);
  drawChecks(view.verdict.checks);
  drawDeclarations(view);
  drawScans(view);
}

export const plateOf = (view) => (view.passage.tractor ?? view.passage.trailer)?.text ?? t("page.noPlate");

function drawVerdict(view) {
  const { advice } = view.verdict;
  const section = byId("verdict");
  section.className = advice;
  byId("verdict-icon").firstElementChild.setAttribute("href", `#icon-${advice}`);
  setText("verdict-text", t(`advice.${advice}`));
  const reasons = view.reasons.map((reason) => t(`reason.${reason}`));
  setText("verdict-why", reasons.length > 0 ? reasons.join(" · ") : t(`adviceWhy.${advice}`));
  setText("lane", `${t("page.lane")} ${view.passage.lane} · ${t(`direction.${view.passage.direction}`)}`);
  setText("seen", `${t("page.seenAt")} ${time(view.capturedAt)}${view.passage.endedAt ? ` · ${t("page.left")}` : ""}`);
  const { decision } = view;
  const stamp = byId("stamp");
  stamp.className = decision?.kind ?? "open";
  setText("stamp", decision
    ? `${t(decision.kind === "confirm" ? "page.confirmedBy" : "page.returnedBy")} · ${decision.officer} · ${time(decision.decidedAt)}`
    : t("page.undecided"));
}

/** Only a changed text is written: a live region would say it again. */
function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function drawPlate(box, view, read, subject, absent) {
  if (!read) {
    box.replaceChildren(el("div", { class: "unread", text: absent }), ...pictureOf(view, subject));
    return;
  }
  const characters = read.characters.length > 0 ? read.characters : [...read.text].map((c) => ({ c, p: 1 }));
  const text = el("div", { class: `text ${read.colour}`, role: "img", "aria-label": spoken(characters) });
  for (const { c, p } of characters) {
    const isDoubtful = p < doubtful;
    text.append(el("span", { class: isDoubtful ? "character doubt" : "character", title: `${Math.round(p * 100)} %` },
      el("b", { text: c }), isDoubtful ? el("i", { text: `${Math.round(p * 100)}%` }) : null));
  }
  const notes = [t(`country.${read.country}`), t(`kind.${read.kind}`), t(`colour.${read.colour}`)];
  if (provinces.test(read.text)) notes.unshift(`${t("page.province")}: ${[...read.text][0]}`);
  if (read.raw && read.raw !== read.text) notes.push(read.raw);
  const isDoubted = characters.some(({ p }) => p < doubtful);
  box.replaceChildren(text, ...pictureOf(view, subject),
    el("p", { class: "notes", text: notes.join(" · ") }),
    ...(isDoubted ? [el("p", { class: "doubt-note", text: t("page.doubt") })] : []));
}

const spoken = (characters) => characters.map(({ c, p }) => (p < doubtful ? `${c}?` : c)).join(" ");

function pictureOf(view, subject) {
  const picture = view.passage.pictures.find((one) => one.subject === subject);
  return picture ? [image(picture.evidence, t("page.pictureAt", { time: time(picture.capturedAt), camera: picture.camera }))] : [];
}

function drawOverview(view, status) {
  const box = byId("overview");
  const picture = view.passage.pictures.find((one) => one.subject === "overview");
  if (!picture) {
    box.className = "none";
    box.replaceChildren(el("p", { text: t("page.noPicture") }));
    return;
  }
  const camera = status?.cameras.find((one) => one.camera === picture.camera && one.lane === view.passage.lane);
  const isOld = camera !== undefined && !camera.isLive;
  const label = t(isOld ? "page.oldPicture" : "page.pictureAt", { time: time(picture.capturedAt), camera: picture.camera });
  box.className = isOld ? "old" : "";
  box.replaceChildren(image(picture.evidence, label), el("p", { text: label }));
}

// Pictures never change: an element that has loaded one is used again, so that nothing flickers.
const images = new Map();

function image(hash, label) {
  let element = images.get(hash);
  if (!element) {
    element = el("img", { src: `/api/evidence/${encodeURIComponent(hash)}`, decoding: "async" });
    element.addEventListener("error", () => { element.classList.add("broken"); images.delete(hash); });
    images.set(hash, element);
    if (images.size > 24) images.delete(images.keys().next().value);
  }
  element.alt = label;
  return element;
}

function drawChecks(checks) {
  const open = checks.filter((check) => check.reason);
  const satisfied = checks.filter((check) => !check.reason && check.state !== "not-required");
  const idle = checks.filter((check) => !check.reason && check.state === "not-required");
  const rows = [
    ...open.map((check) => el("li", { class: `open ${check.state}` }, mark(check), subject(check),
      el("span", { class: "state", text: t(`reason.${check.reason}`) }), comparison(check))),
    // Short ones stand two in a row: all of them must be seen without scrolling.
    ...satisfied.map((check) => ({ check, value: readable(check, check.found ?? check.expected ?? "") }))
      .sort((a, b) => isWide(b) - isWide(a))
      .map((one) => el("li", { class: isWide(one) ? "satisfied wide" : "satisfied" }, mark(one.check), subject(one.check),
        el("span", { class: "value", text: one.value }))),
  ];
  if (idle.length > 0) {
    rows.push(el("li", { class: "idle",
      text: `${t("state.not-required")}: ${idle.map((check) => t(`subject.${check.subject}`)).join(", ")}` }));
  }
  byId("checks").replaceChildren(...rows);
}

const mark = (check) => el("span", { class: "mark", role: "img", "aria-label": t(`state.${check.state}`), text: marks[check.state] });
const subject = (check) => el("span", { class: "subject", text: t(`subject.${check.subject}`) });
const isWide = ({ check, value }) => t(`subject.${check.subject}`).length + value.length > 15;

/** What is declared and what was found, to be compared. */
function comparison({ expected, found, ...check }) {
  if (!expected && !found) return null;
  return el("span", { class: "compare" },
    expected ? el("span", { class: "expected" }, `${t("page.expected")} `, el("b", { text: readable(check, expected) })) : null,
    found ? el("span", { class: "found" }, `${t("page.found")} `, el("b", { text: readable(check, found) })) : null);
}

function readable(check, value) {
  if (check.subject === "direction") return t(`direction.${value}`);
  if (check.reason === "declaration-closed") return t(`declarationState.${value}`);
  return withLocalTimes(value);
}

function drawDeclarations(view) {
  const { verdict, declarations } = view;
  const main = declarations.find((one) => one.id === verdict.declaration);
  byId("declaration").replaceChildren(main ? declaration(main, view) : el("p", { class: "none", text: t("page.noDeclaration") }));
  const suggested = verdict.suggestions.map((id) => declarations.find((one) => one.id === id)).filter(Boolean);
  byId("suggestions").replaceChildren(...(suggested.length === 0 ? [] : [
    el("h3", { text: `${t("page.suggestions")} (${suggested.length})` }),
    el("ul", {}, ...suggested.slice(0, 4).map((one) => el("li", {},
      el("b", { text: one.vehicles.map((vehicle) => vehicle.plate).filter(Boolean).join(", ") || "–" }),
      el("span", { text: ` ${one.number} · ${one.gate} ${t(`direction.${one.direction}`)} · ${one.goods.join(", ")}` })))),
  ]));
}

function declaration(one, view) {
  const vehicle = vehicleOf(one, view);
  const rows = [
    ["page.number", one.state === "open" ? one.number : `${one.number} – ${t(`declarationState.${one.state}`)}`],
    ["page.gate", `${one.gate} · ${t(`direction.${one.direction}`)}`],
    ["page.validUntil", one.validUntil && withLocalTimes(one.validUntil)],
    ["page.vehicle", [vehicle?.plate, vehicle?.trailer].filter(Boolean).join(" + ")],
    ["page.containers", vehicle?.containers.join(", ")],
    ["page.seal", vehicle?.seal],
    ["page.driver", vehicle?.driver],
    ["page.goods", one.goods.join("; ")],
    ["page.defects", one.defects.join("; ")],
  ];
  return el("dl", {}, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [
    el("dt", { text: t(name) }), el("dd", { class: name.slice(5), text: value }),
  ]));
}

/** The platform keeps Chinese plates without the province. */
const key = (plate) => (plate ?? "").toUpperCase().replace(/[^A-Z0-9]/g, "");

function vehicleOf(one, view) {
  const read = [view.passage.tractor, view.passage.trailer].filter(Boolean).map((plate) => key(plate.text));
  return one.vehicles.find((vehicle) => read.includes(key(vehicle.plate)))
    ?? one.vehicles.find((vehicle) => read.includes(key(vehicle.trailer))) ?? one.vehicles[0];
}

function drawScans(view) {
  const { scans } = view;
  if (scans.length === 0) {
    byId("scans").replaceChildren(el("p", { class: "none", text: t("page.noScan") }));
    return;
  }
  byId("scans").replaceChildren(...scans.slice(0, 2).map((scan) => el("div", { class: "scan" },
    ...scan.radiation.map((alarm) => el("p", { class: "radiation",
      text: `☢ ${t("page.radiation")}: ${alarm.category} ${alarm.description}` })),
    el("p", { class: `conclusion ${scan.conclusion}`,
      text: `${t(`conclusion.${scan.conclusion}`)}${scan.endedAt ? ` · ${time(scan.endedAt)}` : ""}${scan.note ? ` · ${scan.note}` : ""}` }),
    ...scan.pictures.slice(0, 1).map((hash) => image(hash, t("page.scan"))))));
}

export function drawRecent(queue, onChoose) {
  const shown = queue.shown?.passage.id;
  byId("passages").replaceChildren(...queue.all.slice(0, 14).map((view) => {
    const { advice } = view.verdict;
    const { decision, passage } = view;
    const state = decision ? t(decision.kind === "confirm" ? "page.confirmedBy" : "page.returnedBy")
      : passage.endedAt ? t("page.left") : t("page.undecided");
    const button = el("button", { type: "button", class: `${advice} ${decision ? "decided" : passage.endedAt ? "gone" : "waiting"}`,
      "aria-current": passage.id === shown ? "true" : undefined, title: state },
    el("span", { class: "mark", "aria-label": t(`advice.${advice}`), text: icons[advice] }),
    el("b", { text: plateOf(view) }),
    el("span", { class: "how", text: `${time(passage.startedAt).slice(0, -3)} · ${state}` }));
    button.addEventListener("click", () => { button.blur(); onChoose(passage.id); });
    return el("li", {}, button);
  }));
}
