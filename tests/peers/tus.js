// A tus server: node tus.js FOLDER [PORT]. Prints "port N" when it listens on 127.0.0.1; ends with its standard
// input, so that no test leaves one behind.
'use strict';
const http = require('http');
const { Server } = require('@tus/server');
const { FileStore } = require('@tus/file-store');

const folder = process.argv[2];
const tus = new Server({
  path: '/files',
  datastore: new FileStore({ directory: folder }),
  relativeLocation: true,
  ...(process.env.TUS_MAX_SIZE ? { maxSize: Number(process.env.TUS_MAX_SIZE) } : {}),
});
const server = http.createServer((request, response) => tus.handle(request, response));
server.keepAliveTimeout = 30000;
server.listen(Number(process.argv[3] || 0), '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
