import {drawRow} from './draw.js';
import {Finder} from './find.js';
import {RowList} from './list.js';
import {Rows} from './rows.js';
import {Stream} from './stream.js';

const atMostFromStart = 48 * 1024 * 1024; // bytes: of more, only the last are fetched
const $ = id => document.getElementById(id);

const rows = new Rows();
const finder = new Finder(rows);
const options = {pattern: null, currentRow: -1, showTime: false, started: 0};
const list = new RowList($('scroller'), rows, (element, row, number) => drawRow(element, row, number, options));
let status = null, connection = 'connecting', skipped = 0, paused = false;

// The token is in the link's fragment, which no server sees; it does not stay in the address bar.
const token = decodeURIComponent(location.hash.slice(1));
if (token)
  history.replaceState(null, '', location.pathname);

function store(name, value) {
  try {
    if (value === undefined)
      return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch { /* a browser that keeps nothing */ }
  return null;
}

function bytes(count) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; count >= 1000 && unit < units.length - 1; ++unit)
    count /= 1000;
  return `${unit ? count.toFixed(count < 10 ? 2 : 1) : count} ${units[unit]}`;
}

function showState() {
  const badge = $('state');
  let kind = 'waiting', text = 'Connecting…';
  if (connection === 'lost') {
    text = 'Connecting again…';
  } else if (connection === 'refused') {
    kind = 'bad';
    text = 'No access';
  } else if (status && connection !== 'connecting') {
    if (status.state === 'running') {
      kind = 'live';
      text = 'Running';
    } else if (status.state === 'interrupted') {
      kind = 'bad';
      text = 'Interrupted';
    } else if (status.exit_code === null || status.exit_code === undefined) {
      kind = '';
      text = 'Ended';
    } else {
      kind = status.exit_code === 0 ? 'good' : 'bad';
      text = status.signal ? `Ended by ${status.signal}` : status.exit_code ? `Failed, exit code ${status.exit_code}` : 'Succeeded';
    }
  }
  badge.className = 'badge ' + kind;
  if ($('state-text').textContent !== text)
    $('state-text').textContent = text;
  badge.title = status?.message ?? '';
}

function showNotice(text, isBad = false, button = '', action = null) {
  $('notice').hidden = !text;
  $('notice').classList.toggle('bad', isBad);
  if ($('notice-text').textContent !== text)
    $('notice-text').textContent = text;
  $('notice-button').hidden = !button;
  $('notice-button').textContent = button;
  $('notice-button').onclick = action;
}

function showFigures() {
  const count = rows.end;
  const from = rows.first || skipped ? ', the older ones are not held here' : '';
  $('figures').textContent = `${count.toLocaleString()} ${count === 1 ? 'row' : 'rows'}${from} · ${bytes(stream.offset)}`;
  const begun = status?.started ? Date.parse(status.started) : 0;
  const until = status?.ended ? Date.parse(status.ended) : Date.now();
  const seconds = Math.max(0, Math.floor((until - begun) / 1000));
  $('note').textContent = begun ? `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}` : '';
  const button = $('to-end');
  button.hidden = list.following && !paused;
  $('to-end-text').textContent = paused && list.held ? `${list.held.toLocaleString()} new rows` : 'Go to the end';
}

let figuresTimer = 0;
function changed() {
  list.refresh();
  finder.more();
  figuresTimer ||= setTimeout(() => {
    figuresTimer = 0;
    showFigures();
  }, 100);
}

const stream = new Stream(token, {
  output(piece) {
    rows.append(piece);
    changed();
  },
  session(data) {
    rows.clear();
    finder.restart();
    list.redraw();
    setPaused(false);
    skipped = Math.max(0, data.bytes - atMostFromStart);
    status = data;
    options.started = Date.parse(data.started) || 0;
    $('command').textContent = $('command').title = data.command || 'Runnel';
    document.title = `${data.command || 'output'} – Runnel`;
    changed();
    return skipped;
  },
  status(data, isLast) {
    status = data;
    if (isLast)
      rows.finish();
    showState();
    changed();
  },
  connection(state, text) {
    connection = state;
    document.documentElement.dataset.connection = state;
    showState();
    if (state === 'lost' && text)
      showNotice(`Not connected: ${text}. Nothing is lost; it goes on where it stopped.`, false, 'Try now', () => stream.retryNow());
    else if (state === 'refused')
      showNotice(text, true);
    else if (state === 'live' || state === 'done')
      showNotice(skipped ? `Only the last ${bytes(atMostFromStart)} are shown; Download has all.` : '');
  },
});

function setPressed(id, on) {
  $(id).setAttribute('aria-pressed', String(on));
}

function setPaused(on) {
  if (paused === on)
    return;
  paused = on;
  setPressed('pause', on);
  list.hold(on);
  showFigures();
}

function setFollowing(on) {
  if (on)
    setPaused(false);
  list.follow(on);
}

list.onFollow = on => {
  setPressed('follow', on);
  if (on)
    setPaused(false);
  showFigures();
};

function toggle(id, apply) {
  const button = $(id);
  button.onclick = () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    setPressed(id, on);
    store('runnel-' + id, on ? '1' : '');
    apply(on);
  };
  if (store('runnel-' + id))
    button.click();
}

$('follow').onclick = () => setFollowing(!list.following);
$('pause').onclick = () => setPaused(!paused);
$('to-end').onclick = () => setFollowing(true);
if (store('runnel-wrap') === null && innerWidth < 600)
  store('runnel-wrap', '1'); // on a telephone nobody scrolls sideways
toggle('wrap', on => list.setWrapped(on));
toggle('time', on => {
  options.showTime = on;
  list.redraw();
});

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
function applyTheme() {
  const theme = store('runnel-theme') || 'system';
  document.documentElement.classList.toggle('dark', theme === 'dark' || (theme === 'system' && prefersDark.matches));
  $('theme').title = {system: 'As the system has it', light: 'Light', dark: 'Dark'}[theme];
}
$('theme').onclick = () => {
  store('runnel-theme', document.documentElement.classList.contains('dark') ? 'light' : 'dark');
  applyTheme();
};
prefersDark.addEventListener('change', applyTheme);
applyTheme();

// What there is now, so that a download of a running command has an end.
$('download').addEventListener('toggle', () => { $('download-raw').href = 'raw?to=' + stream.offset; });
for (const link of $('download').querySelectorAll('a'))
  link.addEventListener('click', () => { $('download').open = false; });
document.addEventListener('click', event => {
  if (!$('download').contains(event.target))
    $('download').open = false;
});

function search() {
  const problem = finder.search($('find-text').value,
                                {matchCase: $('find-case').checked, isRegex: $('find-regex').checked});
  $('find-count').classList.toggle('bad', Boolean(problem));
  $('find-text').title = problem;
  if (problem)
    $('find-count').textContent = 'not a pattern';
}

finder.onChange = () => {
  if (options.pattern !== finder.pattern || options.currentRow !== finder.row) {
    options.pattern = finder.pattern;
    options.currentRow = finder.row;
    list.redraw();
  }
  const searching = finder.isSearching ? '…' : '';
  const count = finder.count.toLocaleString();
  $('find-count').textContent = !finder.pattern ? ''
    : finder.index >= 0 ? `${(finder.index + 1).toLocaleString()} of ${count}${searching}`
    : finder.count ? `${count} ${finder.count === 1 ? 'row' : 'rows'}${searching}`
    : searching ? 'searching…' : 'not found';
};

function step(direction) {
  const row = finder.step(direction);
  if (row >= 0)
    list.reveal(row);
}

function showFind(on) {
  $('find').hidden = !on;
  $('find-button').setAttribute('aria-expanded', String(on));
  if (on) {
    $('find-text').focus();
    $('find-text').select();
    search();
  } else {
    finder.clear();
    finder.onChange();
    $('scroller').focus();
  }
}

$('find-button').onclick = () => showFind($('find').hidden);
$('find-close').onclick = () => showFind(false);
$('find-previous').onclick = () => step(-1);
$('find').onsubmit = event => {
  event.preventDefault();
  step(1);
};
$('find-text').oninput = $('find-case').onchange = $('find-regex').onchange = search;

document.addEventListener('keydown', event => {
  const inField = event.target.tagName === 'INPUT';
  if (event.key === 'Escape') {
    $('download').open = false;
    if (!$('find').hidden)
      showFind(false);
  } else if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
    event.preventDefault();
    showFind(true);
  } else if (inField && event.key === 'Enter' && event.shiftKey) {
    event.preventDefault();
    step(-1);
  } else if (!inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const actions = {'/': () => showFind(true), p: () => $('pause').click(), w: () => $('wrap').click(),
                     t: () => $('time').click(), f: () => $('follow').click(), n: () => step(1), N: () => step(-1)};
    if (actions[event.key]) {
      event.preventDefault();
      actions[event.key]();
    }
  }
});

setInterval(showFigures, 1000);
$('scroller').focus();
stream.run();

export {finder, list, rows, stream};
