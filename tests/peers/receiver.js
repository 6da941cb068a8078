// Receives what the modes form, append, batch and stream send: node receiver.js FOLDER [PORT]. Prints "port N"
// when it listens on 127.0.0.1; ends with its standard input.
//
// POST /form      multipart: the file goes to FOLDER/form, the other fields to FOLDER/fields.json
// PATCH /append   GitLab's trace API: FOLDER/append; 202 with Range "0-SIZE", 416 where there is a gap
// PATCH /append9  the same with the last byte's position, as RFC 9110 has it
// POST /batch     each body behind the other in FOLDER/batch (decompressed); while there is a file FOLDER/hold a
//                 body is kept as well, but not answered, and is FOLDER/held too
// POST /bulk      the same in FOLDER/bulk, answered as Elasticsearch does
// PUT|POST /stream   FOLDER/stream, written as it comes
// Each request is a line of FOLDER/requests: METHOD PATH CONTENT-TYPE.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const zlib = require('zlib');

const folder = process.argv[2];
const file = (name) => path.join(folder, name);

function body(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const all = Buffer.concat(parts);
      resolve(request.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(all) : all);
    });
    request.on('error', reject);
  });
}

// RFC 7578 by the book: parts between CRLF--BOUNDARY.
function form(type, bytes) {
  const boundary = Buffer.from('--' + /boundary="?([^";]+)/.exec(type)[1]);
  const fields = {};
  for (let at = bytes.indexOf(boundary); at >= 0; ) {
    const next = bytes.indexOf(boundary, at + boundary.length);
    if (next < 0) break;
    const part = bytes.subarray(at + boundary.length + 2, next - 2);
    const head = part.indexOf('\r\n\r\n');
    const name = /[^e]name="([^"]*)"/.exec(part.subarray(0, head).toString())[1];
    fields[name] = part.subarray(head + 4);
    at = next;
  }
  return fields;
}

const routes = {
  async '/form'(request, response) {
    const fields = form(request.headers['content-type'], await body(request));
    const name = request.headers['x-field'] || 'file';
    fs.writeFileSync(file('form'), fields[name]);
    delete fields[name];
    const texts = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.toString()]));
    fs.writeFileSync(file('fields.json'), JSON.stringify(texts));
    response.end('{"ok":true,"url":"https:\\/\\/paste.example\\/abc123"}\n');
  },
  async append(request, response, last) {
    const [from, to] = request.headers['content-range'].split('-').map(Number);
    const bytes = await body(request);
    const size = fs.existsSync(file('append')) ? fs.statSync(file('append')).size : 0;
    const range = (n) => `0-${last ? n - 1 : n}`;
    if (from !== size || bytes.length !== to - from + 1) {
      response.writeHead(416, { Range: range(size) }).end();
      return;
    }
    fs.appendFileSync(file('append'), bytes);
    response.writeHead(202, { Range: range(size + bytes.length) }).end();
  },
  '/append': (request, response) => routes.append(request, response, false),
  '/append9': (request, response) => routes.append(request, response, true),
  async '/batch'(request, response) {
    const bytes = await body(request);
    fs.appendFileSync(file('batch'), bytes);
    if (fs.existsSync(file('hold'))) fs.writeFileSync(file('held'), bytes);
    else response.writeHead(204).end();
  },
  async '/bulk'(request, response) {
    const bytes = await body(request);
    fs.appendFileSync(file('bulk'), bytes);
    const records = bytes.toString().split('\n').filter((line) => line !== '').length / 2;
    const refuse = Number(process.env.REFUSE_EVERY || 0);
    const items = Array.from({ length: records }, (_, i) =>
      refuse && (i + 1) % refuse === 0
        ? { create: { status: 400, error: { type: 'mapper_parsing_exception', reason: 'no' } } }
        : { create: { status: 201 } });
    response.end(JSON.stringify({ took: 1, errors: items.some((item) => item.create.error), items }));
  },
  async '/stream'(request, response) {
    const out = fs.createWriteStream(file('stream'));
    request.pipe(out);
    out.on('finish', () => response.writeHead(201).end());
  },
};

const server = http.createServer((request, response) => {
  fs.appendFileSync(file('requests'),
                    `${request.method} ${request.url} ${request.headers['content-type'] || '-'}\n`);
  const route = routes[request.url];
  if (!route) return response.writeHead(404).end();
  Promise.resolve(route(request, response)).catch((error) => response.writeHead(500).end(String(error)));
});
server.requestTimeout = 0;
server.listen(Number(process.argv[3] || 0), '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
