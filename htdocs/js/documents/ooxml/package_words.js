// The words by which Office packages tell what their parts are: content types, types of relationships, and names, all in small letters.

/** Main parts of the kinds that are sent. */
export const MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
};

/** By content type. Settings of a printer belong to a text, too, and are no XML. */
export const TYPES = {
    binaryWorkbook: /^application\/vnd\.ms-excel\.sheet\.binary/,
    /** Visual Basic, Excel 4.0 macros (also "intlmacrosheet") and ActiveX. */
    program: /macroenabled|vba|macrosheet|activex/,
    text: /(?:wordprocessingml|ms-word).*\+xml\b/,
    query: /spreadsheetml\.(?:externallink|connections|querytable)/,
    coreProperties: /core-properties/,
    extendedProperties: /extended-properties/,
    customProperties: /custom-properties/,
    comments: /spreadsheetml\.comments/,
    persons: /ms-excel\.person/,
    revisions: /spreadsheetml\.(?:revisionheaders|usernames)/,
    workbook: /spreadsheetml\.sheet\.main/,
};

/** By the last words of the type of a relationship, which Office trusts whatever content type the part has. */
export const RELATIONSHIPS = {
    main: /\/officedocument$/,
    /** Visual Basic, macro sheets, controls, and a ribbon that calls macros. */
    program: /\/(?:vbaproject[^/]*|wordvbadata|xl(?:intl)?macrosheet|control|activexcontrolbinary|ui\/[^/]*)$/,
    text: /\/(?:officedocument|header|footer|footnotes|endnotes|comments|glossarydocument)$/,
    query: /\/(?:externallink|connections|querytable)$/,
    embedded: /\/(?:oleobject|package|afchunk)$/,
    hyperlink: /\/hyperlink$/,
    image: /\/image$/,
    /** What a text was written with. */
    template: /\/attachedtemplate$/,
    /** Another workbook that cells point to, also where it is missing, or in one of Excel's own folders. */
    workbook: /\/(?:externallink(?:long)?path|xlexternallinkpath\/[a-z]+)$/,
};

/** By name: what Office looks for, or puts, there. */
export const NAMES = {
    relationships: /(?:^|\/)_rels\/[^/]*\.rels$/,
    program: /(?:^|\/)vbaproject[^/]*\.bin$/,
    embedded: /\/embeddings\/[^/]+$/,
    media: /(?:^|\/)media\/[^/]+$/,
};
