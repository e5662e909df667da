// Message bodies: bytes in base64 on the way, text on the page.

const decoder = new TextDecoder();

export function textOf(base64) {
    return decoder.decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** Length as the server counts it: Unicode code points. */
export function lengthOf(text) {
    let count = 0;
    for (const _ of text) count += 1;
    return count;
}

/** Whether there is anything to see: the server refuses what consists of blanks, controls and invisible characters only. */
export function isVisible(text) {
    return /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
