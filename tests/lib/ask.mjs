// A question to a page that may be leaving in the very moment.
import { eventually } from './wait.mjs';

/// What a page answers, and if it is left in the very moment of the question, what the page that comes answers.
export async function ask(question) {
  return eventually('an answer of the page that came', async () => {
    try {
      return { answer: await question() };
    } catch (error) {
      if (/context was destroyed|Cannot find context|frame (?:was|got) detached/i.test(error.message)) return undefined;
      throw error;
    }
  }).then(({ answer }) => answer);
}
