// Finds rows, a slice of them at a time, so that the page stays live; new rows are searched as they come.

const sliceTime = 8; // ms

export class Finder {
  #rows;
  #pattern = null;
  #next = 0;     // the first row that was not searched
  #found = [];   // row numbers
  #current = -1; // an index of them
  #timer = 0;
  onChange = () => {};

  constructor(rows) { this.#rows = rows; }

  get pattern() { return this.#pattern; }
  get count() { return this.#found.length; }
  get index() { return this.#current; }
  get row() { return this.#found[this.#current] ?? -1; }
  get isSearching() { return this.#timer !== 0; }

  /** An empty text ends the search. Gives what is wrong with the pattern, or nothing. */
  search(text, {matchCase, isRegex}) {
    this.clear();
    if (text) {
      try {
        const source = isRegex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        this.#pattern = new RegExp(source, matchCase ? 'gu' : 'giu');
      } catch (error) {
        this.onChange();
        return error.message;
      }
      this.more();
    }
    this.onChange();
    return '';
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#pattern = null;
    this.#found = [];
    this.#current = -1;
    this.#next = this.#rows.first;
  }

  /** Rows have come. */
  more() {
    if (this.#pattern && !this.#timer)
      this.#timer = setTimeout(() => this.#slice(), 0);
  }

  restart() {
    this.#found = [];
    this.#current = -1;
    this.#next = this.#rows.first;
    this.more();
  }

  #slice() {
    const until = performance.now() + sliceTime;
    const dropped = this.#found.findIndex(row => row >= this.#rows.first);
    if (dropped > 0) {
      this.#found.splice(0, dropped);
      this.#current = Math.max(-1, this.#current - dropped);
    }
    this.#next = Math.max(this.#next, this.#rows.first);
    // The last row may still grow: it is searched again.
    if (this.#found.at(-1) === this.#next)
      this.#found.pop();
    while (this.#next < this.#rows.end && performance.now() < until)
      for (let i = 0; i < 50 && this.#next < this.#rows.end; ++i, ++this.#next) {
        this.#pattern.lastIndex = 0;
        if (this.#pattern.test(this.#rows.textOf(this.#next)))
          this.#found.push(this.#next);
      }
    const isDone = this.#next >= this.#rows.end;
    if (isDone)
      this.#next = Math.max(this.#rows.first, this.#rows.end - 1);
    this.#current = Math.min(this.#current, this.#found.length - 1);
    this.#timer = isDone ? 0 : setTimeout(() => this.#slice(), 0);
    this.onChange();
  }

  /** Goes to the next (1) or previous (-1) row that was found; from `near` on when there is none yet. */
  step(direction, near = 0) {
    if (!this.#found.length)
      return -1;
    if (this.#current < 0) {
      const after = this.#found.findIndex(row => row >= near);
      this.#current = after < 0 ? 0 : after;
    } else {
      this.#current = (this.#current + direction + this.#found.length) % this.#found.length;
    }
    this.onChange();
    return this.row;
  }
}
