// Waiting for events with a bound, so that a test that breaks fails with a sentence and does not hang.

/// How long any piece of news may take on a busy machine; a broken one fails after this.
export const patience = 30_000;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/// Tries until `condition` gives something true, and gives that back. What happens elsewhere (database, /proc) has no event to wait for.
export async function eventually(what, condition, ms = patience) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come within ${ms} ms: ${what}`);
    await pause(50);
  }
}

/// The promise's value, or an error that says what was awaited.
export async function within(promise, what, ms = patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not come within ${ms} ms: ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
