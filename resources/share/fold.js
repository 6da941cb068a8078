// One row's bytes as a terminal would show them: colours, carriage returns, backspaces, and nothing that a
// program could do to the page. The result is text and names of styles, never markup.

const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)?|[ -/]*[0-~])?/g;
const safeLink = /^(?:https?:\/\/|mailto:)/i;
// Controls of the order of text, and what is not seen: shown by their number.
const hidden = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\u0080-\u009f]/;
const widest = 65536; // columns

/** A style is a string of SGR words, in the order that applyTo() reads: cheap to keep for a million rows. */
function applySgr(style, parameters) {
  const now = parse(style);
  const words = parameters === '' ? [0] : parameters.split(/[;:]/).map(Number);
  for (let i = 0; i < words.length; ++i) {
    const word = words[i];
    if (word === 0)
      Object.keys(now).forEach(key => delete now[key]);
    else if (word === 1) now.bold = 1;
    else if (word === 2) now.dim = 1;
    else if (word === 3) now.italic = 1;
    else if (word === 4 || word === 21) now.under = 1;
    else if (word === 7) now.reverse = 1;
    else if (word === 8) now.conceal = 1;
    else if (word === 9) now.strike = 1;
    else if (word === 22) { delete now.bold; delete now.dim; }
    else if (word === 23) delete now.italic;
    else if (word === 24) delete now.under;
    else if (word === 27) delete now.reverse;
    else if (word === 28) delete now.conceal;
    else if (word === 29) delete now.strike;
    else if (word >= 30 && word <= 37) now.f = word - 30;
    else if (word >= 90 && word <= 97) now.f = word - 82;
    else if (word === 39) delete now.f;
    else if (word >= 40 && word <= 47) now.b = word - 40;
    else if (word >= 100 && word <= 107) now.b = word - 92;
    else if (word === 49) delete now.b;
    else if (word === 38 || word === 48) {
      const key = word === 38 ? 'f' : 'b';
      if (words[i + 1] === 5) {
        if (words[i + 2] >= 0 && words[i + 2] < 256)
          now[key] = words[i + 2];
        i += 2;
      } else if (words[i + 1] === 2) {
        const [r, g, b] = words.slice(i + 2, i + 5).map(value => Math.min(255, value || 0));
        now[key] = '#' + [r, g, b].map(value => (value ?? 0).toString(16).padStart(2, '0')).join('');
        i += 4;
      }
    }
  }
  return Object.keys(now).length ? JSON.stringify(now) : '';
}

const parsed = new Map([['', {}]]);
function parse(style) {
  return style === '' ? {} : JSON.parse(style);
}

/** The parts of a style, for reading. */
export function styleOf(style) {
  let found = parsed.get(style);
  if (!found) {
    if (parsed.size > 5000)
      parsed.clear();
    parsed.set(style, found = parse(style));
  }
  return found;
}

/** The style in force behind `text`. */
export function styleAfter(text, style) {
  if (!text.includes('\x1b'))
    return style;
  for (const [sequence] of text.matchAll(escapes))
    if (sequence.endsWith('m') && sequence[1] === '[' && /^[\d;:]*$/.test(sequence.slice(2, -1)))
      style = applySgr(style, sequence.slice(2, -1));
  return style;
}

export function color256(index) {
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return `rgb(${level} ${level} ${level})`;
  }
  const level = step => step === 0 ? 0 : 55 + 40 * step;
  index -= 16;
  return `rgb(${level(Math.floor(index / 36))} ${level(Math.floor(index / 6) % 6)} ${level(index % 6)})`;
}

class Line {
  cells = []; // {text, style, link}
  at = 0;

  put(text, style, link) {
    while (this.cells.length < this.at)
      this.cells.push({text: ' ', style: '', link: ''});
    this.cells[this.at] = {text, style, link};
    this.at = Math.min(this.at + 1, widest);
  }

  combine(mark) {
    const cell = this.cells[Math.min(this.at, this.cells.length) - 1];
    if (cell && cell.text.length < 32)
      cell.text += mark;
  }
}

const combining = /^[\p{M}\u200d\ufe0f]$/u;

function putText(line, text, style, link) {
  for (const character of text) {
    const code = character.codePointAt(0);
    if (character === '\r')
      line.at = 0;
    else if (character === '\b')
      line.at = Math.max(0, line.at - 1);
    else if (character === '\t')
      do line.put(' ', style, link); while (line.at % 8);
    else if (code === 7) // a bell is not seen
      continue;
    else if (code > 0x2ff && combining.test(character))
      line.combine(character);
    else
      line.put(character, style, link);
  }
}

function control(line, sequence, style) {
  const kind = sequence.at(-1);
  const number = Math.min(widest, parseInt(sequence.slice(2), 10) || 0);
  if (kind === 'K') {
    if (number === 0)
      line.cells.length = Math.min(line.cells.length, line.at);
    else
      for (let i = 0; i < (number === 2 ? line.cells.length : Math.min(line.at + 1, line.cells.length)); ++i)
        line.cells[i] = {text: ' ', style: '', link: ''};
  } else if (kind === 'G' || kind === '`') {
    line.at = Math.max(0, number - 1);
  } else if (kind === 'C') {
    line.at = Math.min(widest, line.at + (number || 1));
  } else if (kind === 'D') {
    line.at = Math.max(0, line.at - (number || 1));
  } else if (kind === 'P') {
    line.cells.splice(line.at, number || 1);
  }
  return kind === 'm' && /^[\d;:]*$/.test(sequence.slice(2, -1)) ? applySgr(style, sequence.slice(2, -1)) : style;
}

// How a character is shown that is none: an invalid byte in hex, a control as ^X, what hides by its number.
function markFor(code) {
  if (code >= 0xdc80 && code <= 0xdcff)
    return (code - 0xdc00).toString(16);
  if (code < 0x20 || code === 0x7f)
    return '^' + String.fromCharCode(code ^ 0x40);
  return hidden.test(String.fromCharCode(code)) ? 'U+' + code.toString(16).padStart(4, '0') : '';
}

// Pieces of a row of the same look: {text, style, link}.
function merge(cells) {
  const pieces = [];
  for (const cell of cells) {
    const last = pieces.at(-1);
    const mark = cell.text.length === 1 ? markFor(cell.text.charCodeAt(0)) : '';
    if (mark) {
      pieces.push({text: mark, style: cell.style, link: '', hex: true});
    } else if (last && !last.hex && last.style === cell.style && last.link === cell.link) {
      last.text += cell.text;
    } else {
      pieces.push({text: cell.text, style: cell.style, link: cell.link, hex: false});
    }
  }
  return pieces;
}

/** What a row shows: pieces {text, style, link, hex}. */
export function fold(row) {
  let text = row.text;
  if (text.endsWith('\r'))
    text = text.slice(0, -1);
  if (/^[ -~]*$/.test(text))
    return text ? [{text, style: row.style, link: '', hex: false}] : [];
  const line = new Line();
  let style = row.style, link = '', at = 0;
  for (const match of text.matchAll(escapes)) {
    putText(line, text.slice(at, match.index), style, link);
    at = match.index + match[0].length;
    const sequence = match[0];
    if (sequence[1] === '[') {
      style = control(line, sequence, style);
    } else if (sequence.startsWith('\x1b]8;')) {
      const target = sequence.slice(4).replace(/(?:\x07|\x1b\\|\x9c)$/, '').replace(/^[^;]*;/, '');
      link = safeLink.test(target) && !/[\0-\x20\x7f]/.test(target) ? target : '';
    }
  }
  putText(line, text.slice(at), style, link);
  return merge(line.cells);
}

/** A row's text alone, as it is seen. */
export function plain(row) {
  if (/^[ -~]*$/.test(row.text))
    return row.text;
  return fold(row).map(piece => piece.text).join('');
}
