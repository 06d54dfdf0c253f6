// Which vehicle is on the screen. No drawing here, and no time but what is passed in.
//
// A vehicle that arrives takes the screen, unless the one shown still stands undecided in another lane: then it waits
// its turn in the list. In the same lane the newer one is in front of the barrier; the one before waits for nothing,
// though its end is told only some seconds after it has left. A vehicle that the guard chose himself stays until he
// decides or lets go of it. A key acts only on what has been on the screen long enough to be seen: `isSettled`.

const settling = 700;
const most = 60;

export class Queue {
  #views = new Map();
  #shown = null;
  #since = 0;
  #isChosen = false;
  /** While a dialog is open nothing takes the screen. */
  isHeld = false;

  get shown() {
    return this.#views.get(this.#shown) ?? null;
  }

  /** Newest first. */
  get all() {
    return [...this.#views.values()].sort((a, b) => b.passage.startedAt.localeCompare(a.passage.startedAt));
  }

  /** Undecided and still there, but not on the screen; who came first is first. */
  get waiting() {
    return this.all.filter((view) => isWaiting(view) && view.passage.id !== this.#shown && !this.#isPast(view)).reverse();
  }

  isSettled(now) {
    return this.#shown !== null && now - this.#since >= settling;
  }

  put(view, now) {
    const id = view.passage.id;
    const before = this.#views.get(id);
    // An answer that arrives late does not undo a decision that is known.
    if (before?.decision && !view.decision) return;
    this.#views.set(id, view);
    if (id === this.#shown) {
      // Other advice than the guard has read: he has to look again.
      if (signature(before) !== signature(view)) this.#since = now;
      if (view.passage.endedAt && !view.decision && !this.#isChosen) this.advance(now);
    } else if (this.#yieldsTo(view)) {
      this.#show(id, now);
    }
    for (const old of this.all.slice(most)) {
      if (old.passage.id !== this.#shown) this.#views.delete(old.passage.id);
    }
  }

  #yieldsTo(view) {
    const shown = this.shown;
    if (!shown) return true;
    if (this.#isChosen || this.isHeld || view.passage.startedAt <= shown.passage.startedAt) return false;
    return !isWaiting(shown) || shown.passage.lane === view.passage.lane;
  }

  /** Its end is not told yet, but the next one is in front of the barrier. */
  #isPast({ passage }) {
    return this.all.some(({ passage: other }) =>
      other.lane === passage.lane && other.startedAt > passage.startedAt && !other.endedAt);
  }

  #show(id, now, isChosen = false) {
    this.#isChosen = isChosen;
    if (id === this.#shown) return;
    this.#shown = id;
    this.#since = now;
  }

  /** To the one that has waited longest, if any. */
  advance(now) {
    if (!this.isHeld && this.waiting.length > 0) this.#show(this.waiting[0].passage.id, now);
  }

  choose(id, now) {
    if (!this.isHeld && this.#views.has(id)) this.#show(id, now, true);
  }

  /** One up or down the list. */
  step(by, now) {
    const all = this.all;
    const index = all.findIndex((view) => view.passage.id === this.#shown) + by;
    if (index >= 0 && index < all.length) this.choose(all[index].passage.id, now);
  }

  /** Lets go of the one that was chosen. */
  newest(now) {
    const all = this.all;
    if (!this.isHeld && all.length > 0) this.#show(all[0].passage.id, now);
  }

  clear() {
    this.#views.clear();
    this.#shown = null;
    this.#isChosen = false;
    this.isHeld = false;
  }
}

const isWaiting = (view) => !view.decision && !view.passage.endedAt;

/** What the guard reads before he decides. */
function signature(view) {
  return JSON.stringify([
    view.verdict.advice, view.reasons, view.verdict.declaration, view.passage.tractor?.text, view.passage.trailer?.text,
  ]);
}
