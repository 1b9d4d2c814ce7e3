// An SMSC that takes binds, answers submit_sm by the end of the number, and sends receipts. One line of JSON a PDU on
// stdout; GET /taken on the control port lists the submit_sm that were taken, GET /drop tears every connection down.
const http = require("http");
const smpp = require("smpp");

const options = Object.assign({ password: "kilt-soz", ids: "same", pause: 30 }, JSON.parse(process.argv[2] || "{}"));
const taken = [];
const sessions = new Set();
let counter = options.first || 1000000;

function ids() {
  const number = counter++;
  const hex = number.toString(16);
  if (options.ids === "hex_then_decimal") return [hex, String(number)];
  if (options.ids === "decimal_then_hex") return [String(number), hex.toUpperCase()];
  return [String(number), String(number)];
}

const WORDS = { 1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 7: "UNKNOWN", 8: "REJECTD" };

function receipt(session, to, id, state, form) {
  const done = "2401241305";
  const text = `id:${id} sub:001 dlvrd:001 submit date:2401241300 done date:${done} stat:${WORDS[state]} err:000 text:`;
  const unit = { esm_class: 4, source_addr: to, destination_addr: "1414", short_message: text };
  if (form !== "text") Object.assign(unit, { receipted_message_id: id, message_state: state, short_message: form === "tlv" ? "" : text });
  session.deliver_sm(unit);
}

function submit(session, pdu) {
  const to = pdu.destination_addr;
  const end = to.slice(-4);
  const raw = pdu.short_message || {};
  const entry = {
    to, source: pdu.source_addr, ton: pdu.source_addr_ton, coding: pdu.data_coding, esm_class: pdu.esm_class,
    registered: pdu.registered_delivery, validity: pdu.validity_period, raw: pdu.raw,
  };
  const refuse = (status) => session.send(pdu.response({ command_status: status }));
  if (end === "9999") return refuse(0x58);
  if (end === "9998") return refuse(0x14);
  if (end === "8888") return refuse(0x0b);
  if (end === "8887") return refuse(0x0a);
  if (end === "9991" && taken.filter((each) => each.to === to).length === 1 && !session.relented) {
    session.relented = true; // the second part is throttled once
    return refuse(0x58);
  }
  const [given, told] = ids();
  entry.id = given;
  taken.push(entry);
  if (end === "7777") return session.close();
  if (end === "6666") return undefined;
  const say = (state, form) => receipt(session, to, told, state, form);
  const later = (state, form, after) => setTimeout(() => say(state, form), after || options.pause);
  if (end === "4444") say(2);
  const answer = () => session.send(pdu.response({ message_id: given }));
  if (end === "6665") return setTimeout(answer, 800); // after the client has given up
  if (options.takes) setTimeout(answer, options.takes); // milliseconds, as over a network
  else answer();
  if (!(pdu.registered_delivery & 1)) return undefined;
  if (end === "5555") return later(5);
  if (end === "5554") return later(3, "text");
  if (end === "5553") return later(2, "text");
  if (end === "5552") return later(2, "tlv");
  if (end === "3333") { later(2); later(2, undefined, 60); later(5, undefined, 90); return later(1, undefined, 120); }
  if (end === "2222") return setTimeout(() => receipt(session, to, "no-such-id", 2), options.pause);
  if (end === "4444" || end === "1111") return undefined;
  return later(2);
}

const server = smpp.createServer({}, (session) => {
  sessions.add(session);
  session.on("error", () => {});
  session.on("close", () => sessions.delete(session));
  session.on("bind_transceiver", (pdu) => {
    if (options.bind) return session.send(pdu.response({ command_status: options.bind }));
    if (pdu.password !== options.password) return session.send(pdu.response({ command_status: 0x0e }));
    session.bound = true;
    return session.send(pdu.response({ system_id: "peer" }));
  });
  session.on("submit_sm", (pdu) => submit(session, pdu));
  session.on("query_sm", (pdu) => {
    const known = taken.find((each) => each.id === pdu.message_id);
    if (!known) return session.send(pdu.response({ command_status: 0x67 }));
    return session.send(pdu.response({ message_id: pdu.message_id, message_state: known.to.endsWith("5555") ? 5 : 2 }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("deliver_sm_resp", () => {});
});

// the raw short message, before the library decodes it
const decode = smpp.PDU.prototype.fromBuffer;
smpp.PDU.prototype.fromBuffer = function fromBuffer(buffer) {
  decode.call(this, buffer);
  if (this.command === "submit_sm") this.raw = shortMessage(buffer).toString("hex");
};

function shortMessage(buffer) {
  let at = 16;
  const text = () => { while (buffer[at] !== 0) at++; at++; };
  text(); at += 2; text(); at += 2; text(); at += 3; text(); text(); at += 4;
  return buffer.subarray(at + 1, at + 1 + buffer[at]);
}

process.stdin.on("end", () => process.exit()).resume(); // whoever started us is gone

server.listen(options.port || 0, "127.0.0.1", () => {
  const control = http.createServer((request, response) => {
    if (request.url === "/drop") sessions.forEach((session) => session.destroy());
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/taken" ? taken : { sessions: sessions.size }));
  });
  control.listen(0, "127.0.0.1", () => {
    console.log(JSON.stringify({ port: server.address().port, control: control.address().port }));
  });
});
