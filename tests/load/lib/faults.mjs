// What must never happen to a line, in words.

/// "2 lost, 1 doubled" of a result of caritas-load chats; nothing if all is well. `more`: counts by their words.
export function faultsOf({ lost, doubled, disordered, strange, ended }, more = {}) {
  const counts = { lost, doubled, 'out of order': disordered, 'that nobody wrote': strange, 'signed out': ended, ...more };
  return Object.entries(counts).filter(([, count]) => count).map(([words, count]) => `${count} ${words}`).join(', ') || undefined;
}
