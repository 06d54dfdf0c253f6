// The station's edge: cameras, platform, queues; and alarms that nobody can overlook.

import { byId, el, serverNow, time } from "./dom.js";
import { age, t } from "./texts.js";

/** @param lostSince when the stream was lost; null while it is there. */
export function drawStation(status, lostSince) {
  byId("clock").textContent = time(serverNow());
  document.body.classList.toggle("offline", lostSince !== null);
  const alarms = [];
  if (lostSince !== null) {
    alarms.push(el("p", { class: "connection", text: `⚡ ${t("page.connectionLost", { since: time(lostSince) })}` }));
  }
  if (status) {
    byId("station-name").textContent = `${status.gate} · ${status.station}`;
    drawCameras(status, lostSince !== null);
    drawLinks(status);
    for (const order of (status.orders ?? []).slice(0, 3)) alarms.push(drawOrder(order));
    const lost = status.cameras.filter((camera) => !camera.isLive);
    for (const camera of lost.slice(0, 2)) {
      const what = t("page.cameraLost", { camera: camera.camera, lane: camera.lane, since: time(camera.since) });
      alarms.push(el("p", { class: "camera", text: `✖ ${what}${camera.fault ? ` – ${camera.fault}` : ""}` }));
    }
    if (lost.length > 2) alarms.push(el("p", { class: "camera", text: `+ ${lost.length - 2}` }));
  }
  // A live region that is rebuilt every second would be read out every second.
  const before = byId("alarms").textContent;
  if (before !== alarms.map((alarm) => alarm.textContent).join("")) byId("alarms").replaceChildren(...alarms);
}

/** What the platform orders for the traffic; it tells people, nothing opens or closes by it. */
function drawOrder(order) {
  const way = order.direction && order.direction !== "both" ? ` (${t(`direction.${order.direction}`)})` : "";
  const until = order.validUntil ? ` · ${t("page.orderUntil", { time: time(order.validUntil) })}` : "";
  const text = `${t(`order.${order.kind}`)}${way}${order.text ? `: ${order.text}` : ""}${until}`;
  return el("p", { class: `order ${order.kind}`, text });
}

function drawCameras(status, isOffline) {
  byId("cameras").replaceChildren(...status.cameras.map((camera) => {
    if (isOffline) return chip("unknown", `? ${camera.camera}`);
    return camera.isLive
      ? chip("good", `● ${camera.camera} ${t("page.live")}`)
      : chip("bad", `✖ ${camera.camera} ${t("page.lost")} ${age(serverNow() - new Date(camera.since))}`);
  }));
}

function drawLinks(status) {
  const { platform } = status;
  const chips = [
    platform.isReachable ? chip("good", `● ${t("page.platformUp")}`) : chip("warn", `✖ ${t("page.platformDown")}`, platform.fault),
    chip(platform.areDeclarationsStale ? "warn" : "good", platform.declarationsAsOf
      ? t("page.declarationsAge", { age: age(serverNow() - new Date(platform.declarationsAsOf)) })
      : t("page.declarationsNever")),
    chip("plain", t("page.eventsWaiting", { n: platform.eventsWaiting })),
  ];
  if (platform.eventsRefused > 0) chips.push(chip("warn", t("page.eventsRefused", { n: platform.eventsRefused })));
  if (status.scansQuarantined > 0) chips.push(chip("warn", t("page.quarantined", { n: status.scansQuarantined })));
  for (const alarm of status.alarms ?? []) chips.push(chip("bad", `✖ ${alarm}`, alarm));
  if (status.yard) {
    chips.push(chip("plain", t("page.yard", { n: Math.max(0, status.yard.capacity - status.yard.occupied) })));
  }
  byId("links").replaceChildren(...chips);
}

const chip = (kind, text, title) => el("li", { class: kind, text, title });
