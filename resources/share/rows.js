// The rows that have come, as text with their escapes; the oldest are dropped when they get too many.

import {styleAfter, plain} from './fold.js';

const longestRow = 65536; // characters, then the row goes on in the next
const utf8 = new TextDecoder('utf-8', {fatal: true});

/** Bytes as text; a byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte, which the view shows in hex. */
export class ByteDecoder {
  #rest = new Uint8Array(0);

  decode(bytes) {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    this.#rest = new Uint8Array(0);
    let text = '', at = 0;
    while (at < all.length) {
      const size = ByteDecoder.#sizeAt(all, at);
      if (size === 0) { // a character that goes on in the next piece
        this.#rest = all.slice(at);
        break;
      }
      text += size < 0 ? String.fromCharCode(0xdc00 + all[at]) : utf8.decode(all.subarray(at, at + size));
      at += Math.abs(size);
    }
    return text;
  }

  /** What was begun and will not be completed. */
  flush() {
    const text = String.fromCharCode(...Array.from(this.#rest, byte => 0xdc00 + byte));
    this.#rest = new Uint8Array(0);
    return text;
  }

  // Bytes of the run of plain ASCII or of the character at `at`; -1: no UTF-8; 0: incomplete.
  static #sizeAt(all, at) {
    let end = at;
    while (end < all.length && all[end] < 0x80)
      ++end;
    if (end > at)
      return end - at;
    const lead = all[at];
    const size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (size === 0)
      return -1;
    for (let i = 1; i < size; ++i) {
      if (at + i >= all.length)
        return 0;
      if ((all[at + i] & 0xc0) !== 0x80)
        return -1;
    }
    try {
      utf8.decode(all.subarray(at, at + size));
      return size;
    } catch {
      return -1;
    }
  }
}

export class Rows {
  /** Rows are numbered from 0; those below `first` were dropped. */
  first = 0;
  bytesLimit = 96 * 1024 * 1024; // characters kept
  #rows = []; // {text, style, time, isError, continues}
  #size = 0;
  #open = false; // the last row has no newline yet
  #style = '';
  #decoder = new ByteDecoder();

  get end() { return this.first + this.#rows.length; }
  get(number) { return this.#rows[number - this.first]; }
  textOf(number) { return plain(this.get(number)); }

  clear() {
    this.first = 0;
    this.#rows = [];
    this.#size = 0;
    this.#open = false;
    this.#style = '';
    this.#decoder = new ByteDecoder();
  }

  /** A piece of output, as the server tells it. */
  append({stream, time, text, b64}) {
    if (b64 !== undefined)
      text = this.#decoder.decode(Uint8Array.from(atob(b64), c => c.charCodeAt(0)));
    else
      text = this.#decoder.flush() + text;
    const isError = stream === 'stderr';
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      this.#add(text.slice(at, end), time, isError);
      if (newline >= 0)
        this.#open = this.#close();
      at = end + 1;
    }
    this.#drop();
  }

  /** Nothing follows. */
  finish() {
    const rest = this.#decoder.flush();
    if (rest)
      this.#add(rest, this.#rows.at(-1)?.time ?? 0, false);
  }

  #close() {
    const row = this.#rows[this.#rows.length - 1];
    this.#style = styleAfter(row.text, row.style);
    return false;
  }

  #add(piece, time, isError) {
    do {
      if (!this.#open) {
        this.#rows.push({text: '', style: this.#style, time, isError, continues: false});
        this.#open = true;
      }
      let row = this.#rows[this.#rows.length - 1];
      if (row.text.length >= longestRow) {
        this.#close();
        row = {text: '', style: this.#style, time, isError, continues: true};
        this.#rows.push(row);
      }
      const fits = piece.slice(0, longestRow - row.text.length);
      row.text += fits;
      row.isError ||= isError;
      this.#size += fits.length + 60;
      piece = piece.slice(fits.length);
    } while (piece.length > 0);
  }

  #drop() {
    if (this.#size <= this.bytesLimit)
      return;
    let count = 0;
    while (this.#size > this.bytesLimit * 0.9 && count < this.#rows.length - 1)
      this.#size -= this.#rows[count++].text.length + 60;
    this.#rows.splice(0, count);
    this.first += count;
  }
}
