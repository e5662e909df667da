// The moments before the end of a chat's window at which people are told how little is left.

const MINUTE = 60_000;
const WARNINGS = [5, 15];

/** The warning that is due when `left` milliseconds are left: 15 or 5 (minutes), or null. */
export function warningDue(left) {
    return WARNINGS.find((minutes) => left > 0 && left <= minutes * MINUTE) ?? null;
}

/** When the next warning before `until` becomes due, seen from `now`; `until` itself after the last one. */
export function nextWarning(until, now) {
    const times = WARNINGS.map((minutes) => until - minutes * MINUTE).filter((time) => time > now);
    return Math.min(until, ...times);
}
