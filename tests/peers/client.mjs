// A case system in another language: reads the description, sends an event, reads the feed, fetches the files.
// Usage: node client.mjs http://127.0.0.1:PORT KEY; prints one JSON object.
import { createHash } from "node:crypto";

const [base, key] = process.argv.slice(2);
const api = `${base}/api/v1`;
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Accept-Language": "kk" };

async function call(method, path, body) {
  const answer = await fetch(api + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

const description = await (await fetch(`${api}/openapi.json`)).json();
const examples = description.paths["/events"].post.requestBody.content["application/json"].examples;
const event = Object.values(examples)[0].value;
const outcome = await (await call("POST", "/events", event)).json();
const again = await (await call("POST", "/events", event)).json();
const feed = await (await call("GET", "/feed?after=0")).json();
const document = outcome.documents[0];
const file = document.renditions.find((each) => each.format === "pdf");
const pdf = Buffer.from(await (await call("GET", `/documents/${document.number}/${file.lang}.pdf`)).arrayBuffer());
const wrong = await fetch(`${api}/events`, { method: "POST", headers, body: JSON.stringify({ ...event, case: "another" }) });

console.log(
  JSON.stringify({
    openapi: description.openapi,
    transition: outcome.transition,
    repeated: JSON.stringify(again) === JSON.stringify(outcome),
    feed: feed.entries.map((each) => each.event === event.id),
    starts: pdf.subarray(0, 5).toString(),
    intact: createHash("sha256").update(pdf).digest("hex") === file.sha256,
    refused: [wrong.status, (await wrong.json()).type],
  }),
);
