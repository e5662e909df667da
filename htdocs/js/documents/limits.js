// How much of a document is looked at: bounds far above what honest programs write, so that a hostile one costs no more than they do.

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

// All of a document, with what is embedded in it.

/** In milliseconds, in the worker. Honest documents take a few seconds on a slow phone. */
export const LONGEST_INSPECTION = 15_000;
/** What it may unpack to: so much, and this many times its own size. */
export const UNPACKED_AT_LEAST = 32 * MEBIBYTE;
export const UNPACKED_TIMES = 8;
/**
 * Tokens as readXml() yields them: an element is two or three. "list": content types and relationships, of which honest documents have some
 * thousands; "text": the parts that people write, of which a thousand pages have two million.
 */
export const MOST_TOKENS = { list: 400_000, text: 8_000_000 };
/** How deep documents lie in each other: a table in a chart in a document in a document. */
export const DEEPEST_RULED = 3;
/** How deep people are looked for: a table in a chart has properties of its own. */
export const DEEPEST_TOLD = 2;

/** Office's own documents embed some dozen, one for each chart. Each costs some milliseconds. */
export const MOST_EMBEDDED = 300;

// What is shown of the people behind it.

export const MOST_TRACES = 10;
export const LONGEST_TRACE = 200;
/** Of a value so much is looked at, with all the blanks in it. */
export const LONGEST_VALUE = 10_000;

// XML

/** Old drawings keep a copy of themselves in an attribute ("gfxdata"). */
export const LONGEST_TAG = 4 * MEBIBYTE;

// docx and xlsx

export const MOST_PARTS = 10_000;
/** Of content types, or of relationships. The largest ones that Office writes are far smaller. */
export const LARGEST_LIST = 4 * MEBIBYTE;
export const MOST_RELATIONSHIPS = 100_000;
/** A workbook of a thousand sheets has a thousand. */
export const MOST_LISTS = 2000;
/** A text of three hundred chapters, each with headers and footers of its own, has so many. */
export const MOST_TEXTS = 2000;
export const LARGEST_PART = 32 * MEBIBYTE;
export const LARGEST_QUERY = 4 * MEBIBYTE;
/** A small part is kept, a large one is read piece by piece, twice if need be. */
export const LARGEST_KEPT = MEBIBYTE;
/** Larger documents stay on the disk, and are read piece by piece. */
export const LARGEST_IN_MEMORY = 8 * MEBIBYTE;
/** Of a field: a path has at most 260 characters in Windows. */
export const LONGEST_INSTRUCTION = 4 * KIBIBYTE;
export const MOST_NESTED_FIELDS = 100;
export const MOST_PICTURES = 300;
/** What is inflated at a step: a thousand times as much may come out of it, all at once. */
export const STEP_OF_ZIP = 4 * KIBIBYTE;

// doc and xls

/** Entries. Office's own, with a hundred embedded objects, has a thousand. */
export const MOST_ENTRIES = 65_536;
/** All that is read may be so many times the size of the file: entries that share their sectors would go on without an end. */
export const COMPOUND_READ_TIMES = 8;
export const MOST_PROPERTIES = 1000;
export const LARGEST_PROPERTY_SET = 4 * MEBIBYTE;
export const LARGEST_LIST_OF_PEOPLE = MEBIBYTE;
export const MOST_COMMENTERS = 100;

// PDF

/** The dictionary in front of a stream that matters here is short. */
export const LONGEST_HEAD = 4 * KIBIBYTE;
/** Far more than anybody shows of it. */
export const LONGEST_STRING = 2 * KIBIBYTE;
/** What is inflated at a step, see STEP_OF_ZIP. */
export const STEP_OF_STREAM = 4 * KIBIBYTE;
export const LARGEST_STREAM = 16 * MEBIBYTE;
/** What all streams together may inflate to: so much, and this many times the size of the file. */
export const STREAMS_AT_LEAST = 16 * MEBIBYTE;
export const STREAMS_TIMES = 4;
export const MOST_STREAMS = 50_000;
/** How often a name is looked at; each heading has a title, too. */
export const MOST_AUTHORS = 1000;
export const MOST_TITLES = 3000;
/** Texts that stand in objects of their own. */
export const MOST_OBJECT_TEXTS = 4000;
/** Annotations with somebody's name. */
export const MOST_COMMENTS = 3000;
/** How deep dictionaries and lists lie in each other, and how many names one has that are looked at. */
export const DEEPEST_DICTIONARY = 50;
export const MOST_NAMES = 1000;
/** What is read of all objects' dictionaries together: so much, and this many times the size of the file, since they lie packed in it. */
export const DICTIONARIES_AT_LEAST = 16 * MEBIBYTE;
export const DICTIONARIES_TIMES = 4;
/** Streams that are opened: a document of ten thousand pages has a thousand of objects, and a photo on some pages. */
export const MOST_OPENED = 5000;
export const MOST_METADATA = 8 * MEBIBYTE;

// Pictures

/** A picture may be larger than what is sent of it; beyond this the device would suffer. */
export const LARGEST_PICTURE = 64 * MEBIBYTE;
export const MOST_PIXELS = 200_000_000;
/** Safari on iPhones has no larger canvas (4096 by 4096). */
export const MOST_ON_CANVAS = 16_777_216;
/** What a page may decode: each pixel takes four bytes, and with too many of them the device ends the page. */
export const MOST_SHOWN = 50_000_000;
/** A picture from a camera has some dozens of segments before its frame; each one costs a read. */
export const MOST_SEGMENTS = 1000;
/** Within a document. Each step goes on by a length of at least two, or ends. */
export const MOST_STEPS = 100_000;
/** Of so many cameras, and places, a document's warning speaks. */
export const MOST_PHOTOS_TOLD = 3;
/** Real profiles have at most a megabyte or two; a few bytes can be packed that open to gigabytes. */
export const LARGEST_PROFILE = 4 * MEBIBYTE;
