// What people write: how long it is, and whether there is anything in it.

/** Unicode code points. */
export function lengthOf(text) {
    let count = 0;
    for (const _ of text) count += 1;
    return count;
}

/** Whether there is anything to see: not blanks, controls and invisible characters only. */
export function isVisible(text) {
    return /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
