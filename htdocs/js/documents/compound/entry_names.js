// The names by which the entries of a compound file tell what they are, in small letters.

export const WORD_TEXT = "worddocument";
export const WORKBOOKS = ["workbook", "book"];
/** A docx or xlsx within. */
export const PACKAGE = "package";
/** [MS-OLEDS] 2.3.3: whether an object lies here, or is fetched from elsewhere. */
export const OBJECT = "\u0001ole";
export const SUMMARY = "\u0005summaryinformation";
export const DOCUMENT_SUMMARY = "\u0005documentsummaryinformation";

export const PASSWORD_NAMES = ["encryptedpackage", "encryptioninfo"];
/** Visual Basic's storages and streams, and ActiveX controls ("ctls" is theirs in Excel). */
export const PROGRAM_NAMES = /^(?:macros|vba|_vba_project.*|__srp_.*|vbaproject.*|\u0003ocx(?:name|data)|ctls)$/;
/** What Windows' packager embeds: any file, to be run by a double click. And formulas for an editor that runs what is written into them. */
export const PACKAGER_NAMES = /ole10native|^equation native$/;
