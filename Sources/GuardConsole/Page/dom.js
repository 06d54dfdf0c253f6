// Building the page. Plates and declarations are written by strangers: their text goes in by textContent only.

export const byId = (id) => document.getElementById(id);

/** An element with properties (class, title, …), and children that are elements or text. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// The post's time, whatever the computer is set to: the platform and the papers use it too.
const zone = "Asia/Ho_Chi_Minh";
const timeFormat = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "2-digit", month: "2-digit" });

/** 08:12:03, with the day in front if it is not today's. */
export function time(date, now = serverNow()) {
  const value = new Date(date);
  if (Number.isNaN(value.getTime())) return "–";
  const day = dayFormat.format(value);
  return day === dayFormat.format(now) ? timeFormat.format(value) : `${day} ${timeFormat.format(value)}`;
}

/** 08:12 23/11 in place of each RFC 3339 time of a text. */
export function withLocalTimes(text) {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (found) => {
    const value = new Date(found);
    return `${timeFormat.format(value).slice(0, 5)} ${dayFormat.format(value)}`;
  });
}

let skew = 0;

/** Ages are told by the station's clock: the page may run on another computer. */
export function setServerTime(dateHeader) {
  const server = Date.parse(dateHeader ?? "");
  // The header has whole seconds; less than two is no difference.
  if (!Number.isNaN(server)) skew = Math.abs(server - Date.now()) < 2000 ? 0 : server - Date.now();
}

export const serverNow = () => new Date(Date.now() + skew);
