// Pictures within a stream: Word and Excel put the files of their pictures there as they are ([MS-ODRAW] 2.2.23), behind heads of many kinds.
import { JPEG, PNG, startsWith } from "../beginnings.js";
import { MOST_PICTURES } from "../limits.js";

/** Yields the bytes from each beginning of a picture on, up to the next one; `onMore` is called where there are too many of them. */
export function* picturesIn(bytes, onMore) {
    let begin = -1;
    let count = 0;
    for (let at = nextIn(bytes, 0); at >= 0; at = nextIn(bytes, at + 1)) {
        if (begin >= 0) yield bytes.subarray(begin, at);
        begin = at;
        count += 1;
        if (count > MOST_PICTURES) return onMore();
    }
    if (begin >= 0) yield bytes.subarray(begin);
}

function nextIn(bytes, from) {
    for (let at = from; at < bytes.length; at += 1) {
        if ((bytes[at] === JPEG[0] && startsWith(bytes, JPEG, at)) || (bytes[at] === PNG[0] && startsWith(bytes, PNG, at))) return at;
    }
    return -1;
}
