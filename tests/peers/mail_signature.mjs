// Judges a mail on standard input; the DNS is the JSON of the first argument: name -> TXT record.
import { readFileSync } from 'node:fs';
import { authenticate } from 'mailauth';

const records = JSON.parse(process.argv[2]);
const resolver = async (name, type) => {
    if (type === 'TXT' && records[name]) return [[records[name]]];
    throw Object.assign(new Error(`no ${type} of ${name}`), { code: 'ENOTFOUND' });
};
const { dkim, dmarc } = await authenticate(readFileSync(0), { ip: '192.0.2.1', helo: 'example.kz', sender: process.argv[3], resolver });
console.log(JSON.stringify({ dkim: dkim.results.map((each) => each.status.result), dmarc: dmarc?.status?.result }));
