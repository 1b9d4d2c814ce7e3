// Judges a WS-Security signature by npm's xml-crypto: node xmldsig.js MESSAGE CERTIFICATE; prints valid or invalid.
const fs = require("fs");
const { SignedXml } = require("xml-crypto");
const { DOMParser } = require("@xmldom/xmldom");

const xml = fs.readFileSync(process.argv[2], "utf8");
const found = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
const judge = new SignedXml({ publicCert: fs.readFileSync(process.argv[3], "utf8"), idMode: "wssecurity", getCertFromKeyInfo: () => null });
judge.loadSignature(found.item(0));
let valid = false;
try { valid = judge.checkSignature(xml); } catch { valid = false; }
console.log(valid ? "valid" : "invalid");
