// For the body of a `describe`: a stack with demo topics and counselors that is there before its tests and gone after them.
import { after, before } from 'node:test';

import { addDemo } from './demo.mjs';
import { Stack } from './stack.mjs';

/// options: those of Stack, and `people`: the names in demo.mjs to make (all by default).
export function useStack({ people, ...options } = {}) {
  const stack = new Stack(options);
  before(async () => {
    await stack.start();
    await addDemo(stack, people);
  });
  after(() => stack.end());
  return stack;
}
