// A row as elements. All that comes from the output is set as text.

import {color256, fold, styleOf} from './fold.js';

const longestShown = 16384; // characters
const mostPieces = 3000;

function dress(element, style) {
  const {f, b, reverse, bold, dim, italic, under, strike, conceal} = styleOf(style);
  const names = element.classList;
  const fore = reverse ? b ?? 'page' : f, back = reverse ? f ?? 'text' : b;
  for (const [value, letter, property] of [[fore, 'f', 'color'], [back, 'b', 'backgroundColor']]) {
    if (value === undefined)
      continue;
    if (typeof value === 'number' && value >= 16)
      element.style[property] = color256(value);
    else if (typeof value === 'string' && value[0] === '#')
      element.style[property] = value;
    else
      names.add(`${letter}${typeof value === 'string' ? '-' : ''}${value}`);
  }
  for (const [on, name] of [[bold, 'bold'], [dim, 'dim'], [italic, 'italic'], [under, 'under'], [strike, 'strike'],
                            [conceal, 'conceal']])
    if (on)
      names.add(name);
}

// Cuts pieces at the ends of matches: [{piece, text, isMatch}].
function cutAtMatches(pieces, pattern) {
  const text = pieces.map(piece => piece.text).join('');
  const edges = [];
  pattern.lastIndex = 0;
  for (let match; edges.length < 2000 && (match = pattern.exec(text));) {
    if (match[0])
      edges.push([match.index, match.index + match[0].length]);
    else
      ++pattern.lastIndex;
  }
  const cut = [];
  let at = 0, edge = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    let from = at;
    while (from < end) {
      while (edge < edges.length && edges[edge][1] <= from)
        ++edge;
      const [start, stop] = edges[edge] ?? [Infinity, Infinity];
      const to = from < start ? Math.min(end, start) : Math.min(end, stop);
      cut.push({piece, text: text.slice(from, to), isMatch: from >= start});
      from = to;
    }
    at = end;
  }
  return cut;
}

function elementFor({piece, text, isMatch}) {
  let element;
  if (piece.link) {
    element = document.createElement('a');
    element.href = piece.link;
    element.target = '_blank';
    element.rel = 'noopener noreferrer nofollow';
    element.title = piece.link;
  } else if (!piece.style && !piece.hex && !isMatch) {
    return document.createTextNode(text);
  } else {
    element = document.createElement('span');
  }
  if (piece.style)
    dress(element, piece.style);
  if (piece.hex)
    element.classList.add('hex');
  element.textContent = text;
  if (!isMatch)
    return element;
  const mark = document.createElement('mark');
  mark.append(element);
  return mark;
}

function clock(time, started) {
  if (!started)
    return (time / 1000).toFixed(3).padStart(9);
  const at = new Date(started + time);
  const two = value => String(value).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `options`: pattern, currentRow, showTime, started (ms since 1970). */
export function drawRow(element, row, number, options) {
  element.className = 'row' + (row.isError ? ' stderr' : '') + (number === options.currentRow ? ' now' : '');
  element.replaceChildren();
  if (options.showTime) {
    const when = document.createElement('span');
    when.className = 'when';
    when.textContent = row.continues ? '' : clock(row.time, options.started);
    when.title = `${(row.time / 1000).toFixed(3)} s after the start`;
    element.append(when);
  }
  const line = document.createElement('span');
  line.className = 'text';
  let pieces = fold(row), left = longestShown, dropped = 0;
  pieces = pieces.flatMap((piece, index) => {
    if (left <= 0 || index >= mostPieces) {
      dropped += piece.text.length;
      return [];
    }
    const shown = {...piece, text: piece.text.slice(0, left)};
    dropped += piece.text.length - shown.text.length;
    left -= shown.text.length;
    return [shown];
  });
  const parts = options.pattern ? cutAtMatches(pieces, options.pattern)
                                : pieces.map(piece => ({piece, text: piece.text, isMatch: false}));
  line.append(...parts.map(elementFor));
  if (dropped) {
    const more = document.createElement('span');
    more.className = 'more';
    more.textContent = ` … ${dropped.toLocaleString()} more characters`;
    line.append(more);
  }
  if (row.isError) {
    const hint = document.createElement('span');
    hint.className = 'unseen';
    hint.textContent = 'stderr: ';
    line.prepend(hint);
  }
  element.append(line);
}
