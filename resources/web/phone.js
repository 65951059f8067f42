// The page of a worker's phone: her own day, reports that wait without a network and go in order, a call for help.
// Everything that comes from the service is written as text, never as markup. Nothing of a patient is kept on the
// phone; what waits to be sent is ids, states and what the worker wrote herself.
"use strict";

const NEXT = { assigned: ["accepted", "on_the_way"], accepted: ["on_the_way"], on_the_way: ["arrived"], arrived: ["left"], left: ["done"], could_not: ["on_the_way"] };
const REASONS = ["nobody_home", "refused", "no_access", "went_to_hospital", "unsafe", "no_equipment", "other"];
const OVER = new Set(["done", "could_not"]);
const POLL_MS = 30000, HOLD_MS = 2000, AGAIN_MS = [2000, 4000, 8000, 15000, 30000], ANSWER_MS = 15000;
const kept = window.localStorage;
const at = (id) => document.getElementById(id);

let words = {}, language = kept.getItem("hah.language") || "zh_TW";
let key = null, pass = kept.getItem("hah.pass"), day = null, seenAt = 0, opened = null, refusedOf = null;
let shown = "", sending = false, failures = 0, away = false, timer = 0;

// ---- words -------------------------------------------------------------------------------------------------------
function say(name, places = {}) {
  const sentence = (words[language] || {})[name] || name;
  return sentence.replace(/\{(\w+)\}/g, (all, place) => (place in places ? String(places[place]) : all));
}
const between = () => (language === "en" ? ", " : "、");
const page = (name, places) => say("phone.page." + name, places);
function clock(moment) {
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Taipei" });
}
function element(kind, className, text) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- the key that never leaves the phone ---------------------------------------------------------------------------
function store() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("hah", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}
async function withKeys(mode, act) {
  const base = await store();
  return new Promise((done, fail) => {
    const asked = act(base.transaction("keys", mode).objectStore("keys"));
    asked.onsuccess = () => { base.close(); done(asked.result); };
    asked.onerror = () => { base.close(); fail(asked.error); };
  });
}
async function newKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  await withKeys("readwrite", (keys) => keys.put(pair, "phone"));
  return pair;
}
const text64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
function freshId() {
  return text64(crypto.getRandomValues(new Uint8Array(16))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

// ---- speaking with the service -------------------------------------------------------------------------------------
async function post(path, content, signed = true) {
  const body = new TextEncoder().encode(JSON.stringify(content));
  const headers = { "Content-Type": "application/json" };
  if (signed) {
    const head = new TextEncoder().encode(path + "\n"), whole = new Uint8Array(head.length + body.length);
    whole.set(head); whole.set(body, head.length);
    headers["X-Pass"] = pass;
    headers["X-Signature"] = text64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, whole));
  }
  const stop = new AbortController(), late = setTimeout(() => stop.abort(), ANSWER_MS);
  try {
    const answer = await fetch(path, { method: "POST", body, headers, signal: stop.signal, cache: "no-store", credentials: "omit" });
    return { status: answer.status, content: answer.ok ? await answer.json() : null };
  } catch (error) {
    return { status: 0, content: null };
  } finally {
    clearTimeout(late);
  }
}
async function openLink(code) {
  key = await newKey();
  const spki = text64(await crypto.subtle.exportKey("spki", key.publicKey));
  const answer = await post("/phone/open", { code, key: spki, device: navigator.userAgent.slice(0, 120) }, false);
  if (answer.status !== 200) { notice(answer.status === 0 ? "no_link" : "link_refused"); return false; }
  pass = answer.content.pass;
  kept.setItem("hah.pass", pass);
  history.replaceState(null, "", location.pathname);
  return true;
}

// ---- what waits to be sent -----------------------------------------------------------------------------------------
function queue() { try { return JSON.parse(kept.getItem("hah.queue") || "[]"); } catch (error) { return []; } }
function keepQueue(rows) { kept.setItem("hah.queue", JSON.stringify(rows)); }
function refusedRows() { try { return JSON.parse(kept.getItem("hah.refused") || "[]"); } catch (error) { return []; } }
function report(visit, state, more = {}) {
  const row = { id: freshId(), visit, state, told: new Date().toISOString(), made: Date.now(), reason: "", remark: "", card: false, ...more };
  keepQueue([...queue(), row]);
  paint();
  send();
}
function handOver(visit, told, next) {
  const made = { id: freshId(), visit, kind: "receipt", told: new Date().toISOString(), made: Date.now(), ...told };
  keepQueue([...queue(), made]);
  if (next) report(visit, next); else { paint(); send(); }
}
function mark(halt, state, halts, specimens) {
  const row = { id: freshId(), halt: halt.halt_id, kind: "halt", halts, specimens, state, told: new Date().toISOString(), made: Date.now() };
  keepQueue([...queue(), row]);
  paint();
  send();
}
function asSent(row) {
  const waited_s = Math.max(0, (Date.now() - row.made) / 1000);
  if (row.kind === "halt") return ["/phone/halt", { report_id: row.id, halts: row.halts, state: row.state, told_at: row.told, waited_s, specimens: row.specimens }];
  const shared = { visit_id: row.visit, told_at: row.told, waited_s };
  if (row.kind === "receipt") return ["/phone/receipt", { ...shared, receipt_id: row.id, received_by: row.name, relationship: row.relationship, drawing: row.drawing }];
  return ["/phone/report", { ...shared, report_id: row.id, state: row.state, reason: row.reason, remark: row.remark, card_read: row.card }];
}
async function send() {
  if (sending || !pass || !key) return;
  sending = true;
  clearTimeout(timer);
  try {
    while (queue().length) {
      const row = queue()[0];
      const answer = await post(...asSent(row));
      if (answer.status === 0 || answer.status === 429 || answer.status >= 500) { again(); return; }
      if (answer.status === 200) {
        const stop = day && day.stops.find((one) => one.visit_id === answer.content.visit_id);
        const halt = row.kind === "halt" && day && day.halts.find((one) => one.halt_id === row.halt);
        if (halt) {
          halt.things.filter((thing) => row.halts.includes(thing.halt)).forEach((thing) => { thing.state = answer.content.state; });
          halt.state = halt.things.length ? leastOf(halt.things.map((thing) => thing.state)) : answer.content.state;
          halt.specimens = halt.specimens.filter((one) => !row.specimens.includes(one.specimen_id));
        } else if (stop && row.kind === "receipt") stop.handed_over = true;
        else if (stop) { stop.state = answer.content.state; stop.reason = row.reason; }
      } else {
        kept.setItem("hah.refused", JSON.stringify([...refusedRows(), row].slice(-20)));
      }
      keepQueue(queue().slice(1));
      failures = 0; away = false;
      paint();
    }
  } finally {
    sending = false;
  }
  load();
}
function again() {
  away = true;
  timer = setTimeout(send, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
  failures += 1;
  paint();
}
async function load() {
  if (!pass || !key || sending) return;
  const answer = await post("/phone/day", { asked: freshId() });
  if (answer.status === 200) { day = answer.content; seenAt = Date.now(); away = false; notice(""); }
  else if (answer.status === 403) { notice("pass_refused"); }
  else { away = true; }
  paint();
  if (!away && queue().length) send();
}

// ---- help ----------------------------------------------------------------------------------------------------------
let heldSince = 0, holding = 0;
function help() { try { return JSON.parse(kept.getItem("hah.help") || "null"); } catch (error) { return null; } }
function hold(event) {
  event.preventDefault();
  heldSince = Date.now();
  clearInterval(holding);
  holding = setInterval(() => {
    at("held").value = Math.min(100, (Date.now() - heldSince) / HOLD_MS * 100);
    if (Date.now() - heldSince >= HOLD_MS) { release(); kept.setItem("hah.help", JSON.stringify({ id: freshId(), sent: false })); callOut(); }
  }, 50);
}
function release() { clearInterval(holding); holding = 0; at("held").value = 0; }
async function callOut() {
  const call = help();
  if (!call || call.sent || !pass || !key) { paintHelp(); return; }
  paintHelp();
  const answer = await post("/phone/help", { call_id: call.id, place: lastPlace ? { ...lastPlace.place, age_s: (Date.now() - lastPlace.at) / 1000 } : null });
  if (answer.status === 200) { kept.setItem("hah.help", JSON.stringify({ ...call, sent: true })); tellPlace(); }
  else { setTimeout(callOut, 2000); }
  paintHelp();
}
function paintHelp() {
  const call = help();
  at("help-state").hidden = !call;
  if (call) at("help-state").textContent = page(call.sent ? "help_sent" : "help_waits");
}

// ---- where the phone is --------------------------------------------------------------------------------------------
let lastPlace = null;
function tellPlace() {
  if (!navigator.geolocation || !pass || !key) return;
  navigator.geolocation.getCurrentPosition((found) => {
    lastPlace = { at: Date.now(), place: { lat: found.coords.latitude, lon: found.coords.longitude, accuracy_m: found.coords.accuracy } };
    post("/phone/place", { ...lastPlace.place, age_s: 0 });
  }, () => {}, { maximumAge: 30000, timeout: 10000, enableHighAccuracy: false });
}

// ---- painting ------------------------------------------------------------------------------------------------------
function notice(name) { at("notice").hidden = !name; at("notice").textContent = name ? page(name) : ""; at("notice").dataset.name = name; }
const HALT_STATES = ["ahead", "arrived", "done"];
const leastOf = (states) => HALT_STATES[Math.min(...states.map((state) => HALT_STATES.indexOf(state)))];
function thingState(thing) {
  const told = queue().filter((row) => row.kind === "halt" && row.halts.includes(thing.halt));
  return told.length ? told[told.length - 1].state : thing.state;
}
function stateOf(stop) {
  if (stop.halts) {
    const told = queue().filter((row) => row.kind === "halt" && row.halt === stop.halt_id);
    if (stop.things.length) return leastOf(stop.things.map((thing) => thingState(thing)));
    return told.length ? told[told.length - 1].state : stop.state;
  }
  const mine = queue().filter((row) => row.visit === stop.visit_id && row.state);
  return mine.length ? mine[mine.length - 1].state : stop.state;
}
function isSigned(stop) { return stop.handed_over || queue().some((row) => row.visit === stop.visit_id && row.kind === "receipt"); }
function route() {  // visits as they are planned, each stop at the store or a laboratory before the visit it is made before
  const rows = [...day.stops];
  [...day.halts].reverse().forEach((halt) => {
    const before = rows.findIndex((one) => Date.parse(one.start) > Date.parse(halt.start));
    rows.splice(before < 0 ? rows.length : before, 0, halt);
  });
  return rows;
}
const nameOf = (stop) => stop.visit_id || stop.halt_id;
function current() {
  const open = (day ? route() : []).filter((stop) => !stop.needless && !OVER.has(stateOf(stop)));
  return open.find((stop) => ["on_the_way", "arrived", "left"].includes(stateOf(stop))) || open[0] || null;
}
function paint() {
  const waiting = queue().length, now = current();
  document.documentElement.lang = language === "en" ? "en" : "zh-Hant-TW";
  at("worker").textContent = day ? day.worker : page("title");
  at("day").textContent = day ? page("day", { day: day.day, count: day.stops.length + day.halts.length, plan: day.plan }) : "";
  at("language").textContent = page("other_language");
  at("help-words").textContent = page("help");
  at("link").className = away || waiting ? "away" : "";
  at("link").textContent = waiting ? page("waiting", { count: waiting }) : away ? page("away") : seenAt ? page("as_of", { at: clock(seenAt) }) : "";
  const refused = refusedRows(), shape = JSON.stringify([day && day.stops, day && day.halts, day && day.halts.map(tooLate), queue(), refused, opened, language]);
  if (shape === shown) { paintHelp(); return; }
  shown = shape;
  const list = at("stops");
  list.replaceChildren(...(day ? route().map((stop) => painted(stop, now)) : []));
  if (day && !day.stops.length && !day.halts.length) list.append(element("li", "dim", page("nothing")));
  at("refused").hidden = !refused.length;
  at("refused").replaceChildren();
  if (refused.length) {
    at("refused").append(element("p", "", page("refused", { count: refused.length })));
    const drop = element("button", "", page("seen"));
    drop.type = "button";
    drop.addEventListener("click", () => { kept.removeItem("hah.refused"); paint(); });
    at("refused").append(drop);
  }
  paintHelp();
}
function painted(stop, now) {
  const state = stop.needless ? "needless" : stateOf(stop), isNow = now && nameOf(now) === nameOf(stop);
  const row = element("li", "stop " + state + (isNow ? " now" : "") + (stop.halts ? " halt" : "") + (stop.halts && tooLate(stop) ? " pressing" : "")), head = element("button", "head");
  row.dataset[stop.halts ? "halt" : "visit"] = nameOf(stop);
  head.type = "button";
  head.append(element("span", "time", clock(stop.start)));
  const who = element("span");
  if (stop.halts) who.append(element("span", "name", page("halt." + stop.kind)), element("br"), element("span", "dim", inShort(stop)));
  else who.append(element("span", "name", stop.patient), element("br"), element("span", "dim", say("words.task_kind." + stop.kind)));
  head.append(who, element("span", "state", page((stop.halts ? "halt_state." : "state.") + state)));
  const open = opened === nameOf(stop) || (opened === null && isNow);
  head.setAttribute("aria-expanded", String(Boolean(open)));
  head.addEventListener("click", () => { opened = open ? "" : nameOf(stop); paint(); });
  row.append(head);
  if (open) row.append(stop.halts ? haltBody(stop, state) : bodyOf(stop, state, isNow));
  return row;
}
// ---- stops at the store and at laboratories ----------------------------------------------------------------------------
const inBag = (halt) => {
  const gone = new Set(queue().filter((row) => row.kind === "halt").flatMap((row) => row.specimens));
  return halt.specimens.filter((one) => !gone.has(one.specimen_id));
};
const until = (specimen) => specimen.valid_until ? page("specimen.until", { at: clock(specimen.valid_until) }) : "";
function tooLate(halt) {  // by the plan, and by the service's clock: the phone's own may be wrong
  const bag = inBag(halt), there = Math.max(Date.parse(halt.start), Date.parse(day.at));
  return bag.length && bag[0].valid_until && Date.parse(bag[0].valid_until) < there ? page("specimen.too_late", { at: clock(bag[0].valid_until) }) : "";
}
function inShort(halt) {
  if (halt.kind !== "hand_in") return [halt.name, ...new Set(halt.things.map((thing) => thing.patient))].filter(Boolean).join(between());
  const bag = inBag(halt);
  const count = bag.length ? page("specimen.count", { count: bag.length }) : halt.expected ? page("specimen.expected", { count: halt.expected }) : page("specimen.none");
  return [halt.name, count, bag.length ? until(bag[0]) : ""].filter(Boolean).join(between());
}
function sayThing(halt, thing, moved) {
  const needless = thing.needless && halt.kind === "load" ? page(moved ? "thing_back" : "thing_needless") : "";
  return [moved ? thing.patient : "", say("words.task_kind." + thing.kind), thing.what[language], needless].filter(Boolean).join(" · ");
}
function haltBody(halt, state) {
  const body = element("div", "body"), facts = element("dl"), bag = inBag(halt), done = state === "done";
  const left = done && bag.length ? page("specimen.left", { count: bag.length }) : "";
  if (left) body.append(element("p", "flag", left));
  else if (tooLate(halt)) body.append(element("p", "flag", tooLate(halt)));
  line(facts, "window", page("window_soft", { from: clock(halt.start), to: clock(halt.departure), minutes: Math.round((Date.parse(halt.departure) - Date.parse(halt.start)) / 60000) }));
  const way = element("a", "way", [halt.name, halt.address].filter(Boolean).join(between()));
  way.href = "geo:" + Number(halt.lat) + "," + Number(halt.lon) + "?q=" + encodeURIComponent(halt.address || halt.name);
  line(facts, "address", way);
  const toMove = halt.things.filter((thing) => thingState(thing) !== "done");
  line(facts, halt.kind + "_done", ...halt.things.filter((thing) => !toMove.includes(thing)).map((thing) => "✓ " + sayThing(halt, thing, true)));
  if (halt.kind === "hand_in" && halt.expected) line(facts, "specimens", page("specimen.expected", { count: halt.expected }));
  if (halt.since && state !== "ahead") line(facts, "since", page("halt_state." + state) + " " + clock(halt.since));
  body.append(facts);
  const tick = (value, ticked, first, second) => {
    const label = element("label", "card"), box = element("input"), said = element("span");
    box.type = "checkbox";
    box.checked = ticked;
    box.value = value;
    said.append(element("strong", "", first), element("br"), element("span", "dim", second));
    label.append(box, said);
    body.append(label);
    return box;
  };
  const ticked = (boxes) => boxes.filter((box) => box.checked).map((box) => box.value);
  const things = toMove.map((thing) => tick(thing.halt, !thing.needless, thing.patient, sayThing(halt, thing, false)));
  const specimens = bag.map((one) => tick(one.specimen_id, !done, one.patient + " " + (one.kind[language] || ""), [one.transport ? page("transport." + one.transport) : "", until(one)].filter(Boolean).join(between())));
  (done ? (bag.length ? ["done"] : []) : state === "arrived" ? ["done"] : ["arrived", "done"]).forEach((next, number) => {
    const button = element("button", number ? "other" : "step", page(next === "arrived" ? "step.arrived" : "halt_step." + halt.kind));
    button.type = "button";
    button.dataset.step = next;
    button.addEventListener("click", () => {
      const parts = !halt.things.length ? halt.halts : next === "done" ? ticked(things) : toMove.map((thing) => thing.halt);
      if (parts.length) mark(halt, next, parts, next === "done" ? ticked(specimens) : []);
      tellPlace();
    });
    body.append(button);
  });
  return body;
}
function line(list, name, ...texts) {
  const said = texts.filter(Boolean);
  if (!said.length) return;
  const value = element("dd");
  said.forEach((text, number) => { if (number) value.append(element("br")); value.append(text instanceof Node ? text : document.createTextNode(text)); });
  list.append(element("dt", "", page("field." + name)), value);
}
function bodyOf(stop, state, isNow) {
  const body = element("div", "body"), facts = element("dl");
  const flags = [stop.alone ? "" : page("not_alone", { names: stop.together_with.join(between()) || "—" }), stop.daylight_only ? page("daylight") : "", stop.flag_reason].filter(Boolean);
  if (flags.length) body.append(element("p", "flag", flags.join(" · ")));
  line(facts, "window", page(stop.hard ? "window_hard" : "window_soft", { from: clock(stop.earliest), to: clock(stop.latest), minutes: stop.minutes }));
  line(facts, "born", stop.birth_date);
  const way = element("a", "way", stop.address);
  way.href = "geo:" + Number(stop.lat) + "," + Number(stop.lon) + "?q=" + encodeURIComponent(stop.address);
  line(facts, "address", way, stop.access);
  const number = stop.phone.replace(/[^0-9+]/g, "");
  if (number) {
    const call = element("a", "call", stop.phone);
    call.href = "tel:" + number;
    line(facts, "phone", call, [stop.contact, stop.relationship].filter(Boolean).join(" "));
  }
  const doses = stop.doses.map((dose) => page("dose", { what: dose.what, from: clock(dose.earliest), to: clock(dose.latest) }));
  line(facts, "doses", ...doses);
  line(facts, "specimens", stop.specimens.join(between()));
  line(facts, "bring", stop.bring.map((thing) => page("thing." + thing)).join(between()));
  line(facts, "allergies", stop.allergies.join(between()) || say("words.allergy_state." + stop.allergy_state));
  line(facts, "precautions", stop.precautions.map((one) => say("words.precaution." + one)).join(between()));
  if (stop.hand_over) line(facts, "receipt", page(isSigned(stop) ? "receipt.signed" : "receipt.wanted"));
  line(facts, "note", stop.note);
  if (stop.limit_at) line(facts, "limit", page("limit", { at: clock(stop.limit_at) }));
  if (state === "could_not") line(facts, "reason", page("reason." + (stop.reason || "other")));
  body.append(facts);
  if (!stop.needless && !OVER.has(state)) steps(body, stop, state, isNow);
  else if (state === "could_not") steps(body, stop, state, false);
  return body;
}
function steps(body, stop, state) {
  let card = null;
  if (state === "arrived") {
    const label = element("label", "card");
    card = element("input");
    card.type = "checkbox";
    label.append(card, document.createTextNode(page("card_read")));
    body.append(label);
  }
  (NEXT[state] || []).forEach((next) => {
    const button = element("button", "step", page("step." + next));
    button.type = "button";
    button.dataset.step = next;
    button.addEventListener("click", () => {
      if (stop.hand_over && !isSigned(stop) && (next === "left" || next === "done")) askReceipt(stop, next);
      else report(stop.visit_id, next, { card: Boolean(card && card.checked) });
      tellPlace();
    });
    body.append(button);
  });
  if (state === "could_not") return;
  const other = element("button", "other", page("step.could_not"));
  other.type = "button";
  other.dataset.step = "could_not";
  other.addEventListener("click", () => ask(stop));
  body.append(other);
}
// ---- who took a delivery ---------------------------------------------------------------------------------------------
const RELATIONS = ["self", "spouse", "child", "parent", "sibling", "caregiver", "institution", "other"];
const MOST_DRAWN = 52000;
let signing = null, drawn = false, pen = null;
function askReceipt(stop, next) {
  signing = { visit: stop.visit_id, next };
  at("receipt-title").textContent = page("receipt.title." + stop.hand_over, { name: stop.patient });
  at("received-by-label").textContent = page("receipt.received_by");
  at("relationship-label").textContent = page("receipt.relationship");
  at("drawing-label").textContent = page("receipt.drawing");
  at("receipt-back").textContent = page("back");
  at("drawing-clear").textContent = page("receipt.clear");
  at("receipt-send").textContent = page("receipt.send");
  at("receipt-fault").hidden = true;
  at("received-by").value = "";
  const nobody = element("option", "", page("receipt.choose"));
  nobody.value = "";
  at("relationship").replaceChildren(nobody, ...RELATIONS.map((code) => {
    const option = element("option", "", say("rx.relationship." + code));
    option.value = code;
    return option;
  }));
  clearDrawing();
  at("receipt").show();  // not modal: help can be called whatever is open
  at("received-by").focus();
}
function clearDrawing() {
  const canvas = at("drawing"), ground = canvas.getContext("2d");
  ground.fillStyle = "#ffffff";
  ground.fillRect(0, 0, canvas.width, canvas.height);
  drawn = false;
}
function spot(event) {
  const canvas = at("drawing"), box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
}
function draw(event) {
  if (!pen) return;
  const ground = at("drawing").getContext("2d"), here = spot(event);
  ground.strokeStyle = "#16202a"; ground.lineWidth = 3; ground.lineCap = "round";
  ground.beginPath(); ground.moveTo(...pen); ground.lineTo(...here); ground.stroke();
  pen = here; drawn = true;
}
function sendReceipt() {
  const name = at("received-by").value.trim(), relationship = at("relationship").value;
  const drawing = drawn ? at("drawing").toDataURL("image/png").split(",")[1] : "";
  const fault = !name ? "receipt.needs_name" : !relationship ? "receipt.needs_relationship" : drawing.length > MOST_DRAWN ? "receipt.too_much" : "";
  at("receipt-fault").hidden = !fault;
  if (fault) { at("receipt-fault").textContent = page(fault); return; }
  at("receipt").close();
  handOver(signing.visit, { name, relationship, drawing }, signing.next);
}
function ask(stop) {
  refusedOf = stop.visit_id;
  at("could-not-title").textContent = page("could_not_title", { name: stop.patient });
  at("remark-label").textContent = page("remark");
  at("could-not-back").textContent = page("back");
  at("could-not-send").textContent = page("step.could_not");
  at("could-not-fault").hidden = true;
  at("remark").value = "";
  at("reasons").replaceChildren(...REASONS.map((reason) => {
    const label = element("label"), choice = element("input");
    choice.type = "radio"; choice.name = "reason"; choice.value = reason;
    label.append(choice, document.createTextNode(page("reason." + reason)));
    return label;
  }));
  at("could-not").show();  // not modal: help can be called whatever is open
}
function sendCouldNot() {
  const chosen = document.querySelector("#reasons input:checked"), remark = at("remark").value.trim();
  const fault = !chosen ? "choose_reason" : chosen.value === "other" && !remark ? "needs_remark" : "";
  at("could-not-fault").hidden = !fault;
  if (fault) { at("could-not-fault").textContent = page(fault); return; }
  at("could-not").close();
  report(refusedOf, "could_not", { reason: chosen.value, remark });
}

// ---- beginning -----------------------------------------------------------------------------------------------------
async function begin() {
  at("language").addEventListener("click", () => { language = language === "en" ? "zh_TW" : "en"; kept.setItem("hah.language", language); notice(at("notice").dataset.name || ""); paint(); });
  at("could-not-back").addEventListener("click", () => at("could-not").close());
  at("could-not-send").addEventListener("click", sendCouldNot);
  at("receipt-back").addEventListener("click", () => at("receipt").close());
  at("drawing-clear").addEventListener("click", clearDrawing);
  at("receipt-send").addEventListener("click", sendReceipt);
  at("drawing").addEventListener("pointerdown", (event) => { event.preventDefault(); pen = spot(event); draw(event); });
  at("drawing").addEventListener("pointermove", draw);
  ["pointerup", "pointerleave", "pointercancel"].forEach((name) => at("drawing").addEventListener(name, () => { pen = null; }));
  at("help").addEventListener("pointerdown", hold);
  ["pointerup", "pointerleave", "pointercancel"].forEach((name) => at("help").addEventListener(name, release));
  at("help").addEventListener("keydown", (event) => { if ((event.key === " " || event.key === "Enter") && !event.repeat) hold(event); });
  at("help").addEventListener("keyup", release);
  at("help").addEventListener("contextmenu", (event) => event.preventDefault());
  window.addEventListener("online", () => { failures = 0; send(); load(); callOut(); });
  window.addEventListener("offline", () => { away = true; paint(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { send(); load(); } });
  words = await (await fetch("/phone/words", { cache: "no-store", credentials: "omit" })).json();
  paint();
  if (!window.isSecureContext || !crypto.subtle) { notice("not_secure"); return; }
  const code = location.hash.slice(1);
  if (code) { if (!await openLink(code)) return; }
  else key = await withKeys("readonly", (keys) => keys.get("phone"));
  if (!pass || !key) { notice("no_pass"); return; }
  await load();
  send();
  callOut();
  tellPlace();
  setInterval(() => { if (!document.hidden) { load(); tellPlace(); } }, POLL_MS);
}
begin();
