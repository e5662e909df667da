// What the pages use of @zip.js/zip.js: the reader, which reads only the ranges it needs; loaded when somebody sends or gets such a document.
// This entry brings no worker and no codec: told not to ask for workers, it inflates by the browser's own DecompressionStream, and the
// page's policy stays strict.
export {
    ERR_AMBIGUOUS_ARCHIVE,
    ERR_OVERLAPPING_ENTRY,
    ERR_UNSAFE_FILENAME,
    ERR_UNSUPPORTED_COMPRESSION,
    ERR_UNSUPPORTED_UINT64,
    ZipReader,
} from "@zip.js/zip.js/lib/zip-core-reader.js";
