// Chance that can be had again: all of it comes from a seed, which a test prints and CARITAS_SEED gives back.
import { randomInt } from 'node:crypto';

/// What CARITAS_SEED says, or a new one.
export function chooseSeed() {
  const given = process.env.CARITAS_SEED;
  if (given !== undefined && !/^\d+$/.test(given)) throw new Error(`CARITAS_SEED must be a whole number, not "${given}"`);
  return given === undefined ? randomInt(2 ** 31) : Number(given);
}

// FNV-1a, so that similar names give different beginnings.
function mixed(seed, name) {
  let hash = seed >>> 0;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

export class Chance {
  constructor(seed, name = '') {
    this.seed = seed;
    this.state = mixed(seed ^ 0x811c9dc5, name);
  }

  /// A source of its own for each actor: what one draws does not depend on how often the others drew before it.
  of(name) { return new Chance(this.seed, name); }

  /// From 0 to 1 (mulberry32).
  number() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mix = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mix ^= mix + Math.imul(mix ^ (mix >>> 7), mix | 61);
    return ((mix ^ (mix >>> 14)) >>> 0) / 2 ** 32;
  }

  /// A whole number, both ends included.
  between(least, most) { return least + Math.floor(this.number() * (most - least + 1)); }
  happens(probability) { return this.number() < probability; }
  pick(list) { return list[this.between(0, list.length - 1)]; }
  /// Some of the list, in its order.
  some(list, probability) { return list.filter(() => this.happens(probability)); }
}
