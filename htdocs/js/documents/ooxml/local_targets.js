// Whether something that lies outside of a document lies on a device, so that nothing is fetched from anywhere when it is opened.

const LOCAL = [
    /** On a drive of Windows; below a folder of a Mac or under Linux, as an address. No server, also not as "\??\UNC". */
    /^(?:file:\/{2,3})?[a-z]:[\\/](?![\\/])[^:?\p{Cc}]*$/iu,
    /^file:\/\/(?:localhost)?\/(?![\\/])[^:?\p{Cc}]*$/iu,
    /** Beside the document, or below the first folder of all. */
    /^[\\/]?(?![\\/?])[^:?\p{Cc}]*$/u,
    /** "Macintosh HD:Users:anna:Normal.dotm". A volume without a blank may be a scheme: then only with folders that every Mac has. */
    /^(?:file:\/\/(?:localhost)?\/)?[^:\\/?\p{Cc}]* [^:\\/?\p{Cc}]*(?::[^:\\/?\p{Cc}]+)+$/u,
    /^(?:file:\/\/(?:localhost)?\/)?(?!(?:https?|ftp|file|smb|mhtml):)[^:\\/?\p{Cc}]+:(?:users|applications|library)(?::[^:\\/?\p{Cc}]+)+$/iu,
    /** Within the mail that it was a part of. */
    /^cid:[^:\\/?\p{Cc}]*$/iu,
];

/** Each program undoes "%5C" in its own places: both ways of reading it must be local. */
export function isLocal(target) {
    return [target, decoded(target)].every((read) => LOCAL.some((pattern) => pattern.test(read)));
}

function decoded(target) {
    try {
        return decodeURIComponent(target);
    } catch {
        return target; // a lonely "%" stands for itself
    }
}
