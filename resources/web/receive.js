"use strict";
// Everything that comes from the service is put in as text, never as markup.
const byId = (id) => document.getElementById(id);
let words = {}, shown = null, timer = 0;
const BEDS = ["ward_beds", "icu_beds", "ed_waiting"];

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch("/receive/" + path, { credentials: "same-origin", ...options });
  const told = await reply.json().catch(() => ({}));
  return { ok: reply.ok, status: reply.status, told };
}

function say(text) { byId("said").textContent = text || ""; }

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function showEntry() {
  shown = null;
  clearTimeout(timer);
  byId("case").hidden = true;
  byId("exercise").hidden = true;
  byId("entry").hidden = false;
  byId("code").value = "";
  byId("code").focus();
}

function showCase(found) {
  shown = found;
  byId("entry").hidden = true;
  byId("case").hidden = false;
  byId("exercise").hidden = !found.exercise;
  byId("exercise").textContent = found.exercise;
  byId("head").textContent = found.head;
  byId("stage").textContent = found.stage;
  byId("lead").textContent = found.lead.join("\n");
  byId("changes").textContent = found.changes;
  byId("foot").textContent = found.foot;
  byId("paper").hidden = !found.paper;
  const offers = found.offers.map((offer, place) => {
    const button = element("button", offer.name, place === 0 ? "primary" : "");
    button.type = "button";
    button.id = "offer-" + offer.what;
    button.addEventListener("click", () => send(offer));
    return button;
  });
  byId("offers").replaceChildren(...offers);
  byId("answer").hidden = offers.length === 0;
  byId("charts").replaceChildren(element("h2", found.chart_title), ...found.charts.map((one) => chart(found, one)));
  byId("parts").replaceChildren(...found.parts.flatMap(part));
  clearTimeout(timer);
  timer = setTimeout(refresh, 10000);
}

function part(one) {
  const table = element("table");
  for (const row of one.rows) {
    const line = table.insertRow();
    line.className = (row.missing ? "missing " : "") + (row.changed ? "changed" : "");
    line.append(element("th", (row.changed ? "▌ " : "") + row.name), element("td", row.text), element("td", row.detail, "when"));
  }
  return [element("h2", one.title), table];
}

function chart(found, one) {
  const space = "http://www.w3.org/2000/svg", width = 1000, height = 100;
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 " + width + " " + height);
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", one.name + " " + one.last);
  const low = Math.min(...one.points.map((p) => p[1])), high = Math.max(...one.points.map((p) => p[2]), low + 4);
  for (const [at, least, most] of one.points) {
    const bar = document.createElementNS(space, "rect");
    const share = (at - found.chart_from) / (found.chart_to - found.chart_from);
    bar.setAttribute("x", Math.max(0, share * width));
    bar.setAttribute("width", 8);
    bar.setAttribute("y", height - ((most - low) / (high - low)) * 92 - 4);
    bar.setAttribute("height", Math.max(3, ((most - least) / (high - low)) * 92));
    drawing.append(bar);
  }
  const line = element("div", undefined, "chart");
  line.append(element("span", one.name + " " + one.unit), drawing, element("b", one.last));
  return line;
}

async function refresh() {
  const { ok, status, told } = await ask("case").catch(() => ({ ok: false, status: 0, told: {} }));
  if (ok) showCase(told);
  else if (status === 403) { if (shown) say(words.ended); showEntry(); }
  else { say(words.offline); timer = setTimeout(refresh, 10000); }
}

async function send(offer) {
  const typed = byId("words").value;
  if (offer.needs && !typed.trim()) { say(offer.needs); byId("words").focus(); return; }
  const { ok, told } = await ask("answer", { version: shown.version, what: offer.what, words: typed }).catch(() => ({ ok: false, told: { said: words.offline } }));
  if (!ok) { say(told.said); if (told.said !== words.offline) refresh(); return; }
  byId("words").value = "";
  say("");
  if (told.head) showCase(told); else { showEntry(); say(words.ended); }
}

async function enter(event) {
  event.preventDefault();
  const slip = location.hash.slice(1);
  const { ok, told } = await ask("open", { slip, code: byId("code").value }).catch(() => ({ ok: false, told: { said: words.offline } }));
  if (!ok) { say(told.said); byId("code").select(); return; }
  say("");
  refresh();
}

async function tellBeds(event) {
  event.preventDefault();
  const told = {};
  for (const field of byId("bed-fields").querySelectorAll("input, select")) told[field.name] = field.value;
  const reply = await ask("beds", told).catch(() => ({ ok: false, told: { said: words.offline } }));
  say(reply.ok ? words.beds_thanks : reply.told.said);
}

function write() {
  document.title = words.title;
  byId("title").textContent = words.title;
  document.querySelector("label[for=code]").textContent = words.code;
  byId("enter").textContent = words.enter;
  byId("enter").className = "primary";
  byId("hint").textContent = words.hint;
  document.querySelector("label[for=words]").textContent = words.words;
  byId("paper").textContent = words.paper;
  document.querySelector("#beds h2").textContent = words.beds;
  byId("tell-beds").textContent = words.tell_beds;
  const fields = BEDS.map((name) => {
    const box = element("label", words[name]);
    const input = element("input");
    input.name = name; input.id = name; input.inputMode = "numeric"; input.maxLength = 4;
    box.append(input);
    return box;
  });
  const box = element("label", words.diversion), choice = element("select");
  choice.name = "diversion"; choice.id = "diversion";
  for (const name of ["", "none", "partial", "full"]) { const one = element("option", words["diversion_" + (name || "unsaid")]); one.value = name; choice.append(one); }
  box.append(choice);
  byId("bed-fields").replaceChildren(...fields, box);
}

async function begin() {
  words = (await ask("words")).told;
  write();
  byId("entry").addEventListener("submit", enter);
  byId("beds").addEventListener("submit", tellBeds);
  byId("answer").addEventListener("submit", (event) => event.preventDefault());
  const { ok, told } = await ask("case");
  if (ok) showCase(told); else showEntry();
}

begin();
