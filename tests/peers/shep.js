// A SyncChannel by npm's soap, from the WSDL given. What it does is told by the end of the IIN in the message.
// node shep.js WSDL: prints the port; then each request as one line of JSON.
const fs = require("fs");
const http = require("http");
const soap = require("soap");
const { Readable } = require("stream");

const wsdl = process.argv[2];
const raw = { 2: "<html><body>502</body></html>", 3: '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/env' ,
  4: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>' };

function last(text) {
  const found = /<(?:\w+:)?iin[^>]*>\d{11}(\d)</.exec(text);
  return found ? Number(found[1]) : 0;
}

const answer = (code) => ({ response: {
  responseInfo: { messageId: "N-1", responseDate: new Date().toISOString(), status: { code, message: "said" } },
  responseData: { data: { messageResult: { code: "00000" } } } } });
const fault = (faultcode) => { throw { Fault: { faultcode, faultstring: "told to" } }; };

const services = { ISyncChannelHttpService: { SyncChannelHttpPort: { SendMessage(args, done) {
  const info = args.request.requestInfo;
  console.log(JSON.stringify({ parsed: info }));
  const digit = last(current);
  if (digit === 1) return answer("SCSE001");
  if (digit === 5) return fault("soap:Server");
  if (digit === 6) return fault("soap:Client");
  if (digit === 7) { setTimeout(() => done(answer("SCSS001")), 3000); return undefined; }
  return answer("SCSS001");
} } } };

let current = "";
const server = http.createServer((request, response) => { response.statusCode = 404; response.end(); });
// Stands before the service: keeps the message as it came, and plays what no SOAP service would do.
function before(given) {
  return (request, response) => {
    const pieces = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      current = Buffer.concat(pieces).toString("utf8");
      console.log(JSON.stringify({ raw: current }));
      const digit = last(current);
      if (digit === 8) { request.socket.end(); return; }
      if (raw[digit]) { response.statusCode = digit === 2 ? 502 : 200; response.end(raw[digit]); return; }
      const again = Object.assign(Readable.from([Buffer.from(current)]), {
        method: request.method, headers: request.headers, url: request.url, socket: request.socket });
      given.call(server, again, response);
    });
  };
}

server.listen(0, "127.0.0.1", () => {
  soap.listen(server, { path: "/sync", services, xml: fs.readFileSync(wsdl, "utf8"), uri: wsdl, callback: () => {
    const given = server.listeners("request")[0];
    server.removeAllListeners("request");
    server.on("request", before(given));
    console.log(server.address().port);
  } });
});
