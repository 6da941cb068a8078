// A list of any number of rows, of which only those on the screen exist. The place is held by a row and the
// pixels above it; the browser's own scroll bar is kept in step with it, on a scale where there are so many rows
// that no element could be that high.

const highest = 8_000_000; // px; browsers end between 17 and 33 million

export class RowList {
  #scroller; #spacer; #window; #inner;
  #rows; #draw;
  #elements = new Map(); // by row number
  #row = 0; #above = 0;  // the row at the top, and the pixels of it that are out of view
  #lastTop = 0;
  #frame = 0;
  #lineHeight = 19;
  #heldEnd = null;
  #generation = 0;
  #settle = 0;
  #wrapped = false;
  following = true;
  onFollow = () => {};

  /** `draw(element, row, number)` fills in the element of a row. */
  constructor(scroller, rows, draw) {
    this.#scroller = scroller;
    this.#spacer = scroller.firstElementChild;
    this.#window = this.#spacer.firstElementChild;
    this.#inner = document.createElement('div');
    this.#window.append(this.#inner);
    this.#rows = rows;
    this.#draw = draw;
    scroller.addEventListener('scroll', () => this.#scrolled(), {passive: true});
    scroller.addEventListener('wheel', event => { if (event.deltaY < 0) this.follow(false); }, {passive: true});
    scroller.addEventListener('pointerdown', event => {
      if (event.offsetX >= scroller.clientWidth && event.target === scroller)
        this.follow(false);
    });
    let touchY = 0;
    scroller.addEventListener('touchstart', event => { touchY = event.touches[0].clientY; }, {passive: true});
    scroller.addEventListener('touchmove', event => {
      if (event.touches[0].clientY > touchY + 4)
        this.follow(false);
    }, {passive: true});
    scroller.addEventListener('keydown', event => this.#key(event));
    new ResizeObserver(() => this.#measure()).observe(scroller);
    this.#measure();
  }

  get #end() { return this.#heldEnd ?? this.#rows.end; }
  get #height() { return this.#scroller.clientHeight; }
  get #perPage() { return Math.max(1, Math.floor(this.#height / this.#lineHeight)); }

  /** Rows have come or gone. */
  refresh() {
    if (!this.#frame)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#render();
      });
  }

  /** Rows look different from now on. */
  redraw() {
    ++this.#generation;
    this.refresh();
  }

  setWrapped(on) {
    this.#wrapped = on;
    this.#scroller.classList.toggle('wrapped', on);
    this.#spacer.style.minWidth = '';
    this.redraw();
  }

  hold(on) {
    this.#heldEnd = on ? this.#rows.end : null;
    this.refresh();
  }
  get held() { return this.#heldEnd === null ? 0 : this.#rows.end - this.#heldEnd; }

  follow(on) {
    if (this.following === on)
      return;
    this.following = on;
    this.onFollow(on);
    this.refresh();
  }

  /** Brings a row into view, if it is not. */
  reveal(number) {
    const element = this.#elements.get(number);
    const box = element?.getBoundingClientRect(), port = this.#scroller.getBoundingClientRect();
    this.follow(false);
    if (box && box.top >= port.top && box.bottom <= port.bottom)
      return;
    this.#place(number - Math.floor(this.#perPage / 3), 0);
  }

  #place(row, above) {
    this.#row = Math.max(this.#rows.first, Math.min(row, this.#end - 1));
    this.#above = row < this.#rows.first ? 0 : above;
    this.#keepWithin();
    this.refresh();
  }

  // The end is never above the end of the screen.
  #keepWithin() {
    if (this.#wrapped)
      return;
    const last = Math.max(this.#rows.first, this.#end - this.#height / this.#lineHeight);
    if (this.#row + this.#above / this.#lineHeight > last) {
      this.#row = Math.floor(last);
      this.#above = (last - this.#row) * this.#lineHeight;
    }
  }

  #measure() {
    this.#lineHeight = parseFloat(getComputedStyle(this.#window).lineHeight) || 19;
    this.#window.style.height = this.#height + 'px';
    this.redraw();
  }

  #spacerHeight() {
    return Math.max(this.#height, Math.min(highest, (this.#end - this.#rows.first) * this.#lineHeight));
  }

  get #isExact() {
    return !this.#wrapped && (this.#end - this.#rows.first) * this.#lineHeight <= highest;
  }

  #scrolled() {
    const top = this.#scroller.scrollTop, delta = top - this.#lastTop;
    if (Math.abs(delta) < 1)
      return;
    this.#lastTop = top;
    const most = this.#scroller.scrollHeight - this.#height;
    if (delta < 0)
      this.follow(false);
    if (top >= most - 2 && delta > 0) {
      this.follow(true);
      return;
    }
    if (this.following)
      return;
    if (top <= 0)
      this.#place(this.#rows.first, 0);
    else if (this.#isExact)
      this.#place(this.#rows.first + Math.floor(top / this.#lineHeight), top % this.#lineHeight);
    else if (Math.abs(delta) < this.#height * 1.5)
      this.#moveBy(delta);
    else
      this.#place(this.#rows.first + Math.floor(top / most * (this.#end - this.#rows.first - this.#perPage)), 0);
    if (!this.#isExact) { // brings the bar back in step, once it rests
      clearTimeout(this.#settle);
      this.#settle = setTimeout(() => this.refresh(), 150);
    }
  }

  #heightOf(number) {
    if (!this.#wrapped)
      return this.#lineHeight;
    const known = this.#elements.get(number);
    if (known)
      return known.offsetHeight;
    const element = this.#make(number);
    this.#inner.append(element);
    const height = element.offsetHeight;
    element.remove();
    return height;
  }

  #moveBy(pixels) {
    let row = this.#row, above = this.#above + pixels;
    while (above < 0 && row > this.#rows.first)
      above += this.#heightOf(--row);
    for (let height; row < this.#end - 1 && above >= (height = this.#heightOf(row)); ++row)
      above -= height;
    this.#place(row, Math.max(0, above));
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey)
      return;
    const page = this.#height - this.#lineHeight;
    const moves = {ArrowUp: -this.#lineHeight, ArrowDown: this.#lineHeight, PageUp: -page, PageDown: page};
    if (event.key === 'Home') {
      this.follow(false);
      this.#place(this.#rows.first, 0);
    } else if (event.key === 'End') {
      this.follow(true);
    } else if (moves[event.key]) {
      if (moves[event.key] < 0)
        this.#leaveEnd();
      else if (this.following)
        return;
      this.#moveBy(moves[event.key]);
    } else {
      return;
    }
    event.preventDefault();
  }

  #leaveEnd() {
    this.follow(false);
  }

  #make(number) {
    const element = document.createElement('div');
    element.className = 'row';
    this.#fill(element, number);
    return element;
  }

  #fill(element, number) {
    const row = this.#rows.get(number);
    if (element.drawnText === row.text && element.drawnGeneration === this.#generation)
      return;
    element.drawnText = row.text;
    element.drawnGeneration = this.#generation;
    this.#draw(element, row, number);
  }

  #render() {
    const end = this.#end, count = Math.ceil(this.#height / this.#lineHeight) + 1;
    const most = Math.max(this.#rows.first, end - count);
    if (this.#row < this.#rows.first) {
      this.#row = this.#rows.first;
      this.#above = 0;
    }
    const from = this.following ? most : Math.min(this.#row, Math.max(this.#rows.first, end - 1));
    const to = Math.min(end, from + count + 1);
    for (const [number, element] of this.#elements)
      if (number < from || number >= to) {
        element.remove();
        this.#elements.delete(number);
      }
    let next = this.#inner.firstElementChild;
    for (let number = from; number < to; ++number) {
      let element = this.#elements.get(number);
      if (element) {
        this.#fill(element, number);
      } else {
        element = this.#make(number);
        this.#elements.set(number, element);
      }
      if (element === next)
        next = next.nextElementSibling;
      else
        this.#inner.insertBefore(element, next);
    }
    this.#spacer.style.height = this.#spacerHeight() + 'px';
    const content = this.#inner.offsetHeight;
    if (!this.#wrapped)
      this.#spacer.style.minWidth = Math.max(this.#inner.offsetWidth, parseFloat(this.#spacer.style.minWidth) || 0) + 'px';
    if (this.following) {
      this.#row = from;
      this.#above = Math.max(0, content - this.#height);
      for (let height; this.#row < end - 1 && this.#above >= (height = this.#heightOf(this.#row)); ++this.#row)
        this.#above -= height;
      this.#inner.style.transform = `translateY(${-Math.max(0, content - this.#height)}px)`;
    } else {
      if (this.#wrapped && to === end && content - this.#above < this.#height)
        this.#above = Math.max(0, content - this.#height);
      this.#inner.style.transform = `translateY(${-this.#above}px)`;
    }
    this.#showPlace();
  }

  #showPlace() {
    const most = this.#scroller.scrollHeight - this.#height;
    const place = this.#row - this.#rows.first + this.#above / this.#lineHeight;
    const range = Math.max(1, this.#end - this.#rows.first - this.#height / this.#lineHeight);
    const top = this.following ? most
              : this.#isExact ? place * this.#lineHeight : Math.min(most - 3, place / range * most);
    if (Math.abs(this.#scroller.scrollTop - top) >= 1)
      this.#scroller.scrollTop = top;
    this.#lastTop = this.#scroller.scrollTop;
  }
}
