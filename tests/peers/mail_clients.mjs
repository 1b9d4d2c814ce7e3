// Reads HTML from standard input; prints what the named mail clients cannot show, one JSON object.
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';

const html = readFileSync(0, 'utf8');
const { issues } = caniemail({ clients: process.argv.slice(2), html });
const list = (kind) => [...issues[kind]].map(([client, found]) => [client, found.map(({ title }) => title)]);
console.log(JSON.stringify({ errors: Object.fromEntries(list('errors')), warnings: Object.fromEntries(list('warnings')) }));
