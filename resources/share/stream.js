// The connection to the server: server-sent events by fetch(), so that it is known where the stream stands. It
// connects again by itself, and goes on at the byte behind the last one it was given.

const silenceAllowed = 25_000; // ms: the server says something every 10 s
const firstDelay = 300, longestDelay = 5_000;

/** Takes pieces of an event stream, and gives {event, id, data} for each event that is complete. */
export class EventParser {
  #rest = '';
  #event = '';
  #id = '';
  #data = [];

  push(text, emit) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines)
      this.#line(line, emit);
  }

  #line(line, emit) {
    if (line === '') {
      if (this.#data.length)
        emit({event: this.#event || 'message', id: this.#id, data: this.#data.join('\n')});
      this.#event = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0)
      return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event')
      this.#event = value;
    else if (field === 'id')
      this.#id = value;
    else if (field === 'data')
      this.#data.push(value);
  }
}

/**
 * Callbacks: output({stream, time, text | b64}), status(object, whether it is the last), session(object): a
 * session begins, drop all rows and give the offset to start at; connection(state, text) with state 'connecting', 'live', 'lost', 'refused', 'done'.
 */
export class Stream {
  offset = 0;
  #token;
  #callbacks;
  #session = null;
  #started = false;
  #delay = firstDelay;
  #retryNow = null;
  #hasCookie = false;

  constructor(token, callbacks) {
    this.#token = token;
    this.#callbacks = callbacks;
  }

  async run() {
    for (;;) {
      if (!this.#started)
        this.#callbacks.connection('connecting', '');
      const outcome = await this.#connect();
      if (outcome === 'done' || outcome === 'refused')
        return;
      if (outcome === 'restart')
        continue;
      this.#callbacks.connection('lost', outcome);
      await new Promise(resolve => {
        this.#retryNow = resolve;
        setTimeout(resolve, this.#delay * (0.75 + Math.random() / 2));
      });
      this.#delay = Math.min(longestDelay, this.#delay * 1.7);
    }
  }

  retryNow() {
    this.#delay = firstDelay;
    this.#retryNow?.();
  }

  async #exchange() {
    if (!this.#token)
      return false;
    const reply = await fetch('session', {
      method: 'POST', cache: 'no-store', credentials: 'same-origin', headers: {Authorization: 'Bearer ' + this.#token},
    });
    return reply.ok;
  }

  #get(abort) {
    const headers = {Accept: 'text/event-stream'};
    if (this.offset > 0)
      headers['Last-Event-ID'] = String(this.offset);
    // A `from` beside the id: the last events come again also at the very end of a session that has ended.
    return fetch('events?from=' + this.offset,
                 {cache: 'no-store', credentials: 'same-origin', headers, signal: abort.signal});
  }

  async #connect() {
    const abort = new AbortController();
    let watchdog = 0;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), silenceAllowed);
    };
    alive();
    try {
      if (!this.#hasCookie)
        this.#hasCookie = await this.#exchange();
      let reply = await this.#get(abort);
      if (reply.status === 401 && await this.#exchange())
        reply = await this.#get(abort);
      if (reply.status === 401 || reply.status === 403) {
        this.#callbacks.connection('refused', (await reply.text()).trim());
        return 'refused';
      }
      if (!reply.ok)
        return (await reply.text()).trim();
      return await this.#read(reply.body.getReader(), alive);
    } catch (error) {
      return abort.signal.aborted ? '' : 'the server cannot be reached';
    } finally {
      clearTimeout(watchdog);
    }
  }

  async #read(reader, alive) {
    const parser = new EventParser();
    const decoder = new TextDecoder();
    let ended = false, restart = false;
    for (;;) {
      const {done, value} = await reader.read();
      if (done)
        break;
      alive();
      parser.push(decoder.decode(value, {stream: true}), event => {
        if (restart)
          return;
        const data = JSON.parse(event.data);
        if (event.event === 'message') {
          const id = Number(event.id);
          if (id <= this.offset)
            return;
          this.offset = id;
          this.#callbacks.output(data);
        } else if (event.event === 'end') {
          ended = true;
          this.#callbacks.status(data, true);
        } else if (event.event === 'state') {
          restart = !this.#takeState(data, Number(event.id));
        }
      });
      if (restart) {
        await reader.cancel();
        return 'restart';
      }
    }
    if (ended)
      this.#callbacks.connection('done', '');
    return ended ? 'done' : 'the connection was cut';
  }

  // False when the stream is to be asked for anew, from its start.
  #takeState(data, id) {
    this.#delay = firstDelay;
    if (data.session !== this.#session) {
      this.#session = data.session;
      this.#started = true;
      this.offset = this.#callbacks.session(data);
      if (id !== this.offset)
        return false;
    }
    this.#callbacks.connection('live', '');
    this.#callbacks.status(data, false);
    return true;
  }
}
