/**
 * Circuit breaker: after one failure nobody asks for `cooldownMs`, then a single caller tries again while the others
 * still go without. A Redis that swallows packets costs one request per cool-down its timeout, not every request.
 */
export class Breaker {
  readonly #cooldownMs: number;
  #openUntil = 0;
  #probing = false;

  constructor(cooldownMs: number) {
    this.#cooldownMs = cooldownMs;
  }

  get open(): boolean {
    return this.#openUntil > 0;
  }

  /** True if the caller may ask; it must then report `succeeded` or `failed`. */
  enter(): boolean {
    if (!this.open) return true;
    if (this.#probing || performance.now() < this.#openUntil) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#openUntil = 0;
    this.#probing = false;
  }

  failed(): void {
    this.#openUntil = performance.now() + this.#cooldownMs;
    this.#probing = false;
  }
}
